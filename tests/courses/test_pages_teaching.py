"""What a lesson's page makes of activities, notes and annexes; what a card and a page make of a cover and of pupils."""

import io
import json
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model

from courses.loader.applying import apply
from courses.loader.reading import read_curriculum
from courses.models import Audience, CoursePage, LessonPage
from tests.courses.conftest import COURSE, LESSON, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360"/></svg>'


def pixels() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 36), "green").save(buffer, "PNG")
    return buffer.getvalue()


# Wagtail leaves the temporary file of a new copy of a picture to the garbage collector.
making_copies = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:Unclosed file:ResourceWarning")


def block(kind, **value):
    return {"type": kind, "value": value, "id": str(uuid4())}


def shown(client, page) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_an_activity_tells_time_company_and_needs(course, make_lesson, client):
    activity = block("activity", title="Xếp thẻ", minutes=10, grouping="pair", needs="giấy, bút", text="<ol><li>Xếp.</li></ol>")

    html = shown(client, make_lesson(course, "Bài", [activity]))

    for words in ("Xếp thẻ", "10 phút", "Theo cặp", "Cần có: giấy, bút", "<li>Xếp.</li>"):
        assert words in html


def test_an_activity_with_nothing_but_steps_shows_no_empty_facts(course, make_lesson, client):
    html = shown(
        client, make_lesson(course, "Bài", [block("activity", title="Xếp", minutes=None, grouping="", needs="", text="<p>Xếp.</p>")])
    )

    assert "phút" not in html.partition('class="activity"')[2].partition("</section>")[0]


def test_a_note_for_teachers_and_an_annex_are_folded_and_the_annex_says_its_day(course, make_lesson, client):
    blocks = [
        block("teacher", title="", text="<p>Chờ học sinh nói trước.</p>"),
        block("annex", title="Công cụ", reviewed_on="2026-11-22", text="<p>Tên.</p>"),
    ]

    html = shown(client, make_lesson(course, "Bài", blocks))

    assert html.count('<details class="folded-note') == 2
    assert "Ghi chú cho giáo viên" in html
    assert "rà soát ngày 22/11/2026" in html


def test_a_lesson_says_its_competencies_in_words_and_when_it_was_read_again(course, make_lesson, client):
    competencies = json.dumps(
        [block("competency", framework="QD3439", code="TEC-THCS"), block("competency", framework="other", code="Riêng")]
    )
    lesson = make_lesson(course, "Bài", competencies=competencies, second_reading_on="2026-11-23")

    html = shown(client, lesson)

    assert "Kỹ thuật và ứng dụng trí tuệ nhân tạo, trung học cơ sở" in html
    assert "other · Riêng" in html
    assert "Đã đọc lại lần thứ hai" in html


@pytest.mark.parametrize(("audiences", "expected"), [(("pupil_primary",), "em có thể"), (("pupil_primary", "citizen"), "bạn có thể")])
def test_a_lesson_for_pupils_alone_says_em(make_course, make_lesson, client, audiences, expected):
    lesson = make_lesson(make_course("Khóa", audiences=audiences), "Bài", goals="Kể được")

    assert f"Học xong bài này, {expected}" in shown(client, lesson)


def test_a_lesson_that_names_its_own_audience_is_asked_first(make_course, make_lesson, client):
    lesson = make_lesson(make_course("Khóa", audiences=("citizen",)), "Bài", goals="Kể được")
    lesson.audiences = Audience.objects.filter(code="pupil_primary")
    lesson.save()

    assert "em có thể" in shown(client, lesson)


@making_copies
@pytest.mark.parametrize(("name", "content"), [("bia.svg", SVG.encode()), ("bia.png", pixels())])
def test_a_cover_stands_on_the_card_and_on_the_page(make_course, client, settings, tmp_path, name, content):
    settings.MEDIA_ROOT = tmp_path
    cover = get_image_model().objects.create(title="Bìa", file=ContentFile(content, name=name))
    course = make_course("Có bìa", picture=cover)

    assert course.cover_url.endswith((".svg", ".png"))
    assert f'src="{course.cover_url}"' in client.get("/khoa-hoc/").content.decode()
    assert f'src="{course.cover_url}"' in shown(client, course)


@making_copies
def test_covers_of_many_courses_cost_no_more_questions(make_course, client, settings, tmp_path, django_assert_max_num_queries):
    settings.MEDIA_ROOT = tmp_path
    for number in range(3):
        cover = get_image_model().objects.create(title="Bìa", file=ContentFile(pixels(), name=f"b{number}.png"))
        make_course(f"Khóa {number}", picture=cover)
    client.get("/khoa-hoc/")

    courses = list(CoursePage.objects.with_covers())
    with django_assert_max_num_queries(0):
        assert all(course.cover_url for course in courses)


def test_the_loader_brings_cover_and_second_reading_and_changes_nothing_the_second_time(site_tree, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    root = tmp_path / "curriculum"
    write(root / "thu/course.md", COURSE.replace("tier: T1", "tier: T1\npicture: pictures/bia.svg"))
    write(root / "thu/pictures/bia.svg", SVG)
    write(root / "thu/01-hieu-dung/module.md", "---\nuid: b3fcd133-6e1e-43d3-b522-3efb6ee3dc90\ntitle: Hiểu đúng\n---\n")
    write(root / "thu/01-hieu-dung/01-bai-mot.md", LESSON.replace("duration_periods: 1", "duration_periods: 1\nsecond_reading: 2026-11-23"))

    first, second = apply(read_curriculum(root)), apply(read_curriculum(root))

    assert CoursePage.objects.get(slug="thu").cover_url.endswith(".svg")
    assert str(LessonPage.objects.get(title="Bài một").second_reading_on) == "2026-11-23"
    assert {entry.outcome for entry in first.entries} == {"created"}
    assert {entry.outcome for entry in second.entries} == {"unchanged"}


def test_columns_of_short_cells_leave_their_room_to_the_others(course, make_lesson, client):
    data = [["Phút", "Làm gì"], ["0–10", "Kể một việc đã kiểm ở nhà"], ["10–20", "Mở đoạn tiếng của chính bạn"], [None, "Nghỉ"]]
    table = {"type": "table", "value": {"data": data, "first_row_is_table_header": True}, "id": str(uuid4())}

    html = shown(client, make_lesson(course, "Bài", [table]))

    assert '<td class="is-short">0–10</td>' in html
    assert "<td>Mở đoạn tiếng của chính bạn</td>" in html


def test_a_picture_can_be_opened_large_and_is_described_once(course, make_lesson, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Hình", file=ContentFile(SVG.encode(), name="hinh.svg"))

    html = shown(
        client, make_lesson(course, "Bài", [block("picture", image=image.pk, description="Một hình vuông", caption="", credit="")])
    )

    assert html.count(f'src="{image.file.url}"') == 2
    assert html.count('alt="Một hình vuông"') == 1
    assert "Phóng to hình" in html

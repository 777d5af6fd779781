"""What visitors see."""

import json

import pytest
from wagtail.models import Page

from courses.actions import course_staff
from courses.models import Audience, ProgramCourse, ProgramPage
from tests.courses.conftest import QUIZ_UID, lab, quiz, text


def shown(client, url: str, **extra) -> str:
    response = client.get(url, **extra)
    assert response.status_code == 200, url
    return response.content.decode()


def test_home_page_has_an_entrance_for_every_audience(course, client):
    html = shown(client, "/")

    assert "/khoa-hoc/?audience=public_staff" in html
    assert "1 khóa học" in html


def test_the_field_of_the_search_is_named_in_the_words_of_a_visitor(course, client):
    assert ">Từ khóa</label>" in shown(client, "/khoa-hoc/")


def test_english_home_page_is_english(course, client):
    assert '<html lang="en"' in shown(client, "/en/")


def test_catalogue_filters_by_audience_group_and_tier(make_course, client):
    make_course("Cho viên chức", audiences=("public_employee",), tier="T1")
    make_course("Cho viên chức nâng cao", audiences=("public_employee", "civil_servant"), tier="T3")
    make_course("Cho học sinh", audiences=("pupil_primary",), tier="T1")

    both = shown(client, "/khoa-hoc/?audience=public_staff")
    basic = shown(client, "/khoa-hoc/?audience=public_staff&tier=T1")

    assert both.count("Cho viên chức nâng cao") == 1
    assert "Cho học sinh" not in both
    assert "Cho viên chức" in basic
    assert "nâng cao" not in basic


def test_catalogue_shows_the_learning_paths_of_an_entrance_first(index, make_course, client):
    make_course("Khóa cho học sinh", audiences=("pupil_primary",))
    for title, code in (("Lộ trình học sinh", "pupil_primary"), ("Lộ trình người dân", "citizen")):
        index.add_child(instance=ProgramPage(title=title, locale=index.locale, audience=Audience.objects.get(code=code)))

    pupils, everybody = shown(client, "/khoa-hoc/?audience=pupils"), shown(client, "/khoa-hoc/")

    assert "Lộ trình người dân" not in pupils
    assert pupils.index("Lộ trình học sinh") < pupils.index("Khóa cho học sinh")
    assert everybody.index("Lộ trình học sinh") > everybody.index("Khóa cho học sinh")
    assert "Lộ trình người dân" in everybody


def test_catalogue_finds_by_words_within_the_filters(course, make_course, client):
    make_course("Trí tuệ nhân tạo cho học sinh", audiences=("pupil_primary",))

    html = shown(client, "/khoa-hoc/?q=tri+tue+nhan+tao&audience=public_staff&tier=T1")

    assert course.title in html
    assert "cho học sinh" not in html


@pytest.mark.parametrize("query", ["audience=x", "tier=T9", "page=99", "page=x", "q=" + "a" * 5000, "q=%00", "q=%22%27*"])
def test_catalogue_survives_any_address(course, client, query):
    shown(client, f"/khoa-hoc/?{query}")


def test_catalogue_gives_htmx_the_results_alone(course, client):
    html = shown(client, "/khoa-hoc/?tier=T1", headers={"HX-Request": "true"})

    assert course.title in html
    assert "<html" not in html
    assert "HX-Request" in client.get("/khoa-hoc/")["Vary"]


def test_catalogue_hides_drafts(make_course, client):
    make_course("Chưa xuất bản", live=False)

    assert "Chưa xuất bản" not in shown(client, "/khoa-hoc/")


def test_catalogue_needs_the_same_queries_for_one_course_and_for_three(make_course, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_course("Một")
    client.get("/khoa-hoc/")
    with CaptureQueriesContext(connection) as one:
        client.get("/khoa-hoc/")
    make_course("Hai")
    make_course("Ba")

    with django_assert_num_queries(len(one)):
        client.get("/khoa-hoc/")


def test_course_page_lists_lessons_and_hides_the_teachers_guide(course, lesson, client, trainee):
    course.teacher_guide = json.dumps([text("<p>Chỉ cho giảng viên</p>")])
    course.save_revision().publish()
    client.force_login(trainee)

    html = shown(client, course.get_url())

    assert lesson.title in html
    assert "Chỉ cho giảng viên" not in html


def test_course_page_shows_the_guide_to_its_team(course, client, teacher):
    course.teacher_guide = json.dumps([text("<p>Chỉ cho giảng viên</p>")])
    course.save_revision().publish()
    course_staff.appoint(course=course, person=teacher, by=None)
    client.force_login(teacher)

    assert "Chỉ cho giảng viên" in shown(client, course.get_url())


def test_program_page_lists_courses_in_order(index, make_course, client):
    first, second = make_course("Bê"), make_course("A")
    program = ProgramPage(title="Lộ trình", locale=index.locale)
    program.program_courses = [ProgramCourse(course=first, sort_order=0), ProgramCourse(course=second, sort_order=1)]
    index.add_child(instance=program)

    html = shown(client, program.get_url())

    assert html.index(">Bê<") < html.index(">A<")


def test_lesson_page_is_open_to_visitors_and_shows_neighbours(course, make_lesson, client):
    lessons = [make_lesson(course, title) for title in ("Bài một", "Bài hai", "Bài ba")]

    html = shown(client, lessons[1].get_url())

    assert f'rel="prev" href="{lessons[0].get_url()}"' in html
    assert f'rel="next" href="{lessons[2].get_url()}"' in html
    assert "Nội dung cũ" in html


def test_lesson_page_never_sends_keys_or_feedback(course, make_lesson, question, shelf, client, trainee):
    uid = shelf.add("Thực hành")
    lesson = make_lesson(course, "Bài", [quiz(question), lab(uid)])
    client.force_login(trainee)

    html = shown(client, lesson.get_url())

    assert str(QUIZ_UID) in html
    assert "Máy không chịu trách nhiệm" not in html
    assert "Người ký" not in html


def test_lesson_page_escapes_what_is_not_rich_text(course, make_lesson, client):
    body = [
        {"type": "code", "value": {"language": "python", "code": "<script>alert(1)</script>"}},
        {
            "type": "table",
            "value": {
                "data": [["<b>A</b>"], ["<script>alert(2)</script>"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
            },
        },
        {"type": "callout", "value": {"kind": "tip", "title": "<script>alert(3)</script>", "text": "<p>Chữ</p>"}},
    ]
    html = shown(client, make_lesson(course, "Bài", body).get_url())

    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert") == 3


def test_lesson_page_needs_at_most_20_queries_logged_in(course, make_lesson, question, client, trainee):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    lessons = [make_lesson(course, f"Bài {number}", [text("<p>Chữ</p>"), quiz(question)]) for number in range(6)]
    client.force_login(trainee)
    client.get(lessons[2].get_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(lessons[2].get_url())

    assert len(queries) <= 20


def test_direct_route_gives_404_for_drafts_and_nonsense(course, make_lesson, client):
    draft = make_lesson(course, "Nháp", live=False)

    assert client.get(draft.get_url()).status_code == 404
    assert client.get(course.get_url() + "khong-co/").status_code == 404
    assert client.get("/khoa-hoc/a/b/c/d/").status_code == 404


def test_search_page_finds_courses_and_lessons(course, make_lesson, client):
    make_lesson(course, "Ngưỡng tin cậy")

    assert "Ngưỡng tin cậy" in shown(client, "/tim-kiem/?q=nguong+tin+cay")
    assert course.title in shown(client, "/tim-kiem/?q=tri+tue")


def test_no_page_of_the_course_site_has_inline_script_or_style(course, lesson, client):
    for page in Page.objects.filter(depth__gt=1, locale__language_code="vi"):
        html = shown(client, page.get_url())
        assert " style=" not in html
        assert "<script>" not in html
        assert " onclick=" not in html

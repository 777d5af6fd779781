import pytest

from courses.models import CoursePage, LessonPage
from courses.search import find
from tests.courses.conftest import text


def titles(query: str, pages=None) -> list[str]:
    return [page.title for page in find(query, pages if pages is not None else CoursePage.objects.readable())]


@pytest.mark.db
@pytest.mark.parametrize("query", ["tri tue nhan tao", "Trí tuệ NHÂN TẠO", "tue tri", "trí tuệ nhân tạo!", "tri:*", "cong vu"])
def test_find_needs_no_marks_no_case_and_no_order(course, query):
    assert titles(query) == [course.title]


@pytest.mark.db
@pytest.mark.parametrize("query", ["", "  ", "!!!", "tri tue nhan tao x", "tric", "* OR 1", '"', "NOT tri tue", "do tri tue", "nhan taos"])
def test_find_gives_nothing_for_other_words(course, query):
    assert titles(query) == []


@pytest.mark.db
def test_find_understands_d_with_a_stroke(make_course):
    make_course("Chuyển đổi số ở Điện Biên")

    assert titles("dien bien") == ["Chuyển đổi số ở Điện Biên"]


@pytest.mark.db
@pytest.mark.parametrize("query", ["so", "can", "do so", "am"])
def test_find_takes_words_seriously_that_are_small_words_in_english(make_course, query):
    make_course("Đo số, cần, âm")

    assert titles(query) == ["Đo số, cần, âm"]


@pytest.mark.db
def test_find_orders_by_title_then_summary_then_text_then_tier(make_course):
    make_course("Đạo đức nghề nghiệp", tier="T2", body='[{"type": "text", "value": "<p>học<b> </b></p><p>máy</p>"}]')
    make_course("Số liệu", tier="T1", summary="Nhập môn học máy")
    make_course("Học máy nâng cao", tier="T3")
    make_course("Học máy", tier="T1")

    assert titles("hoc may") == ["Học máy", "Học máy nâng cao", "Số liệu", "Đạo đức nghề nghiệp"]


@pytest.mark.db
def test_find_reads_the_text_of_lessons(course, make_lesson):
    make_lesson(course, "Bài một", [text("<p>Ngưỡng</p><p>tin cậy</p>")])
    make_lesson(course, "Bài hai", [text("<p>Dữ liệu lệch</p>")])

    assert titles("nguong tin cay", LessonPage.objects.readable()) == ["Bài một"]


@pytest.mark.db
def test_find_shows_no_draft(course, make_lesson):
    make_lesson(course, "Bí mật kỳ lạ", live=False)

    assert titles("bi mat ky la", LessonPage.objects.readable()) == []

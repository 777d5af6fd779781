from decimal import Decimal
from uuid import UUID

from courses.outline import course_outline
from tests.courses.conftest import QUIZ_UID, lab, quiz


def test_course_outline_lists_live_lessons_in_order_with_their_addresses(course, make_lesson):
    first, second = make_lesson(course, "Một"), make_lesson(course, "Hai")
    make_lesson(course, "Nháp", live=False)

    outline = course_outline(course)

    assert [lesson.uid for lesson in outline.lessons] == [first.content_uid, second.content_uid]
    assert [lesson.url for lesson in outline.lessons] == [first.get_url(), second.get_url()]
    assert [module.title for module in outline.modules] == ["Hiểu đúng"]


def test_works_are_the_quizzes_and_labs_in_reading_order(course, make_lesson, question, shelf):
    uid = shelf.add("Phân loại phản ánh", max_score=Decimal(10))
    first = make_lesson(course, "Một", [lab(uid, required=False)])
    second = make_lesson(course, "Hai", [quiz(question), lab(uid)])

    works = course_outline(course).works

    assert [(work.kind, work.uid, work.title, work.required, work.position, work.max_score, work.lesson_uid) for work in works] == [
        ("lab", uid, "Phân loại phản ánh", False, 1, Decimal(10), first.content_uid),
        ("quiz", QUIZ_UID, "Kiểm tra nhanh", True, 2, Decimal(2), second.content_uid),
    ]


def test_works_with_an_unknown_lab_have_no_score_yet(course, make_lesson, shelf):
    make_lesson(course, "Một", [lab(UUID(int=7))])

    [work] = course_outline(course).works

    assert work.max_score is None
    assert work.title


def test_course_outline_needs_the_same_queries_for_one_lesson_and_for_three(
    course, make_lesson, question, shelf, django_assert_num_queries
):
    for number in range(3):
        make_lesson(course, f"Bài {number}", [quiz(question, uid=UUID(int=number + 1))])
    course.get_url()

    with django_assert_num_queries(2):
        outline = course_outline(course)
    with django_assert_num_queries(2):
        assert len(outline.works) == 3

"""Work handed in, marked by hand, reviewed; the marks of paper tests: each action happy, refused, twice."""

import dataclasses
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.foundation.spreadsheets import SpreadsheetError, write_csv
from lms.foundation.uploads import Paper
from lms.learning import paper_marks
from lms.learning.actions import enrollments, gradebook, hand_ins, reviews, works
from lms.learning.actions.works import RubricLine, WorkPlan
from lms.learning.exceptions import LearningError
from lms.learning.gradebook import required_results
from lms.learning.models import CurrentGrade, GradeItem, HandIn, HandInMark, MarkReview
from lms.learning.work_lists import tasks_with_counts
from tests.learning.conftest import RUBRIC

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def points(task, *values):
    return {line["key"]: Decimal(value) for line, value in zip(task.rubric, values, strict=True)}


def refused(action, **kwargs) -> str:
    with pytest.raises(LearningError) as caught, transaction.atomic():
        action(**kwargs)
    assert str(caught.value)
    return caught.value.code


def plan_of(**changes) -> WorkPlan:
    return dataclasses.replace(WorkPlan(title="Bài", kind="hand_in", max_score=Decimal(10)), **changes)


def test_create_makes_a_required_column_with_the_sum_of_its_rubric(report):
    assert (report.item.kind, report.item.max_score, report.item.required) == ("hand_in", Decimal(10), True)


def test_create_with_a_rubric_without_points_is_refused(class_run, teacher):
    assert refused(works.create, run=class_run, plan=plan_of(rubric=(RubricLine("a", Decimal(0)),)), by=teacher) == "rubric_sum"


def test_columns_of_lessons_leave_works_alone(class_run, report):
    gradebook.sync_items(run=class_run)

    assert [item.kind for item in class_run.grade_items.all()] == ["quiz", "hand_in"]


def test_hand_in_waits_for_marking_and_may_be_repeated(report, learner, trainee):
    hand_ins.hand_in(task=report, enrollment=learner, text="Bản đầu", by=trainee)
    hand_ins.hand_in(
        task=report, enrollment=learner, text="", papers=[Paper("a" * 64, "bài.pdf", ""), Paper("b" * 64, "2.pdf", "")], by=trainee
    )

    [_quiz, result] = required_results(report.item.run, [learner])[learner.pk]
    assert (result.title, result.needs_manual) == ("Bài thu hoạch", True)
    newest = HandIn.objects.order_by("-pk")[0]
    assert (newest.file_name, newest.further_files.get().file_name) == ("bài.pdf", "2.pdf")


@pytest.mark.parametrize(
    ("changes", "text", "papers", "code"),
    [
        ({}, " \n ", 0, "hand_in_empty"),
        ({"takes_text": False}, "chữ", 0, "hand_in_takes_no_text"),
        ({"takes_files": False}, "", 1, "hand_in_takes_no_files"),
        ({}, "", 11, "too_many_files"),
    ],
)
def test_hand_in_refuses(class_run, learner, trainee, teacher, changes, text, papers, code):
    task = works.create(run=class_run, plan=plan_of(**changes), by=teacher)
    files = [Paper("a" * 64, f"{n}.pdf", "") for n in range(papers)]

    assert refused(hand_ins.hand_in, task=task, enrollment=learner, text=text, papers=files, by=trainee) == code
    assert not HandIn.objects.exists()


def test_hand_in_of_a_paper_test_is_refused(paper_test, learner, trainee):
    assert refused(hand_ins.hand_in, task=paper_test, enrollment=learner, text="x", by=trainee) == "not_a_hand_in"


def test_mark_sums_the_rubric_and_ends_handing_in(report, learner, trainee, teacher):
    hand_ins.hand_in(task=report, enrollment=learner, text="Bản đầu", by=trainee)

    hand_ins.mark(task=report, enrollment=learner, points=points(report, "3.5", "5"), remark="Tốt.", by=teacher)

    grade = CurrentGrade.objects.get(item=report.item, enrollment=learner)
    assert (grade.score, grade.needs_manual, grade.change.reason) == (Decimal("8.5"), False, "Tốt.")
    assert refused(hand_ins.hand_in, task=report, enrollment=learner, text="Nữa", by=trainee) == "hand_in_marked"


def test_mark_twice_keeps_both_marks_and_the_newest_counts(report, learner, teacher):
    hand_ins.mark(task=report, enrollment=learner, points=points(report, 1, 1), by=teacher)
    hand_ins.mark(task=report, enrollment=learner, points=points(report, 4, 6), by=teacher)

    assert CurrentGrade.objects.get(item=report.item).score == Decimal(10)
    assert [mark.score for mark in HandInMark.objects.order_by("pk")] == [Decimal(2), Decimal(10)]


def test_mark_of_a_line_too_high_missing_or_negative_is_refused(report, learner, teacher):
    assert refused(hand_ins.mark, task=report, enrollment=learner, points=points(report, 5, 5), by=teacher) == "points_out_of_range"
    assert refused(hand_ins.mark, task=report, enrollment=learner, points=points(report, -1, 5), by=teacher) == "points_out_of_range"
    assert refused(hand_ins.mark, task=report, enrollment=learner, points={}, by=teacher) == "points_missing"
    assert not CurrentGrade.objects.filter(item=report.item).exists()


def test_marks_are_never_changed_in_the_table(report, learner, teacher):
    mark = hand_ins.mark(task=report, enrollment=learner, points=points(report, 1, 1), by=teacher)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandInMark.objects.filter(pk=mark.pk).update(score=10)


def test_change_of_points_after_a_mark_is_refused_and_words_are_not(report, learner, teacher):
    hand_ins.mark(task=report, enrollment=learner, points=points(report, 1, 1), by=teacher)

    assert refused(works.change, task=report, plan=plan_of(rubric=(RubricLine("Khác", Decimal(10)),)), by=teacher) == "work_has_marks"
    works.change(task=report, plan=plan_of(title="Thu hoạch", rubric=RUBRIC, required=False), by=teacher)

    report.item.refresh_from_db()
    assert (report.item.title, report.item.required) == ("Thu hoạch", False)


def test_change_keeps_the_keys_of_lines_that_stay(report, teacher):
    keys = [line["key"] for line in report.rubric]

    changed = works.change(task=report, plan=plan_of(rubric=(*RUBRIC, RubricLine("Trình bày", Decimal(2)))), by=teacher)

    assert [line["key"] for line in changed.rubric][:2] == keys
    assert changed.item.max_score == Decimal(12)


def test_remove_only_what_nobody_has_touched(report, paper_test, learner, trainee, teacher):
    hand_ins.hand_in(task=report, enrollment=learner, text="x", by=trainee)
    works.remove(task=paper_test, by=teacher)

    assert refused(works.remove, task=report, by=teacher) == "work_in_use"
    assert [item.title for item in GradeItem.objects.filter(kind__in=["hand_in", "paper"])] == ["Bài thu hoạch"]


def test_tasks_with_counts_says_what_waits(report, paper_test, learner, trainee, teacher, django_assert_num_queries):
    hand_ins.hand_in(task=report, enrollment=learner, text="x", by=trainee)
    hand_ins.mark_paper(task=paper_test, scores=[(learner, Decimal(7))], by=teacher)

    with django_assert_num_queries(4):
        lines = tasks_with_counts(report.item.run)

    assert [(line.task.item.title, line.to_mark, line.marked, line.learners) for line in lines] == [
        ("Bài thu hoạch", 1, 0, 1),
        ("Bài kiểm tra giấy", 0, 1, 1),
    ]


# phúc khảo


@pytest.fixture
def failed(report, learner, teacher):
    hand_ins.mark(task=report, enrollment=learner, points=points(report, 2, 2), by=teacher)
    return report


def test_review_by_another_marker_changes_the_mark_and_keeps_the_old_one(failed, learner, trainee, second_marker):
    review = reviews.ask(task=failed, enrollment=learner, reason="Phần 2 chưa được chấm.", by=trainee)

    reviews.decide(review=review, task=failed, points=points(failed, 2, 5), answer="Đúng là còn sót.", by=second_marker)

    review.refresh_from_db()
    assert (review.state, review.score_before, review.score_after) == (MarkReview.State.CHANGED, Decimal(4), Decimal(7))
    grade = CurrentGrade.objects.get(item=failed.item)
    assert (grade.score, grade.change.source, grade.change.supersedes.score) == (Decimal(7), "review", Decimal(4))


def test_review_with_equal_points_keeps_the_mark(failed, learner, trainee, second_marker):
    review = reviews.ask(task=failed, enrollment=learner, reason="Xem lại giúp.", by=trainee)

    assert reviews.decide(review=review, task=failed, points=points(failed, 2, 2), answer="Giữ.", by=second_marker).state == "kept"


def test_review_by_the_first_marker_or_without_an_answer_is_refused(failed, learner, trainee, teacher, second_marker):
    review = reviews.ask(task=failed, enrollment=learner, reason="Xem lại giúp.", by=trainee)
    marks = points(failed, 2, 5)

    assert refused(reviews.decide, review=review, task=failed, points=marks, answer="x", by=teacher) == "review_by_first_marker"
    assert refused(reviews.decide, review=review, task=failed, points=marks, answer=" ", by=second_marker) == "remark_missing"
    reviews.decide(review=review, task=failed, points=marks, answer="x", by=second_marker)
    assert refused(reviews.decide, review=review, task=failed, points=marks, answer="x", by=second_marker) == "review_decided"


def test_review_asked_twice_without_reason_or_without_mark_is_refused(failed, paper_test, learner, trainee):
    assert refused(reviews.ask, task=failed, enrollment=learner, reason=" ", by=trainee) == "review_reason_missing"
    assert refused(reviews.ask, task=paper_test, enrollment=learner, reason="x", by=trainee) == "review_not_marked"
    reviews.ask(task=failed, enrollment=learner, reason="x", by=trainee)
    assert refused(reviews.ask, task=failed, enrollment=learner, reason="x", by=trainee) == "review_open"


def test_review_of_a_passed_work_is_refused(report, learner, trainee, teacher):
    hand_ins.mark(task=report, enrollment=learner, points=points(report, 2, 3), by=teacher)

    assert refused(reviews.ask, task=report, enrollment=learner, reason="x", by=trainee) == "review_passed"


def test_review_is_possible_until_the_end_of_the_last_day(failed, learner):
    marked = CurrentGrade.objects.get(item=failed.item).change.at
    last = reviews.last_moment(failed, marked)

    assert timezone.localtime(last).date() == timezone.localtime(marked).date() + timedelta(days=failed.review_days)
    assert reviews.refusal(failed, learner, last) == ""
    assert reviews.refusal(failed, learner, last + timedelta(seconds=1)) == "review_too_late"


# paper tests


def test_mark_paper_writes_what_is_new_and_nothing_twice(paper_test, learner, teacher):
    assert hand_ins.mark_paper(task=paper_test, scores=[(learner, Decimal("7.5"))], by=teacher) == 1
    assert hand_ins.mark_paper(task=paper_test, scores=[(learner, Decimal("7.50"))], by=teacher) == 0
    assert refused(hand_ins.mark_paper, task=paper_test, scores=[(learner, Decimal(11))], by=teacher) == "score_out_of_range"


@pytest.mark.parametrize(
    ("text", "score"), [("8,5", "8.5"), ("8.25", "8.25"), (" 10 ", "10"), ("", None), ("-1", None), ("1e3", None), ("mười", None)]
)
def test_parse_score(text, score):
    assert paper_marks.parse_score(text) == (Decimal(score) if score else None)


def test_sheet_filled_in_comes_back_by_code(paper_test, learner, tmp_path):
    book = tmp_path / "diem.xlsx"
    book.write_bytes(paper_marks.sheet(paper_test))
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.active
    [row] = [row for row in sheet.iter_rows(min_row=4) if row[1].value == learner.person.handle]
    row[4].value = 8.5
    workbook.save(book)

    [read] = paper_marks.read(task=paper_test, data=book.read_bytes(), filename="diem.xlsx")

    assert (read.enrollment, read.score, read.is_new, read.error) == (learner, Decimal("8.5"), True, "")


def test_read_says_for_each_row_what_is_wrong(paper_test, learner, class_run, person_factory):
    twin = person_factory("Trần  Ngọc Ánh", "anh2@hoc.example")
    enrollments.enroll(person=person_factory("Võ Thị Sáu", "sau@hoc.example"), run=class_run, by=None, source="roster")
    rows = [
        ["Họ và tên", "Điểm"],
        ["Võ Thị Sáu", "9"],
        ["vo thi sáu", "8"],
        ["Không Có Ai", "5"],
        ["Trần Ngọc Ánh", "11"],
        ["Bỏ Trống", ""],
    ]

    read = paper_marks.read(task=paper_test, data=write_csv(rows), filename="diem.csv")

    assert [(row.number, bool(row.error)) for row in read] == [(2, False), (3, True), (4, True), (5, True)]
    enrollments.enroll(person=twin, run=class_run, by=None, source="roster")
    namesake = paper_marks.read(task=paper_test, data=write_csv([["Họ và tên", "Điểm"], ["Trần Ngọc Ánh", "5"]]), filename="diem.csv")
    assert "nhiều người" in namesake[0].error


def test_read_without_a_column_of_marks_is_refused(paper_test):
    with pytest.raises(SpreadsheetError, match="Điểm"):
        paper_marks.read(task=paper_test, data=write_csv([["Họ và tên", "Lớp"], ["A", "B"]]), filename="x.csv")

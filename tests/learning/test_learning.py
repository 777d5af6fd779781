"""Enrolling, progress, quizzes, grades: each action happy, refused, twice."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.outline import course_outline
from lms.foundation.models import AuditEntry
from lms.learning.actions import enrollments, gradebook, grades, progress, quizzes, runs
from lms.learning.exceptions import LearningError
from lms.learning.gradebook import gradebook_rows, required_results
from lms.learning.models import CurrentGrade, Enrollment, GradeChange, LessonProgress, QuizAttempt
from lms.learning.places import course_progress, enrollment_for
from tests.material import QUIZ_UID

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def place(trainee, open_run):
    return enrollments.enroll_oneself(person=trainee, run=open_run)


@pytest.fixture
def item(open_run):
    return open_run.grade_items.get(content_uid=QUIZ_UID)


def lesson_uid(course):
    return course_outline(course).lessons[0].uid


def test_open_run_makes_a_column_for_each_graded_work(open_run):
    [item] = open_run.grade_items.all()

    assert (item.kind, item.title, item.required, item.max_score) == ("quiz", "Tự kiểm tra", True, Decimal(2))


def test_sync_items_twice_changes_nothing(open_run):
    before = list(open_run.grade_items.values())

    gradebook.sync_items(run=open_run)

    assert list(open_run.grade_items.values()) == before


def test_enroll_oneself_twice_is_one_place(trainee, open_run, place):
    again = enrollments.enroll_oneself(person=trainee, run=open_run)

    assert again == place
    assert Enrollment.objects.count() == 1
    assert AuditEntry.objects.filter(verb="enrollment.enroll").count() == 1


def test_enroll_oneself_into_a_class_is_refused(trainee, course):
    closed = runs.open_run(course=course, code="BDAI-2026-01", by=None)

    with pytest.raises(LearningError) as refusal:
        enrollments.enroll_oneself(person=trainee, run=closed)

    assert refusal.value.code == "not_open_to_all"
    assert not Enrollment.objects.exists()


def test_withdraw_and_enroll_again_keeps_progress(trainee, open_run, place, course):
    progress.complete(enrollment=place, lesson_uid=lesson_uid(course))
    enrollments.withdraw(enrollment=place, by=trainee)

    assert enrollment_for(trainee, course) is None
    back = enrollments.enroll_oneself(person=trainee, run=open_run)
    assert course_progress(back).percent == 100


def test_complete_twice_keeps_the_first_time(place, course):
    first = progress.complete(enrollment=place, lesson_uid=lesson_uid(course)).completed_at

    assert progress.complete(enrollment=place, lesson_uid=lesson_uid(course)).completed_at == first
    assert LessonProgress.objects.count() == 1


def test_enrollment_for_prefers_a_class(trainee, place, course):
    class_run = runs.open_run(course=course, code="BDAI-2026-02", by=None)
    in_class = enrollments.enroll(person=trainee, run=class_run, by=None, source="roster")

    assert enrollment_for(trainee, course) == in_class


def right_answers(attempt):
    return {
        question["uid"]: next(option["id"] for option in question["options"] if option["correct"])
        for question in attempt.snapshot["questions"]
    }


def test_submit_marks_on_the_server_and_enters_the_grade(place, item):
    attempt = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)

    attempt = quizzes.submit(attempt=attempt, answers=right_answers(attempt))

    assert attempt.score == Decimal(2)
    grade = CurrentGrade.objects.get(item=item, enrollment=place)
    assert (grade.score, grade.max_score) == (Decimal(2), Decimal(2))


def test_submit_twice_keeps_the_first_result(place):
    attempt = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)
    quizzes.submit(attempt=attempt, answers={})

    again = quizzes.submit(attempt=attempt, answers=right_answers(attempt))

    assert again.score == 0
    assert GradeChange.objects.count() == 1


def test_best_attempt_counts(place, item):
    first = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)
    quizzes.submit(attempt=first, answers=right_answers(first))
    second = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)
    quizzes.submit(attempt=second, answers={})

    assert CurrentGrade.objects.get(item=item, enrollment=place).score == 2
    assert QuizAttempt.objects.count() == 2


def test_start_returns_the_open_attempt(place):
    assert quizzes.start(enrollment=place, quiz_uid=QUIZ_UID) == quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)


def test_record_appends_and_supersedes(place, item, teacher):
    first = grades.record(
        enrollment=place, item=item, score=Decimal(1), max_score=Decimal(2), source="paper", by=teacher, reason="bài giấy"
    )
    second = grades.record(
        enrollment=place, item=item, score=Decimal(2), max_score=Decimal(2), source="paper", by=teacher, reason="phúc khảo"
    )

    assert second.supersedes == first
    assert CurrentGrade.objects.get().change == second
    entry = AuditEntry.objects.filter(verb="grade.record").latest("pk")
    assert (entry.actor_handle, entry.before["score"]) == (teacher.handle, "1.00")


def test_record_the_same_again_writes_nothing(place, item):
    for _ in range(2):
        grades.record(enrollment=place, item=item, score=Decimal(1), max_score=Decimal(2), source="lab", reference="run:1", by=None)

    assert GradeChange.objects.count() == 1


@pytest.mark.parametrize("score", ["-1", "2.01"])
def test_record_out_of_range_is_refused(place, item, score):
    with pytest.raises(LearningError) as refusal:
        grades.record(enrollment=place, item=item, score=Decimal(score), max_score=Decimal(2), source="paper", by=None)

    assert refusal.value.code == "score_out_of_range"
    assert not GradeChange.objects.exists()


def test_grade_changes_are_append_only(place, item):
    change = grades.record(enrollment=place, item=item, score=Decimal(1), max_score=Decimal(2), source="paper", by=None)

    for attempt in (
        lambda: GradeChange.objects.filter(pk=change.pk).update(score=2),
        lambda: GradeChange.objects.filter(pk=change.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert GradeChange.objects.get().score == 1


def test_a_chain_has_one_beginning(place, item):
    grades.record(enrollment=place, item=item, score=Decimal(1), max_score=Decimal(2), source="paper", by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        GradeChange.objects.create(item=item, enrollment=place, score=2, max_score=2, source="paper")


def test_required_results_name_work_that_nobody_did(place, open_run):
    [result] = required_results(open_run, [place])[place.pk]

    assert (result.title, result.score, result.max_score) == ("Tự kiểm tra", None, Decimal(2))


def test_gradebook_rows_sum_what_is_graded(place, open_run, item):
    grades.record(enrollment=place, item=item, score=Decimal("1.5"), max_score=Decimal(2), source="paper", by=None)

    [row] = gradebook_rows([item], [place])

    assert (row.total, row.total_max) == (Decimal("1.5"), Decimal(2))

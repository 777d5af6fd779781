"""Enrolling, lessons, quizzes and the gradebook as pages: what they show, to whom, and what they never send."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import LessonPage, ModulePage, Question, QuestionBank
from courses.outline import course_outline
from lms.foundation.models import AccessEntry
from lms.learning.actions import enrollments, grades, progress, quizzes, runs
from lms.learning.continuing import places_of
from lms.learning.models import CurrentGrade, Enrollment, GradeItem, LessonProgress, QuizAttempt
from lms.learning.places import course_progress
from lms.learning.results import state_of
from tests.material import QUIZ_UID, add_page, make_course, quiz_block

pytestmark = pytest.mark.django_db
RUN = "mo-ai-co-ban"


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def place(trainee, open_run):
    return enrollments.enroll_oneself(person=trainee, run=open_run)


@pytest.fixture
def staffed(open_run, teacher):
    runs.appoint_staff(run=open_run, person=teacher, by=None)
    return open_run


@pytest.fixture
def lesson(course):
    return course_outline(course).lessons[0]


@pytest.fixture
def second_lesson(course, site_tree):
    module = ModulePage.objects.child_of(course).get()
    add_page(module, LessonPage(title="Bài hai", locale=module.locale, body="[]"))
    return course_outline(course).lessons[1]


def html(response) -> str:
    assert response.status_code in (200, 422)
    return response.content.decode()


def take(client):
    return client.get(url("quiz-take", RUN, QUIZ_UID))


def send(client, option: str | None, **more):
    """Answers every question of the open attempt with this option."""
    attempt = QuizAttempt.objects.get(submitted_at__isnull=True)
    answers = {f"q-{question['uid']}": option for question in attempt.snapshot["questions"]} if option else {}
    return client.post(url("quiz-take", RUN, QUIZ_UID), {"attempt": attempt.pk} | answers | more)


# --- enrolling ------------------------------------------------------------------------------------------------------


def test_enroll_asks_and_then_leads_to_the_results(client, trainee, open_run):
    client.force_login(trainee)
    assert "Ghi danh" in html(client.get(url("run-enroll", RUN)))
    assert not Enrollment.objects.exists()

    response = client.post(url("run-enroll", RUN))

    assert response.headers["Location"] == url("run-detail", RUN)
    assert Enrollment.objects.get().person == trainee


def test_enroll_asks_a_visitor_to_log_in_first(client, open_run):
    response = client.post(url("run-enroll", RUN))

    assert response.headers["Location"].startswith(url("account_login"))
    assert not Enrollment.objects.exists()


def test_enroll_into_a_class_is_not_found(client, trainee, course):
    runs.open_run(course=course, code="BDAI-2026-03", by=None)
    client.force_login(trainee)

    assert client.post(url("run-enroll", "BDAI-2026-03")).status_code == 404


def test_enroll_into_a_closed_run_says_so(client, trainee, open_run):
    open_run.closes_at = timezone.now()
    open_run.save()
    client.force_login(trainee)

    response = client.post(url("run-enroll", RUN), follow=True)

    assert "hiện không mở ghi danh" in html(response)
    assert not Enrollment.objects.exists()


def test_withdraw_keeps_what_was_learned(client, trainee, place, lesson):
    progress.complete(enrollment=place, lesson_uid=lesson.uid)
    client.force_login(trainee)

    client.post(url("run-withdraw", RUN))

    assert client.get(url("run-detail", RUN)).status_code == 404
    assert LessonProgress.objects.filter(completed_at__isnull=False).count() == 1


def test_withdraw_from_a_class_is_not_found(client, trainee, course):
    closed = runs.open_run(course=course, code="BDAI-2026-03", by=None)
    place = enrollments.enroll(person=trainee, run=closed, by=None, source="roster")
    client.force_login(trainee)

    assert client.post(url("run-withdraw", "BDAI-2026-03")).status_code == 404
    place.refresh_from_db()
    assert place.state == Enrollment.State.ACTIVE


@pytest.mark.parametrize(
    ("name", "args"), [("run-detail", (RUN,)), ("quiz-take", (RUN, QUIZ_UID)), ("gradebook", (RUN,)), ("gradebook-csv", (RUN,))]
)
def test_pages_of_a_run_are_not_found_by_a_stranger(client, place, stranger, name, args):
    client.force_login(stranger)

    assert client.get(url(name, *args)).status_code == 404


# --- lessons --------------------------------------------------------------------------------------------------------


def test_lesson_complete_goes_on_to_the_next_lesson(client, trainee, place, lesson, second_lesson):
    client.force_login(trainee)

    response = client.post(url("lesson-complete", RUN, lesson.uid), {"go_on": "1"})

    assert response.headers["Location"] == second_lesson.url
    assert place.lesson_progress.get().completed_at is not None


def test_lesson_complete_and_undo(client, trainee, place, lesson):
    client.force_login(trainee)
    client.post(url("lesson-complete", RUN, lesson.uid))

    response = client.post(url("lesson-complete", RUN, lesson.uid), {"undo": "1"})

    assert response.headers["Location"] == lesson.url + "#tien-do"
    assert place.lesson_progress.get().completed_at is None


def test_lesson_complete_of_another_course_is_not_found(client, trainee, place):
    other = make_course("Khóa khác")
    client.force_login(trainee)

    assert client.post(url("lesson-complete", RUN, course_outline(other).lessons[0].uid)).status_code == 404
    assert not LessonProgress.objects.exists()


def test_lesson_complete_without_a_place_is_not_found(client, stranger, open_run, lesson):
    client.force_login(stranger)

    assert client.post(url("lesson-complete", RUN, lesson.uid)).status_code == 404


# --- quizzes --------------------------------------------------------------------------------------------------------


def test_quiz_sends_no_key_before_the_answers(client, trainee, place):
    client.force_login(trainee)

    page = html(take(client))

    assert "AI là công cụ?" in page
    assert re.findall(r"correct|Chính xác|Đọc lại phần một", page) == []


def test_quiz_taken_twice_shows_the_same_attempt(client, trainee, place):
    client.force_login(trainee)
    take(client)
    take(client)

    assert QuizAttempt.objects.count() == 1


def test_quiz_with_missing_answers_asks_once_and_keeps_the_given_ones(client, trainee, place):
    client.force_login(trainee)
    take(client)
    attempt = QuizAttempt.objects.get()
    first = attempt.snapshot["questions"][0]["uid"]

    page = html(client.post(url("quiz-take", RUN, QUIZ_UID), {"attempt": attempt.pk, f"q-{first}": "o2"}))

    assert "Còn 1 câu chưa trả lời" in page
    assert re.search(r'value="o2" checked', page)
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    send(client, None, anyway="1")
    attempt.refresh_from_db()
    assert attempt.score == 0


def test_quiz_result_shows_every_choice_with_its_feedback(client, trainee, place):
    client.force_login(trainee)
    take(client)

    page = html(client.get(send(client, "o2").headers["Location"]))

    assert "0/2 điểm" in page
    assert page.count("answer--wrong") == 2
    assert page.count("Đọc lại phần một.") == 2
    assert "Chính xác." not in page


def test_quiz_result_names_the_right_answer_only_when_no_attempt_is_left(client, trainee, place, course):
    client.force_login(trainee)
    take(client)
    attempt = QuizAttempt.objects.get()
    first = html(client.get(send(client, "o2").headers["Location"]))
    assert "đáp án đúng" not in first
    assert "Thử lại" in first

    attempt.snapshot["attempts"] = 1
    QuizAttempt.objects.update(snapshot=attempt.snapshot)
    last = html(client.get(url("quiz-result", attempt.pk)))

    assert last.count("đáp án đúng") == 2
    assert "Thử lại" not in last


def test_quiz_sent_twice_keeps_the_first_result(client, trainee, place):
    client.force_login(trainee)
    take(client)
    attempt = QuizAttempt.objects.get()
    send(client, "o1")

    answers = {f"q-{question['uid']}": "o2" for question in attempt.snapshot["questions"]}
    response = client.post(url("quiz-take", RUN, QUIZ_UID), {"attempt": attempt.pk} | answers)

    assert response.headers["Location"] == url("quiz-result", attempt.pk)
    attempt.refresh_from_db()
    assert attempt.score == 2


def test_quiz_without_attempts_left_leads_to_the_last_result(client, trainee, open_run, place, course):
    page = LessonPage.objects.descendant_of(course).get()
    questions = list(Question.objects.all())
    page.body = json.dumps([quiz_block(questions, attempts=1)])
    page.save_revision().publish()
    client.force_login(trainee)
    take(client)
    send(client, "o1")

    response = client.get(url("quiz-take", RUN, QUIZ_UID), follow=True)

    assert "Bạn đã dùng hết số lần làm" in html(response)
    assert "2/2 điểm" in html(response)


@pytest.mark.parametrize("number", ["", "abc", "999999", "-1"])
def test_quiz_sent_for_no_attempt_is_not_found(client, trainee, place, number):
    client.force_login(trainee)
    take(client)

    assert client.post(url("quiz-take", RUN, QUIZ_UID), {"attempt": number}).status_code == 404


def test_attempt_of_another_is_not_found(client, trainee, stranger, open_run, place):
    attempt = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)
    quizzes.submit(attempt=attempt, answers={})
    enrollments.enroll_oneself(person=stranger, run=open_run)
    client.force_login(stranger)

    assert client.get(url("quiz-result", attempt.pk)).status_code == 404
    assert client.post(url("quiz-take", RUN, QUIZ_UID), {"attempt": attempt.pk, "anyway": "1"}).status_code == 404


def test_quiz_of_another_course_is_not_found(client, trainee, place):
    other = make_course("Khóa khác")
    bank = QuestionBank.objects.create(title="Khác", course_uid=other.content_uid)
    question = Question.objects.create(
        bank=bank, kind="single", prompt="?", points=1, options=[{"text": "A", "correct": True, "feedback": ""}]
    )
    uid = "33333333-3333-4333-8333-333333333333"
    page = LessonPage.objects.descendant_of(other).get()
    page.body = json.dumps([quiz_block([question], uid)])
    page.save_revision().publish()
    client.force_login(trainee)

    assert client.get(url("quiz-take", RUN, uid)).status_code == 404
    assert not GradeItem.objects.filter(run__code=RUN, content_uid=uid).exists()


def test_result_of_an_open_attempt_leads_back_to_it(client, trainee, place):
    attempt = quizzes.start(enrollment=place, quiz_uid=QUIZ_UID)
    client.force_login(trainee)

    assert client.get(url("quiz-result", attempt.pk)).headers["Location"] == url("quiz-take", RUN, QUIZ_UID)


# --- results and gradebook ------------------------------------------------------------------------------------------


def grade(place, item, score, **more):
    return grades.record(enrollment=place, item=item, score=score, max_score=Decimal(2), source="quiz", by=None, **more)


def test_results_show_works_with_their_state_and_lesson(client, trainee, place, open_run, lesson):
    grade(place, open_run.grade_items.get(), Decimal(1))
    client.force_login(trainee)

    page = html(client.get(url("run-detail", RUN)))

    assert f'<a href="{lesson.url}">Tự kiểm tra</a>' in page
    assert "1/2" in page
    assert "Đạt" in page
    assert "Học tiếp" in page


@pytest.mark.parametrize(
    ("required", "score", "needs_manual", "state"),
    [
        (True, None, False, "to_do"),
        (True, 1, False, "passed"),
        (True, "0.99", False, "below"),
        (True, 1, True, "waiting"),
        (False, 0, False, "graded"),
    ],
)
def test_state_of_a_work(required, score, needs_manual, state):
    item = GradeItem(required=required, max_score=2)
    current = None if score is None else CurrentGrade(score=Decimal(score), max_score=Decimal(2), needs_manual=needs_manual)

    assert state_of(item, current) == state


def test_gradebook_is_for_staff(client, staffed, place, teacher, trainee, stranger):
    for person, status in [(teacher, 200), (trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(url("gradebook", RUN)).status_code == status
        assert client.get(url("gradebook-csv", RUN)).status_code == status


def test_gradebook_shows_names_in_vietnamese_order_and_notes_who_looked(client, staffed, place, teacher, person_factory):
    for name in ("Đỗ Thị Ân", "Nguyễn Văn An"):
        enrollments.enroll_oneself(person=person_factory(name, f"{len(name)}@hoc.example"), run=staffed)
    client.force_login(teacher)

    page = html(client.get(url("gradebook", RUN)))

    assert re.findall(r'<th scope="row">([^<]+)', page) == ["Nguyễn Văn An", "Trần Ngọc Ánh", "Đỗ Thị Ân"]
    assert AccessEntry.objects.get(actor_handle=teacher.handle).what == "gradebook"


def test_gradebook_of_nobody_says_what_will_be_here(client, staffed, teacher):
    client.force_login(teacher)

    assert "Chưa có ai ghi danh" in html(client.get(url("gradebook", RUN)))


def test_gradebook_csv_computes_nothing_in_a_spreadsheet(client, staffed, teacher, person_factory):
    person = person_factory("=HYPERLINK(1)", "xau@hoc.example")
    place = enrollments.enroll_oneself(person=person, run=staffed)
    grade(place, staffed.grade_items.get(), Decimal("1.5"))
    client.force_login(teacher)

    response = client.get(url("gradebook-csv", RUN))

    header, row = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response.headers["Content-Disposition"] == f'attachment; filename="so-diem-{RUN}.csv"'
    assert header[-1] == "Tổng"
    assert row[1] == person.handle
    assert row[2].startswith("'=")


def test_gradebook_takes_as_many_queries_for_three_as_for_one(
    client, staffed, place, teacher, person_factory, django_assert_max_num_queries
):
    client.force_login(teacher)
    client.get(url("gradebook", RUN))
    with django_assert_max_num_queries(15) as one:
        client.get(url("gradebook", RUN))
    for n in range(2):
        grade(
            enrollments.enroll_oneself(person=person_factory(f"Người {n}", f"n{n}@hoc.example"), run=staffed),
            staffed.grade_items.get(),
            Decimal(1),
        )

    with django_assert_max_num_queries(len(one)):
        client.get(url("gradebook", RUN))


# --- going on -------------------------------------------------------------------------------------------------------


def test_places_of_agrees_with_the_progress_of_each_course(trainee, place, lesson, second_lesson):
    progress.complete(enrollment=place, lesson_uid=lesson.uid)

    [found] = places_of(trainee)

    assert found.progress == course_progress(place)
    assert (found.progress.done, found.progress.total, found.progress.next_url) == (1, 2, second_lesson.url)


def test_places_of_names_the_unfinished_course_touched_last_first(trainee, place, lesson):
    courses = [make_course(f"Khóa {n}") for n in range(2)]
    others = [
        enrollments.enroll_oneself(person=trainee, run=runs.open_run(course=course, code=f"khoa-{n}", self_enrolment=True, by=None))
        for n, course in enumerate(courses)
    ]
    progress.complete(enrollment=others[0], lesson_uid=course_outline(courses[0]).lessons[0].uid)
    progress.visit(enrollment=place, lesson_uid=lesson.uid)

    assert [found.enrollment for found in places_of(trainee)] == [place, others[1], others[0]]


def test_places_of_takes_three_queries_however_many_courses(trainee, place, django_assert_num_queries):
    for n in range(2):
        run = runs.open_run(course=make_course(f"Khóa {n}"), code=f"khoa-{n}", self_enrolment=True, by=None)
        enrollments.enroll_oneself(person=trainee, run=run)
    places_of(trainee)

    with django_assert_num_queries(3):
        assert len(places_of(trainee)) == 3


def test_places_of_leaves_out_lessons_of_a_hidden_module(trainee, place, course):
    ModulePage.objects.child_of(course).get().unpublish()

    [found] = places_of(trainee)

    assert course_progress(place).total == found.progress.total == 0
    assert found.progress.next_url == found.course_url

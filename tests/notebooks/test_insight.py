"""Who is stuck: what the class finds hard, counted over everybody's newest submission."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.foundation.models import AccessEntry
from notebooks.boards import Board
from notebooks.insight import bars_of, duration, first_submissions, insight_of
from notebooks.models import LabActivity, ManualScore

from .material.classroom import grade, seat, submit

pytestmark = [pytest.mark.django_db, pytest.mark.db]
CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"


@pytest.fixture
def board(run_of_course, lab):
    return Board(run_of_course, lab)


def counts(board, grade_id):
    return {outcome: n for each in insight_of(board).questions if each.grade_id == grade_id for outcome, n in each.counts.items() if n}


def test_insight_of_an_empty_class_is_all_zeros(board):
    found = insight_of(board)

    assert (found.people, found.submitted, found.missing, found.first.median) == (0, 0, (), None)
    assert [each.total for each in found.questions] == [0] * 4


def test_insight_counts_the_newest_submission_of_each_learner(board, lab):
    one, other, _third = seat(board.run, 3)
    grade(submit(one, lab, at=timezone.now() - timedelta(hours=2)), {"mean-visible": "failed"})
    grade(submit(one, lab), {"mean-visible": "passed", "mean-hidden": "partial"})
    grade(submit(other, lab), {"mean-visible": "not_executed", "mean-hidden": "no_response"})

    assert counts(board, "mean-visible") == {"passed": 1, "failed": 1}
    assert counts(board, "mean-hidden") == {"partial": 1, "no_response": 1}


def test_insight_takes_a_persons_points_before_the_machines(board, lab, teacher):
    one, other, third = seat(board.run, 3)
    for place, score in [(one, 3), (other, 1), (third, None)]:
        submission = submit(place, lab)
        grade(submission, {"why": "manual"})
        if score is not None:
            ManualScore.objects.create(
                submission=submission, notebook="bai1", grade_id="why", score=Decimal(score), max_score=Decimal(3), by=teacher
            )

    assert counts(board, "why") == {"passed": 1, "partial": 1, "manual": 1}


def test_insight_credits_every_member_of_a_group(board, lab):
    one, other, third = seat(board.run, 3)
    grade(submit(one, lab, others=(other,)), {"mean-visible": "failed"})

    found = insight_of(board)

    assert counts(board, "mean-visible") == {"failed": 2}
    assert [each.name for each in found.missing] == [third.person.full_name]


def test_insight_leaves_out_who_has_left_and_what_is_of_another_run(board, lab, open_run):
    one, gone = seat(board.run, 2)
    gone.state = "withdrawn"
    gone.save()
    [elsewhere] = seat(open_run, 1)
    for place in (one, gone, elsewhere):
        grade(submit(place, lab), {"mean-visible": "failed"}, {"mean-visible": "TypeError"})

    found = insight_of(board)

    assert (found.people, found.submitted) == (1, 1)
    assert counts(board, "mean-visible") == {"failed": 1}
    assert [(each.error, each.count) for each in found.errors] == [("TypeError", 1)]


def test_insight_names_the_commonest_errors_first(board, lab):
    for n, place in enumerate(seat(board.run, 5)):
        error = "NameError" if n < 3 else "ZeroDivisionError"
        grade(submit(place, lab), {"mean-visible": "failed"}, {"mean-visible": error})

    assert [(each.error, each.count, each.title) for each in insight_of(board).errors] == [
        ("NameError", 3, "Trung bình của hai số"),
        ("ZeroDivisionError", 2, "Trung bình của hai số"),
    ]


def test_insight_names_who_failed_the_same_question_three_times(board, lab):
    stubborn, patient, lucky = seat(board.run, 3)
    for place, states in [(stubborn, "fff"), (patient, "ff"), (lucky, "fffp")]:
        for n, state in enumerate(states):
            at = timezone.now() - timedelta(minutes=30 - n)
            grade(submit(place, lab, at=at), {"mean-hidden": "failed" if state == "f" else "passed"})

    assert [(each.name, each.tries) for each in insight_of(board).stubborn] == [(stubborn.person.full_name, 3)]


def test_insight_measures_from_opening_else_from_enrolment(board, lab):
    now = timezone.now()
    one, other = seat(board.run, 2, enrolled_at=now - timedelta(days=2))
    LabActivity.objects.create(enrollment=one, lab=lab, opened_at=now - timedelta(minutes=20))
    submit(one, lab, at=now)
    submit(other, lab, at=now)

    found = insight_of(board).first

    assert found.count == 2
    assert [count for _label, count, _width in found.spans] == [1, 0, 0, 0, 1, 0]
    assert found.median == timedelta(minutes=20) / 2 + timedelta(days=2) / 2


def test_first_submissions_counts_a_clock_that_went_back_as_no_time():
    assert first_submissions([timedelta(minutes=-5)]).median == timedelta(0)


def test_bars_of_fill_the_whole_width():
    bars = bars_of({"passed": 1, "partial": 0, "failed": 2, "no_response": 0, "manual": 1})

    assert [(bar.outcome, bar.x, bar.width) for bar in bars] == [("passed", 0, 25), ("failed", 25, 50), ("manual", 75, 25)]


@pytest.mark.parametrize(
    ("time", "text"),
    [(timedelta(minutes=1), "1 phút"), (timedelta(minutes=119), "119 phút"), (timedelta(hours=2), "2 giờ"), (timedelta(days=3), "3 ngày")],
)
def test_duration_reads_as_a_person_would_say_it(time, text):
    assert duration(time) == text


def test_lab_insight_is_for_staff_and_noted(client, board, teacher, place, trainee, stranger):
    for person, status in [(teacher, 200), (trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(reverse("lab-insight", args=[CODE, SLUG])).status_code == status
        assert client.get(reverse("lab-insight-file", args=[CODE, SLUG])).status_code == status

    assert set(AccessEntry.objects.values_list("actor_handle", "what")) == {(teacher.handle, "insight"), (teacher.handle, "insight-file")}


def test_lab_insight_is_not_found_for_a_lab_of_another_course(client, board, open_run, teacher):
    client.force_login(teacher)

    assert client.get(reverse("lab-insight", args=[CODE, "khac"])).status_code == 404


def test_lab_insight_shows_bars_without_inline_style(client, board, lab, teacher):
    for place in seat(board.run, 3):
        grade(submit(place, lab), {"mean-visible": "failed"}, {"mean-visible": "NameError"})
    client.force_login(teacher)

    page = client.get(reverse("lab-insight", args=[CODE, SLUG])).content.decode()

    assert '<rect class="insight-bar__failed" x="0.0" width="100.0"' in page
    assert "NameError" in page
    assert "style=" not in page


@pytest.mark.parametrize("size", [1, 60])
def test_lab_insight_takes_at_most_twelve_queries(client, board, lab, teacher, size):
    for place in seat(board.run, size):
        grade(submit(place, lab), {"mean-visible": "failed"}, {"mean-visible": "NameError"})
    client.force_login(teacher)
    client.get(reverse("lab-insight", args=[CODE, SLUG]))

    with CaptureQueriesContext(
        connection,
    ) as found:
        client.get(reverse("lab-insight", args=[CODE, SLUG]))

    assert len(found) <= 12

"""A second look: asked for once, answered once, on record."""

from decimal import Decimal

import pytest

from lms.foundation.models import AuditEntry
from notebooks.actions import appeals
from notebooks.models import Appeal, GradingRun, ManualScore
from notebooks.refusals import GradingRefused

from ..conftest import hand_in
from ..material.graded import graded

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def submission(place, lab):
    return graded([place], lab, state=GradingRun.State.GRADED)[0]


def ask(submission, by, text="Em có nêu ví dụ.", grade_id="why"):
    return appeals.ask(submission=submission, notebook="bai1", grade_id=grade_id, text=text, by=by)


def test_ask_opens_an_appeal(submission, trainee):
    appeal = ask(submission, trainee, "  Em có nêu ví dụ.\n")

    assert (appeal.text, appeal.by, appeal.answered_at) == ("Em có nêu ví dụ.", trainee, None)
    assert AuditEntry.objects.get(verb="appeal.ask").after == {"question": "why", "appeal": appeal.pk}


def test_ask_twice_is_refused_and_another_question_is_not(submission, trainee):
    ask(submission, trainee)

    with pytest.raises(GradingRefused) as refused:
        ask(submission, trainee)
    ask(submission, trainee, grade_id="mean-hidden")

    assert refused.value.code == "appeal_open"
    assert Appeal.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "grade_id", "code"), [(" ", "why", "appeal_empty"), ("x" * 2001, "why", "appeal_too_long"), ("x", "no", "no_such_question")]
)
def test_ask_is_refused(submission, trainee, text, grade_id, code):
    with pytest.raises(GradingRefused) as refused:
        ask(submission, trainee, text, grade_id)

    assert refused.value.code == code
    assert str(refused.value)
    assert not Appeal.objects.exists()


def test_ask_before_the_result_is_refused(place, lab, trainee):
    with pytest.raises(GradingRefused) as refused:
        ask(hand_in(place, lab), trainee)

    assert refused.value.code == "appeal_too_early"


def test_ask_very_often_is_refused(submission, trainee, monkeypatch):
    monkeypatch.setattr(appeals, "APPEALS_PER_DAY", 1)
    ask(submission, trainee)

    with pytest.raises(GradingRefused) as refused:
        ask(submission, trainee, grade_id="mean-hidden")

    assert refused.value.code == "appeal_limit"


def test_answer_leaves_the_points(submission, trainee, teacher):
    appeal = appeals.answer(appeal=ask(submission, trainee), text="Ví dụ chưa đúng.", by=teacher)

    assert (appeal.outcome, appeal.answered_by, appeal.answer) == (Appeal.Outcome.KEPT, teacher, "Ví dụ chưa đúng.")
    assert not ManualScore.objects.exists()


def test_answer_with_points_changes_them_in_the_same_step(submission, trainee, teacher):
    appeal = appeals.answer(appeal=ask(submission, trainee), text="Đúng, có ví dụ.", score=Decimal(3), by=teacher)

    assert appeal.outcome == Appeal.Outcome.CHANGED
    assert submission.grading_runs.get().score == Decimal("8.00")
    assert AuditEntry.objects.get(verb="appeal.answer").after["outcome"] == "changed"


def test_answer_out_of_range_answers_nothing(submission, trainee, teacher):
    appeal = ask(submission, trainee)

    with pytest.raises(GradingRefused):
        appeals.answer(appeal=appeal, text="Đúng.", score=Decimal(4), by=teacher)

    appeal.refresh_from_db()
    assert appeal.answered_at is None
    assert not ManualScore.objects.exists()


def test_answer_twice_is_refused_and_the_question_is_closed(submission, trainee, teacher, registrar):
    appeal = ask(submission, trainee)
    appeals.answer(appeal=appeal, text="Đã xem.", by=teacher)

    with pytest.raises(GradingRefused) as second:
        appeals.answer(appeal=appeal, text="Khác.", score=Decimal(3), by=registrar)
    with pytest.raises(GradingRefused) as again:
        ask(submission, trainee)

    assert (second.value.code, again.value.code) == ("appeal_answered", "appeal_closed")
    assert Appeal.objects.get().answer == "Đã xem."

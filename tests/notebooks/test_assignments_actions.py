"""Setting the rules, giving time, and taking work in under them; what lateness does to the gradebook."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.foundation.models import AuditEntry
from lms.learning.actions import enrollments
from lms.learning.models import CurrentGrade, GradeChange
from notebooks.actions import assignments, grading, groups
from notebooks.actions.assignments import Plan
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.models import Assignment, Extension, GradingRun, Submission, SubmissionCredit

from .conftest import grade_next, hand_in
from .material.labs import RIGHT, WRONG

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TEN = Decimal(10)


def set_rules(place, lab, teacher, reason="", **values):
    return assignments.set_rules(run=place.run, lab=lab, plan=Plan(**values), by=teacher, reason=reason)


def ago(**kwargs):
    return timezone.now() - timedelta(**kwargs)


def ahead(**kwargs):
    return timezone.now() + timedelta(**kwargs)


@pytest.fixture
def partner(person_factory, run_of_course):
    return enrollments.enroll(person=person_factory("Bùi Minh Châu", "chau@hoc.example"), run=run_of_course, by=None)


def code_of(call) -> str:
    with pytest.raises(AssignmentRefused) as refused:
        call()
    assert "%(" not in str(refused.value)
    return refused.value.code


# --- set_rules --------------------------------------------------------------------------------------------------------
def test_set_rules_keeps_what_was_decided_and_who(place, lab, teacher):
    closes = ahead(days=3)
    row = set_rules(place, lab, teacher, closes_at=closes, attempts=2, is_anonymous=True)

    row.refresh_from_db()
    assert (row.closes_at, row.attempts, row.is_anonymous, row.group_size) == (closes, 2, True, 1)
    entry = AuditEntry.objects.get(verb="assignment.set")
    assert (entry.actor_handle, entry.before, entry.after["attempts"]) == (teacher.handle, None, 2)


def test_set_rules_twice_the_same_changes_nothing(place, lab, teacher):
    closes = ahead(days=3)
    set_rules(place, lab, teacher, closes_at=closes)

    set_rules(place, lab, teacher, closes_at=closes)

    assert AuditEntry.objects.filter(verb="assignment.set").count() == 1


def test_set_rules_over_others_needs_a_reason(place, lab, teacher):
    set_rules(place, lab, teacher, attempts=1)

    assert code_of(lambda: set_rules(place, lab, teacher, attempts=2, reason="  ")) == "reason_missing"
    assert Assignment.objects.get().attempts == 1


@pytest.mark.parametrize(
    "values", [{"opens_at": 2, "closes_at": 1}, {"closes_at": 2, "accepts_until": 1}, {"late_percent_most": Decimal(101)}]
)
def test_set_rules_that_make_no_sense_are_refused_and_nothing_is_written(place, lab, teacher, values):
    dates = {name: value if isinstance(value, Decimal) else ahead(days=value) for name, value in values.items()}

    with pytest.raises(ValidationError):
        set_rules(place, lab, teacher, **dates)

    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(verb="assignment.set").exists()


def test_set_rules_below_the_size_of_a_group_is_refused(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, group_size=2)
    groups.make(assignment=row, members=[place, partner], by=teacher)

    assert code_of(lambda: set_rules(place, lab, teacher, group_size=1, reason="Làm riêng")) == "groups_are_larger"


# --- receive ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("opens", "closes", "accepts", "code"),
    [(1, None, None, "not_open_yet"), (None, -1, None, "closed"), (None, -2, -1, "closed"), (-3, -2, 1, ""), (-1, 1, None, "")],
)
def test_receive_follows_the_dates(place, lab, teacher, opens, closes, accepts, code):
    dates = {"opens_at": opens, "closes_at": closes, "accepts_until": accepts}
    set_rules(place, lab, teacher, **{name: None if days is None else ahead(days=days) for name, days in dates.items()})

    if code:
        assert code_of(lambda: hand_in(place, lab)) == code
    else:
        hand_in(place, lab)
    assert Submission.objects.count() == (0 if code else 1)


def test_receive_refuses_after_the_last_attempt_and_never_a_replay(place, lab, teacher):
    first = hand_in(place, lab, key="k")
    set_rules(place, lab, teacher, attempts=1, closes_at=ahead(days=1))

    assert code_of(lambda: hand_in(place, lab)) == "no_attempts_left"
    assert hand_in(place, lab, key="k") == first

    set_rules(place, lab, teacher, closes_at=ago(days=1), reason="Đóng sớm")
    assert hand_in(place, lab, key="k") == first


def test_receive_with_more_time_is_taken_after_the_class_has_ended(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, closes_at=ago(days=1))
    assignments.give_time(assignment=row, enrollment=place, closes_at=ahead(days=1), reason="Ốm", by=teacher)

    assert hand_in(place, lab).pk
    assert code_of(lambda: hand_in(partner, lab)) == "closed"


def test_receive_credits_the_group_as_it_is_at_that_moment(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, group_size=2)
    group = groups.make(assignment=row, members=[place, partner], by=place.person)
    together = hand_in(place, lab)
    groups.leave(group=group, member=partner, by=partner.person)
    alone = hand_in(place, lab)

    assert {credit.enrollment for credit in together.credits.all()} == {place, partner}
    assert {credit.enrollment for credit in alone.credits.all()} == {place}


def test_receive_of_a_group_counts_attempts_for_everybody_credited(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, group_size=2, attempts=2)
    hand_in(partner, lab)
    groups.make(assignment=row, members=[place, partner], by=teacher)
    hand_in(place, lab)

    assert code_of(lambda: hand_in(place, lab)) == "member_has_no_attempts_left"
    assert code_of(lambda: hand_in(partner, lab)) == "no_attempts_left"
    assert SubmissionCredit.objects.filter(enrollment=partner).count() == 2


def test_receive_rolled_back_leaves_no_credit(place, lab):
    with transaction.atomic():
        hand_in(place, lab)
        transaction.set_rollback(True)

    assert not SubmissionCredit.objects.exists()


# --- lateness ---------------------------------------------------------------------------------------------------------
def test_publish_takes_lateness_off_in_the_gradebook_alone_and_says_why(place, lab, teacher):
    set_rules(place, lab, teacher, closes_at=ago(hours=30), accepts_until=ahead(days=9), late_percent_per_day=TEN)
    hand_in(place, lab, {"mean": RIGHT})

    run = grade_next()

    grade = CurrentGrade.objects.get(enrollment=place)
    assert (run.score, run.late_percent, grade.score, grade.max_score) == (Decimal(5), Decimal(20), Decimal(4), Decimal(8))
    assert grade.change.reason.startswith("Nộp muộn: trừ 20 %, 5 → 4 điểm")


def test_set_rules_later_makes_the_points_of_those_who_were_late_anew(place, partner, lab, teacher):
    hand_in(place, lab, {"mean": RIGHT})
    hand_in(partner, lab, {"mean": RIGHT})
    grade_next(), grade_next()
    rules = {"accepts_until": ahead(days=9), "late_percent_per_day": Decimal(50)}
    between = Submission.objects.order_by("received_at").first().received_at + timedelta(microseconds=1)

    set_rules(place, lab, teacher, closes_at=between, **rules)
    after_change = dict(CurrentGrade.objects.values_list("enrollment", "score"))
    set_rules(place, lab, teacher, closes_at=ahead(days=1), reason="Mạng hỏng", **rules)

    assert after_change == {place.pk: Decimal(5), partner.pk: Decimal("2.50")}
    assert set(CurrentGrade.objects.values_list("score", flat=True)) == {Decimal(5)}
    assert GradeChange.objects.filter(enrollment=place).count() == 1
    assert list(GradeChange.objects.filter(enrollment=partner).order_by("pk").values_list("score", "by", "reason"))[2] == (
        Decimal(5),
        teacher.pk,
        "Mạng hỏng",
    )


def test_set_rules_rolled_back_leaves_points_as_they_were(place, lab, teacher):
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()

    with transaction.atomic():
        set_rules(place, lab, teacher, closes_at=ago(days=2), accepts_until=ahead(days=2), late_percent_per_day=TEN)
        transaction.set_rollback(True)

    assert CurrentGrade.objects.get().score == Decimal(5)
    assert GradingRun.objects.get().late_percent == 0


def test_a_persons_points_are_reduced_too(place, lab, teacher):
    set_rules(place, lab, teacher, closes_at=ago(hours=1), accepts_until=ahead(days=9), late_percent_per_day=TEN)
    submission = hand_in(place, lab, {"mean": RIGHT, "why": "Vì chia đều."})
    grade_next()

    grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal(3), comment="", by=teacher)

    assert CurrentGrade.objects.get().score == Decimal("7.20")
    assert submission.grading_runs.get().score == Decimal(8)


def test_publish_enters_one_grade_for_everybody_credited(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, group_size=2)
    groups.make(assignment=row, members=[place, partner], by=teacher)
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()

    assert dict(CurrentGrade.objects.values_list("enrollment", "score")) == {place.pk: 5, partner.pk: 5}


def test_publish_leaves_a_newer_own_submission_of_a_member_alone(place, partner, lab, teacher):
    row = set_rules(place, lab, teacher, group_size=2)
    group = groups.make(assignment=row, members=[place, partner], by=teacher)
    together = hand_in(place, lab, {"mean": WRONG})
    groups.dissolve(group=group, by=teacher)
    hand_in(partner, lab, {"mean": RIGHT})
    GradingRun.objects.filter(submission=together).update(queued_at=ahead(days=1))

    grade_next(), grade_next()

    scores = dict(CurrentGrade.objects.values_list("enrollment", "score"))
    assert scores[partner.pk] == 5
    assert scores[place.pk] < 5


# --- give_time --------------------------------------------------------------------------------------------------------
def test_give_time_gives_back_what_lateness_took(place, lab, teacher):
    row = set_rules(place, lab, teacher, closes_at=ago(hours=1), accepts_until=ahead(days=9), late_percent_per_day=TEN)
    hand_in(place, lab, {"mean": RIGHT})
    grade_next()

    given = assignments.give_time(assignment=row, enrollment=place, closes_at=ahead(days=1), reason="Ốm", by=teacher)
    again = assignments.give_time(assignment=row, enrollment=place, closes_at=given.closes_at, reason="Ốm", by=teacher)

    assert again == given
    assert (CurrentGrade.objects.get().score, CurrentGrade.objects.get().change.reason) == (Decimal(5), "Ốm")
    assert AuditEntry.objects.filter(verb="assignment.extend").count() == 1


def test_give_time_as_early_as_the_class_takes_it_back(place, lab, teacher):
    row = set_rules(place, lab, teacher, closes_at=ago(hours=1))
    assignments.give_time(assignment=row, enrollment=place, closes_at=ahead(days=1), reason="Ốm", by=teacher)
    assignments.give_time(assignment=row, enrollment=place, closes_at=row.closes_at, reason="Nhầm người", by=teacher)

    assert Extension.objects.count() == 2
    assert code_of(lambda: hand_in(place, lab)) == "closed"


def test_give_time_is_refused(place, partner, lab, teacher, stranger, course):
    row = set_rules(place, lab, teacher)

    def give(enrollment=place, closes_at=None, reason="Ốm"):
        assignments.give_time(assignment=row, enrollment=enrollment, closes_at=closes_at or ahead(days=9), reason=reason, by=teacher)

    assert code_of(give) == "no_due_date"
    row = set_rules(place, lab, teacher, closes_at=ahead(days=2), reason="Có hạn")
    assert code_of(lambda: give(closes_at=ahead(days=1))) == "extension_too_early"
    assert code_of(lambda: give(reason=" ")) == "reason_missing"
    enrollments.withdraw(enrollment=partner, by=teacher)
    partner.refresh_from_db()
    assert code_of(lambda: give(enrollment=partner)) == "not_in_run"
    assert not Extension.objects.exists()


def test_extensions_and_credits_are_append_only(place, lab, teacher):
    row = set_rules(place, lab, teacher, closes_at=ahead(days=1))
    assignments.give_time(assignment=row, enrollment=place, closes_at=ahead(days=2), reason="Ốm", by=teacher)
    hand_in(place, lab)

    for rows in (Extension.objects.all(), SubmissionCredit.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete("default")

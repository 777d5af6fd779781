from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.classes.actions import attendance, classes
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassStaff, TrainingClass
from lms.foundation.models import AuditEntry
from lms.learning.models import CourseRun

from ..conftest import at, session_plan

State = TrainingClass.State


def refused(code: str):
    return pytest.raises(ClassError, check=lambda error: error.code == code)


def close(training_class, officer, **changes):
    values = {"closing_on": at(0).date(), "decision_no": "123/QĐ-SNV", "decision_on": at(-30).date(), **changes}
    return classes.close(training_class=training_class, by=officer, **values)


@pytest.fixture
def held_class(training_class, sessions, officer):
    """Nothing is to come any more."""
    session_actions.cancel(session=sessions[2], by=officer)
    return training_class


def test_create_makes_the_run_the_sessions_and_frozen_terms(plan, officer, science):
    made = classes.create(plan=replace(plan, coordinators=(science,)), sessions=[session_plan(2), session_plan(1)], by=officer)

    assert made.state == State.APPROVED
    assert (made.run.code, made.run.course) == ("BDAI-2026-03", plan.course)
    assert not made.run.self_enrolment
    assert made.programme_terms["attendance_threshold_percent"] == 80
    assert [session.number for session in made.sessions.order_by("starts_at")] == [1, 2]
    assert list(made.coordinators.all()) == [science]
    assert AuditEntry.objects.filter(verb="class.create", actor_handle=officer.handle).exists()


def test_create_without_decision_waits_for_it(plan, officer):
    made = classes.create(plan=replace(plan, decision_no="", decision_on=None), by=officer)

    assert made.state == State.PLANNED
    assert made.waits_for_decision


def test_create_twice_is_refused_and_leaves_one(plan, officer):
    classes.create(plan=plan, by=officer)

    with refused("code_taken"):
        classes.create(plan=replace(plan, code="bdai-2026-03"), by=officer)

    assert TrainingClass.objects.count() == CourseRun.objects.count() == 1


def test_create_with_a_course_of_another_programme_is_refused(plan, programme, officer):
    programme.courses.clear()

    with refused("course_not_in_programme"):
        classes.create(plan=plan, by=officer)


def test_create_with_a_broken_session_leaves_nothing(plan, officer):
    broken = replace(session_plan(1), ends_at=at(1, 7))

    with refused("session_order"):
        classes.create(plan=plan, sessions=[broken], by=officer)

    assert not TrainingClass.objects.exists()
    assert not CourseRun.objects.exists()


def test_create_with_closing_before_opening_is_refused(plan, officer):
    with refused("closing_before_opening"):
        classes.create(plan=replace(plan, closing_on=plan.opening_on - timedelta(days=1)), by=officer)


def test_change_sets_the_decision_and_approves(plan, officer):
    made = classes.create(plan=replace(plan, decision_no="", decision_on=None), by=officer)

    changed = classes.change(training_class=made, values={"decision_no": "9/QĐ", "decision_on": at(-1).date()}, by=officer)

    assert (changed.state, changed.decision_no, changed.title) == (State.APPROVED, "9/QĐ", plan.title)
    entry = AuditEntry.objects.get(verb="class.change")
    assert (entry.before["decision_no"], entry.after["decision_no"]) == ("", "9/QĐ")


def test_change_of_a_closed_class_is_refused(held_class, officer):
    close(held_class, officer)

    with refused("class_final"):
        classes.change(training_class=held_class, values={"title": "Khác"}, by=officer)


def test_appoint_also_makes_run_staff_and_twice_changes_nothing(training_class, person_factory, officer):
    lecturer = person_factory("Võ Thành Trung", "trung@hoc.example")

    for _ in range(2):
        classes.appoint(training_class=training_class, person=lecturer, role=ClassStaff.Role.TRAINER, by=officer)

    assert training_class.staff.filter(person=lecturer).count() == 1
    assert training_class.run.staff.filter(person=lecturer, role="instructor").count() == 1


def test_dismiss_takes_the_run_back_with_the_last_role(training_class, teacher, officer):
    trainer = classes.appoint(training_class=training_class, person=teacher, role=ClassStaff.Role.TRAINER, by=officer)

    classes.dismiss(staff=trainer, by=officer)
    assert training_class.run.staff.filter(person=teacher).exists()

    classes.dismiss(staff=training_class.staff.get(person=teacher), by=officer)
    assert not training_class.run.staff.filter(person=teacher).exists()


def test_states_move_forward_and_a_second_press_changes_nothing(training_class, officer):
    for step, state in [(classes.open_enrolling, "enrolling"), (classes.start, "running"), (classes.assess, "assessing")]:
        assert step(training_class=training_class, by=officer).state == state
        assert step(training_class=training_class, by=officer).state == state

    assert AuditEntry.objects.filter(verb__in=["class.enrolling", "class.running", "class.assessing"]).count() == 3
    with refused("wrong_state"):
        classes.open_enrolling(training_class=training_class, by=officer)


def test_close_writes_state_day_and_decision(held_class, officer):
    closed = close(held_class, officer)

    assert (closed.state, closed.closing_on, closed.decision_no) == (State.CLOSED, at(0).date(), "123/QĐ-SNV")
    assert closed.closed_at is not None
    assert AuditEntry.objects.filter(verb="class.close").count() == 1


def test_close_twice_is_refused(held_class, officer):
    close(held_class, officer)

    with refused("already_closed"):
        close(held_class, officer)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision_no": " "}, "decision_missing"),
        ({"decision_on": None}, "decision_missing"),
        ({"closing_on": None}, "closing_day_missing"),
        ({"closing_on": at(2).date()}, "closing_day_in_future"),
        ({"closing_on": at(-9).date()}, "closing_before_opening"),
    ],
)
def test_close_without_what_it_needs_is_refused(held_class, officer, changes, code):
    with refused(code):
        close(held_class, officer, **changes)

    held_class.refresh_from_db()
    assert held_class.state == State.APPROVED


def test_close_with_sessions_to_come_is_refused(training_class, officer):
    with refused("sessions_to_come"):
        close(training_class, officer)


def test_close_counts_a_coming_session_with_marks_as_held(training_class, sessions, place, teacher, officer):
    attendance.record(session=sessions[2], marks=[NewMark(place, "present")], by=teacher)

    assert close(training_class, officer).state == State.CLOSED


def test_close_of_a_class_that_never_met_is_refused(plan, officer):
    empty = classes.create(plan=plan, by=officer)

    with refused("nothing_held"):
        close(empty, officer)


def test_cancel_ends_open_check_ins_and_twice_changes_nothing(training_class, sessions, teacher, officer):
    session_actions.open_checkin(session=sessions[2], by=teacher)

    for _ in range(2):
        assert classes.cancel(training_class=training_class, by=officer).state == State.CANCELLED

    sessions[2].refresh_from_db()
    assert not sessions[2].is_checkin_open
    assert AuditEntry.objects.filter(verb="class.cancel").count() == 1


def test_cancel_of_a_closed_class_is_refused(held_class, officer):
    close(held_class, officer)

    with refused("class_final"):
        classes.cancel(training_class=held_class, by=officer)


@pytest.mark.db
def test_database_refuses_a_closed_class_without_decision(training_class):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=training_class.pk).update(state=State.CLOSED, decision_no="")

"""The life of a class: made, changed, opened, started, assessed, closed or cancelled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import CoursePage
from lms.classes import editions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, ClassStaff, TrainingClass, TrainingProgramme
from lms.foundation import audit
from lms.foundation.vietnamese import format_date
from lms.learning.actions import runs
from lms.learning.models import CourseRun, RunStaff
from lms.people.models import Organization, User

from .sessions import SessionPlan, add_planned, refuse_final

State = TrainingClass.State
SETTINGS = ("confirm_by", "late_after_minutes", "with_check_out", "book_days", "review_days", "enrols_from", "enrols_until")
CHANGEABLE = ("title", "form", "decision_no", "decision_on", "quota", "opening_on", "closing_on", "issuer", "organizer", *SETTINGS)


@dataclass(frozen=True)
class ClassPlan:
    """What an officer decides about a class before it exists."""

    code: str
    title: str
    programme: TrainingProgramme
    course: CoursePage
    organizer: Organization
    issuer: Organization
    coordinators: tuple[Organization, ...] = ()
    form: str = TrainingClass.Form.FACE_TO_FACE
    decision_no: str = ""
    decision_on: date | None = None
    quota: int | None = None
    opening_on: date | None = None
    closing_on: date | None = None
    # {name of SETTINGS: value}; what is not said is as usual.
    settings: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create(*, plan: ClassPlan, sessions: Iterable[SessionPlan] = (), by: User) -> TrainingClass:
    """A class with its course run, its sessions and a frozen copy of the programme's rules.

    Raises ClassError: code_taken, course_not_in_programme, closing_before_opening, session_order.
    """
    _check_plan(plan)
    run = runs.open_run(course=plan.course, code=plan.code, title=plan.title, by=by)
    training_class = TrainingClass.objects.create(
        code=plan.code,
        title=plan.title,
        programme=plan.programme,
        programme_terms=plan.programme.terms(),
        run=run,
        organizer=plan.organizer,
        issuer=plan.issuer,
        form=plan.form,
        state=State.APPROVED if plan.decision_no and plan.decision_on else State.PLANNED,
        decision_no=plan.decision_no,
        decision_on=plan.decision_on,
        quota=plan.quota,
        opening_on=plan.opening_on,
        closing_on=plan.closing_on,
        created_by=by,
        **plan.settings,
    )
    training_class.coordinators.set(plan.coordinators)
    add_planned(training_class, sessions)
    audit.record(by, "class.create", training_class, after={"code": plan.code, "programme": plan.programme.code})
    return training_class


def codes_in_use() -> set[str]:
    """Codes that a new class cannot have; classes and course runs share them."""
    return {*TrainingClass.objects.values_list("code", flat=True), *CourseRun.objects.values_list("code", flat=True)}


def _check_plan(plan: ClassPlan) -> None:
    if TrainingClass.objects.filter(code__iexact=plan.code).exists() or CourseRun.objects.filter(code__iexact=plan.code).exists():
        raise ClassError("code_taken", code=plan.code)
    if not plan.programme.courses.filter(pk=plan.course.pk).exists():
        raise ClassError("course_not_in_programme", course=plan.course.title)
    _check_days(plan.opening_on, plan.closing_on)


def _check_days(opening_on: date | None, closing_on: date | None) -> None:
    if opening_on and closing_on and closing_on < opening_on:
        raise ClassError("closing_before_opening")


@transaction.atomic
def change(
    *,
    training_class: TrainingClass,
    values: Mapping[str, Any],
    coordinators: Iterable[Organization] | None = None,
    edition: int | None = None,
    by: User,
) -> TrainingClass:
    """Changes what may still change: name, issuer, decision, days, places, settings. Code, programme and course stay.

    `edition` is the one that the form showed. Raises ClassError: class_final, edited_meanwhile, closing_before_opening.
    """
    training_class = locked(training_class)
    refuse_final(training_class)
    editions.check(training_class, edition)
    before = {name: str(getattr(training_class, name) or "") for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(training_class, name, values.get(name, getattr(training_class, name)))
    _check_days(training_class.opening_on, training_class.closing_on)
    if training_class.state == State.PLANNED and not training_class.waits_for_decision:
        training_class.state = State.APPROVED
    editions.advance(training_class)
    training_class.save()
    if coordinators is not None:
        training_class.coordinators.set(coordinators)
    after = {name: str(getattr(training_class, name) or "") for name in CHANGEABLE}
    audit.record(by, "class.change", training_class, before=before, after=after)
    return training_class


@transaction.atomic
def appoint(*, training_class: TrainingClass, person: User, role: str, by: User) -> ClassStaff:
    """`person` manages or teaches the class, and its course run; appointing twice changes nothing."""
    refuse_final(training_class)
    staff, created = ClassStaff.objects.get_or_create(
        training_class=training_class, person=person, role=role, defaults={"appointed_by": by}
    )
    runs.appoint_staff(run=training_class.run, person=person, role=RunStaff.Role.INSTRUCTOR, by=by)
    if created:
        audit.record(by, "class.appoint", training_class, after={"person": person.handle, "role": role})
    return staff


@transaction.atomic
def dismiss(*, staff: ClassStaff, by: User) -> None:
    """Ends one role in the class; with the last one, the place in its run too."""
    refuse_final(staff.training_class)
    audit.record(by, "class.dismiss", staff.training_class, before={"person": staff.person.handle, "role": staff.role})
    training_class, person = staff.training_class, staff.person
    staff.delete()
    if not training_class.staff.filter(person=person).exists():
        training_class.run.staff.filter(person=person).delete()


def open_enrolling(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """Raises ClassError wrong_state."""
    return _move(training_class, State.ENROLLING, {State.PLANNED, State.APPROVED}, by)


def start(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """Raises ClassError wrong_state."""
    return _move(training_class, State.RUNNING, {State.PLANNED, State.APPROVED, State.ENROLLING}, by)


def assess(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """Teaching is over, results are being settled. Raises ClassError wrong_state."""
    return _move(training_class, State.ASSESSING, {State.RUNNING}, by)


@transaction.atomic
def _move(training_class: TrainingClass, to: str, allowed: set[str], by: User) -> TrainingClass:
    training_class = locked(training_class)
    if training_class.state == to:
        return training_class  # a second press of the button
    if training_class.state not in allowed:
        raise ClassError("wrong_state", state=training_class.get_state_display())
    before, training_class.state = training_class.state, to
    training_class.save(update_fields=["state"])
    audit.record(by, f"class.{to}", training_class, before={"state": before}, after={"state": to})
    return training_class


@transaction.atomic
def close(*, training_class: TrainingClass, closing_on: date | None, decision_no: str, decision_on: date | None, by: User) -> TrainingClass:
    """Closes the class on its closing day. Writes only its state: what follows is found by the room above.

    Raises ClassError: already_closed, class_final, decision_missing, closing_day_missing, closing_day_in_future,
    closing_before_opening, nothing_held, sessions_to_come.
    """
    training_class = locked(training_class)
    if training_class.state in (State.CLOSED, State.ARCHIVED):
        raise ClassError("already_closed")
    refuse_final(training_class)
    closing_on = _checked_closing_day(training_class, closing_on, decision_no, decision_on)
    before, training_class.state = training_class.state, State.CLOSED
    training_class.closing_on, training_class.closed_at = closing_on, timezone.now()
    training_class.decision_no, training_class.decision_on = decision_no.strip(), decision_on
    editions.advance(training_class)
    training_class.save()
    audit.record(
        by,
        "class.close",
        training_class,
        before={"state": before},
        after={"closing_on": closing_on.isoformat(), "decision_no": decision_no},
    )
    return training_class


def _checked_closing_day(training_class: TrainingClass, closing_on: date | None, decision_no: str, decision_on: date | None) -> date:
    if not decision_no.strip() or decision_on is None:
        raise ClassError("decision_missing")
    if closing_on is None:
        raise ClassError("closing_day_missing")
    if closing_on > timezone.localdate():
        raise ClassError("closing_day_in_future", day=format_date(closing_on))
    _check_days(training_class.opening_on, closing_on)
    now = timezone.now()
    if to_come := training_class.sessions.to_come(now).count():
        raise ClassError("sessions_to_come", count=to_come)
    if not training_class.sessions.held(now).exists():
        raise ClassError("nothing_held")
    return closing_on


@transaction.atomic
def cancel(*, training_class: TrainingClass, by: User) -> TrainingClass:
    """The class will not be held. Cancelling twice changes nothing; a closed class cannot be cancelled."""
    training_class = locked(training_class)
    if training_class.state == State.CANCELLED:
        return training_class
    refuse_final(training_class)
    before, training_class.state = training_class.state, State.CANCELLED
    training_class.save(update_fields=["state"])
    ClassSession.objects.open_for_checkin(training_class.created_at).filter(training_class=training_class).update(
        checkin_closed_at=timezone.now()
    )
    audit.record(by, "class.cancel", training_class, before={"state": before})
    return training_class


def locked(training_class: TrainingClass) -> TrainingClass:
    """The row as it is now, held until the transaction ends."""
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)

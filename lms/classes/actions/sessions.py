"""Sessions of a class: added, changed, cancelled, deleted; their check-in and check-out opened and closed; their book closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError, RestrictedError
from django.utils import timezone

from lms.classes import editions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, TrainingClass, Venue
from lms.foundation import audit
from lms.people.models import User

NOON, EVENING = 12, 17
CHANGEABLE = ("title", "starts_at", "ends_at", "periods", "venue")
# An opening of check-in older than this was forgotten; opening again is a new one.
ONE_OPENING = timedelta(hours=12)


@dataclass(frozen=True)
class SessionPlan:
    starts_at: datetime
    ends_at: datetime
    periods: int
    title: str = ""
    venue: Venue | None = None


def day_part_of(starts_at: datetime) -> str:
    """Sáng before noon, chiều before 17:00, tối after that, by the clock of the city."""
    hour = timezone.localtime(starts_at).hour
    if hour < NOON:
        return ClassSession.DayPart.MORNING
    return ClassSession.DayPart.AFTERNOON if hour < EVENING else ClassSession.DayPart.EVENING


def add_planned(training_class: TrainingClass, plans: Iterable[SessionPlan]) -> list[ClassSession]:
    """Adds sessions in the order of their beginnings. For callers that hold the class and audit the whole."""
    last = training_class.sessions.aggregate(last=Max("number"))["last"] or 0
    ordered = sorted(plans, key=lambda plan: plan.starts_at)
    return [_add_one(training_class, plan, number) for number, plan in enumerate(ordered, start=last + 1)]


def _add_one(training_class: TrainingClass, plan: SessionPlan, number: int) -> ClassSession:
    _check_order(plan.starts_at, plan.ends_at)
    return ClassSession.objects.create(
        training_class=training_class,
        number=number,
        title=plan.title,
        day_part=day_part_of(plan.starts_at),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        periods=plan.periods,
        venue=plan.venue,
    )


def _check_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ClassError("session_order")


@transaction.atomic
def add(*, training_class: TrainingClass, plan: SessionPlan, by: User) -> ClassSession:
    """One more session. Raises ClassError: class_final, session_order."""
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    refuse_final(training_class)
    [session] = add_planned(training_class, [plan])
    audit.record(by, "session.add", session, after={"starts_at": plan.starts_at.isoformat(), "periods": plan.periods})
    return session


@transaction.atomic
def add_make_up(*, session: ClassSession, plan: SessionPlan, by: User) -> ClassSession:
    """A further session for those who missed this one. Raises ClassError: class_final, session_cancelled, session_order, make_up_of_make_up."""
    TrainingClass.objects.select_for_update().get(pk=session.training_class_id)
    session = locked(session)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.make_up_for_id:
        raise ClassError("make_up_of_make_up")
    [added] = add_planned(session.training_class, [plan])
    added.make_up_for = session
    added.save(update_fields=["make_up_for"])
    audit.record(by, "session.add_make_up", added, after={"for": session.pk, "starts_at": plan.starts_at.isoformat()})
    return added


@transaction.atomic
def change(*, session: ClassSession, values: Mapping[str, Any], by: User, edition: int | None = None) -> ClassSession:
    """Another time, place, content or number of tiết; `edition` is the one that the form was opened with.

    Raises ClassError: class_final, session_cancelled, book_closed, session_order, edited_meanwhile, venue_twice.
    """
    session = locked(session)
    _refuse_settled(session)
    editions.check(session, edition)
    before = {name: str(getattr(session, name) or "") for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(session, name, values.get(name, getattr(session, name)))
    _check_order(session.starts_at, session.ends_at)
    if session.venue_id and session.further_venues.filter(venue=session.venue_id).exists():
        raise ClassError("venue_twice", venue=session.venue)
    session.day_part = day_part_of(session.starts_at)
    after = {name: str(getattr(session, name) or "") for name in CHANGEABLE}
    if after != before:
        editions.advance(session)
        session.save()
        audit.record(by, "session.change", session, before=before, after=after)
    return session


@transaction.atomic
def cancel(*, session: ClassSession, by: User) -> ClassSession:
    """The session is not held and does not count. Twice changes nothing. Raises ClassError: class_final, session_has_marks."""
    session = locked(session)
    if session.cancelled:
        return session
    refuse_final(session.training_class)
    if session.attendance_records.exists():
        raise ClassError("session_has_marks")
    session.cancelled = True
    session.save(update_fields=["cancelled"])
    audit.record(by, "session.cancel", session)
    return session


@transaction.atomic
def delete(*, session: ClassSession, by: User) -> None:
    """A session planned by mistake goes away without a trace but the audit's.

    Raises ClassError: class_final, session_has_marks_delete, session_in_use.
    """
    session = locked(session)
    refuse_final(session.training_class)
    if session.attendance_records.exists() or session.scans.exists():
        raise ClassError("session_has_marks_delete")
    audit.record(by, "session.delete", session, before={"number": session.number, "starts_at": session.starts_at.isoformat()})
    try:
        with transaction.atomic():
            session.delete()
    except (ProtectedError, RestrictedError) as error:
        raise ClassError("session_in_use") from error


@transaction.atomic
def open_checkin(*, session: ClassSession, by: User) -> ClassSession:
    """From now on codes are shown and taken, at every place; opening twice on a day keeps the first moment.

    Raises ClassError: class_final, session_cancelled, book_closed.
    """
    session = locked(session)
    _refuse_settled(session)
    if not session.is_checkin_open:
        _open(session)
        audit.record(by, "session.open_checkin", session)
    return session


@transaction.atomic
def open_check_out(*, session: ClassSession, by: User) -> ClassSession:
    """From now on a scan says that somebody leaves; codes are shown again if they were not. Twice keeps the first moment.

    Raises ClassError: class_final, session_cancelled, book_closed.
    """
    session = locked(session)
    _refuse_settled(session)
    if not session.is_checkin_open:
        _open(session)
    if session.check_out_opened_at is None:
        session.check_out_opened_at = timezone.now()
        session.save(update_fields=["check_out_opened_at"])
        audit.record(by, "session.open_check_out", session)
    return session


@transaction.atomic
def close_check_out(*, session: ClassSession, by: User) -> ClassSession:
    """Pressed too early: scans say again that somebody comes."""
    session = locked(session)
    _refuse_settled(session)
    if session.check_out_opened_at is not None:
        session.check_out_opened_at = None
        session.save(update_fields=["check_out_opened_at"])
        audit.record(by, "session.close_check_out", session)
    return session


def _open(session: ClassSession) -> None:
    now = timezone.now()
    opened = session.checkin_opened_at
    # A scan made before a short closing still counts when it arrives after it.
    session.checkin_opened_at = opened if opened and now - opened < ONE_OPENING else now
    session.checkin_closed_at = None
    session.save(update_fields=["checkin_opened_at", "checkin_closed_at"])


@transaction.atomic
def close_checkin(*, session: ClassSession, by: User) -> ClassSession:
    """Codes are no longer taken; the book stays open. Closing twice changes nothing."""
    session = locked(session)
    if not session.is_checkin_open:
        return session
    session.checkin_closed_at = timezone.now()
    session.save(update_fields=["checkin_closed_at"])
    audit.record(by, "session.close_checkin", session)
    return session


@transaction.atomic
def close_book(*, session: ClassSession, by: User) -> ClassSession:
    """No mark is added any more, only corrections with a reason. Closing twice changes nothing."""
    session = locked(session)
    if session.is_book_closed:
        return session
    _refuse_settled(session)
    now = timezone.now()
    if session.is_checkin_open:
        session.checkin_closed_at = now
    session.book_closed_at = now
    session.save(update_fields=["book_closed_at", "checkin_closed_at"])
    audit.record(by, "session.close_book", session)
    return session


def locked(session: ClassSession) -> ClassSession:
    """The row as it is now, with its class, held until the transaction ends."""
    return ClassSession.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=session.pk)


def refuse_final(training_class: TrainingClass) -> None:
    """Raises ClassError class_final when the class is closed, archived or cancelled."""
    if training_class.is_final:
        raise ClassError("class_final", state=training_class.get_state_display())


def _refuse_settled(session: ClassSession) -> None:
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")

"""Sessions of a class: added, changed, cancelled; their check-in opened and closed; their book closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, TrainingClass, Venue
from lms.foundation import audit
from lms.people.models import User

NOON, EVENING = 12, 17
CHANGEABLE = ("title", "starts_at", "ends_at", "periods", "venue")


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
def change(*, session: ClassSession, values: Mapping[str, Any], by: User) -> ClassSession:
    """Another time, place, content or number of tiết. Raises ClassError: class_final, session_cancelled, book_closed, session_order."""
    session = locked(session)
    _refuse_settled(session)
    before = {name: str(getattr(session, name) or "") for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(session, name, values.get(name, getattr(session, name)))
    _check_order(session.starts_at, session.ends_at)
    session.day_part = day_part_of(session.starts_at)
    session.save()
    audit.record(by, "session.change", session, before=before, after={name: str(getattr(session, name) or "") for name in CHANGEABLE})
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
def open_checkin(*, session: ClassSession, by: User) -> ClassSession:
    """From now on codes are shown and taken; opening twice keeps the first moment.

    Raises ClassError: class_final, session_cancelled, book_closed.
    """
    session = locked(session)
    _refuse_settled(session)
    if session.is_checkin_open:
        return session
    session.checkin_opened_at, session.checkin_closed_at = timezone.now(), None
    session.save(update_fields=["checkin_opened_at", "checkin_closed_at"])
    audit.record(by, "session.open_checkin", session)
    return session


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

"""Marking at the door: one tap, its undo, and taps that were made without a network and come later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lms.classes import desk, lateness, places, slips
from lms.classes.attendance_rules import ATTENDED
from lms.classes.exceptions import ClassError
from lms.classes.hours import hours_of
from lms.classes.models import AttendanceRecord, ClaimDecision, ClassSession, CurrentAttendance, Scan, Trainee
from lms.classes.models.classes import ON_ROSTER
from lms.foundation import audit
from lms.foundation.models import AuditEntry
from lms.people.models import User

from . import attendance, scans
from .attendance import NewMark
from .sessions import locked, refuse_final

Status = AttendanceRecord.Status
Source = AttendanceRecord.Source
# A tap that took longer than this was kept on the device meanwhile.
ON_ITS_WAY = timedelta(seconds=30)
# No clock of a device moves a mark to before the doors opened.
DOORS_OPEN_BEFORE = timedelta(hours=3)
AT_THE_DESK = "Có mặt tại bàn điểm danh"


@dataclass(frozen=True)
class Tap:
    """One tap as it reached the site. `id` was made on the device, `made_at` measured from the server's time at loading.

    `is_sure`: a person has seen what stands in the book and says that the trainee is here all the same.
    """

    id: str = ""
    made_at: datetime | None = None
    by_card: bool = False
    is_sure: bool = False


@dataclass(frozen=True)
class Answer:
    """`outcome`: marked, already, left (a card shown on the way out), claimed, undone or nothing (no mark to take back)."""

    outcome: str
    current: CurrentAttendance | None = None


@transaction.atomic
def mark(*, session: ClassSession, trainee: Trainee, tap: Tap, by: User) -> Answer:
    """`trainee` stands at the desk. Two desks at once, or the same tap twice, leave one record.

    Raises ClassError: class_final, session_cancelled, book_closed, not_of_this_class, left_the_class, desk_conflict,
    desk_claim_decided.
    """
    session = _open(session, trainee)
    current = _current(session, trainee)
    if _was_answered(session, tap) or (current is not None and current.status in ATTENDED):
        return _again(session, trainee, current, tap, by)
    if current is not None and not slips.is_undone(current) and not tap.is_sure:
        raise ClassError("desk_conflict", name=trainee.enrollment.person.full_name, mark=desk.mark_text(current.record))
    now = timezone.now()
    made_at = _made_at(session, tap, now)
    if now - made_at > scans.COUNTS_WITHIN:
        _claim(session, trainee, made_at, by)
        outcome = "claimed"
    else:
        _write(session, trainee, current, tap, made_at, by)
        outcome = "marked"
    _remember(session, trainee, tap, outcome, by)
    return Answer(outcome, _current(session, trainee))


@transaction.atomic
def undo(*, session: ClassSession, trainee: Trainee, tap: Tap, by: User) -> Answer:
    """Takes a slip back: the mark before it holds again, or none. By the one who made it, for ten minutes.

    Raises ClassError: class_final, session_cancelled, book_closed, not_of_this_class, left_the_class, desk_undo_late,
    desk_undo_other.
    """
    session = _open(session, trainee)
    current = _current(session, trainee)
    if _was_answered(session, tap):
        return Answer("nothing", current)
    if current is None or current.status not in ATTENDED:
        refused = _refuse_claim(session, trainee, by)
        _remember(session, trainee, tap, "undone" if refused else "nothing", by)
        return Answer("undone" if refused else "nothing", current)
    _check_undo(current.record, by, _made_at(session, tap, timezone.now()))
    attendance.correct(session=session, mark=_mark_before(current.record), by=by)
    _remember(session, trainee, tap, "undone", by)
    return Answer("undone", _current(session, trainee))


def _open(session: ClassSession, trainee: Trainee) -> ClassSession:
    session = locked(session)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")
    _check_place(session, trainee)
    return session


def _check_place(session: ClassSession, trainee: Trainee) -> None:
    name = trainee.enrollment.person.full_name
    if trainee.training_class_id != session.training_class_id:
        raise ClassError("not_of_this_class", name=name)
    if trainee.enrollment.state not in ON_ROSTER:
        raise ClassError("left_the_class", name=name)


def _current(session: ClassSession, trainee: Trainee) -> CurrentAttendance | None:
    return session.current_attendance.filter(trainee=trainee).select_related("record").first()


def _made_at(session: ClassSession, tap: Tap, now: datetime) -> datetime:
    """Never after now, whatever a device says, and never long before the session."""
    made_at = min(tap.made_at or now, now)
    return max(made_at, min(session.starts_at - DOORS_OPEN_BEFORE, now))


def _again(session: ClassSession, trainee: Trainee, current: CurrentAttendance | None, tap: Tap, by: User) -> Answer:
    """Somebody is in the book already; a card that is shown once the way out is open says that they leave."""
    if not (tap.by_card and session.check_out_opened_at) or current is None or _was_answered(session, tap):
        return Answer("already", current)
    accepted = _accept(session, trainee, _made_at(session, tap, timezone.now()), by)
    _remember(session, trainee, tap, "left", by)
    return Answer("left" if accepted.is_new else "already", _current(session, trainee))


def _write(session: ClassSession, trainee: Trainee, current: CurrentAttendance | None, tap: Tap, made_at: datetime, by: User) -> None:
    if tap.by_card and current is None:
        _accept(session, trainee, made_at, by)
        return
    judged = _judged(session, made_at)
    source = Source.CARD if tap.by_card else Source.OFFLINE if timezone.now() - made_at > ON_ITS_WAY else Source.MANUAL
    new = NewMark(trainee, judged.status, judged.periods_missed, AT_THE_DESK if current else "")
    if current is None:
        attendance.derive(session=session, mark=new, happened_at=made_at, source=source, by=by)
    else:
        attendance.record(session=session, marks=[new], by=by, source=source)


def _judged(session: ClassSession, made_at: datetime) -> lateness.Judgement:
    """Late by the session's rule; who is entered after the end, to complete the book, was there."""
    if made_at >= session.ends_at:
        return lateness.Judgement(Status.PRESENT)
    return lateness.on_arrival(hours_of(session), made_at)


def _accept(session: ClassSession, trainee: Trainee, shown_at: datetime, by: User) -> scans.Accepted:
    """The trainee's own code, shown to a person: it counts at once."""
    place = places.planned_place(session, trainee)
    return scans.accept(
        session=session, trainee=trainee, shown_at=shown_at, received_at=timezone.now(), way=Scan.Way.CARD, place=place, by=by
    )


def _claim(session: ClassSession, trainee: Trainee, made_at: datetime, by: User) -> None:
    """Too late to count by itself: «chờ xác nhận» until one tap of the class manager."""
    known = session.scans.filter(trainee=trainee, is_claimed=True, direction="in").select_related("decision").first()
    if known is None:
        Scan.objects.create(session=session, trainee=trainee, way=Scan.Way.OFFLINE, shown_at=made_at, is_claimed=True, by=by)
    elif _decision(known) is not None:
        raise ClassError("desk_claim_decided", name=trainee.enrollment.person.full_name)


def _refuse_claim(session: ClassSession, trainee: Trainee, by: User) -> bool:
    """Takes back one's own claim that nobody has answered yet."""
    claim = session.scans.filter(trainee=trainee, is_claimed=True, by=by).select_related("decision").first()
    if claim is None or _decision(claim) is not None:
        return False
    ClaimDecision.objects.create(scan=claim, accepted=False, reason=slips.MISTAKE, by=by)
    return True


def _decision(scan: Scan) -> ClaimDecision | None:
    return getattr(scan, "decision", None)


def _check_undo(record: AttendanceRecord, by: User, at: datetime) -> None:
    name = record.trainee.enrollment.person.full_name
    if record.by_id != by.pk:
        raise ClassError("desk_undo_other", name=name)
    if not desk.is_undoable(record, by, at):
        raise ClassError("desk_undo_late", name=name)


def _mark_before(record: AttendanceRecord) -> NewMark:
    """What the book said before the slip; without an earlier mark the trainee is absent so far."""
    before = record.supersedes
    if before is None or before.reason == slips.MISTAKE:
        return NewMark(record.trainee, Status.UNEXCUSED, reason=slips.MISTAKE)
    return NewMark(record.trainee, before.status, before.periods_missed, reason=slips.MISTAKE)


def _was_answered(session: ClassSession, tap: Tap) -> bool:
    """This very tap has come before: the answer was lost on the way back."""
    if not tap.id:
        return False
    entries = AuditEntry.objects.filter(object_type=session._meta.label_lower, object_id=str(session.pk))
    return entries.filter(verb="desk.tap", after__id=tap.id).exists()


def _remember(session: ClassSession, trainee: Trainee, tap: Tap, outcome: str, by: User) -> None:
    if tap.id:
        audit.record(by, "desk.tap", session, after={"id": tap.id, "trainee": trainee.pk, "outcome": outcome})

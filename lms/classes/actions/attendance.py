"""Attendance is appended: a first mark, then corrections that each supersede one mark and say why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.classes.attendance_rules import ATTENDED, CUT_SHORT
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee, TrainingClass
from lms.classes.slips import is_undone
from lms.foundation import audit
from lms.people.models import User

from .sessions import locked, refuse_final

Status = AttendanceRecord.Status
Source = AttendanceRecord.Source
# The book is an official record, whatever language the person at the screen reads.
OF_RECORDS = "vi"
# Marks that a later scan may replace: nobody has judged them by eye.
BY_MACHINE = frozenset({Source.QR, Source.CODE, Source.CARD, Source.OFFLINE, Source.ONLINE_LOG, Source.EXCUSE})


@dataclass(frozen=True)
class NewMark:
    """What the person who marks says about one trainee."""

    trainee: Trainee
    status: str
    periods_missed: int = 0
    reason: str = ""


@dataclass(frozen=True)
class CheckIn:
    """The mark that holds after a check-in; `is_new` False for a second scan."""

    record: AttendanceRecord
    is_new: bool


@transaction.atomic
def record(*, session: ClassSession, marks: Iterable[NewMark], by: User, source: str = Source.MANUAL) -> int:
    """Writes the marks that say something new; returns how many. All of them or, when one is refused, none.

    A mark that differs from the one in the book is a correction and needs a reason.
    Raises ClassError: class_final, session_cancelled, book_closed, correction_needs_reason, not_of_this_class,
    periods_missed_missing, periods_missed_too_many.
    """
    session = _open_session(session)
    if session.is_book_closed:
        raise ClassError("book_closed")
    return _write(session, list(marks), by, source)


@transaction.atomic
def correct(*, session: ClassSession, mark: NewMark, by: User) -> int:
    """The only change after the book is closed: one mark, always with a reason, until the class itself is closed.

    Raises ClassError as `record` does, but for book_closed.
    """
    session = _open_session(session)
    if not mark.reason.strip():
        raise ClassError("correction_needs_reason", name=mark.trainee.enrollment.person.full_name)
    return _write(session, [mark], by, Source.MANUAL)


def undo_check_in(*, session: ClassSession, trainee: Trainee, reason: str, by: User) -> int:
    """Takes a check-in back (somebody scanned for an absent friend): the scan stays in the book, superseded.

    Raises ClassError no_mark and those of `correct`.
    """
    if not CurrentAttendance.objects.filter(session=session, trainee=trainee).exists():
        raise ClassError("no_mark", name=trainee.enrollment.person.full_name)
    return correct(session=session, mark=NewMark(trainee, Status.UNEXCUSED, reason=reason), by=by)


@transaction.atomic
def check_in(*, session: ClassSession, trainee: Trainee, happened_at: datetime, source: str) -> CheckIn:
    """`trainee` was in the room at `happened_at`, the moment when the server first saw the code.

    A second check-in returns the first one. Raises ClassError: class_final, session_cancelled, book_closed,
    checkin_not_open, not_of_this_class, marked_absent.
    """
    session = _open_session(session)
    current = _current_of(session, trainee)
    if current is not None and current.status in ATTENDED:
        return CheckIn(current.record, is_new=False)
    if not session.is_book_closed and not session.was_checkin_open_at(happened_at):
        raise ClassError("checkin_not_open")
    status = Status.ONLINE_PRESENT if session.training_class.form == TrainingClass.Form.ONLINE else Status.PRESENT
    return _derive(session, NewMark(trainee, status), current, by=trainee.enrollment.person, source=source, happened_at=happened_at)


@transaction.atomic
def derive(*, session: ClassSession, mark: NewMark, happened_at: datetime, source: str, by: User) -> CheckIn:
    """What follows from a scan: the first mark, or another one than an earlier scan gave (somebody who left early).

    Never overrules a person: a mark by hand of somebody who was there stays as it is. Leave that was granted gives way
    to somebody who came. Raises ClassError: class_final, session_cancelled, book_closed, not_of_this_class,
    marked_absent, periods_missed_missing, periods_missed_too_many.
    """
    session = _open_session(session)
    return _derive(session, mark, _current_of(session, mark.trainee), by=by, source=source, happened_at=happened_at)


@transaction.atomic
def excuse(*, session: ClassSession, trainee: Trainee, reason: str, by: User) -> AttendanceRecord | None:
    """Leave was granted: absent with leave, also after the book is closed. None for somebody who was there or is excused already.

    Raises ClassError: class_final, session_cancelled, not_of_this_class.
    """
    session = _open_session(session)
    current = _current_of(session, trainee)
    if current is not None and current.status in (*ATTENDED, Status.EXCUSED):
        return None
    mark = NewMark(trainee, Status.EXCUSED, reason=reason)
    written = append(session, mark, current, by=by, source=Source.EXCUSE, happened_at=timezone.now())
    audit.record(by, "attendance.excuse", session, after={"trainee": trainee.pk})
    return written


def _current_of(session: ClassSession, trainee: Trainee) -> CurrentAttendance | None:
    _check_roster(session, trainee)
    return CurrentAttendance.objects.select_related("record").filter(session=session, trainee=trainee).first()


def _derive(
    session: ClassSession, mark: NewMark, current: CurrentAttendance | None, *, by: User, source: str, happened_at: datetime
) -> CheckIn:
    mark = _checked(session, mark)
    if current is not None and _is_settled(current, mark):
        return CheckIn(current.record, is_new=False)
    if session.is_book_closed:
        raise ClassError("book_closed")
    if current is not None and current.record.source not in BY_MACHINE and not is_undone(current):
        # A person marked this trainee absent: a machine does not overrule that.
        raise ClassError("marked_absent", status=current.get_status_display())
    if current is not None and not mark.reason.strip():
        with translation.override(OF_RECORDS):
            reason = _("came after all") if current.status == Status.EXCUSED else _("a later scan")
        mark = NewMark(mark.trainee, mark.status, mark.periods_missed, reason)
    written = append(session, mark, current, by=by, source=source, happened_at=happened_at)
    audit.record(by, "attendance.check_in", session, after={"trainee": mark.trainee.pk, "status": mark.status, "source": source})
    return CheckIn(written, is_new=True)


def _is_settled(current: CurrentAttendance, mark: NewMark) -> bool:
    """The same mark again, or somebody whose presence a person has vouched for."""
    is_same = (current.status, current.periods_missed) == (mark.status, mark.periods_missed)
    return is_same or (current.status in ATTENDED and current.record.source not in BY_MACHINE)


def _open_session(session: ClassSession) -> ClassSession:
    session = locked(session)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    return session


def _write(session: ClassSession, marks: list[NewMark], by: User, source: str) -> int:
    current = {row.trainee_id: row for row in session.current_attendance.select_related("record")}
    written = [_write_one(session, mark, current.get(mark.trainee.pk), by, source) for mark in marks]
    changes = {change.trainee_id: change.status for change in written if change}
    if changes:
        audit.record(by, "attendance.record", session, after={"marks": {str(pk): status for pk, status in changes.items()}})
    return len(changes)


def _write_one(session: ClassSession, mark: NewMark, current: CurrentAttendance | None, by: User, source: str) -> AttendanceRecord | None:
    _check_roster(session, mark.trainee)
    mark = _checked(session, mark)
    if current and (current.status, current.periods_missed) == (mark.status, mark.periods_missed):
        return None
    if current and not mark.reason.strip():
        raise ClassError("correction_needs_reason", name=mark.trainee.enrollment.person.full_name)
    return append(session, mark, current, by=by, source=source, happened_at=timezone.now())


def _check_roster(session: ClassSession, trainee: Trainee) -> None:
    if trainee.training_class_id != session.training_class_id:
        raise ClassError("not_of_this_class", name=trainee.enrollment.person.full_name)


def _checked(session: ClassSession, mark: NewMark) -> NewMark:
    """The mark with tiết missed only where they mean something."""
    status = Status(mark.status)
    if status not in CUT_SHORT:
        return NewMark(mark.trainee, status, 0, mark.reason)
    name = mark.trainee.enrollment.person.full_name
    if mark.periods_missed < 1 and session.periods > 1:
        raise ClassError("periods_missed_missing", name=name)
    if mark.periods_missed >= session.periods > 1:
        raise ClassError("periods_missed_too_many", name=name, missed=mark.periods_missed, periods=session.periods)
    # A session of one tiết cannot be missed in part: coming late to it is coming.
    return NewMark(mark.trainee, status, mark.periods_missed if session.periods > 1 else 0, mark.reason)


def append(
    session: ClassSession, mark: NewMark, current: CurrentAttendance | None, *, by: User, source: str, happened_at: datetime
) -> AttendanceRecord:
    """Writes a mark that somebody has judged, and the quick table beside it. For callers that hold the session."""
    record = AttendanceRecord.objects.create(
        session=session,
        trainee=mark.trainee,
        supersedes=current.record if current else None,
        status=mark.status,
        periods_missed=mark.periods_missed,
        source=source,
        happened_at=happened_at,
        reason=mark.reason.strip(),
        by=by,
    )
    CurrentAttendance.objects.update_or_create(
        session=session,
        trainee=mark.trainee,
        defaults={"record": record, "status": mark.status, "periods_missed": mark.periods_missed},
    )
    return record

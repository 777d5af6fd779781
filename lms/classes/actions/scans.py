"""A scan that proved itself: kept for ever, and turned into a mark or into a claim that waits for the class manager."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes import lateness, locks, places
from lms.classes.attendance_rules import ATTENDED
from lms.classes.exceptions import ClassError
from lms.classes.hours import hours_of, was_open_at
from lms.classes.models import AttendanceRecord, Browser, ClassSession, CurrentAttendance, Scan, SessionVenue, Trainee, TrainingClass
from lms.classes.models.hall import ScanDirection
from lms.classes.slips import is_undone
from lms.foundation import audit
from lms.people.models import User

from . import attendance
from .attendance import BY_MACHINE, NewMark
from .sessions import refuse_final

COUNTS_WITHIN = timedelta(minutes=10)
Source, Status, Way = AttendanceRecord.Source, AttendanceRecord.Status, Scan.Way
SOURCE_OF = {Way.QR: Source.QR, Way.TYPED: Source.CODE, Way.CARD: Source.CARD, Way.OFFLINE: Source.OFFLINE}


@dataclass(frozen=True)
class Accepted:
    """`record`: the mark that holds now, None while the scan only claims. `is_new` False for a second scan."""

    scan: Scan
    record: AttendanceRecord | None
    is_new: bool
    is_claimed: bool


@dataclass(frozen=True)
class _Known:
    """What the book has of this person in this session before the scan."""

    current: CurrentAttendance | None
    scans: tuple[Scan, ...]

    @property
    def is_attending(self) -> bool:
        return self.current is not None and self.current.status in ATTENDED

    def scan(self, direction: str, *, is_claimed: bool) -> Scan | None:
        return next((scan for scan in self.scans if (scan.direction, scan.is_claimed) == (direction, is_claimed)), None)


@transaction.atomic
def accept(
    *,
    session: ClassSession,
    trainee: Trainee,
    shown_at: datetime,
    received_at: datetime,
    way: str,
    place: SessionVenue | None = None,
    browser: Browser | None = None,
    direction: str | None = None,
    by: User | None = None,
) -> Accepted:
    """`trainee` scanned a code that was shown at `shown_at` and reached the site at `received_at`; both by the server's clock.

    `by`: the helper at the desk, whose scans always count. Others count at once within ten minutes and claim later.
    A second scan changes nothing. Raises ClassError: class_final, session_cancelled, book_closed, checkin_not_open,
    not_of_this_class, not_on_roster, marked_absent.
    """
    session, trainee = locks.shared(session), locks.alone(trainee)
    known = _known(session, trainee)
    direction = direction or direction_at(session, shown_at)
    if done := _done_before(known, direction):
        return done
    _check(session, trainee, shown_at, by)
    is_claimed = _must_claim(known, direction, way, by, received_at - shown_at)
    if is_claimed and (claimed := known.scan(direction, is_claimed=True)):
        return Accepted(claimed, None, is_new=False, is_claimed=True)
    # A scan whose mark was taken back as a slip stays the scan of this way through the door.
    scan = known.scan(direction, is_claimed=is_claimed) or Scan.objects.create(
        session=session,
        trainee=trainee,
        place=place,
        browser=browser,
        direction=direction,
        way=way,
        shown_at=shown_at,
        received_at=received_at,
        is_claimed=is_claimed,
        by=by,
    )
    places.note_place(session=session, trainee=trainee, place=place, browser=browser)
    record = None if is_claimed else mark(scan=scan, known=known, by=by)
    return Accepted(scan, record, is_new=True, is_claimed=is_claimed)


def direction_at(session: ClassSession, shown_at: datetime) -> str:
    """Out once the way out was opened."""
    is_out = session.check_out_opened_at is not None and shown_at >= session.check_out_opened_at
    return ScanDirection.OUT if is_out else ScanDirection.IN


def mark(*, scan: Scan, known: _Known, by: User | None, reason: str = "") -> AttendanceRecord:
    """The mark that follows from a scan: appended if it says something new. For callers that hold the session."""
    status, missed = _judged(scan, known)
    current = known.current
    if current and ((current.status, current.periods_missed) == (status, missed) or _stands(known, reason)):
        return current.record
    why = reason or (_why(scan) if current else "")
    person = by or scan.trainee.enrollment.person
    written = attendance.append(
        scan.session,
        NewMark(scan.trainee, status, missed, why),
        current,
        by=person,
        source=SOURCE_OF[Way(scan.way)],
        happened_at=scan.shown_at,
    )
    audit.record(person, "attendance.check_in", scan.session, after={"trainee": scan.trainee_id, "scan": scan.pk, "status": status})
    return written


def known_of(session: ClassSession, trainee: Trainee) -> _Known:
    """For the decision on a claim, which makes a mark of an older scan."""
    return _known(session, trainee)


def _known(session: ClassSession, trainee: Trainee) -> _Known:
    current = CurrentAttendance.objects.select_related("record").filter(session=session, trainee=trainee).first()
    return _Known(current, tuple(Scan.objects.filter(session=session, trainee=trainee)))


def _done_before(known: _Known, direction: str) -> Accepted | None:
    """The same way through the door twice: the first time counts."""
    scan = known.scan(direction, is_claimed=False)
    if scan is None or (direction == ScanDirection.IN and not known.is_attending):
        return None
    return Accepted(scan, known.current.record if known.current else None, is_new=False, is_claimed=False)


def _check(session: ClassSession, trainee: Trainee, shown_at: datetime, by: User | None) -> None:
    name = trainee.enrollment.person.full_name
    if trainee.training_class_id != session.training_class_id:
        raise ClassError("not_of_this_class", name=name)
    if trainee.enrollment.state not in ("active", "completed"):
        raise ClassError("not_on_roster", name=name)
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")
    if by is None and not was_open_at(session, shown_at):
        raise ClassError("checkin_not_open")


def _must_claim(known: _Known, direction: str, way: str, by: User | None, delay: timedelta) -> bool:
    """Whether a person has to look at this scan first."""
    # Leave that was granted gives way to somebody who came; an absence that a person wrote does not.
    current = known.current
    absent = current is not None and not known.is_attending and current.record.source not in BY_MACHINE and not is_undone(current)
    if absent and way != Way.OFFLINE and direction == ScanDirection.IN:
        # A person marked this trainee absent: a machine does not overrule that.
        assert known.current is not None
        raise ClassError("marked_absent", status=known.current.get_status_display())
    if by is not None:
        return False
    never_came = direction == ScanDirection.OUT and not known.is_attending
    return delay > COUNTS_WITHIN or absent or never_came


def _why(scan: Scan) -> str:
    """A mark that follows another one says what happened."""
    sentence = _("Checked out at %(time)s") if scan.direction == ScanDirection.OUT else _("Came after all, at %(time)s")
    return sentence % {"time": timezone.localtime(scan.shown_at).strftime("%H:%M")}


def _stands(known: _Known, reason: str) -> bool:
    """What a person wrote is not refined by a scan, unless a person says so (`reason`)."""
    assert known.current is not None
    return known.is_attending and known.current.record.source not in BY_MACHINE and not reason


def _judged(scan: Scan, known: _Known) -> tuple[str, int]:
    hours = hours_of(scan.session)
    if scan.direction == ScanDirection.IN:
        judgement = lateness.on_arrival(hours, scan.shown_at)
    else:
        came = _first_in(known.scans)
        judgement = lateness.on_leaving(hours, came.shown_at if came else None, scan.shown_at)
    if judgement.status == Status.PRESENT and _is_online(scan):
        return Status.ONLINE_PRESENT, 0
    return judgement.status, judgement.periods_missed


def _first_in(scans: Iterable[Scan]) -> Scan | None:
    return next((scan for scan in scans if scan.direction == ScanDirection.IN), None)


def _is_online(scan: Scan) -> bool:
    in_room = scan.place is None or scan.place.kind != SessionVenue.Kind.ONLINE
    return not in_room or scan.session.training_class.form == TrainingClass.Form.ONLINE

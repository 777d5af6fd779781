"""What a desk at the door knows: the whole roster of a session in few bytes, and what has been marked since a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.attendance_rules import ATTENDED
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee
from lms.classes.permissions import Visit
from lms.classes.slips import is_undone
from lms.foundation.vietnamese import search_key
from lms.people.models import User

UNDO_WITHIN = timedelta(minutes=10)
# Somebody who commits a second after another may be seen by the question after the next one only.
OVERLAP = timedelta(seconds=30)
FOUND_AT_MOST = 30


@dataclass(frozen=True)
class DeskRow:
    """One trainee as the desk sees them."""

    trainee: Trainee
    current: CurrentAttendance | None

    @property
    def is_present(self) -> bool:
        return self.current is not None and self.current.status in ATTENDED

    @property
    def text(self) -> str:
        """«đã có mặt lúc 7:42 (mã QR)», or the mark that somebody has given; empty for nobody's mark."""
        return "" if self.current is None or is_undone(self.current) else mark_text(self.current.record)

    def may_undo(self, person: User, now: datetime) -> bool:
        return self.current is not None and self.is_present and is_undoable(self.current.record, person, now)


def is_undoable(record: AttendanceRecord, person: User, now: datetime) -> bool:
    """Only by the one who marked, and only for ten minutes."""
    return record.by_id == person.pk and now - record.at <= UNDO_WITHIN


def mark_text(record: AttendanceRecord) -> str:
    """The mark of a record in words."""
    status, way = _within(record.get_status_display()), _within(record.get_source_display())
    values = {"status": status, "time": clock(record.happened_at), "way": way}
    if record.status in ATTENDED:
        return _("%(status)s at %(time)s (%(way)s)") % values
    return _("%(status)s, written at %(time)s (%(way)s)") % values


def _within(label: object) -> str:
    """A label inside a sentence: «mã QR», not «Mã QR»."""
    return str(label)[:1].lower() + str(label)[1:]


def clock(moment: datetime) -> str:
    """7:42, as people say it."""
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02d}"


def trainees_at(session: ClassSession, visit: Visit) -> list[Trainee]:
    """Who may be marked here: everybody, or for a manager of single venues those planned there."""
    trainees = session.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    if visit.may_mark:
        return list(trainees)
    further = set(session.further_venues.values_list("venue", flat=True))
    return [trainee for trainee in trainees if _venue(session, trainee, further) in visit.venues]


def _venue(session: ClassSession, trainee: Trainee, further: set[int]) -> int | None:
    return trainee.venue_id if trainee.venue_id in further else session.venue_id


def listing(session: ClassSession, visit: Visit, person: User) -> dict[str, Any]:
    """Everything a desk needs without a network, as compact as JSON gets: rows are arrays, agencies stand once."""
    trainees = trainees_at(session, visit)
    agencies = list({trainee.agency_id: trainee.agency for trainee in trainees}.values())
    numbers = {agency.pk: number for number, agency in enumerate(agencies)}
    return {
        **news(session, person, since=None),
        "agencies": [[agency.name, agency.abbreviation] for agency in agencies],
        "people": [_person(trainee, numbers) for trainee in trainees],
        "statuses": {value: _within(label) for value, label in AttendanceRecord.Status.choices},
        "ways": {value: _within(label) for value, label in AttendanceRecord.Source.choices},
    }


def _person(trainee: Trainee, agencies: dict[int, int]) -> list[object]:
    """[id, name, agency, birth year, ticket, position, awaits the agency]"""
    person = trainee.enrollment.person
    awaits = int(trainee.confirmation == Trainee.Confirmation.AWAITING_AGENCY)
    return [
        trainee.pk,
        person.full_name,
        agencies[trainee.agency_id],
        person.birth_year or 0,
        trainee.ticket_code or "",
        trainee.position,
        awaits,
    ]


def news(session: ClassSession, person: User, since: datetime | None) -> dict[str, Any]:
    """Counts, the marks written since a moment of the server's clock (None: all of them), and whose late taps wait for an answer."""
    now = timezone.now()
    marks = session.current_attendance.on_roster().select_related("record")
    if since is not None:
        marks = marks.filter(record__at__gte=since - OVERLAP)
    counted: Any = ClassSession.objects.with_presence().get(pk=session.pk)
    return {
        "at": int(now.timestamp() * 1000),
        "closed": session.is_book_closed or session.cancelled,
        "present": counted.present,
        "expected": counted.expected,
        "marks": [mark_row(mark, person) for mark in marks],
        "claims": list(session.scans.filter(is_claimed=True, decision__isnull=True).values_list("trainee", flat=True)),
    }


def mark_row(current: CurrentAttendance, person: User) -> list[object]:
    """[trainee, status or "" when it was a slip, "7:42", way, moment of the mark when `person` made it else 0]"""
    record = current.record
    mine = int(record.at.timestamp() * 1000) if record.by_id == person.pk else 0
    return [current.trainee_id, "" if is_undone(current) else current.status, clock(record.happened_at), record.source, mine]


def search(rows: Iterable[DeskRow], words: str) -> list[DeskRow]:
    """The rows that the words mean, the nearest first, those still to be marked before the others; the page does the same."""
    asked = search_key(words).split()
    found = [(rank, row) for row in rows if asked and (rank := _rank(row.trainee, asked)) is not None]
    return [row for _rank_, row in sorted(found, key=lambda pair: (pair[0], pair[1].is_present))][:FOUND_AT_MOST]


def _rank(trainee: Trainee, asked: Sequence[str]) -> int | None:
    """Lower is nearer; None for somebody else. Each word begins a word of the name, or the agency's abbreviation, or is the ticket."""
    if list(asked) == [trainee.ticket_code]:
        return 0
    names = search_key(trainee.enrollment.person.full_name).split()
    agency = search_key(trainee.agency.abbreviation).replace(" ", "")
    rank = 0
    for word in asked:
        if names and names[-1].startswith(word):
            rank += 1
        elif any(name.startswith(word) for name in names):
            rank += 2
        elif agency.startswith(word):
            rank += 4
        else:
            return None
    return rank


def rows_of(session: ClassSession, visit: Visit) -> list[DeskRow]:
    """Everybody with their mark, for the page without script."""
    current = {row.trainee_id: row for row in session.current_attendance.select_related("record")}
    return [DeskRow(trainee, current.get(trainee.pk)) for trainee in trainees_at(session, visit)]

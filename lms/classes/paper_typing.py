"""Typing a signed sheet in: the people by the numbers of the paper, and a quick field that understands «3 17 25m»."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.classes import desk, slips
from lms.classes.actions.attendance import NewMark
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee
from lms.classes.places import Place
from lms.classes.sheets import Order, people_on_sheet
from lms.foundation.vietnamese import normalise

Status = AttendanceRecord.Status
# A number alone means absent, again late, again present: as somebody goes down the paper looking for empty lines.
CYCLE = (Status.UNEXCUSED, Status.LATE, Status.PRESENT)
LETTERS = {"v": Status.UNEXCUSED, "k": Status.UNEXCUSED, "m": Status.LATE, "p": Status.EXCUSED, "c": Status.PRESENT}
CHOICES = (Status.PRESENT, Status.LATE, Status.EXCUSED, Status.UNEXCUSED)
BY_THE_PAPER = "Theo bảng giấy có chữ ký"
REASON_LENGTH = 300
_QUICK = re.compile(r"(\d{1,4})\s*([a-z]?)", re.IGNORECASE)


@dataclass
class PaperRow:
    """One line of the paper. `kept`: what the book says already, in words."""

    number: int
    trainee: Trainee
    current: CurrentAttendance | None
    status: str = ""
    missed: str = ""

    @property
    def kept(self) -> str:
        return "" if self.current is None or slips.is_undone(self.current) else desk.mark_text(self.current.record)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The four marks of a paper, and the one in the book when it is another."""
        values = [*CHOICES, *([Status(self.current.status)] if self.current and self.current.status not in CHOICES else [])]
        return [(value, str(value.label)) for value in values]


class PaperSheet:
    """The typing page: rows, what was chosen, and what is wrong with it."""

    def __init__(self, rows: list[PaperRow], data: Mapping[str, str] | None, *, periods: int) -> None:
        self.rows, self.data, self.periods = rows, data, periods
        self.errors: list[str] = []
        self.reason = normalise(data.get("reason", "") if data else BY_THE_PAPER)[:REASON_LENGTH]
        for row in rows:
            self._fill(row)
        if data is not None:
            self._take_quick(data.get("quick", ""))
            self._take_rest("rest_present" in data)

    @classmethod
    def of(cls, session: ClassSession, place: Place, order: Order, data: Mapping[str, str] | None) -> "PaperSheet":
        current = {mark.trainee_id: mark for mark in session.current_attendance.select_related("record")}
        people = people_on_sheet(session, place, order)
        rows = [PaperRow(number, trainee, current.get(trainee.pk)) for number, trainee in enumerate(people, start=1)]
        return cls(rows, data, periods=session.periods)

    def is_valid(self) -> bool:
        """Marks we know, and tiết that are numbers; the rest is for the action to judge."""
        for row in self.rows:
            name = row.trainee.enrollment.person.full_name
            if row.status and row.status not in Status.values:
                self.errors.append(_("Choose one of the marks for %(name)s.") % {"name": name})
            elif row.missed and not (row.missed.isascii() and row.missed.isdigit() and len(row.missed) < 3):
                self.errors.append(_("“%(value)s” is not a number of tiết (%(name)s).") % {"value": row.missed, "name": name})
        return not self.errors

    def marks(self) -> list[NewMark]:
        """Of those with a choice; nobody is written whose line was left alone."""
        return [NewMark(row.trainee, row.status, self._missed(row), self.reason) for row in self.rows if row.status]

    @property
    def unmarked(self) -> int:
        return sum(1 for row in self.rows if not row.status)

    def _missed(self, row: PaperRow) -> int:
        return int(row.missed or 1) if row.status in (Status.LATE, Status.LEFT_EARLY) and self.periods > 1 else 0

    def _fill(self, row: PaperRow) -> None:
        if row.current is not None and not slips.is_undone(row.current):
            row.status, row.missed = row.current.status, str(row.current.periods_missed or "")
        if self.data is not None:
            row.status = self.data.get(f"status-{row.trainee.pk}", row.status)
            row.missed = self.data.get(f"missed-{row.trainee.pk}", row.missed).strip()

    def _take_quick(self, text: str) -> None:
        for number, letter in _QUICK.findall(text):
            if not 1 <= int(number) <= len(self.rows) or (letter and letter.lower() not in LETTERS):
                self.errors.append(_("“%(text)s” is no number on this sheet.") % {"text": f"{number}{letter}"})
                continue
            row = self.rows[int(number) - 1]
            row.status = LETTERS[letter.lower()] if letter else next_of(row.status)

    def _take_rest(self, is_present: bool) -> None:
        for row in self.rows if is_present else []:
            row.status = row.status or Status.PRESENT


def next_of(status: str) -> str:
    """The mark after this one: absent, late, present, and round again."""
    return CYCLE[(CYCLE.index(Status(status)) + 1) % len(CYCLE)] if status in CYCLE[:-1] else CYCLE[0]

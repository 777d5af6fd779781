"""The roll call page's form: every trainee of a session with the marks one may choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.http import Http404
from django.utils.translation import gettext as _

from lms.classes.actions.attendance import NewMark
from lms.classes.attendance_rules import ATTENDED, CUT_SHORT, count_present
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Excuse, Trainee, TrainingClass
from lms.foundation.vietnamese import normalise

Status = AttendanceRecord.Status
REASON_LENGTH = 300


@dataclass
class RollCallRow:
    """A trainee with the mark in the book and the one chosen on the page."""

    trainee: Trainee
    current: CurrentAttendance | None
    status: str = ""
    missed: str = ""
    # Leave asked for this session: its state in words, empty without.
    leave: str = ""

    @property
    def is_attending(self) -> bool:
        return self.current is not None and self.current.status in ATTENDED

    @property
    def marked_by(self) -> str:
        """Who marked, and how, for the people who read the book."""
        record = self.current.record if self.current else None
        if record is None:
            return ""
        return str(record.get_source_display()) if record.source != record.Source.MANUAL or not record.by else record.by.full_name

    @property
    def marked_at(self) -> datetime | None:
        return self.current.record.happened_at if self.current else None


def _add_leave(session: ClassSession, rows: list[RollCallRow]) -> None:
    """Granted leave fills in the mark of somebody who has none; the person at the door sees what was asked."""
    asked = {excuse.trainee_id: excuse for excuse in session.excuses.filter(state__in=[Excuse.State.ASKED, Excuse.State.GRANTED])}
    for row in rows:
        if excuse := asked.get(row.trainee.pk):
            row.leave = _("Leave: %(state)s") % {"state": excuse.get_state_display()}
            if excuse.state == Excuse.State.GRANTED and row.current is None:
                row.status = Status.EXCUSED


class RollCall:
    """Not a Django form: one choice and one number per trainee, and one reason for all corrections."""

    def __init__(self, session: ClassSession, rows: list[RollCallRow], data: Mapping[str, str] | None) -> None:
        self.session, self.rows, self.data = session, rows, data
        self.errors: list[str] = []
        self.reason = normalise(data.get("reason", ""))[:REASON_LENGTH] if data else ""
        for row in rows:
            self._fill(row)

    @classmethod
    def of(cls, session: ClassSession, data: Mapping[str, str] | None, *, only: int | None = None) -> Self:
        """The roster of the session's class by name; 404 when `only` is nobody of it."""
        trainees = session.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
        if only is not None:
            trainees = trainees.filter(pk=only)
        current = {row.trainee_id: row for row in session.current_attendance.select_related("record__by")}
        rows = [RollCallRow(trainee, current.get(trainee.pk)) for trainee in trainees]
        _add_leave(session, rows)
        if only is not None and not rows:
            raise Http404
        return cls(session, rows, data)

    def _fill(self, row: RollCallRow) -> None:
        if row.current:
            row.status, row.missed = row.current.status, str(row.current.periods_missed or "")
        if self.data is None:
            return
        row.status = self.data.get(f"status-{row.trainee.pk}", row.status)
        row.missed = self.data.get(f"missed-{row.trainee.pk}", row.missed).strip()
        if not row.status and "mark_rest" in self.data:
            row.status = self.data["mark_rest"] if self.data["mark_rest"] in Status.values else ""

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The marks to choose from: presence online only where a class is (partly) online."""
        is_face_to_face = self.session.training_class.form == TrainingClass.Form.FACE_TO_FACE
        return [(value, str(label)) for value, label in Status.choices if not (is_face_to_face and value == Status.ONLINE_PRESENT)]

    @property
    def present(self) -> int:
        return count_present(row.current.status for row in self.rows if row.current)

    @property
    def is_marked(self) -> bool:
        return any(row.current for row in self.rows)

    def is_valid(self) -> bool:
        """Statuses we know and numbers that are numbers; the rest is for the action to judge."""
        for row in self.rows:
            name = row.trainee.enrollment.person.full_name
            if row.status and row.status not in Status.values:
                self.errors.append(_("Choose one of the marks for %(name)s.") % {"name": name})
            elif row.status in CUT_SHORT and row.missed and not (row.missed.isascii() and row.missed.isdigit() and len(row.missed) < 3):
                self.errors.append(_("“%(value)s” is not a number of tiết (%(name)s).") % {"value": row.missed, "name": name})
        return not self.errors

    def marks(self) -> list[NewMark]:
        """What the page says, for those with a choice."""
        return [NewMark(row.trainee, row.status, self._missed(row), self.reason) for row in self.rows if row.status]

    def _missed(self, row: RollCallRow) -> int:
        """Late without a number is one tiết: the least that can be missed."""
        return int(row.missed or 1) if row.status in CUT_SHORT else 0

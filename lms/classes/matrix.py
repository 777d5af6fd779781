"""Attendance of a whole class at a glance: trainees down, sessions across."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .attendance_rules import Attendance, Mark
from .eligibility import attendance_of, held_periods, make_ups_among, marks_by_trainee, percent_text
from .models import AttendanceRecord, ClassSession, Trainee, TrainingClass
from .terms import Terms


@dataclass(frozen=True)
class Cell:
    """`sign` as on paper sheets, `label` in words; both empty where nothing was marked."""

    sign: str = ""
    label: str = ""
    status: str = ""


@dataclass(frozen=True)
class MatrixRow:
    trainee: Trainee
    cells: list[Cell]
    attendance: Attendance

    @property
    def percent(self) -> str:
        return percent_text(self.attendance.fraction)


@dataclass(frozen=True)
class Matrix:
    sessions: list[ClassSession]
    rows: list[MatrixRow]
    by_session: bool


def attendance_matrix(training_class: TrainingClass) -> Matrix:
    """Four queries, whatever the size of the class."""
    terms = Terms.from_frozen(training_class.programme_terms)
    sessions = list(training_class.sessions.not_cancelled().select_related("venue", "make_up_for"))
    held, make_ups = held_periods(training_class), make_ups_among(sessions)
    trainees = training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    marks = marks_by_trainee(training_class)
    rows = [
        MatrixRow(
            trainee,
            [cell_of(marks[trainee.pk].get(session.pk)) for session in sessions],
            attendance_of(trainee, held, marks[trainee.pk], terms, make_ups),
        )
        for trainee in trainees
    ]
    return Matrix(sessions, rows, terms.by_session)


def cell_of(mark: Mark | None) -> Cell:
    """The sign of a mark, with the tiết missed: M1 is one tiết late."""
    if mark is None:
        return Cell()
    missed = str(mark.periods_missed) if mark.periods_missed else ""
    label = str(AttendanceRecord.Status(mark.status).label)
    if missed:
        label = _("%(status)s, %(n)s tiết missed") % {"status": label, "n": missed}
    return Cell(SIGNS[mark.status] + missed, label, mark.status)


# As agencies sign their paper sheets: P có phép, K không phép.
SIGNS = {"present": "x", "late": "M", "left_early": "S", "excused": "P", "unexcused": "K", "online_present": "o"}

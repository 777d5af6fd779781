"""Who may soon miss the certificate for want of attendance: read for a whole class before it is too late."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from .agency_names import names_of
from .attendance_rules import ATTENDED, Attendance, Mark
from .eligibility import attendance_of, held_periods, make_ups_of, marks_by_trainee, percent_text
from .models import ClassSession, Trainee, TrainingClass
from .reach import LOST, Reach, reach_of
from .terms import Terms


@dataclass(frozen=True)
class AtRisk:
    """One trainee: what was attended, what can still be reached, how many whole sessions may still be missed."""

    trainee: Trainee
    agency: str
    attendance: Attendance
    reach: Reach
    may_miss: int

    @property
    def is_lost(self) -> bool:
        return self.reach.level == LOST

    @property
    def percent(self) -> str:
        return percent_text(self.attendance.fraction)

    @property
    def best(self) -> str:
        return percent_text(self.reach.best)


def sessions_may_miss(reach: Reach, to_come: list[int]) -> int:
    """How many of the sessions to come may be missed, the longest first, so that it holds whichever they are."""
    spare, count = reach.spare, 0
    for periods in sorted(to_come, reverse=True):
        spare -= 1 if reach.by_session else periods
        if spare < 0:
            return count
        count += 1
    return count


def at_risk(training_class: TrainingClass) -> list[AtRisk]:
    """Those who can no longer reach the threshold, then those who have missed something and may miss at most one session more."""
    terms = Terms.from_frozen(training_class.programme_terms)
    held, make_ups, marks = held_periods(training_class), make_ups_of(training_class), marks_by_trainee(training_class)
    to_come = [periods for pk, periods in _countable(training_class).items() if pk not in held]
    ahead = [
        session for session in training_class.sessions.not_cancelled().exclude(make_up_for=None) if not session.is_over(timezone.now())
    ]
    trainees = list(training_class.trainees.active().by_name().select_related("enrollment__person", "agency"))
    names = names_of((trainee.agency_id for trainee in trainees), timezone.localdate())
    rows = []
    for trainee in trainees:
        attendance = attendance_of(trainee, held, marks[trainee.pk], terms, make_ups)
        reach = reach_of(attendance, to_come, terms, make_good=_make_good(ahead, marks[trainee.pk]))
        may_miss = sessions_may_miss(reach, to_come)
        if reach.level == LOST or (attendance.attended < attendance.held and to_come and may_miss <= 1):
            rows.append(AtRisk(trainee, names[trainee.agency_id], attendance, reach, may_miss))
    return sorted(rows, key=lambda row: (not row.is_lost, row.may_miss, row.reach.spare))


def _make_good(make_ups: list[ClassSession], marks: Mapping[int, Mark]) -> list[int]:
    """The tiết of the make-up sessions to come that make good something this trainee missed."""
    return [session.periods for session in make_ups if _missed(marks.get(session.make_up_for_id or 0))]


def _missed(mark: Mark | None) -> bool:
    return mark is None or mark.status not in ATTENDED or mark.periods_missed > 0


def _countable(training_class: TrainingClass) -> dict[int, int]:
    return dict(training_class.sessions.not_cancelled().filter(make_up_for=None).values_list("pk", "periods"))

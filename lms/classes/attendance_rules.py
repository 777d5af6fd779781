"""How much of a class somebody attended: exact fractions of the tiết (or sessions) that were held.

Cancelled sessions and sessions still to come never reach these functions: callers pass the sessions held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .terms import Terms

ATTENDED = frozenset({"present", "late", "left_early", "online_present"})
CUT_SHORT = frozenset({"late", "left_early"})
EXCUSED = "excused"


@dataclass(frozen=True)
class Mark:
    """One person's mark in one session. `periods_missed` counts for those who came late or left early."""

    status: str
    periods_missed: int = 0


@dataclass(frozen=True)
class Attendance:
    """What was attended out of what was held, in tiết or in sessions as the terms say."""

    attended: int
    held: int
    sessions_attended: int
    sessions_held: int
    unmarked: int = 0

    @property
    def fraction(self) -> Fraction:
        """Exact; nothing held is nothing attended."""
        return Fraction(self.attended, self.held) if self.held else Fraction(0)

    def reaches(self, percent: int) -> bool:
        """Compared exactly: 79.99 % is not 80 %."""
        return bool(self.held) and self.attended * 100 >= percent * self.held


def periods_attended(periods: int, mark: Mark | None, terms: Terms) -> int:
    """The tiết of one session that count for this mark; no mark is absence."""
    if mark is None:
        return 0
    if mark.status == EXCUSED:
        return periods if terms.excused_counts else 0
    if mark.status not in ATTENDED:
        return 0
    if mark.status in CUT_SHORT and not terms.late_counts_whole:
        return max(periods - mark.periods_missed, 0)
    return periods


@dataclass(frozen=True)
class MakeUp:
    """A session that makes good what was missed in another one («học bù»). It is held for nobody: who stays away loses nothing."""

    session: int
    original: int
    periods: int


def summarise(held: Mapping[int, int], marks: Mapping[int, Mark], terms: Terms, make_ups: Iterable[MakeUp] = ()) -> Attendance:
    """`held` is {session id: tiết} of the sessions held but for make-up sessions, `marks` {session id: mark} of one person.

    What was attended at a make-up is credited to the session it makes up for, never beyond its tiết.
    """
    credits = credited(marks, terms, make_ups)
    counted = {
        session: min(periods_attended(periods, marks.get(session), terms) + credits.get(session, 0), periods)
        for session, periods in held.items()
    }
    sessions_attended = sum(1 for tiet in counted.values() if tiet)
    unmarked = sum(1 for session in held if session not in marks and session not in credits)
    if terms.by_session:
        return Attendance(sessions_attended, len(held), sessions_attended, len(held), unmarked)
    return Attendance(sum(counted.values()), sum(held.values()), sessions_attended, len(held), unmarked)


def credited(marks: Mapping[int, Mark], terms: Terms, make_ups: Iterable[MakeUp]) -> dict[int, int]:
    """{original session id: tiết attended at its make-ups}. Being excused from a make-up is not being there."""
    make_ups = list(make_ups)
    originals = {make_up.session: make_up.original for make_up in make_ups}
    credits: dict[int, int] = {}
    for make_up in make_ups:
        mark = marks.get(make_up.session)
        if mark is None or mark.status not in ATTENDED:
            continue
        original = _first_original(make_up.session, originals)
        credits[original] = credits.get(original, 0) + periods_attended(make_up.periods, mark, terms)
    return credits


def _first_original(session: int, originals: Mapping[int, int]) -> int:
    """Somebody may make up for a make-up; what counts is the session where it began."""
    seen = {session}
    while (session := originals.get(session, session)) in originals and session not in seen:
        seen.add(session)
    return session


def least_still_needed(attendance: Attendance, *, total: int, percent: int) -> int:
    """How many more tiết (or sessions) somebody must attend when the whole class has `total` of them."""
    needed = -(-total * percent // 100)
    return max(needed - attendance.attended, 0)


def count_present(statuses: Iterable[str]) -> int:
    return sum(1 for status in statuses if status in ATTENDED)

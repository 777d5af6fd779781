"""Who came late and who left early: pure arithmetic on the times of a session, no clock, no query.

The grace of a class (15 minutes as a rule) is nobody's delay. What goes beyond it is counted in whole tiết, rounded
up: a minute beyond the grace is one tiết missed. Coming late never costs the whole session: somebody was there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

PRESENT, LATE, LEFT_EARLY = "present", "late", "left_early"


@dataclass(frozen=True)
class Hours:
    """When a session lies, how many tiết it has, how long one is, and the grace at both ends."""

    starts_at: datetime
    ends_at: datetime
    periods: int
    period_minutes: int = 45
    grace_minutes: int = 15


@dataclass(frozen=True)
class Judgement:
    """A status of the attendance book with the tiết that were missed."""

    status: str
    periods_missed: int = 0


def on_arrival(hours: Hours, came_at: datetime) -> Judgement:
    """What a scan at the door says by itself."""
    missed = missed_at_start(hours, came_at)
    return Judgement(LATE, _bounded(hours, missed)) if missed else Judgement(PRESENT)


def on_leaving(hours: Hours, came_at: datetime | None, left_at: datetime) -> Judgement:
    """What both scans say together. Somebody who came late and left early misses both parts and stands as «left early»."""
    missed_before = missed_at_start(hours, came_at) if came_at else 0
    missed_after = missed_at_end(hours, left_at)
    if missed_after:
        return Judgement(LEFT_EARLY, _bounded(hours, missed_before + missed_after))
    return Judgement(LATE, _bounded(hours, missed_before)) if missed_before else Judgement(PRESENT)


def missed_at_start(hours: Hours, came_at: datetime) -> int:
    """Tiết missed before `came_at`, 0 within the grace."""
    return _periods_in(hours, came_at - hours.starts_at)


def missed_at_end(hours: Hours, left_at: datetime) -> int:
    """Tiết missed after `left_at`, 0 within the grace."""
    return _periods_in(hours, hours.ends_at - left_at)


def _periods_in(hours: Hours, gap: timedelta) -> int:
    beyond = gap - timedelta(minutes=hours.grace_minutes)
    if beyond <= timedelta(0):
        return 0
    return -(-beyond // timedelta(minutes=hours.period_minutes))


def _bounded(hours: Hours, missed: int) -> int:
    """At least one tiết, never all of them; a session of one tiết cannot be missed in part."""
    return max(min(missed, hours.periods - 1), 1) if hours.periods > 1 else 0

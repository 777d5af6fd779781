"""How long somebody was in a session: stays are cut to it, and those that overlap (two devices) count once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.classes.lateness import LATE, LEFT_EARLY

PRESENT, ABSENT = "online_present", "unexcused"


@dataclass(frozen=True)
class Stay:
    """From joining to leaving; either may be unknown. `length` is what the report itself says."""

    joined: datetime | None = None
    left: datetime | None = None
    length: timedelta | None = None


@dataclass(frozen=True)
class Verdict:
    """What the minutes mean for the book."""

    status: str
    periods_missed: int = 0


def minutes_in(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes inside the session, rounded down; never more than the report's own lengths add up to."""
    stays = list(stays)
    timed = [_cut(stay, starts_at, ends_at) for stay in stays if stay.joined and stay.left]
    inside = _united([span for span in timed if span[0] < span[1]])
    told = sum((stay.length for stay in stays if stay.length is not None), timedelta())
    is_told = bool(stays) and all(stay.length is not None for stay in stays)
    if not timed:
        inside = min(told, ends_at - starts_at)
    elif is_told and len(timed) == len(stays):
        inside = min(inside, told)
    return int(inside.total_seconds() // 60)


def joined_late(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether more was missed at the beginning than at the end."""
    timed = [stay for stay in stays if stay.joined and stay.left]
    if not timed:
        return False
    first = min(stay.joined for stay in timed if stay.joined)
    last = max(stay.left for stay in timed if stay.left)
    return first - starts_at > ends_at - last


def verdict(minutes: int, *, length: int, periods: int, percent: int, came_late: bool = False) -> Verdict:
    """Present from `percent` of the session's `length` in minutes on; below that only whole tiết count, and none is absence."""
    if minutes * 100 >= percent * length:
        return Verdict(PRESENT)
    attended = minutes * periods // length if length else 0
    if attended < 1:
        return Verdict(ABSENT)
    return Verdict(LATE if came_late else LEFT_EARLY, min(max(periods - attended, 1), periods - 1))


def _cut(stay: Stay, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    assert stay.joined is not None
    assert stay.left is not None
    return max(stay.joined, starts_at), min(stay.left, ends_at)


def _united(spans: list[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        begin = max(begin, reached) if reached else begin
        total += max(end - begin, timedelta())
        reached = max(reached, end) if reached else end
    return total

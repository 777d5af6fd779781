"""Moving the sessions of a class to other days: plain values, no query, no clock."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.foundation.holidays import SUNDAY, WorkCalendar

CODE = re.compile(r"(?P<stem>.*?)(?P<year>20\d\d)(?P<dash>[-._])(?P<number>\d+)")


@dataclass(frozen=True)
class Slot:
    """Beginning and end by the city's clock, without a time zone."""

    starts: datetime
    ends: datetime


class Moved(StrEnum):
    """Why a session is not on the day that the pattern gives."""

    NO = ""
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    AFTER_PREVIOUS = "after_previous"


@dataclass(frozen=True)
class Proposal:
    slot: Slot
    pattern_day: date
    moved: Moved = Moved.NO
    holiday: str = ""

    @property
    def day(self) -> date:
        return self.slot.starts.date()


def propose(slots: Sequence[Slot], *, opening: date, first_day: date, calendar: WorkCalendar) -> list[Proposal]:
    """The slots with the same gaps, `first_day` moved to `opening`. In the order of their beginnings.

    A day off, or a Sunday for a session that was not held on a Sunday, moves to the next working day; what follows waits until
    the session before is over, as it did the first time.
    """
    proposals: list[Proposal] = []
    shift = opening - first_day
    before: Slot | None = None
    for slot in sorted(slots, key=lambda each: each.starts):
        follows = proposals[-1].slot if proposals and before and slot.starts >= before.ends else None
        proposals.append(_placed(slot, shift, follows, calendar))
        before = slot
    return proposals


def _placed(slot: Slot, shift: timedelta, follows: Slot | None, calendar: WorkCalendar) -> Proposal:
    placed = Slot(slot.starts + shift, slot.ends + shift)
    pattern_day = placed.starts.date()
    why, holiday = _reason(slot, pattern_day, calendar)
    if why:
        placed = _on_next_working_day(placed, calendar)
    while follows and placed.starts < follows.ends:
        placed, why = _on_next_working_day(placed, calendar), why or Moved.AFTER_PREVIOUS
    return Proposal(placed, pattern_day, why, holiday)


def _on_next_working_day(slot: Slot, calendar: WorkCalendar) -> Slot:
    step = calendar.next_working_day(slot.starts.date()) - slot.starts.date()
    return Slot(slot.starts + step, slot.ends + step)


def _reason(slot: Slot, day: date, calendar: WorkCalendar) -> tuple[Moved, str]:
    if name := calendar.name_of(day):
        return Moved.HOLIDAY, name
    if day.weekday() == SUNDAY and slot.starts.weekday() != SUNDAY and day not in calendar.worked:
        return Moved.SUNDAY, ""
    return Moved.NO, ""


def proposed_opening(first_day: date, *, not_before: date) -> date:
    """The first day from `not_before` on with the same weekday as the first time, so that every weekday of the pattern stays."""
    return not_before + timedelta(days=(first_day.weekday() - not_before.weekday()) % 7)


def next_code(code: str, year: int, taken: Iterable[str]) -> str:
    """`BDAI-2026-03` → `BDAI-2027-01`: the next number of that year, as wide as before. Another kind of code gets a number behind."""
    used = {each.casefold() for each in taken}
    match = CODE.fullmatch(code)
    stem, width = (f"{match['stem']}{year}{match['dash']}", len(match["number"])) if match else (f"{code}-{year}-", 2)
    number = 1 + max((int(rest) for each in used if (rest := each.removeprefix(stem.casefold())) != each and rest.isdigit()), default=0)
    return f"{stem}{number:0{width}d}"


def next_title(title: str, old_code: str, new_code: str) -> str:
    """The name with the year and «số N» of the new code where the old ones stood."""
    old, new = CODE.fullmatch(old_code), CODE.fullmatch(new_code)
    if not old or not new:
        return title
    title = re.sub(rf"\b{old['year']}\b", new["year"], title)
    return re.sub(rf"(\bsố\s*)0*{int(old['number'])}\b", rf"\g<1>{int(new['number'])}", title, flags=re.IGNORECASE)

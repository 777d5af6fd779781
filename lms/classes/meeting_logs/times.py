"""Times and durations as meeting programs write them. A day without a known order of its parts is the one near the session."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from lms.foundation.spreadsheets import Cell

_CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp]\.?[Mm]\.?|SA|CH|sa|ch)?")
_DAY = re.compile(r"\b(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})\b")
_PARTS = re.compile(r"(\d+)\s*([^\W\d]+)")
_HOURS = ("h", "hr", "hrs", "hour", "hours", "giờ", "tiếng", "g")
_MINUTES = ("m", "min", "mins", "minute", "minutes", "phút", "ph", "p")
_SECONDS = ("s", "sec", "secs", "second", "seconds", "giây")


def moment(cell: Cell, near: datetime) -> datetime | None:
    """The moment that a cell means, by the city's clock where it says no other; of several readings the one nearest to `near`."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=near.tzinfo)
    if not isinstance(cell, str) or not (clock := _clock_of(cell)):
        return None
    if iso := _iso(cell.strip(), near.tzinfo):
        return iso
    readings = [datetime.combine(day, clock, near.tzinfo) for day in _days_of(cell, near.date())]
    return min(readings, key=lambda reading: abs(reading - near), default=None)


def duration(cell: Cell) -> timedelta | None:
    """«75», «1h 12m 5s», «1 hr 5 min», «01:12:05», «1 giờ 5 phút»: a bare number is minutes."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return timedelta(minutes=float(cell)) if 0 <= cell < 10_000 else None
    text = str(cell).strip().lower()
    if text.replace(".", "", 1).replace(",", "", 1).isdigit():
        return timedelta(minutes=min(float(text.replace(",", ".")), 10_000))
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", text):
        first, second, third = (int(part or 0) for part in match.groups())
        return timedelta(hours=first, minutes=second, seconds=third)
    found = [(int(number), unit) for number, unit in _PARTS.findall(text) if len(number) < 6]
    known = [timedelta(seconds=number * seconds) for number, unit in found if (seconds := _seconds_of(unit))]
    return sum(known, timedelta()) if known else None


def _seconds_of(unit: str) -> int:
    for units, seconds in ((_HOURS, 3600), (_MINUTES, 60), (_SECONDS, 1)):
        if unit in units:
            return seconds
    return 0


def _iso(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _clock_of(text: str) -> time | None:
    match = _CLOCK.search(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").lower().replace(".", "")
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    if half in ("am", "sa") and hour == 12:
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _days_of(text: str, today: date) -> Iterator[date]:
    """Every day that the digits can mean; without any, the session's own or the one after it (a session over midnight)."""
    match = _DAY.search(text)
    if not match:
        yield from (today, today + timedelta(days=1))
        return
    first, second, third = (int(part) for part in match.groups())
    for year, month, day in ((third, second, first), (third, first, second), (first, second, third)):
        try:
            yield date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            continue

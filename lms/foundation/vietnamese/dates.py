"""Dates as people type them into rosters, and as documents print them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import TextError
from .text import normalise

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Day 1 of a spreadsheet is 1900-01-01, but it believes in a 29 February 1900: this start is right for all later days.
SPREADSHEET_EPOCH = date(1899, 12, 30)

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(?:tháng )?(\d{1,2})(?:\s*[/.\-]\s*| năm )(\d{4})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}")
_NUMBER = re.compile(r"\d{4,6}(?:\.0+)?")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown: many older people have only a birth year."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def is_complete(self) -> bool:
        return self.day is not None

    def as_date(self) -> date | None:
        """The calendar day, or None if part of it is unknown."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        known = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*known, f"{self.year:04d}"])


def parse_date(value: str | date | int | float) -> PartialDate:
    """Understand dd/MM/yyyy, d-m-yyyy, MM/yyyy, a year alone, an ISO date, a date cell or a spreadsheet's day number.

    A zero for the day or the month means unknown. Raises `TextError`.
    """
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, value)
    if isinstance(value, int | float):
        return _from_number(float(value))
    return _from_text(normalise(value))


def format_date(day: date) -> str:
    """05/02/2026"""
    return f"{day:%d/%m/%Y}"


def format_date_long(day: date) -> str:
    """ngày 05 tháng 02 năm 2026: a zero before days under 10 and before months 1 and 2 (decree 30/2020, annex I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _from_text(text: str) -> PartialDate:
    if match := _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text):
        day, month, year = map(int, match.groups())
        return _checked(year, month, day, text)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
        return _checked(year, month, day, text)
    if match := _MONTH.fullmatch(text):
        month, year = map(int, match.groups())
        return _checked(year, month, 0, text)
    if _NUMBER.fullmatch(text):
        return _from_number(float(text))
    raise TextError("date_short_year" if _SHORT_YEAR.fullmatch(text) else "date_unreadable", value=text)


def _from_number(number: float) -> PartialDate:
    """A number in the range of years is a year; above, it counts days as spreadsheets do."""
    if number.is_integer() and FIRST_YEAR <= number <= LAST_YEAR:
        return PartialDate(int(number))
    if not LAST_YEAR < number < 100_000:
        raise TextError("date_unreadable", value=f"{number:g}")
    day = SPREADSHEET_EPOCH + timedelta(days=int(number))
    return _checked(day.year, day.month, day.day, f"{number:g}")


def _checked(year: int, month: int, day: int, value: object) -> PartialDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise TextError("date_out_of_range", value=value, year=year)
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise TextError("date_impossible", value=value) from error
    return PartialDate(year, month or None, (day or None) if month else None)

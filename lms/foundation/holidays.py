"""Working days of public offices: Monday to Friday, without the days off of the law and with the days worked in exchange.

The days are reference data (`Holiday`, filled by `manage.py load_holidays` from `reference/holidays.csv`), never constants here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from .models import Holiday

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
# Stands in `legal_basis` where the year's notice of the government was not out when the row was written.
UNANNOUNCED = "chưa công bố"
LONGEST_REST = timedelta(days=60)


@dataclass(frozen=True)
class WorkCalendar:
    """The holidays of a stretch of time as plain values: {day: its name}, and the rest days that are worked."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        following = day + ONE_DAY
        while not self.is_working_day(following):
            following += ONE_DAY
        return following

    def name_of(self, day: date) -> str:
        """What day off this is; empty for any other day."""
        return "" if day in self.worked else self.off.get(day, "")


def calendar_between(first: date, last: date) -> WorkCalendar:
    """Everything known from `first` to `last` and some weeks more, in one query."""
    rows = Holiday.objects.filter(day__gte=first - LONGEST_REST, day__lte=last + LONGEST_REST)
    found = list(rows.values_list("day", "name", "is_worked"))
    return WorkCalendar(
        {day: name for day, name, is_worked in found if not is_worked}, {day: name for day, name, is_worked in found if is_worked}
    )


def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
    return calendar_between(day, day).is_working_day(day)


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    return calendar_between(day, day).next_working_day(day)


def working_days_between(first: date, last: date) -> int:
    """How many working days follow `first` up to and including `last`: none for the same day, and none backwards."""
    calendar = calendar_between(first, last)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in days if calendar.is_working_day(day))


def after_working_days(day: date, count: int) -> date:
    """The day on which so many working days have passed since `day`, which itself does not count."""
    calendar = calendar_between(day, day + timedelta(days=2 * count))
    for _step in range(count):
        day = calendar.next_working_day(day)
    return day


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def years_without_notice(years: Iterable[int]) -> list[int]:
    """Those of these years whose days off are not, or only in part, known: somebody should look at the dates around Tết."""
    unknown = []
    for year in sorted(set(years)):
        known = list(Holiday.objects.filter(day__year=year).values_list("legal_basis", flat=True))
        if not known or any(UNANNOUNCED in basis for basis in known):
            unknown.append(year)
    return unknown

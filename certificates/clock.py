"""How much time is left to answer a request, in working days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import CertificateRequest
from lms.foundation.holidays import WorkCalendar, calendar_between


@dataclass(frozen=True)
class Due:
    """One line of the list of requests."""

    request: CertificateRequest
    days_left: int

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0

    @property
    def is_near(self) -> bool:
        return 0 <= self.days_left <= 1

    @property
    def sentence(self) -> str:
        if self.is_overdue:
            return ngettext("%(n)s working day overdue", "%(n)s working days overdue", -self.days_left) % {"n": -self.days_left}
        if not self.days_left:
            return _("due today")
        return ngettext("%(n)s working day left", "%(n)s working days left", self.days_left) % {"n": self.days_left}


def dues(requests: QuerySet[CertificateRequest]) -> list[Due]:
    """What waits, the most urgent first; the calendar is asked once."""
    today = timezone.localdate()
    waiting = list(requests.order_by("due_on", "pk"))
    if not waiting:
        return []
    calendar = calendar_between(min(today, waiting[0].due_on), max(today, waiting[-1].due_on))
    return [Due(request, _days_left(calendar, today, request.due_on)) for request in waiting]


def due_of(request: CertificateRequest) -> Due:
    today = timezone.localdate()
    calendar = calendar_between(min(today, request.due_on), max(today, request.due_on))
    return Due(request, _days_left(calendar, today, request.due_on))


def _days_left(calendar: WorkCalendar, today: date, due_on: date) -> int:
    """Working days from today to the last day; below zero once that day is over."""
    if today <= due_on:
        return _count(calendar, today, due_on)
    return -max(1, _count(calendar, due_on, today))


def _count(calendar: WorkCalendar, first: date, last: date) -> int:
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

"""What the rules of a lab mean, in one plain sentence: for the teacher who sets them and for those who follow them."""

from datetime import datetime
from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notebooks.assignments import Terms, late_percent_under, reduced
from notebooks.models import Assignment


def moment(at: datetime) -> str:
    """A time in the site's zone, as people say it."""
    local = timezone.localtime(at)
    return _("%(time)s on %(day)s") % {"time": date_format(local, "H:i"), "day": date_format(local, "j/n/Y")}


def percent(value: Decimal) -> str:
    """As short as it can be written: 10, 2,5 or 33,33."""
    return floatformat(value, 2 if value * 10 % 1 else -1)


def sentence(terms: Terms, *, attempts: int | None = None, group_size: int = 1) -> str:
    """“Nộp đến 17:00 ngày 3/12/2026; muộn mỗi ngày trừ 10 %, nhiều nhất 50 %; nhận đến 17:00 ngày 10/12/2026.”"""
    parts = [*opening(terms), *closing(terms), *counting(attempts, group_size)]
    joined = "; ".join(parts)
    return joined[:1].upper() + joined[1:] + "."


def opening(terms: Terms) -> list[str]:
    return [_("opens at %(time)s") % {"time": moment(terms.opens_at)}] if terms.opens_at else []


def closing(terms: Terms) -> list[str]:
    if terms.due is None:
        return [_("no due date")]
    due = _("hand in until %(time)s") % {"time": moment(terms.due)}
    if terms.accepts_until is None or terms.accepts_until <= terms.due:
        return [due, _("nothing is taken after that")]
    return [due, lateness(terms), _("late work is taken until %(time)s") % {"time": moment(terms.accepts_until)}]


def lateness(terms: Terms) -> str:
    if not terms.per_day or not terms.most:
        return _("late work loses no points")
    if terms.most >= 100:
        return _("every late day takes %(percent)s %% off") % {"percent": percent(terms.per_day)}
    return _("every late day takes %(percent)s %% off, %(most)s %% at most") % {
        "percent": percent(terms.per_day),
        "most": percent(terms.most),
    }


def counting(attempts: int | None, group_size: int) -> list[str]:
    parts = []
    if attempts is not None:
        parts.append(ngettext("%(n)s submission at most", "%(n)s submissions at most", attempts) % {"n": attempts})
    if group_size > 1:
        parts.append(_("alone or in a group of up to %(n)s") % {"n": group_size})
    return parts


def sentence_of(assignment: Assignment, terms: Terms) -> str:
    return sentence(terms, attempts=assignment.attempts, group_size=assignment.group_size)


def late_reason(terms: Terms, received_at: datetime, score: Decimal) -> str:
    """Why the gradebook holds fewer points than the answers earned; empty when it does not."""
    taken = late_percent_under(terms, received_at)
    if not taken or terms.due is None:
        return ""
    return _("Late: %(percent)s %% off, %(before)s → %(after)s points (due %(due)s, received %(received)s)") % {
        "percent": percent(taken),
        "before": floatformat(score, -2),
        "after": floatformat(reduced(score, taken), -2),
        "due": moment(terms.due),
        "received": moment(received_at),
    }

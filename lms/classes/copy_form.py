"""The one page on which a class is made from an earlier one."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.classes import scheduling
from lms.classes.actions import copies
from lms.classes.forms import DayInput, choose_from
from lms.classes.models import TrainingClass
from lms.foundation.holidays import WorkCalendar, calendar_between, years_without_notice
from lms.learning.models.enrollments import run_code_validator
from lms.people.models import Organization


class CopyForm(forms.Form):
    """`scheduled_for` is the opening day for which the days on the page were worked out, `proposed_code` the code put there."""

    opening_on = forms.DateField(
        label=_("Opening day"), widget=DayInput, help_text=_("With the same weekday as last time every session keeps its weekday.")
    )
    code = forms.CharField(label=_("Class code"), max_length=32, validators=[run_code_validator])
    title = forms.CharField(label=_("Class name"), max_length=250)
    organizer = forms.ModelChoiceField(label=_("Organizer"), queryset=Organization.objects.none())
    scheduled_for = forms.DateField(required=False, widget=forms.HiddenInput)
    proposed_code = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: TrainingClass, opening: date, organizers: set[int], **kwargs: Any) -> None:
        code = copies.proposed_code(source, opening)
        kwargs["initial"] = {
            "opening_on": opening,
            "scheduled_for": opening,
            "code": code,
            "proposed_code": code,
            "title": scheduling.next_title(source.title, source.code, code),
            "organizer": source.organizer_id if source.organizer_id in organizers else None,
        }
        super().__init__(*args, **kwargs)
        field = choose_from(self, "organizer")
        field.queryset = Organization.objects.valid_on(timezone.localdate()).filter(pk__in=organizers).by_name()
        if len(only := list(field.queryset[:2])) == 1:
            self.initial["organizer"] = only[0].pk
        self.opening = opening
        self.sessions = copies.schedule(source, opening)
        for copied in self.sessions:
            self.fields[_name(copied)] = forms.DateField(label=_("Day"), widget=DayInput, initial=copied.proposal.day)

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each session with its field, why it was moved, and what speaks against the day that stands there."""
        calendar = self._calendar()
        return [
            {
                "copied": copied,
                "field": self[_name(copied)],
                "day": day,
                "why": _why(copied.proposal),
                "warning": _warning(day, calendar, copied),
            }
            for copied in self.sessions
            for day in [self._day(copied)]
        ]

    def unseen_warnings(self) -> list[str]:
        """Days off on the page of which nobody was told before; `warned` says of which somebody was."""
        seen = str(self.data.get("warned", "")).split(",")
        return sorted({row["day"].isoformat() for row in self.rows() if row["warning"]} - set(seen))

    def warned(self) -> str:
        """For the page to send along."""
        return ",".join(sorted({row["day"].isoformat() for row in self.rows() if row["warning"]}))

    def days(self) -> dict[int, date]:
        return {copied.source.pk: self.cleaned_data[_name(copied)] for copied in self.sessions}

    def years_to_check(self) -> list[int]:
        """Years of these days whose holidays the site does not know, or not all of them."""
        return years_without_notice(self._day(copied).year for copied in self.sessions)

    def _day(self, copied: copies.CopiedSession) -> date:
        value = self[_name(copied)].value()
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            return copied.proposal.day

    def _calendar(self) -> WorkCalendar:
        days = [self._day(copied) for copied in self.sessions]
        return calendar_between(min(days), max(days))


def rescheduled(data: Any, source: TrainingClass, opening: date) -> Any:
    """What was sent, with the days (and the proposed code, if nobody changed it) worked out anew for this opening day."""
    data = data.copy()
    code = copies.proposed_code(source, opening)
    if data.get("code") == data.get("proposed_code"):
        data["title"] = scheduling.next_title(data.get("title", ""), data.get("code", ""), code)
        data["code"] = code
    data["proposed_code"], data["scheduled_for"] = code, opening.isoformat()
    for copied in copies.schedule(source, opening):
        data[_name(copied)] = copied.proposal.day.isoformat()
    return data


def _name(copied: copies.CopiedSession) -> str:
    return f"day-{copied.source.pk}"


def _why(proposal: scheduling.Proposal) -> str:
    texts = {
        scheduling.Moved.SUNDAY: _("moved from Sunday %(day)s"),
        scheduling.Moved.HOLIDAY: _("moved from %(day)s: %(holiday)s"),
        scheduling.Moved.AFTER_PREVIOUS: _("moved from %(day)s, behind the session before it"),
    }
    text = texts.get(proposal.moved)
    return str(text) % {"day": f"{proposal.pattern_day:%d/%m/%Y}", "holiday": proposal.holiday} if text else ""


def _warning(day: date, calendar: WorkCalendar, copied: copies.CopiedSession) -> str:
    """About the day that stands on the page, which may be another than the proposed one."""
    if name := calendar.name_of(day):
        return str(_("%(day)s is a day off: %(holiday)s")) % {"day": f"{day:%d/%m/%Y}", "holiday": name}
    if day.weekday() == scheduling.SUNDAY and timezone.localtime(copied.source.starts_at).weekday() != scheduling.SUNDAY:
        return str(_("%(day)s is a Sunday")) % {"day": f"{day:%d/%m/%Y}"}
    return ""

"""The form of a community session: the same for the page, for a browser without script and for what a phone kept."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.classes.actions.community import CommunityPlan
from lms.classes.forms import DayInput
from lms.classes.models import CommunityCount, CommunitySession
from lms.foundation.vietnamese import normalise_lines

Sex, AgeBand = CommunityCount.Sex, CommunityCount.AgeBand
MOST_HEADS = 2000
# What residents ask for most; a ward's own earlier topics come first.
SUGGESTIONS = (
    _("Using an AI assistant on the phone"),
    _("Recognising fake news, voices and pictures made with AI"),
    _("Keeping personal data safe when using AI"),
    _("Online public services with the help of AI"),
    _("Writing letters and applications with AI"),
    _("AI for small traders: texts, pictures, customers"),
)


def cell_name(sex: str, band: str) -> str:
    return f"n-{sex}-{band}"


class CommunityForm(forms.Form):
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    topic = forms.CharField(
        label=pgettext_lazy("of a community session", "Topic"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )
    place = forms.CharField(
        label=pgettext_lazy("of a community session", "Place"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Day"), widget=DayInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=60)
    names = forms.CharField(
        label=_("Names of those who wish to be named"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, only of people who agree. No identification numbers, no telephone numbers."),
    )
    note = forms.CharField(
        label=pgettext_lazy("of a community session", "Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, session: CommunitySession | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(session) if session else {"uid": uuid4(), "on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        for sex in Sex:
            for band in AgeBand:
                self.fields[cell_name(sex, band)] = forms.IntegerField(
                    label=f"{sex.label}, {band.label}",
                    required=False,
                    min_value=0,
                    max_value=MOST_HEADS,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "counter__number"}),
                )

    def plan(self) -> CommunityPlan:
        values = self.cleaned_data
        counts = {(sex.value, band.value): values.get(cell_name(sex, band)) or 0 for sex in Sex for band in AgeBand}
        names = tuple(line for line in normalise_lines(values["names"]).splitlines() if line.strip())
        return CommunityPlan(
            topic=values["topic"],
            place=values["place"],
            on=values["on"],
            minutes=values["minutes"],
            counts=counts,
            names=names,
            note=values["note"],
        )

    def grid(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(age band, one field per sex), for the table of counters."""
        return [(str(band.label), [self[cell_name(sex, band)] for sex in Sex]) for band in AgeBand]

    def sexes(self) -> list[str]:
        return [str(sex.label) for sex in Sex]


def initial_of(session: CommunitySession) -> dict[str, Any]:
    known: dict[str, Any] = {name: getattr(session, name) for name in ("uid", "topic", "place", "on", "minutes", "note")}
    known["names"] = "\n".join(each["name"] for each in session.names)
    return known | {cell_name(count.sex, count.age_band): count.n for count in session.counts.all()}


class PeriodForm(forms.Form):
    """From–until of a table; what cannot be read is left out."""

    tu = forms.DateField(label=_("From"), required=False, widget=DayInput)
    den = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def period(self) -> dict[str, Any]:
        """The chosen days, else this year so far."""
        values = self.cleaned_data if self.is_valid() else {}
        today = timezone.localdate()
        return {"since": values.get("tu") or today.replace(month=1, day=1), "until": values.get("den") or today}

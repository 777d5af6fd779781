"""Forms about one session: changed by two officers at once, another room, further places, a make-up session."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.classes.editions import EditionFormMixin
from lms.classes.forms import SessionForm
from lms.classes.models import ClassSession, SessionVenue, Venue
from lms.classes.session_lists import AgencyShare
from lms.foundation.vietnamese import normalise


class VenueNameField(forms.CharField):
    """The name of a room, chosen from the list or typed anew."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Venue"))
        super().__init__(max_length=150, widget=forms.TextInput(attrs={"list": "venues", "autocomplete": "off"}), **kwargs)


class SessionAddForm(SessionForm):
    venue = VenueNameField(required=False)


class SessionChangeForm(EditionFormMixin, SessionAddForm):
    @classmethod
    def initial_with_edition(cls, session: ClassSession) -> dict[str, Any]:
        return {**cls.initial_of(session), "edition": session.edition}


class MakeUpForm(SessionAddForm):
    """Another day for the same content."""

    @classmethod
    def initial_for(cls, session: ClassSession) -> dict[str, Any]:
        return {**cls.initial_of(session), "day": None}

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over; choose today or a later day."))
        return day


class RoomForm(forms.Form):
    """«Đổi phòng»: one field, one button."""

    venue = VenueNameField(error_messages={"required": _("Write the name of the new room.")})

    def chosen_venue(self) -> Venue:
        return Venue.objects.named(normalise(self.cleaned_data["venue"]))


class FurtherVenueForm(RoomForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionVenue.Kind.choices)
    meeting_url = forms.URLField(
        label=_("Address of the meeting"),
        required=False,
        assume_scheme="https",
        help_text=_("For an online room: the link that trainees open."),
    )


class StaffVenueForm(forms.Form):
    """Where a class manager marks; an empty venue is the whole class."""

    venue = VenueNameField(required=False)

    def chosen_venue(self) -> Venue | None:
        name = normalise(self.cleaned_data["venue"])
        return Venue.objects.named(name) if name else None


class VenueAssignmentForm(StaffVenueForm):
    """Whole agencies to one venue; an empty venue is the main one."""

    agencies = forms.TypedMultipleChoiceField(
        label=_("Agencies"), coerce=int, error_messages={"required": _("Tick at least one agency.")}, widget=forms.CheckboxSelectMultiple
    )
    venue = VenueNameField(required=False, label=_("They learn at"), help_text=_("Leave it empty for the main venue of each session."))

    def __init__(self, *args: Any, agencies: list[AgencyShare], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(row.agency, row.name) for row in agencies]
        self.ticked = {int(value) for value in (self["agencies"].value() or []) if str(value).isdecimal()}


class HeadCountForm(forms.Form):
    n = forms.IntegerField(
        label=_("Heads counted in the room"),
        min_value=0,
        max_value=20_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the number of people whom you counted in the room.")},
    )


class MeetingLogForm(forms.Form):
    file = forms.FileField(
        label=_("Attendance report of the meeting"),
        help_text=_("CSV or Excel, as Zoom, Microsoft Teams or Google Meet give it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}),
        error_messages={"required": _("Choose the report first.")},
    )
    percent = forms.IntegerField(
        label=_("Present when in the meeting for at least … % of the session"), min_value=1, max_value=100, initial=80
    )

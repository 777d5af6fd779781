"""Forms about classes, sessions, staff and rosters."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage
from lms.classes.actions.classes import ClassPlan
from lms.classes.actions.sessions import SessionPlan
from lms.classes.editions import EditionFormMixin
from lms.classes.models import ClassSession, ClassStaff, TrainingClass, TrainingProgramme, Venue
from lms.classes.settings_form import SETTINGS, ClassSettingsMixin
from lms.foundation.vietnamese import normalise
from lms.learning.models.enrollments import run_code_validator
from lms.people.models import Organization, User


class DayInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the page's language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def choose_from(form: forms.Form, name: str) -> forms.ModelChoiceField:
    """The field of that name, known to choose among rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class ClassFieldsMixin(ClassSettingsMixin):
    """What can be decided when a class is made and changed later."""

    title = forms.CharField(label=_("Class name"), max_length=250)
    organizer = forms.ModelChoiceField(label=_("Organizer"), queryset=Organization.objects.none())
    coordinators = forms.ModelMultipleChoiceField(
        label=_("Coordinating agencies"), queryset=Organization.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    issuer = forms.ModelChoiceField(
        label=_("Issuer of certificates"),
        queryset=Organization.objects.none(),
        help_text=_("The academy or school that was assigned this programme."),
    )
    form = forms.ChoiceField(label=pgettext_lazy("of a class", "Form"), choices=TrainingClass.Form.choices)
    decision_no = forms.CharField(
        label=_("Decision number"), max_length=64, required=False, help_text=_("May follow later; it is needed to close the class.")
    )
    decision_on = forms.DateField(label=_("Decision date"), required=False, widget=DayInput)
    quota = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000, required=False)
    opening_on = forms.DateField(label=_("Opening day"), required=False, widget=DayInput)
    closing_on = forms.DateField(label=_("Closing day"), required=False, widget=DayInput)

    def __init__(self, *args: Any, organizers: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        valid = Organization.objects.valid_on(timezone.localdate()).by_name()
        choose_from(self, "organizer").queryset = valid.filter(pk__in=organizers)
        choose_from(self, "coordinators").queryset = valid.exclude(kind__in=[Organization.Kind.SCHOOL, Organization.Kind.COMMUNE_UNIT])
        choose_from(self, "issuer").queryset = valid.filter(kind=Organization.Kind.TRAINING_INSTITUTION)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opening, closing = cleaned.get("opening_on"), cleaned.get("closing_on")
        if opening and closing and closing < opening:
            self.add_error("closing_on", _("The closing day lies before the opening day."))
        return cleaned


class ClassForm(ClassFieldsMixin):
    code = forms.CharField(
        label=_("Class code"),
        max_length=32,
        validators=[run_code_validator],
        help_text=_("For example BDAI-2026-03. It cannot be changed later."),
    )
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=TrainingProgramme.objects.none())
    course = forms.ModelChoiceField(label=_("Course"), queryset=CoursePage.objects.none(), help_text=_("One of the programme's courses."))
    field_order = (
        "code",
        "title",
        "programme",
        "course",
        "issuer",
        "organizer",
        "coordinators",
        "form",
        "quota",
        "opening_on",
        "closing_on",
        "decision_no",
        "decision_on",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = TrainingProgramme.objects.valid_on(timezone.localdate()).order_by("title", "-version")
        choose_from(self, "programme").queryset = programmes
        choose_from(self, "course").queryset = (
            CoursePage.objects.live().filter(training_programmes__in=programmes).distinct().order_by("title")
        )
        for name in ("programme", "course", "organizer", "issuer"):
            self._choose_the_only_one(name)

    def _choose_the_only_one(self, name: str) -> None:
        """What leaves no choice is chosen already."""
        field = choose_from(self, name)
        found = list(field.queryset.all()[:2]) if field.queryset is not None else []
        if len(found) == 1:
            field.initial = found[0]

    def plan(self) -> ClassPlan:
        values = dict(self.cleaned_data)
        settings = {name: values.pop(name) for name in SETTINGS}
        return ClassPlan(**{**values, "coordinators": tuple(values["coordinators"]), "settings": settings})


class ClassChangeForm(EditionFormMixin, ClassFieldsMixin):
    def __init__(self, *args: Any, training_class: TrainingClass, organizers: set[int], **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.initial_of(training_class))
        super().__init__(*args, organizers=organizers, **kwargs)
        # A class stays with an organizer that this officer could not have chosen.
        valid = Organization.objects.valid_on(timezone.localdate()) | Organization.objects.filter(pk=training_class.organizer_id)
        choose_from(self, "organizer").queryset = valid.filter(pk__in={*organizers, training_class.organizer_id}).by_name()

    @classmethod
    def initial_of(cls, training_class: TrainingClass) -> dict[str, Any]:
        values = {name: getattr(training_class, name) for name in cls.base_fields}
        return {**values, "coordinators": list(training_class.coordinators.all())}


class SessionForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput)
    starts = forms.TimeField(label=_("Starts"), widget=ClockInput)
    ends = forms.TimeField(label=_("Ends"), widget=ClockInput)
    periods = forms.IntegerField(label=_("Number of tiết"), min_value=1, max_value=20)
    title = forms.CharField(label=_("Content"), max_length=200, required=False)
    venue = forms.CharField(label=_("Venue"), max_length=150, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The session must end after it begins."))
        return cleaned

    @staticmethod
    def initial_of(session: ClassSession) -> dict[str, Any]:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        return {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "periods": session.periods,
            "title": session.title,
            "venue": session.venue.name if session.venue else "",
        }

    def plan(self) -> SessionPlan:
        """Times are those of the city's clock."""
        values = self.cleaned_data
        return SessionPlan(
            starts_at=_moment(values["day"], values["starts"]),
            ends_at=_moment(values["day"], values["ends"]),
            periods=values["periods"],
            title=values["title"],
            venue=self.chosen_venue(),
        )

    def chosen_venue(self) -> Venue | None:
        name = normalise(self.cleaned_data["venue"])
        return Venue.objects.named(name) if name else None


def _moment(day: Any, clock: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


SessionFormSet = forms.formset_factory(SessionForm, extra=3, max_num=40)


class StaffForm(forms.Form):
    login = forms.CharField(label=_("Email or login name"), max_length=254, help_text=_("As this person logs in."))
    role = forms.ChoiceField(label=_("Role in the class"), choices=ClassStaff.Role.choices)

    def clean_login(self) -> User:
        person = User.objects.active().with_login(self.cleaned_data["login"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this email or login name; check the spelling, or ask the person to register first."))
        return person


class CloseForm(forms.Form):
    decision_no = forms.CharField(label=_("Decision number"), max_length=64, help_text=_("Of the decision that opened the class."))
    decision_on = forms.DateField(label=_("Decision date"), widget=DayInput)
    closing_on = forms.DateField(label=_("Closing day"), widget=DayInput, help_text=_("Certificates bear this date."))


class CodeForm(forms.Form):
    """The typed code; spaces that people put between the digits do not count."""

    ma = forms.CharField(
        label=_("Code on the screen"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "checkin-code"}),
    )

    def clean_ma(self) -> str:
        digits = "".join(self.cleaned_data["ma"].split())
        if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            raise forms.ValidationError(_("The code has six digits; type those that are on the screen now."))
        return digits

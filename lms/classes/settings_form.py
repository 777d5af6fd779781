"""«Cài đặt lớp»: how the hall, the book and the lists of one class work. Left as they are they suit most classes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.classes.models import TrainingClass

SETTINGS = ("confirm_by", "late_after_minutes", "with_check_out", "book_days", "review_days", "enrols_from", "enrols_until")

USUAL: dict[str, Any] = {name: getattr(TrainingClass(), name) for name in ("confirm_by", "late_after_minutes", "book_days", "review_days")}


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClassSettingsMixin(forms.Form):
    """A number left empty takes the house's usual one."""

    confirm_by = forms.ChoiceField(
        label=_("First check-in is confirmed by"),
        choices=TrainingClass.ConfirmBy.choices,
        required=False,
        help_text=_("What a trainee types once, when a phone is used for the first time."),
    )
    late_after_minutes = forms.IntegerField(
        label=_("Late after (minutes)"),
        min_value=0,
        max_value=240,
        required=False,
        help_text=_("Counted from the beginning of a session. Usually 15."),
    )
    with_check_out = forms.BooleanField(
        label=_("Trainees also scan when they leave"), required=False, help_text=_("Needed when leaving early has to be seen.")
    )
    book_days = forms.IntegerField(
        label=_("Days until the attendance book should be closed"),
        min_value=0,
        max_value=60,
        required=False,
        help_text=_("After each session; then it stands among what is due. Usually 3."),
    )
    review_days = forms.IntegerField(
        label=_("Days in which a mark may be reviewed"),
        min_value=0,
        max_value=90,
        required=False,
        help_text=_("After the results are told. Usually 5."),
    )
    enrols_from = forms.DateTimeField(label=_("Lists are taken from"), required=False, widget=MomentInput, help_text=_("Empty: at once."))
    enrols_until = forms.DateTimeField(
        label=_("Lists are taken until"), required=False, widget=MomentInput, help_text=_("Empty: until the class starts.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in USUAL:
            if cleaned.get(name) in (None, ""):
                cleaned[name] = USUAL[name]
        opens, ends = cleaned.get("enrols_from"), cleaned.get("enrols_until")
        if opens and ends and ends <= opens:
            self.add_error("enrols_until", _("Taking lists must end after it begins."))
        return cleaned

    def settings_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SETTINGS]

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in SETTINGS]

    def has_wrong_setting(self) -> bool:
        return any(name in self.errors for name in SETTINGS)

"""The form of a notice that somebody writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.classes.actions.notices import TEXT_LENGTH
from lms.classes.models import ClassNotice, ClassSession, TrainingClass
from lms.classes.notice_texts import day_text, hours_text

Kind = ClassNotice.Kind
WRITTEN = (Kind.NEWS, Kind.SUMMONS, Kind.PLACE, Kind.TIME, Kind.CANCELLED)


class SessionField(forms.ModelChoiceField):
    """Sessions by number, day and hours."""

    def label_from_instance(self, obj: ClassSession) -> str:
        return f"{obj.number}: {day_text(obj.starts_at)}, {hours_text(obj.starts_at, obj.ends_at)}"


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of notice"), choices=[(kind.value, kind.label) for kind in WRITTEN])
    session = SessionField(
        label=_("About which session"), queryset=ClassSession.objects.none(), required=False, empty_label=_("the whole class")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=TEXT_LENGTH,
        help_text=_("Name no trainee: whoever has the address of the class can read it."),
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, SessionField)
        field.queryset = training_class.sessions.select_related("training_class")

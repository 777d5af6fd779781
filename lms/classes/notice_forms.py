"""The form of a notice that somebody writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.classes.actions.notices import TEXT_LENGTH
from lms.classes.models import ClassNotice, ClassSession, TrainingClass
from lms.classes.notice_texts import day_text, hours_text

Kind = ClassNotice.Kind
WRITTEN = (Kind.NEWS, Kind.SUMMONS, Kind.PLACE, Kind.TIME, Kind.CANCELLED)


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of notice"), choices=[(kind.value, kind.label) for kind in WRITTEN])
    session = forms.ModelChoiceField(
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
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = training_class.sessions.select_related("training_class")
        field.label_from_instance = session_label  # type: ignore[method-assign]  # Django's own way to name the rows


def session_label(session: ClassSession) -> str:
    return f"{session.number}: {day_text(session.starts_at)}, {hours_text(session.starts_at, session.ends_at)}"

"""Forms about leave, requests to look again, substitutes and the closing of a book."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.classes.models import ClassSession, Trainee, TrainingClass
from lms.foundation import uploads
from lms.foundation.uploads import Paper, UploadError
from lms.foundation.vietnamese import format_date

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic"


class PaperFormMixin(forms.Form):
    """A scan or photo that may come along; kept once the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("Paper"),
        required=False,
        help_text=gettext_lazy("A PDF or a photo, for instance a letter of your agency or a doctor's note; at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    paper: Paper | None = None

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            try:
                self.paper = uploads.keep(upload)
            except UploadError as error:
                raise forms.ValidationError(str(error)) from error
        return upload


class ExcuseForm(PaperFormMixin):
    """Leave for some sessions; an officer also says for whom."""

    trainee = forms.ModelChoiceField(label=gettext_lazy("Trainee"), queryset=Trainee.objects.none())
    sessions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Sessions for which leave is asked"), queryset=ClassSession.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=pgettext_lazy("of an absence", "Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    field_order = ["trainee", "sessions", "reason", "file"]

    def __init__(self, *args: Any, training_class: TrainingClass, asks_for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = self.fields["sessions"]
        assert isinstance(sessions, forms.ModelMultipleChoiceField)
        sessions.queryset = training_class.sessions.not_cancelled()
        sessions.label_from_instance = session_label  # type: ignore[method-assign,assignment]  # Django's own way to name the choices
        if not asks_for_others:
            del self.fields["trainee"]
            return
        trainee = self.fields["trainee"]
        assert isinstance(trainee, forms.ModelChoiceField)
        trainee.queryset = training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
        trainee.label_from_instance = trainee_label  # type: ignore[method-assign,assignment]  # the same


class LookAgainForm(PaperFormMixin):
    text = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For instance: you were there and forgot to scan, and who saw you."),
    )
    field_order = ["text", "file"]


class ImpersonationForm(forms.Form):
    substitute = forms.CharField(
        label=gettext_lazy("Who came instead"), max_length=150, required=False, help_text=gettext_lazy("Leave it empty when nobody knows.")
    )
    reason = forms.CharField(
        label=gettext_lazy("How it was found"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For instance: the name was called and somebody else answered."),
    )


def session_label(session: ClassSession) -> str:
    starts = timezone.localtime(session.starts_at)
    when = f"{format_date(starts.date())}, {starts:%H:%M} ({session.get_day_part_display()})"
    return _("Session %(n)s: %(when)s") % {"n": session.number, "when": when}


def trainee_label(trainee: Trainee) -> str:
    return f"{trainee.enrollment.person.full_name} · {trainee.agency.name}"

"""The page on which a draft of a form is written: its settings, and every sentence with that of the house in its place."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.forms import DayInput
from certificates.models import DocumentClass
from certificates.printable import name_of, unprintable_in
from certificates.wording import ENGLISH, BrokenSentence, check, house_texts
from lms.foundation.vietnamese import normalise

PREFIX = "text_"
LEAST_MM, MOST_MM = 90, 450
# What each sentence is, for those who write it.
LABELS = {
    "certifies": pgettext_lazy("sentence of a form", "Above the name"),
    "born": pgettext_lazy("sentence of a form", "Birth date"),
    "born_year": pgettext_lazy("sentence of a form", "Birth year, where the day is not known"),
    "position": pgettext_lazy("sentence of a form", "Position of the holder"),
    "workplace": pgettext_lazy("sentence of a form", "Agency of the holder"),
    "completed": pgettext_lazy("sentence of a form", "Above the programme"),
    "programme": pgettext_lazy("sentence of a form", "Programme"),
    "course": pgettext_lazy("sentence of a form", "Length, days, way of learning, class"),
    "decision": pgettext_lazy("sentence of a form", "Recognition decision"),
    "place_date": pgettext_lazy("sentence of a form", "Place and date"),
    "serial_no": pgettext_lazy("sentence of a form", "Before the serial number"),
    "register_no": pgettext_lazy("sentence of a form", "Before the register number"),
    "verify": pgettext_lazy("sentence of a form", "How to verify"),
    "mark": pgettext_lazy("sentence of a form", "Mark on what is not the original"),
    "paper_is_original": pgettext_lazy("sentence of a form", "When the paper is the original"),
    "pdf_is_original": pgettext_lazy("sentence of a form", "When the PDF is the original"),
    "legal_basis": pgettext_lazy("sentence of a form", "Legal basis"),
}


class FormEditor(forms.ModelForm):
    """Fields `text_…` hold the sentences; the English ones matter on a form of two languages."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = DocumentClass
        fields = [
            "title", "english_title", "language", "original", "width_mm", "height_mm", "is_two_sided", "uses_blanks", "legal_basis", "valid_from",
        ]  # fmt: skip
        widgets = {"valid_from": DayInput}
        help_texts = {
            "width_mm": _("A4 on its side is 297 × 210, A4 upright 210 × 297, A5 on its side 210 × 148."),
            "is_two_sided": _("The outer face shows the country, the title and the issuer."),
            "uses_blanks": _("Frame and outer face are on the blank already; only the texts are printed."),
            "valid_from": _("The version before it ends on the day before. It can be entered later, before the release."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["edition"] = self.instance.edition
        for name, sentence in house_texts(self.instance.kind).items():
            self.fields[PREFIX + name] = _sentence_field(name, self.instance.texts.get(name, sentence))

    @property
    def settings(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    @property
    def sentences(self) -> list[forms.BoundField]:
        return [self[PREFIX + name] for name in house_texts(self.instance.kind) if not name.endswith(ENGLISH)]

    @property
    def english_sentences(self) -> list[forms.BoundField]:
        return [self[PREFIX + name] for name in house_texts(self.instance.kind) if name.endswith(ENGLISH)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (problem := _problem_of(value, is_sentence=name.startswith(PREFIX))):
                self.add_error(name, problem)
        for name in ("width_mm", "height_mm"):
            if not LEAST_MM <= (cleaned.get(name) or LEAST_MM) <= MOST_MM:
                self.add_error(name, _("Enter between %(least)s and %(most)s millimetres.") % {"least": LEAST_MM, "most": MOST_MM})
        return cleaned

    def values(self) -> dict[str, Any]:
        """For `document_forms.save_draft`; a sentence that reads as the house's is not kept, so that it follows the house."""
        return {**{name: self.cleaned_data[name] for name in self.Meta.fields}, "texts": dict(self._own_texts())}

    def as_written(self) -> DocumentClass:
        """What is on the page now, stored nowhere: for the preview."""
        form = DocumentClass(kind=self.instance.kind, version=self.instance.version, number_code=self.instance.number_code)
        for name, value in self.values().items():
            setattr(form, name, value)
        return form

    def _own_texts(self) -> Iterator[tuple[str, str]]:
        for name, sentence in house_texts(self.instance.kind).items():
            written = normalise(self.cleaned_data[PREFIX + name])
            if written != sentence:
                yield name, written


def _sentence_field(name: str, sentence: str) -> forms.CharField:
    base = name.removesuffix(ENGLISH)
    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", **({"lang": "en"} if name.endswith(ENGLISH) else {})})
    return forms.CharField(label=LABELS[base], initial=sentence, required=False, max_length=300, widget=widget)


def _problem_of(text: str, *, is_sentence: bool) -> str:
    if characters := unprintable_in([text]):
        names = " ".join(sorted(name_of(char) for char in characters))
        return _("These characters cannot be printed: %(characters)s. Take them out.") % {"characters": names}
    if not is_sentence:
        return ""
    try:
        check(text)
    except BrokenSentence as broken:
        if broken.meant:
            return _("There is no field %(field)s; did you mean %(meant)s?") % {"field": broken.text, "meant": broken.meant}
        return _("“%(field)s” cannot be filled; take one of the fields listed below, with both braces or brackets.") % {
            "field": broken.text
        }
    return ""

"""Forms by which an author makes a lab and writes its tests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notebooks.checks.calls import read_calls
from notebooks.checks.plan import Unreadable
from notebooks.checks.tiers import Way
from notebooks.checks.writing import Wish, lines, written
from notebooks.forms import LabForm, SourceForm
from notebooks.problems import problem
from notebooks.starters import STARTERS

AREA_CHARACTERS = 4_000
FIELD_OF = {
    "function_name": "function",
    "function_missing": "function",
    "uneven": "expected",
    "expected_missing": "expected",
    "expected_long": "expected",
    "tolerance": "tolerance",
    "file_missing": "file",
    "file_path": "file",
    "output_no_code": "function",
}


class NewLabForm(LabForm):
    """A lab that begins empty or with one of our small labs."""

    template = forms.ChoiceField(
        label=_("Start from"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A template is a small lab that passes the check as it is."),
    )

    field_order = ["template"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, f"{each.title}: {each.summary}") for each in STARTERS.values()]
        self.fields["template"].choices = [("", pgettext_lazy("lab", "Empty: I upload my own notebook")), *choices]  # type: ignore[attr-defined]


class NewSourceForm(SourceForm):
    """A new version, and how its tests are checked where they do not say so themselves."""

    default_tier = forms.ChoiceField(
        label=_("Tests that do not say how they are checked"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("run as plain asserts beside the learner's code, as in nbgrader")),
            ("T3", _("are compared outside where they can be read as calls; the others stay asserts, with a remark")),
        ],
        initial="",
    )


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "autocapitalize": "off"})


class CheckForm(forms.Form):
    """What an author wants checked; `cell` is the finished text once the form is valid."""

    way = forms.ChoiceField(
        label=_("Kind of check"),
        widget=forms.RadioSelect,
        initial=Way.CALLS,
        choices=[
            (Way.CALLS, _("Calls: what a function returns")),
            (Way.OUTPUT, _("Output: what is printed")),
            (Way.FILE, _("File: what is written to a file")),
            (Way.ASSERT, _("Plain asserts: beside the learner's code")),
        ],
    )
    function = forms.CharField(label=_("Function of the learner"), required=False, max_length=100, help_text=_("For example trung_binh"))
    arguments = forms.CharField(
        label=_("Arguments"),
        required=False,
        max_length=AREA_CHARACTERS,
        widget=area(3),
        help_text=_("As you would write them between the brackets; one line per call. For example [2, 4]"),
    )
    expected = forms.CharField(
        label=pgettext_lazy("test", "Expected"),
        strip=False,
        max_length=AREA_CHARACTERS,
        widget=area(4),
        help_text=_("For calls one result per line, in the same order. For output and files the text as it must be."),
    )
    tolerance = forms.CharField(label=_("Tolerance for numbers"), required=False, max_length=20, help_text=_("For example 0.01"))
    inputs = forms.CharField(
        label=_("Lines for input()"), required=False, max_length=AREA_CHARACTERS, widget=area(2), help_text=_("Only for output.")
    )
    file = forms.CharField(label=_("File name"), required=False, max_length=200, help_text=_("Only for files, for example ket_qua.csv"))
    hint = forms.CharField(
        label=pgettext_lazy("test", "Hint"), required=False, max_length=300, help_text=_("The learner reads it where the test fails.")
    )
    hidden = forms.BooleanField(label=_("Hide the expected results from the learner"), required=False, initial=True)
    all_or_nothing = forms.BooleanField(label=_("All points or none"), required=False)

    cell = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        wish = Wish(**{**data, "way": Way(data["way"]), "expected": data["expected"].replace("\r\n", "\n")})
        if wish.way is Way.CALLS:
            self.check_lines("arguments", "assert f({}) == 0")
            self.check_lines("expected", "assert f() == {}")
        if not self.errors:
            try:
                self.cell = written(wish)
            except Unreadable as found:
                self.add_error(FIELD_OF.get(found.code), sentence(found, found.line))
        return data

    def check_lines(self, name: str, form: str) -> None:
        """Tells the line of the field, not of the cell that would come of it."""
        for number, line in enumerate(lines(self.cleaned_data[name]), start=1):
            try:
                read_calls(form.format(line))
            except Unreadable as found:
                self.add_error(name, sentence(found, number))
                return


def sentence(found: Unreadable, line: int) -> str:
    details: dict[str, Any] = {"line": line, **found.details}
    return problem(found.code, **details).message

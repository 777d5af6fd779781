"""The form for a course folder that is read in."""

import csv
import io
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.learning.models import CourseRun

MAPPING_BYTES = 500_000
FOLDER_BYTES = 150_000_000


class ImportForm(forms.Form):
    folder = forms.FileField(
        label=_("Course folder as one .zip"), help_text=_("With source/ and, if you like, submitted/ and gradebook.db.")
    )
    run = forms.ModelChoiceField(
        label=_("Take in submissions for"),
        queryset=CourseRun.objects.none(),
        required=False,
        empty_label=_("nobody: only the notebooks"),
        to_field_name="code",
    )
    assignment = forms.CharField(
        label=_("Assignment in the folder"),
        required=False,
        max_length=100,
        help_text=_("Only where the folder holds several; for example ps1."),
    )
    mapping = forms.FileField(
        label=_("List of people (.csv)"),
        required=False,
        help_text=_("Only where the folder's student ids are not our handles: two columns, student id and handle."),
    )

    def __init__(self, *args: Any, runs: "QuerySet[CourseRun]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs.order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_folder(self) -> Any:
        given = self.cleaned_data["folder"]
        if given.size > FOLDER_BYTES:
            raise forms.ValidationError(_("The folder is too large. Leave out feedback and old submissions and make the .zip again."))
        return given

    def clean_mapping(self) -> dict[str, str]:
        given = self.cleaned_data["mapping"]
        if not given:
            return {}
        if given.size > MAPPING_BYTES:
            raise forms.ValidationError(_("The list is too long. Leave only the two columns and save it again as .csv."))
        try:
            return read_mapping(given.read())
        except ValueError as error:
            raise forms.ValidationError(_("The list cannot be read. Save it as .csv (UTF-8) with student id and handle.")) from error

    def asked(self) -> dict[str, Any]:
        """What `reports.ask_for_import` is given."""
        data = self.cleaned_data
        return {"packed": data["folder"].read(), "run": data["run"], "mapping": data["mapping"], "assignment": data["assignment"]}


def read_mapping(content: bytes) -> dict[str, str]:
    """Student id → handle from CSV with commas or semicolons. Raises ValueError where a line has not two columns."""
    text = content.decode("utf-8-sig")
    separator = ";" if text.count(";") > text.count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if any(len(row) < 2 for row in rows):
        raise ValueError("two columns")
    return {row[0].strip(): row[1].strip().lower() for row in rows}

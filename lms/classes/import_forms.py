"""How a list comes in: as a file, or pasted from a spreadsheet."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.classes.models import RosterImport
from lms.classes.rosters.checking import LIMITS
from lms.foundation.spreadsheets import SpreadsheetError
from lms.foundation.uploads import harmless_name

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
PASTED_NAME = "dan-tu-excel.tsv"
# Excel copies cells with tabs between them; the hint keeps a comma in a cell from being taken for a separator.
TAB_HINT = "sep=\t\n"


@dataclass(frozen=True)
class Given:
    data: bytes
    filename: str
    source: str


class ListForm(forms.Form):
    """One of the two is needed; neither is called optional on the page."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Spreadsheet with the roster"),
        help_text=_(
            "Excel (.xlsx, .xls), .ods or .csv. Columns: STT, Họ và tên, Ngày sinh, Giới tính, CCCD, Email, Điện thoại, Đơn vị công tác, Chức vụ, Đối tượng."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={
            "required": _("Choose the spreadsheet first."),
            "empty": _("The file is empty; choose the file that holds the list."),
        },
    )
    pasted = forms.CharField(
        label=pgettext_lazy("a list", "Or paste from Excel"),
        strip=False,
        max_length=LIMITS.bytes // 4,
        help_text=_("Mark the table in Excel together with its title row, copy it (Ctrl+C) and paste it here (Ctrl+V)."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
    )

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        if self.is_bound:
            self.fields["pasted"].required = False
            self.fields["file"].required = not self.data.get("pasted", "").strip()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LIMITS.bytes:
            raise forms.ValidationError(str(SpreadsheetError("too_large", filename=file.name, limit=LIMITS.bytes // 1_000_000)))
        return file

    def given(self) -> Given:
        """What was handed in; a file counts more than pasted text."""
        if file := self.cleaned_data["file"]:
            return Given(file.read(), harmless_name(file.name), RosterImport.Source.FILE)
        pasted = self.cleaned_data["pasted"].replace("\r\n", "\n")
        hint = TAB_HINT if "\t" in pasted else ""
        return Given((hint + pasted).encode(), PASTED_NAME, RosterImport.Source.PASTE)

"""Small labs to begin with, one per way of checking. Each passes the release gate as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notebooks.intake import NOTEBOOK_SUFFIX, Bundle, read_upload

FOLDER = Path(__file__).parent / "templates_ipynb"


@dataclass(frozen=True)
class Starter:
    code: str
    name: str
    title: Promise
    summary: Promise

    @property
    def file_name(self) -> str:
        return self.name + NOTEBOOK_SUFFIX

    @property
    def content(self) -> bytes:
        return (FOLDER / self.file_name).read_bytes()

    @property
    def bundle(self) -> Bundle:
        return read_upload({self.file_name: self.content})


STARTERS = {
    each.code: each
    for each in (
        Starter(
            "khong-lap-trinh",
            "khong-lap-trinh",
            _("Without programming"),
            _("The learner reads a table or a chart and fills in values; they are compared outside."),
        ),
        Starter(
            "goi-ham",
            "goi-ham",
            pgettext_lazy("test", "Calls"),
            _("The learner writes a function; results are compared outside. For what counts."),
        ),
        Starter("in-ra", "in-ra", pgettext_lazy("test", "Output"), _("The learner prints a table; the lines are compared outside.")),
        Starter("assert", "assert", _("Plain asserts"), _("As nbgrader has it, beside the learner's code. For practice.")),
    )
}

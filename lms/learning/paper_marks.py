"""The marks of a paper test from a spreadsheet: our own sheet filled in, or a list with names and points."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from lms.foundation.spreadsheets import Cell, Limits, cell_text, find_header, read_table, write_table
from lms.foundation.vietnamese import format_number, name_key
from lms.learning.models import CurrentGrade, Enrollment, HandInTask

LIMITS = Limits(bytes=2_000_000, rows=3_000)
COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("Mã người học", "Mã học viên", "Mã", "Handle"),
    "full_name": ("Họ và tên", "Họ tên", "Tên học viên", "Full name"),
    "birth": ("Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh"),
    "score": ("Điểm", "Điểm số", "Điểm kiểm tra", "Kết quả", "Score", "Points"),
}
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")


@dataclass(frozen=True)
class MarkRow:
    """A row of the sheet: whose mark it is, or in one sentence why it cannot be taken. Empty marks are no rows."""

    number: int
    name: str
    enrollment: Enrollment | None = None
    score: Decimal | None = None
    old: Decimal | None = None
    error: str = ""

    @property
    def is_new(self) -> bool:
        return not self.error and self.score != self.old


def parse_score(text: str) -> Decimal | None:
    """«8,5» or «8.5»; None for what is no number of at most two places."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern has said no before
        return None


def read(*, task: HandInTask, data: bytes, filename: str) -> list[MarkRow]:
    """Every row with a mark. Raises SpreadsheetError when there is no column of points, or none of names or codes."""
    rows = read_table(data, filename, LIMITS).rows
    header = find_header(rows, COLUMNS, required=("score",))
    if not {"handle", "full_name"} & set(header.columns):
        find_header(rows, COLUMNS, required=("full_name", "score"))
    places = _Places(task)
    seen: dict[int, int] = {}
    found = []
    for number, row in enumerate(rows[header.row_index + 1 :], start=header.row_index + 2):
        if not cell_text(header.cell(row, "score")):
            continue
        handle, name = cell_text(header.cell(row, "handle")), cell_text(header.cell(row, "full_name"))
        found.append(_row(task, places, number, handle, name, header.cell(row, "score"), seen))
    return found


def _row(task: HandInTask, places: "_Places", number: int, handle: str, name: str, score_cell: Cell, seen: dict[int, int]) -> MarkRow:
    enrollment, complaint = places.find(handle, name)
    if enrollment is None:
        return MarkRow(number, name or handle, error=complaint)
    name = enrollment.person.full_name
    if enrollment.pk in seen:
        return MarkRow(number, name, error=_("%(name)s already has a mark in row %(row)s.") % {"name": name, "row": seen[enrollment.pk]})
    seen[enrollment.pk] = number
    text = format_number(score_cell) if isinstance(score_cell, int | float) else cell_text(score_cell)
    score, full = parse_score(text), task.item.max_score or Decimal(0)
    if score is None or score > full:
        values = {"text": text, "full": format_number(full)}
        return MarkRow(number, name, error=_("“%(text)s” is not a mark between 0 and %(full)s.") % values)
    return MarkRow(number, name, enrollment, score, places.score_of(enrollment))


class _Places:
    """Everybody in the run, by code and by name."""

    def __init__(self, task: HandInTask) -> None:
        self.by_handle: dict[str, Enrollment] = {}
        self.by_name: dict[str, list[Enrollment]] = defaultdict(list)
        for enrollment in task.item.run.enrollments.active().select_related("person"):
            self.by_handle[enrollment.person.handle] = enrollment
            self.by_name[name_key(enrollment.person.full_name)].append(enrollment)
        self.scores = dict(CurrentGrade.objects.filter(item=task.item).values_list("enrollment", "score"))

    def find(self, handle: str, name: str) -> tuple[Enrollment | None, str]:
        if handle:
            found = self.by_handle.get(handle.lower())
            if found is None:
                return None, _("Nobody in this class has the code “%(handle)s”.") % {"handle": handle}
            if name and name_key(name) != name_key(found.person.full_name):
                return None, _("The code “%(handle)s” belongs to %(name)s; check the row.") % {
                    "handle": handle,
                    "name": found.person.full_name,
                }
            return found, ""
        namesakes = self.by_name[name_key(name)] if name else []
        if len(namesakes) > 1:
            return None, _("Several people in this class are called %(name)s; use the sheet with codes.") % {"name": name}
        return (namesakes[0], "") if namesakes else (None, _("Nobody in this class is called “%(name)s”.") % {"name": name})

    def score_of(self, enrollment: Enrollment) -> Decimal | None:
        return self.scores.get(enrollment.pk)


def sheet(task: HandInTask) -> bytes:
    """The sheet to fill in, with the marks so far; reading it back unchanged changes nothing."""
    enrollments = task.item.run.enrollments.active().select_related("person").by_name()
    scores = dict(CurrentGrade.objects.filter(item=task.item).values_list("enrollment", "score"))
    columns = ["STT", COLUMNS["handle"][0], COLUMNS["full_name"][0], COLUMNS["birth"][1], COLUMNS["score"][0]]
    rows = [
        [number, place.person.handle, place.person.full_name, place.person.birth_year, scores.get(place.pk)]
        for number, place in enumerate(enrollments, start=1)
    ]
    return write_table(columns, rows, title=f"{task.item.title} (/{format_number(task.item.max_score or 0)})", sheet_name="Bảng điểm")

"""Spreadsheets for other people's programs: dates as dates, text as text, nothing that computes."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ..vietnamese import format_date

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_TEXT = 32_767  # of one cell in an .xlsx file
NARROWEST, WIDEST = 6, 60
# The same rows give the same bytes: the file carries no time of making.
NO_TIME = datetime(2000, 1, 1)

BASE = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "header": {"bold": True, "border": 1, "bg_color": "#E8EEF7", "text_wrap": True, "align": "center"},
    "text": {"border": 1, "text_wrap": True},
    # Excel keeps such a cell as text even after somebody edits it.
    "guarded": {"border": 1, "text_wrap": True, "quote_prefix": True},
    "number": {"border": 1},
    "date": {"border": 1, "num_format": "dd/mm/yyyy"},
    "datetime": {"border": 1, "num_format": "dd/mm/yyyy hh:mm"},
}


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", sheet_name: str = "Danh sách") -> bytes:
    """An .xlsx file: an optional title, the column titles (repeated in print, kept in view), one row each."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": NO_TIME, "title": title})
    formats = add_formats(workbook, FORMATS)
    sheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet_name)[:31])
    header_row = _write_title(sheet, title, formats)
    table = [list(row) for row in rows]
    for column, name in enumerate(columns):
        sheet.write_string(header_row, column, name, formats["header"])
        sheet.set_column(column, column, _width(name, (row[column] for row in table if column < len(row))))
    for index, row in enumerate(table, start=header_row + 1):
        for column, value in enumerate(row):
            write_cell(sheet, index, column, value, formats)
    _set_page(sheet, header_row)
    workbook.close()
    return buffer.getvalue()


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with the mark that Excel needs; text that a spreadsheet would compute gets an apostrophe in front."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _write_title(sheet: "Worksheet", title: str, formats: dict[str, Any]) -> int:
    """Returns the row of the column titles."""
    if not title:
        return 0
    sheet.write_string(0, 0, title, formats["title"])
    return 2


def add_formats(workbook: "Workbook", styles: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: workbook.add_format(BASE | style) for name, style in styles.items()}


def write_cell(sheet: "Worksheet", row: int, column: int, value: object, formats: dict[str, Any], *, kind: str = "") -> None:
    """A value as what it is, in the format `kind` + text, guarded, number, date or datetime."""
    value = _plain(value)
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats[f"{kind}text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats[f"{kind}datetime"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[f"{kind}date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats[f"{kind}number"])
    else:
        text = str(value)[:LONGEST_TEXT]
        # Never `write`: that one turns text into formulas, links and numbers.
        sheet.write_string(row, column, text, formats[kind + ("guarded" if text.startswith(DANGEROUS_STARTS) else "text")])


def _plain(value: object) -> object:
    """Moments as local time without a zone, which spreadsheets do not know."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _csv_cell(value: object) -> object:
    value = _plain(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, str) and value.startswith(DANGEROUS_STARTS):
        return "'" + value
    return value


def _width(name: str, values: Iterable[object]) -> int:
    longest = max((len(line) for value in (name, *values) for line in str(value or "").splitlines()), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def _set_page(sheet: "Worksheet", header_row: int) -> None:
    sheet.freeze_panes(header_row + 1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)

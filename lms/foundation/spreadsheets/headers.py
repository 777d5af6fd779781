"""Finding the row of column titles among decrees, logos and merged title rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..vietnamese import detect_legacy, from_legacy, search_key
from .errors import SpreadsheetError
from .reading import Cell

ROWS_SEARCHED = 30


@dataclass(frozen=True)
class Header:
    """Where the titles stand, and the column of each field that was found. Data begin at `rows[row_index + 1]`."""

    row_index: int
    columns: dict[str, int]

    def cell(self, row: Sequence[Cell], field: str) -> Cell:
        """This field's cell; None where the column is absent or the row is short."""
        index = self.columns.get(field)
        return row[index] if index is not None and index < len(row) else None


def find_header(rows: Sequence[Sequence[Cell]], columns: Mapping[str, Collection[str]], *, required: Collection[str] = ()) -> Header:
    """The row that names most fields. Marks, case, signs and a remark in brackets do not count.

    `columns` gives the titles by which each field is known. Raises `SpreadsheetError` if no title is found or a
    `required` field has no column.
    """
    fields = {search_key(title): field for field, titles in columns.items() for title in titles}
    found = [Header(index, _columns_of(row, fields)) for index, row in enumerate(rows[:ROWS_SEARCHED])]
    best = max(found, key=lambda header: len(header.columns), default=Header(0, {}))
    if not best.columns:
        raise SpreadsheetError("header_missing", columns=_titles(required or columns, columns))
    if missing := [field for field in columns if field in required and field not in best.columns]:
        raise SpreadsheetError("columns_missing", columns=_titles(missing, columns), fields=tuple(missing))
    return best


def _columns_of(row: Sequence[Cell], fields: Mapping[str, str]) -> dict[str, int]:
    """Where two columns bear titles of one field, the first one counts."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(row):
        if isinstance(cell, str) and (field := _field_of(cell, fields)):
            columns.setdefault(field, index)
    return columns


def _field_of(title: str, fields: Mapping[str, str]) -> str | None:
    kind = detect_legacy(title)
    readable = from_legacy(title, kind) if kind else title
    return fields.get(search_key(readable)) or fields.get(search_key(readable.split("(")[0]))


def _titles(fields: Collection[str], columns: Mapping[str, Collection[str]]) -> str:
    return ", ".join(f"“{next(iter(columns[field]))}”" for field in columns if field in fields)

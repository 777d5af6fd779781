"""Somebody's own sheet given back with remarks: their columns as they were, wrong cells red, one column more."""

import io
from collections.abc import Mapping, Sequence

from .reading import Cell
from .writing import FORMATS, NO_TIME, add_formats, write_cell

RED = {"bg_color": "#FCE8E5", "font_color": "#A3261D"}
REMARK_WIDTH = 60
LONGEST_COMMENT = 500


def write_with_remarks(
    rows: Sequence[Sequence[Cell]],
    *,
    header_index: int,
    remarks: Mapping[int, str],
    wrong: Mapping[int, Mapping[int, str]],
    title: str,
    sheet_name: str = "Danh sách",
) -> bytes:
    """An .xlsx file of these rows. `remarks`: {row number: sentence}; `wrong`: {row number: {column: sentence}}.

    Row numbers are those of the file, from 1. `title` stands above the further column, in the row of the column titles.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": NO_TIME})
    formats = add_formats(workbook, {**FORMATS, **{f"red {name}": {**style, **RED} for name, style in FORMATS.items()}})
    sheet = workbook.add_worksheet(sheet_name[:31])
    width = max((len(row) for row in rows), default=0)
    for index, row in enumerate(rows):
        red = wrong.get(index + 1, {})
        for column, value in enumerate(row):
            if value is not None or column in red:
                write_cell(sheet, index, column, value, formats, kind="red " if column in red else "")
        for column, sentence in red.items():
            sheet.write_comment(index, column, sentence[:LONGEST_COMMENT], {"x_scale": 2})
        if remark := remarks.get(index + 1):
            sheet.write_string(index, width, remark, formats["red text"])
    sheet.write_string(header_index, width, title, formats["header"])
    sheet.set_column(0, width - 1, 18)
    sheet.set_column(width, width, REMARK_WIDTH)
    sheet.freeze_panes(header_index + 1, 0)
    workbook.close()
    return buffer.getvalue()

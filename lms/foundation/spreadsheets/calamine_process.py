"""Reads one workbook from standard input and prints its first filled sheet as JSON. Run as a script, never imported.

calamine asks for the memory of the whole rectangle of a sheet and ends its process when that is refused: a file of 5 kB
with one cell in the last corner would take the web process along. Here the limits hold and nothing else is lost.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20


def main(max_rows: int) -> dict[str, object]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(sys.stdin.buffer.read()))
        return first_filled_sheet(workbook, max_rows)
    except PasswordError:
        return {"error": "password"}
    except MemoryError:
        return {"error": "unpacked_too_large"}
    except (CalamineError, ValueError, OSError):
        return {"error": "unreadable"}
    except BaseException as error:
        # A panic inside the Rust library is its way of meeting a broken file; it is not an Exception.
        if type(error).__name__ == "PanicException":
            return {"error": "unreadable"}
        raise


def first_filled_sheet(workbook: "CalamineWorkbook", max_rows: int) -> dict[str, object]:
    from python_calamine import SheetVisibleEnum

    for described in workbook.sheets_metadata:
        if described.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(described.name)
        if sheet.start is not None:
            return table_of(sheet, max_rows)
    return {"error": "empty"}


def table_of(sheet: "CalamineSheet", max_rows: int) -> dict[str, object]:
    """Rows from the top of the sheet, so that a row's index tells its number in the file."""
    top, left = sheet.start or (0, 0)
    if top + sheet.height > max_rows:
        return {"error": "too_many_rows"}
    rows = [[None] * left + [encoded(cell) for cell in row] for row in sheet.iter_rows()]
    # calamine's iterator gives the empty rows above the first filled one; should it stop doing so, they are put back.
    above = max(top + sheet.height - len(rows), 0)
    return {"name": sheet.name, "rows": [[] for _ in range(above)] + rows}


def encoded(cell: object) -> object:
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()} if cell.time() == time() else {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    json.dump(main(int(sys.argv[1])), sys.stdout)

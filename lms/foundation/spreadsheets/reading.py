"""From the bytes of an uploaded file to rows of cells."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..vietnamese import format_date
from .csv_text import encoding_of, read_csv
from .errors import SpreadsheetError

Cell = str | int | float | bool | date | datetime | None

READER = Path(__file__).with_name("calamine_process.py")
READER_SECONDS = 30
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True)
class Limits:
    """What a list of people may reasonably need; a bigger file is a mistake or an attack."""

    bytes: int = 10_000_000
    unpacked_bytes: int = 100_000_000
    rows: int = 20_000


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file: `rows[0]` is its row 1. Cells are untouched: text is not yet normalised."""

    name: str
    rows: list[list[Cell]]
    encoding: str = ""  # of a text file that was not UTF-8, as people call it
    has_macros: bool = False


def read_table(data: bytes, filename: str, limits: Limits = Limits()) -> Sheet:
    """The first filled sheet of an .xlsx, .xls, .ods or .csv file. The content decides, not the name.

    Text stays text (an id keeps its zeros), dates are dates, whole numbers are ints. Raises `SpreadsheetError`.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise SpreadsheetError("empty", filename=filename)
    if len(data) > limits.bytes:
        raise SpreadsheetError("too_large", filename=filename, limit=limits.bytes // 1_000_000)
    if data.startswith(ZIP_MAGIC):
        _check_unpacked_size(data, filename, limits)
    if data.startswith((ZIP_MAGIC, OLE_MAGIC)):
        return _read_workbook(data, filename, limits)
    return _read_text(data, filename, limits)


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: dates as dd/MM/yyyy, whole numbers without a decimal part, nothing for nothing."""
    if cell is None:
        return ""
    return format_date(cell) if isinstance(cell, date) else str(cell).strip()


def _check_unpacked_size(data: bytes, filename: str, limits: Limits) -> None:
    try:
        unpacked = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except zipfile.BadZipFile as error:
        raise SpreadsheetError("unreadable", filename=filename) from error
    if unpacked > limits.unpacked_bytes:
        raise SpreadsheetError("unpacked_too_large", filename=filename)


def _read_workbook(data: bytes, filename: str, limits: Limits) -> Sheet:
    command = [sys.executable, "-I", str(READER), str(limits.rows)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=READER_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise SpreadsheetError("unpacked_too_large", filename=filename) from error
    if done.returncode < 0:
        # The reader was ended at its limit of memory or time: nothing that a list of people would reach.
        raise SpreadsheetError("unpacked_too_large", filename=filename)
    if done.returncode:
        raise RuntimeError(f"the spreadsheet reader failed: {done.stderr[-2000:].decode(errors='replace')}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise SpreadsheetError(answer["error"], filename=filename, limit=limits.rows)
    rows = [[_decoded(cell) for cell in row] for row in answer["rows"]]
    return Sheet(answer["name"], rows, has_macros=_has_macros(data))


def _has_macros(data: bytes) -> bool:
    """Nobody runs them here; the reader is told that they were there."""
    if not data.startswith(ZIP_MAGIC):
        return b"_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T" in data
    return any(name.endswith("vbaProject.bin") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())


def _decoded(cell: object) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[return-value]  # JSON holds only the other kinds of Cell
    if "date" in cell:
        return date.fromisoformat(cell["date"])
    return datetime.fromisoformat(cell["datetime"])


def _read_text(data: bytes, filename: str, limits: Limits) -> Sheet:
    if Path(filename).suffix.lower() not in TEXT_SUFFIXES:
        raise SpreadsheetError("unsupported", filename=filename)
    rows = read_csv(data, max_rows=limits.rows)
    if rows is None:
        raise SpreadsheetError("unreadable", filename=filename)
    if len(rows) > limits.rows:
        raise SpreadsheetError("too_many_rows", filename=filename, limit=limits.rows)
    return Sheet(Path(filename).stem, [[cell or None for cell in row] for row in rows], encoding_of(data))

"""T2, `# Kiểu chấm: tệp`: the sandbox shows the bytes of a file that the learner's code has written, they are compared here."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from notebooks.checks.directives import Directive, Directives, Name, directives_in
from notebooks.checks.output import code_of, expected_lines
from notebooks.checks.plan import Mark, Unreadable, Verdict, verdict_on
from notebooks.checks.texts import lines_of, marks_of_lines, same_line, tolerance_in
from notebooks.checks.tiers import Way
from notebooks.checks.values import NotAValue, shown_text
from notebooks.sandbox import CellRun

KEY_FOLDER = "cham"
FILE_BYTES = 100_000
PATH_CHARACTERS = 200
READ = """import base64 as _hocai_base64, io as _hocai_io
with _hocai_io.open({path!r}, "rb") as _hocai_file:
    _hocai_read = _hocai_file.read({limit})
_hocai_base64.b64encode(_hocai_read).decode()"""


@dataclass(frozen=True)
class FilePlan:
    path: str
    code: str
    expected: str
    tolerance: float | None = None
    all_or_nothing: bool = False
    way: Way = Way.FILE

    @property
    def cells(self) -> tuple[str, ...]:
        read = READ.format(path=self.path, limit=FILE_BYTES + 1)
        return (self.code, read) if self.code else (read,)

    def marks(self, runs: Sequence[CellRun | None]) -> list[Mark]:
        count = len(lines_of(self.expected))
        *before, read = map(verdict_on, runs)
        failed = next((verdict for verdict in before if verdict is not Verdict.PASSED), read)
        if failed is not Verdict.PASSED:
            missing = failed is Verdict.WRONG and Verdict.WRONG not in before
            return [Mark(Verdict.NO_FILE if missing else failed)] * count
        try:
            written = written_text(runs[-1])
        except NotAValue:
            return [Mark(Verdict.WRONG)] * count
        if self.path.lower().endswith(".csv"):
            return marks_of_rows(written, self.expected, self.tolerance)
        return marks_of_lines(lines_of(written), lines_of(self.expected), self.tolerance)


def written_text(ran: CellRun | None) -> str:
    """Raises NotAValue for what is no text, too long or not readable."""
    try:
        content = base64.b64decode(shown_text(ran.outputs if ran else ()), validate=True)
        if len(content) > FILE_BYTES:
            raise NotAValue
        return content.decode("utf-8-sig")
    except (binascii.Error, ValueError) as error:
        raise NotAValue from error


def marks_of_rows(written: str, expected: str, tolerance: float | None) -> list[Mark]:
    """One mark per expected row, cell by cell: quotes and blanks around a cell say nothing."""
    ours, wanted = rows_of(written), rows_of(expected)
    marks = []
    for number, row in enumerate(wanted):
        found = ours[number] if number < len(ours) else []
        holds = len(found) == len(row) and all(same_line(cell, other, tolerance) for cell, other in zip(found, row, strict=True))
        marks.append(Mark(Verdict.PASSED if holds else Verdict.WRONG, line=", ".join(row)))
    return marks + [Mark(Verdict.WRONG)] * (len(ours) > len(wanted))


def rows_of(text: str) -> list[list[str]]:
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines_of(text)) + "\n"))]
    except csv.Error:
        return []


def read_file(source: str, files: Mapping[str, bytes]) -> FilePlan:
    """`files` are the author's. Raises Unreadable with the line that cannot be read."""
    directives = directives_in(source)
    return FilePlan(
        path=path_in(directives.first(Name.FILE)),
        code=code_of(source),
        expected=expected_text(directives, files),
        tolerance=tolerance_in(directives.first(Name.TOLERANCE)),
        all_or_nothing=directives.all_or_nothing,
    )


def path_in(directive: Directive | None) -> str:
    if directive is None:
        raise Unreadable("file_missing")
    path = PurePosixPath(directive.value)
    if not path.name or path.is_absolute() or ".." in path.parts or "\\" in directive.value or len(directive.value) > PATH_CHARACTERS:
        raise Unreadable("file_path", directive.line)
    return str(path)


def expected_text(directives: Directives, files: Mapping[str, bytes]) -> str:
    """What stands in the cell, or in a file of the folder that learners never get."""
    key = directives.first(Name.COMPARE)
    if key is None:
        return "\n".join(expected_lines(directives, Name.CONTENT))
    if not is_key(key.value) or key.value not in files:
        raise Unreadable("key_missing", key.line, name=key.value)
    try:
        text = files[key.value].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("key_text", key.line, name=key.value) from error
    if len(files[key.value]) > FILE_BYTES or not text.strip():
        raise Unreadable("key_size", key.line, name=key.value, limit=FILE_BYTES // 1000)
    return text


def is_key(path: str) -> bool:
    """Whether a file of the source lies in a folder `cham`: for the server alone."""
    return KEY_FOLDER in (part.casefold() for part in PurePosixPath(path).parts[:-1])

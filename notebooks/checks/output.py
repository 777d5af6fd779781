"""T2, `# Kiểu chấm: in ra`: the code of the cell runs in the sandbox, what it prints is compared here."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from notebooks.checks.directives import Directives, Name, directives_in
from notebooks.checks.plan import MOST_PARTS, Mark, Unreadable, Verdict, verdict_on
from notebooks.checks.texts import lines_of, marks_of_lines, tolerance_in
from notebooks.checks.tiers import Way
from notebooks.outputs import text_of
from notebooks.sandbox import CellRun

# The question that input() asks belongs to no result. The kernel puts its own input() back before the next cell.
INPUT = """import builtins as _hocai_builtins
def _hocai_input(prompt="", *, lines={lines}.__iter__()):
    for line in lines:
        return line
    raise EOFError
_hocai_builtins.input = _hocai_input
"""


@dataclass(frozen=True)
class OutputPlan:
    code: str
    inputs: tuple[str, ...]
    expected: tuple[str, ...]
    tolerance: float | None = None
    all_or_nothing: bool = False
    way: Way = Way.OUTPUT

    @property
    def cells(self) -> tuple[str, ...]:
        return ((INPUT.format(lines=list(self.inputs)) if self.inputs else "") + self.code,)

    def marks(self, runs: Sequence[CellRun | None]) -> list[Mark]:
        verdict = verdict_on(runs[0])
        if verdict is not Verdict.PASSED:
            return [Mark(verdict)] * len(self.expected)
        return marks_of_lines(lines_of(printed(runs[0])), list(self.expected), self.tolerance)


def printed(ran: CellRun | None) -> str:
    """What a cell wrote on standard output, and nothing else that it shows."""
    outputs = ran.outputs if ran else ()
    return "".join(text_of(each.get("text")) for each in outputs if each.get("output_type") == "stream" and each.get("name") == "stdout")


def read_output(source: str) -> OutputPlan:
    """Raises Unreadable with the line that cannot be read."""
    directives = directives_in(source)
    code = code_of(source)
    if not code:
        raise Unreadable("output_no_code")
    return OutputPlan(
        code=code,
        inputs=tuple(each.value for each in directives.all(Name.INPUT)),
        expected=expected_lines(directives, Name.EXPECTED),
        tolerance=tolerance_in(directives.first(Name.TOLERANCE)),
        all_or_nothing=directives.all_or_nothing,
    )


def expected_lines(directives: Directives, name: Name) -> tuple[str, ...]:
    """The only expected text, by lines. Raises Unreadable where it is missing or too long."""
    given = directives.all(name)
    if not given or not given[0].text.strip():
        raise Unreadable("expected_missing", given[0].line if given else 1)
    lines = tuple(lines_of(given[0].text))
    if len(given) > 1:
        raise Unreadable("expected_twice", given[1].line)
    if len(lines) > MOST_PARTS:
        raise Unreadable("expected_long", given[0].line, limit=MOST_PARTS)
    return lines


def code_of(source: str) -> str:
    """The statements of a cell without any comment: comments hold what is expected."""
    try:
        return ast.unparse(ast.parse(source))
    except SyntaxError as error:
        raise Unreadable("output_syntax", error.lineno or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable("output_syntax") from error

"""What a learner may try before handing in: the tests that stand in the notebook they fetched, and a word on each that fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from notebooks.markers import hint_in
from notebooks.outputs import ANSI, text_of
from notebooks.sandbox import CellRun

Notebook = dict[str, Any]
LINE_CHARACTERS = 200
# IPython's traceback names the frames from the outermost inwards: the first is the test itself. Only the number is taken from it.
FAILED_LINE = re.compile(r"Cell In\[\d+\], line (\d{1,5})")
SETTING_UP = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass)


def public_notebook(student: Notebook, grading: Notebook) -> Notebook:
    """The student version, with our settings of each cell and with no hint but the one that the learner can read in it."""
    settings = {cell["id"]: cell["metadata"].get("hocai", {}) for cell in grading["cells"]}
    cells = [
        cell | {"metadata": cell["metadata"] | {"hocai": settings.get(cell["id"], {}) | {"hint": hint_in(cell["source"])}}}
        for cell in student["cells"]
    ]
    return student | {"cells": cells}


def tests_something(source: str) -> bool:
    """Whether a test still tests after its hidden part was taken out."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return bool(source.strip())
    return any(not isinstance(each, SETTING_UP) and not is_text(each) for each in statements)


def is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def failed_line(source: str, ran: CellRun | None) -> str:
    """The line of a public test that did not hold, in the author's words; the first assert where the run does not tell."""
    lines = source.split("\n")
    number = failed_line_number(ran) or first_assert(source)
    return lines[number - 1].strip()[:LINE_CHARACTERS] if 0 < number <= len(lines) else ""


def failed_line_number(ran: CellRun | None) -> int:
    for output in ran.outputs if ran else ():
        traceback = output.get("traceback")
        if output.get("output_type") == "error" and isinstance(traceback, list):
            found = FAILED_LINE.search(ANSI.sub("", text_of(traceback)[:20_000]))
            return int(found.group(1)) if found else 0
    return 0


def first_assert(source: str) -> int:
    try:
        return next((node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)), 0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0


def public_message(cell: Mapping[str, Any], ran: CellRun | None) -> str:
    """What a learner reads of a public test that failed: its hint, else its own line."""
    line = failed_line(cell["source"], ran)
    return str(cell["metadata"]["hocai"]["hint"]) or (_("This does not hold yet: %(line)s") % {"line": line} if line else "")

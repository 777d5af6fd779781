"""What a learner may try before handing in: the tests that stand in the notebook they fetched, and a word on each that fails."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from notebooks.checks.kernels import parts_of
from notebooks.checks.plan import Verdict
from notebooks.checks.plans import Plans
from notebooks.checks.plans import public_plans as plans_left
from notebooks.markers import hint_in
from notebooks.notebook_json import grade_id_of
from notebooks.outputs import ANSI, text_of
from notebooks.rebuild import Role, role_of
from notebooks.release import Notebook, Release
from notebooks.sandbox import CellRun
from notebooks.scoring import CellResult, Reason, Runs

LINE_CHARACTERS = 200
TOLD_BY_THE_TEST = frozenset({Reason.WRONG, Reason.PARTLY, Reason.NOT_POINTS})
# IPython's traceback names the frames from the outermost inwards: the first is the test itself. Only the number is taken from it.
FAILED_LINE = re.compile(r"Cell In\[\d+\], line (\d{1,5})")
SETTING_UP = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass)


@dataclass(frozen=True)
class Public:
    """One notebook as its learners have it. Tests of which nothing can be seen are empty."""

    notebook: Notebook
    plans: Plans

    def tests(self, found: CellResult) -> bool:
        cell = self.cell(found)
        return found.is_auto and bool(cell["source"].strip())

    def told(self, found: CellResult, runs: Runs) -> CellResult:
        """The result with the hint, or with the line of the test that did not hold: the learner has it before them anyway."""
        if found.reason not in TOLD_BY_THE_TEST:
            return found
        cell, plan = self.cell(found), self.plans.get(found.grade_id)
        if plan is None:
            hint = cell["metadata"]["hocai"]["hint"]
            line = failed_line(cell["source"], runs.asserts.cells.get(cell["id"]) if runs.asserts else None)
        else:
            marks = plan.marks(parts_of(cell["id"], plan, runs.calls))
            missed = next(mark for mark in marks if mark.verdict is not Verdict.PASSED)
            hint, line = missed.hint or cell["metadata"]["hocai"]["hint"], missed.line
        told = hint or (_("This does not hold yet: %(line)s") % {"line": line[:LINE_CHARACTERS]} if line else "")
        return replace(found, message=told or found.message)

    def cell(self, found: CellResult) -> Notebook:
        return next(cell for cell in self.notebook["cells"] if grade_id_of(cell) == found.grade_id)


def public_of(release: Release) -> dict[str, Public]:
    return {name: public_notebook(student, release.grading[name], release.plans[name]) for name, student in release.notebooks.items()}


def public_notebook(student: Notebook, grading: Notebook, plans: Plans) -> Public:
    """The student version, with our settings of each cell and with no hint but the one that the learner can read in it."""
    public_plans = dict(plans_left(student, plans))
    settings = {cell["id"]: cell["metadata"].get("hocai", {}) for cell in grading["cells"]}
    cells = []
    for cell in student["cells"]:
        hocai = settings.get(cell["id"], {}) | {"hint": hint_in(cell["source"])}
        source = cell["source"] if is_tested(cell, plans, public_plans) else ""
        cells.append(cell | {"source": source, "metadata": cell["metadata"] | {"hocai": hocai}})
    return Public(student | {"cells": cells}, public_plans)


def is_tested(cell: Notebook, plans: Plans, public_plans: Plans) -> bool:
    """Whether a learner could tell what this cell asks for; true of every cell that is no test."""
    if role_of(cell) is not Role.TEST:
        return True
    grade_id = grade_id_of(cell)
    return grade_id in public_plans if grade_id in plans else tests_something(cell["source"])


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
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


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

"""Stage 3: points from outputs. Only outputs are taken from a run, matched by our cell ids to our cells.

A test with a plan (`notebooks.checks`) is judged by the plan: its points are shared out evenly among what it asks for.
The points of every other test are nbgrader's (`grader.points`, partial credit included) but for three rules of ours:
1. a test that was not executed scores 0;
2. a test whose value is not one finite number from 0 to its points scores 0;
3. text on standard error costs points only where the author asks for it (tag `strict-stderr`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks import grader
from notebooks.checks.kernels import parts_of
from notebooks.checks.plan import Mark, Plan, Verdict, error_of
from notebooks.checks.plans import NO_PLANS, Plans
from notebooks.checks.tiers import Tier
from notebooks.rebuild import Rebuilt, RebuiltCell, Role
from notebooks.sandbox import CellRun, NotebookRun

SCORED = frozenset({Role.TEST, Role.MANUAL, Role.TASK})
EXECUTED = frozenset({"ok", "error"})


class State(StrEnum):
    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_EXECUTED = "not_executed"
    MANUAL = "manual"
    NO_RESPONSE = "no_response"


class Reason(StrEnum):
    """Why a cell did not get all its points; the learner reads the sentence, never the test."""

    WRONG = "wrong"
    PARTLY = "partly"
    NOT_POINTS = "not_points"
    STDERR = "stderr"
    NO_FILE = "no_file"
    TIMEOUT = "timeout"
    NOT_EXECUTED = "not_executed"
    NO_RESPONSE = "no_response"
    MANUAL = "manual"
    NONE = ""


SENTENCES: dict[Reason, Promise | str] = {
    Reason.WRONG: _("Not right yet. Read the question again and try your code with other values."),
    Reason.PARTLY: _("Partly right."),
    Reason.NOT_POINTS: _("The test did not end as it should, so it gives no points."),
    Reason.STDERR: _("Your code prints warnings or errors, which this question does not allow."),
    Reason.NO_FILE: _("The file that this question asks for was not found. Check its name and that your code writes it."),
    Reason.TIMEOUT: _("Your code took too long here. Look for a loop that does not end."),
    Reason.NOT_EXECUTED: _("This test could not run because the run had ended before it."),
    Reason.NO_RESPONSE: _("No answer yet."),
    Reason.MANUAL: _("A teacher will grade this answer."),
    Reason.NONE: "",
}


REASONS = {
    Verdict.WRONG: Reason.WRONG,
    Verdict.NO_FILE: Reason.NO_FILE,
    Verdict.TIMEOUT: Reason.TIMEOUT,
    Verdict.NOT_EXECUTED: Reason.NOT_EXECUTED,
}


@dataclass(frozen=True)
class CellResult:
    """`score` is None while a person has to decide; `message` may be shown to the learner as it is.

    `error` is the class of an exception, for staff alone: a learner's code may name it.
    """

    notebook: str
    grade_id: str
    score: float | None
    max_score: float
    state: State
    reason: Reason
    message: str
    is_auto: bool
    tier: Tier = Tier.T1
    error: str = ""


@dataclass(frozen=True)
class Runs:
    """What the two kernels of one notebook came to; None where one was not run at all."""

    asserts: NotebookRun | None = None
    calls: NotebookRun | None = None


def score_notebook(rebuilt: Rebuilt, runs: Runs, plans: Plans = NO_PLANS) -> Iterator[CellResult]:
    """One result per graded cell, in our order."""
    for cell in rebuilt.cells:
        if cell.role is Role.TEST and cell.grade_id in plans:
            yield score_plan(rebuilt, cell, plans[cell.grade_id], runs.calls)
        elif cell.role in SCORED:
            yield score_cell(rebuilt, cell, runs.asserts.cells.get(cell.id) if runs.asserts else None)


def max_score_of(cell: RebuiltCell) -> float:
    return float(cell.metadata["nbgrader"]["points"])


def score_plan(rebuilt: Rebuilt, cell: RebuiltCell, plan: Plan, run: NotebookRun | None) -> CellResult:
    parts = parts_of(cell.id, plan, run)
    marks = plan.marks(parts)
    max_score = max_score_of(cell)
    points, reason = points_of_marks(marks, max_score, all_or_nothing=plan.all_or_nothing)
    state = state_of(points, max_score, reason)
    hint = next((mark.hint for mark in marks if mark.verdict is not Verdict.PASSED), "")
    said = message(cell, state, reason, hint)
    error = next(filter(None, map(error_of, parts)), "")
    return CellResult(rebuilt.name, cell.grade_id, points, max_score, state, reason, said, True, plan.way.tier, error)


def points_of_marks(marks: Sequence[Mark], max_score: float, *, all_or_nothing: bool) -> tuple[float, Reason]:
    """Every mark counts the same; the reason is that of the first that was missed."""
    missed = [mark.verdict for mark in marks if mark.verdict is not Verdict.PASSED]
    if not missed:
        return max_score, Reason.NONE
    if set(missed) == {Verdict.NOT_EXECUTED} and len(missed) == len(marks):
        return 0.0, Reason.NOT_EXECUTED
    reason = REASONS[next((verdict for verdict in missed if verdict is not Verdict.NOT_EXECUTED), Verdict.WRONG)]
    points = 0.0 if all_or_nothing else round(max_score * (len(marks) - len(missed)) / len(marks), 2)
    return points, Reason.PARTLY if points and reason is Reason.WRONG else reason


def score_cell(rebuilt: Rebuilt, cell: RebuiltCell, ran: CellRun | None) -> CellResult:
    max_score = max_score_of(cell)
    is_test = cell.role is Role.TEST
    points, reason = points_of_test(cell, ran, max_score) if is_test else points_of_answer(rebuilt, cell)
    state = state_of(points, max_score, reason)
    tier, error = (Tier.T1, error_of(ran)) if is_test else (Tier.T4, "")
    return CellResult(rebuilt.name, cell.grade_id, points, max_score, state, reason, message(cell, state, reason), is_test, tier, error)


def points_of_answer(rebuilt: Rebuilt, cell: RebuiltCell) -> tuple[float | None, Reason]:
    """As nbgrader: an untouched answer and a notebook that was not handed in score 0, everything else waits for a person."""
    if not rebuilt.submitted:
        return 0.0, Reason.NO_RESPONSE
    if cell.role is Role.TASK:
        return None, Reason.MANUAL
    points = grader.points(as_cell(cell), ())
    return points, Reason.MANUAL if points is None else Reason.NO_RESPONSE


def points_of_test(cell: RebuiltCell, ran: CellRun | None, max_score: float) -> tuple[float | None, Reason]:
    if ran is None or (ran.status != "timeout" and (ran.status not in EXECUTED or ran.execution_count is None)):
        return 0.0, Reason.NOT_EXECUTED
    if ran.status == "timeout":
        return 0.0, Reason.TIMEOUT
    if ran.status == "error" or any(output.get("output_type") == "error" for output in ran.outputs):
        return 0.0, Reason.WRONG
    values = [output for output in ran.outputs if output.get("output_type") == "execute_result"]
    if len(values) > 1 or not all(is_points(value, max_score) for value in values):
        return 0.0, Reason.NOT_POINTS
    stderr = stderr_that_counts(cell, ran.outputs)
    points = grader.points(as_cell(cell), [*stderr, *values])
    if points == max_score:
        return max_score, Reason.NONE
    return points or 0.0, Reason.STDERR if stderr else Reason.PARTLY if points else Reason.WRONG


def is_points(output: Mapping[str, Any], max_score: float) -> bool:
    """Whether nbgrader's partial credit reads one finite number in [0, max] from this output, and nothing else."""
    data = output.get("data")
    text = data.get("text/plain") if isinstance(data, Mapping) else None
    if isinstance(text, list) and len(text) == 1:
        text = text[0]
    try:
        value = float(text) if isinstance(text, str) else math.nan
    except ValueError:
        return False
    return math.isfinite(value) and 0 <= value <= max_score


def stderr_that_counts(cell: RebuiltCell, outputs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    if not cell.metadata["hocai"]["strict_stderr"]:
        return []
    return [{"output_type": "stream", "name": "stderr", "text": ""} for output in outputs if output.get("name") == "stderr"][:1]


def as_cell(cell: RebuiltCell) -> dict[str, Any]:
    return {"cell_type": cell.cell_type, "source": cell.source, "metadata": dict(cell.metadata)}


def state_of(points: float | None, max_score: float, reason: Reason) -> State:
    if points is None:
        return State.MANUAL
    if reason is Reason.NO_RESPONSE:
        return State.NO_RESPONSE
    if reason is Reason.NOT_EXECUTED:
        return State.NOT_EXECUTED
    if reason is Reason.NONE:
        return State.PASSED
    return State.PARTIAL if points > 0 and points < max_score else State.FAILED


def message(cell: RebuiltCell, state: State, reason: Reason, hint: str = "") -> str:
    """The author's hint where a test was not passed, else our sentence. Never anything that the run printed."""
    hint = hint or str(cell.metadata["hocai"]["hint"])
    return (hint if state in (State.FAILED, State.PARTIAL) else "") or str(SENTENCES[reason])

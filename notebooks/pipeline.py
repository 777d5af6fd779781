"""One submission from files to points: rebuild, run, score. No database, no request; for the worker and the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks import sandbox
from notebooks.checks.public import public_message, public_notebook, tests_something
from notebooks.intake import NOTEBOOK_SUFFIX, Bundle, match_notebooks
from notebooks.notebook_json import grade_id_of
from notebooks.outputs import ShownOutput, shown
from notebooks.problems import Problem, problem
from notebooks.rebuild import Flag, Rebuilt, Role, rebuild
from notebooks.release import Release, make_release
from notebooks.scoring import CellResult, Reason, score_notebook

Run = Callable[[sandbox.Job], sandbox.RunResult]

TOLD_BY_THE_TEST = frozenset({Reason.WRONG, Reason.PARTLY, Reason.NOT_POINTS})
RUN_SENTENCES: dict[str, Promise] = {
    "timeout": _("The run took longer than it may and was ended. Look for a loop that does not end."),
    "oom": _("The run needed more memory than it may and was ended. Work with less data at once."),
    "killed": _("The run was ended from inside. Take out what ends the kernel."),
    "limit": _("The run printed or wrote more than it may and was ended. Print less."),
}


@dataclass(frozen=True)
class ReviewCell:
    """A cell as a person grading reads it. Its outputs come from a run that holds the hidden tests: never show them to a learner."""

    notebook: str
    cell_id: str
    role: Role
    grade_id: str
    cell_type: str
    source: str
    outputs: tuple[ShownOutput, ...]
    attachments: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class GradeResult:
    """`score` and `max_score` count automatically graded cells; `message` is for the learner, `flags` and `review` for staff."""

    cells: tuple[CellResult, ...]
    flags: tuple[Flag, ...]
    review: tuple[ReviewCell, ...]
    status: str
    message: str
    wall: float
    cpu: float
    max_rss_mb: float

    @property
    def score(self) -> float:
        return sum(cell.score or 0.0 for cell in self.cells if cell.is_auto)

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells if cell.is_auto)

    @property
    def manual_max(self) -> float:
        return sum(cell.max_score for cell in self.cells if not cell.is_auto)

    @property
    def needs_manual(self) -> bool:
        return any(cell.score is None for cell in self.cells)

    def as_json(self) -> dict[str, Any]:
        """Totals and cells by grade id; an id that two notebooks share is written `notebook/grade_id`."""
        ids = [cell.grade_id for cell in self.cells]
        cells = {
            cell.grade_id if ids.count(cell.grade_id) == 1 else f"{cell.notebook}/{cell.grade_id}": {
                "score": cell.score,
                "max_score": cell.max_score,
                "state": str(cell.state),
            }
            for cell in self.cells
        }
        return {"score": self.score, "max_score": self.max_score, "manual_max": self.manual_max, "cells": cells}

    def review_as_json(self) -> list[dict[str, Any]]:
        return [asdict(cell) for cell in self.review]


@dataclass(frozen=True)
class GateReport:
    """`problems` keep a lab from being released, `warnings` do not."""

    passed: bool
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


# --- grade ------------------------------------------------------------------------------------------------------------
def grade(source: Bundle, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GradeResult:
    """Stages 1 to 3. Raises BadRelease, BadUpload("other_lab") or SandboxUnavailable; a learner's broken code is a result."""
    return grade_release(make_release(source), submitted, run=run, limits=limits)


def grade_release(release: Release, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GradeResult:
    rebuilt = rebuild_all(release, submitted)
    return score(rebuilt, run(job_for(release, rebuilt, limits or sandbox.Limits())))


def rebuild_all(release: Release, submitted: Bundle, notebooks: Mapping[str, Any] | None = None) -> tuple[Rebuilt, ...]:
    """Stage 1 for every notebook of the lab; one that was not handed in scores 0."""
    matched = match_notebooks(release.expected, submitted)
    return tuple(
        rebuild(name, ours, submitted.notebooks[matched[name]] if name in matched else None, stubs=release.stubs[name])
        for name, ours in (notebooks or release.grading).items()
    )


def job_for(release: Release, rebuilt: tuple[Rebuilt, ...], limits: sandbox.Limits) -> sandbox.Job:
    notebooks = {each.name + NOTEBOOK_SUFFIX: json.dumps(each.for_run()).encode() for each in rebuilt if each.submitted}
    return sandbox.Job(notebooks, release.data, limits)


def score(rebuilt: tuple[Rebuilt, ...], result: sandbox.RunResult) -> GradeResult:
    """Stage 3: points, what the learner reads and what a grader sees."""
    runs = {each.name: result.notebooks.get(each.name + NOTEBOOK_SUFFIX) for each in rebuilt}
    with translation.override(settings.LANGUAGE_CODE):
        return GradeResult(
            cells=tuple(cell for each in rebuilt for cell in score_notebook(each, runs[each.name])),
            flags=tuple(flag for each in rebuilt for flag in each.flags),
            review=tuple(cell for each in rebuilt for cell in review(each, runs[each.name])),
            status=result.status,
            message=str(RUN_SENTENCES.get(result.status, "")),
            wall=result.wall,
            cpu=result.cpu,
            max_rss_mb=result.max_rss_mb,
        )


def review(rebuilt: Rebuilt, run: sandbox.NotebookRun | None) -> Iterator[ReviewCell]:
    for cell in rebuilt.cells:
        ran = run.cells.get(cell.id) if run else None
        outputs = shown(ran.outputs) if ran else ()
        yield ReviewCell(
            rebuilt.name,
            cell.id,
            cell.role,
            cell.grade_id,
            cell.cell_type,
            cell.source,
            outputs,
            {} if cell.role is Role.TEST else cell.attachments,
        )


# --- before handing in -----------------------------------------------------------------------------------------------
def check_public(
    release: Release, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None
) -> tuple[CellResult, ...]:
    """One result per test that a learner can see, run without any hidden test; questions for people are left out.

    Its `score` is of the public part alone and belongs in no gradebook. Raises BadUpload("other_lab") or SandboxUnavailable.
    """
    public = {name: public_notebook(student, release.grading[name]) for name, student in release.notebooks.items()}
    rebuilt = rebuild_all(release, submitted, public)
    result = run(job_for(release, rebuilt, limits or sandbox.Limits()))
    seen = {
        (name, grade_id_of(cell)): (cell, result.notebooks.get(name + NOTEBOOK_SUFFIX))
        for name, notebook in public.items()
        for cell in notebook["cells"]
        if tests_something(cell["source"])
    }
    with translation.override(settings.LANGUAGE_CODE):
        return tuple(
            in_public(found, *seen[found.notebook, found.grade_id])
            for found in score(rebuilt, result).cells
            if found.is_auto and (found.notebook, found.grade_id) in seen
        )


def in_public(found: CellResult, cell: Mapping[str, Any], notebook_run: sandbox.NotebookRun | None) -> CellResult:
    if found.reason not in TOLD_BY_THE_TEST:
        return found
    ran = notebook_run.cells.get(cell["id"]) if notebook_run else None
    return replace(found, message=public_message(cell, ran) or found.message)


# --- the release gate -------------------------------------------------------------------------------------------------
def check_release(source: Bundle, release: Release, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GateReport:
    """The author's solution must get full points and the notebook without answers 0, on every automatically graded cell."""
    solution = grade_release(release, source, run=run, limits=limits)
    blank = grade_release(release, release.bundle, run=run, limits=limits)
    numbers = {(name, cell["id"]): at for name, nb in release.grading.items() for at, cell in enumerate(nb["cells"], start=1)}
    places = {(cell.notebook, cell.grade_id): numbers.get((cell.notebook, cell.cell_id)) for cell in solution.review if cell.grade_id}
    with translation.override(settings.LANGUAGE_CODE):
        problems = (*solution_problems(solution, places), *blank_problems(blank, places))
    return GateReport(passed=not problems, problems=problems, warnings=release.warnings)


Places = Mapping[tuple[str, str], int | None]

GATE_HINTS: dict[Reason, Promise] = {
    Reason.NOT_POINTS: _("End the test without a value, or with one plain number of points, such as float(points)."),
    Reason.STDERR: _("It prints warnings, and the tag strict-stderr forbids them."),
    Reason.TIMEOUT: _("It takes too long."),
    Reason.NOT_EXECUTED: _("The test did not run: an earlier cell ended the kernel."),
    Reason.WRONG: _("Run the notebook from the top in a fresh kernel to see the error."),
    Reason.PARTLY: _("Run the notebook from the top in a fresh kernel to see the value."),
}


def solution_problems(result: GradeResult, places: Places) -> Iterator[Problem]:
    if result.status != "ok":
        yield problem("run_not_complete", status=result.status)
    for cell in result.cells:
        if cell.is_auto and cell.reason is not Reason.NONE:
            details = {"score": shown_points(cell.score), "max": shown_points(cell.max_score), "hint": GATE_HINTS.get(cell.reason, "")}
            yield at(cell, places, "solution_not_full", details)


def blank_problems(result: GradeResult, places: Places) -> Iterator[Problem]:
    for cell in result.cells:
        if cell.is_auto and cell.score:
            yield at(cell, places, "blank_not_zero", {"score": shown_points(cell.score)})


def at(cell: CellResult, places: Places, code: str, details: Mapping[str, object]) -> Problem:
    where = (cell.notebook, cell.grade_id)
    return problem(code, notebook=cell.notebook, cell=places.get(where), grade_id=cell.grade_id, **details)


def shown_points(points: float | None) -> str:
    return f"{points or 0:g}".replace(".", ",")

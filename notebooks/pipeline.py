"""One submission from files to points: rebuild, run, score. No database, no request; for the worker and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks import sandbox
from notebooks.checks.kernels import calls_file_name, file_name, notebooks_for, parts_of
from notebooks.checks.plans import Plans
from notebooks.checks.public import public_of
from notebooks.intake import Bundle, match_notebooks
from notebooks.outputs import shown
from notebooks.problems import Problem, problem
from notebooks.rebuild import Rebuilt, Role, rebuild
from notebooks.release import Notebook, Release, make_release
from notebooks.results import GateReport, GradeResult, ReviewCell
from notebooks.scoring import CellResult, Reason, Runs, score_notebook

Run = Callable[[sandbox.Job], sandbox.RunResult]

RUN_SENTENCES: dict[str, Promise] = {
    "timeout": _("The run took longer than it may and was ended. Look for a loop that does not end."),
    "oom": _("The run needed more memory than it may and was ended. Work with less data at once."),
    "killed": _("The run was ended from inside. Take out what ends the kernel."),
    "limit": _("The run printed or wrote more than it may and was ended. Print less."),
}


# --- grade ------------------------------------------------------------------------------------------------------------
def grade(source: Bundle, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GradeResult:
    """Stages 1 to 3. Raises BadRelease, BadUpload("other_lab") or SandboxUnavailable; a learner's broken code is a result."""
    return grade_release(make_release(source), submitted, run=run, limits=limits)


def grade_release(release: Release, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GradeResult:
    rebuilt = rebuild_all(release, release.grading, submitted)
    return score(rebuilt, run(job_for(rebuilt, release.plans, release.data, limits)), release.plans)


def rebuild_all(release: Release, ours: Mapping[str, Notebook], submitted: Bundle) -> tuple[Rebuilt, ...]:
    """Stage 1 for every notebook of the lab; one that was not handed in scores 0."""
    matched = match_notebooks(release.expected, submitted)
    return tuple(
        rebuild(name, notebook, submitted.notebooks[matched[name]] if name in matched else None, stubs=release.stubs[name])
        for name, notebook in ours.items()
    )


def job_for(
    rebuilt: Sequence[Rebuilt], plans: Mapping[str, Plans], data: Mapping[str, bytes], limits: sandbox.Limits | None
) -> sandbox.Job:
    names = [each.name for each in rebuilt]
    notebooks = dict(pair for each in rebuilt if each.submitted for pair in notebooks_for(each, plans[each.name], names))
    return sandbox.Job(notebooks, data, limits or sandbox.Limits())


def score(rebuilt: Sequence[Rebuilt], result: sandbox.RunResult, plans: Mapping[str, Plans]) -> GradeResult:
    """Stage 3: points, what the learner reads and what a grader sees."""
    runs = runs_in(rebuilt, result)
    with translation.override(settings.LANGUAGE_CODE):
        return GradeResult(
            cells=tuple(cell for each in rebuilt for cell in score_notebook(each, runs[each.name], plans[each.name])),
            flags=tuple(flag for each in rebuilt for flag in each.flags),
            review=tuple(cell for each in rebuilt for cell in review(each, runs[each.name], plans[each.name])),
            status=result.status,
            message=str(RUN_SENTENCES.get(result.status, "")),
            wall=result.wall,
            cpu=result.cpu,
            max_rss_mb=result.max_rss_mb,
        )


def runs_in(rebuilt: Sequence[Rebuilt], result: sandbox.RunResult) -> dict[str, Runs]:
    names = [each.name for each in rebuilt]
    return {name: Runs(result.notebooks.get(file_name(name)), result.notebooks.get(calls_file_name(name, names))) for name in names}


def review(rebuilt: Rebuilt, runs: Runs, plans: Plans) -> Iterator[ReviewCell]:
    run = runs.asserts or runs.calls
    for cell in rebuilt.cells:
        if cell.role is Role.TEST and cell.grade_id in plans:
            ran = parts_of(cell.id, plans[cell.grade_id], runs.calls)
        else:
            ran = [run.cells.get(cell.id) if run else None]
        yield ReviewCell(
            rebuilt.name,
            cell.id,
            cell.role,
            cell.grade_id,
            cell.cell_type,
            cell.source,
            shown([output for each in ran if each for output in each.outputs]),
            {} if cell.role is Role.TEST else cell.attachments,
        )


# --- before handing in -----------------------------------------------------------------------------------------------
def check_public(
    release: Release, submitted: Bundle, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None
) -> tuple[CellResult, ...]:
    """One result per test that a learner can see, run without any hidden test; questions for people are left out.

    Its `score` is of the public part alone and belongs in no gradebook. Raises BadUpload("other_lab") or SandboxUnavailable.
    """
    public = public_of(release)
    rebuilt = rebuild_all(release, {name: each.notebook for name, each in public.items()}, submitted)
    plans = {name: each.plans for name, each in public.items()}
    result = run(job_for(rebuilt, plans, release.data, limits))
    runs = runs_in(rebuilt, result)
    with translation.override(settings.LANGUAGE_CODE):
        found = score(rebuilt, result, plans).cells
        return tuple(public[each.notebook].told(each, runs[each.notebook]) for each in found if public[each.notebook].tests(each))


# --- the release gate -------------------------------------------------------------------------------------------------
def check_release(source: Bundle, release: Release, *, run: Run = sandbox.run, limits: sandbox.Limits | None = None) -> GateReport:
    """The author's solution must get full points and the notebook without answers 0, on every automatically graded cell."""
    solution = grade_release(release, source, run=run, limits=limits)
    blank = grade_release(release, release.bundle, run=run, limits=limits)
    numbers = {(name, cell["id"]): at for name, nb in release.grading.items() for at, cell in enumerate(nb["cells"], start=1)}
    places = {(cell.notebook, cell.grade_id): numbers.get((cell.notebook, cell.cell_id)) for cell in solution.review if cell.grade_id}
    with translation.override(settings.LANGUAGE_CODE):
        problems = (*solution_problems(solution, places), *blank_problems(blank, places))
        warnings = (*release.warnings, *failing_cells(solution, numbers))
    return GateReport(passed=not problems, problems=problems, warnings=warnings)


Places = Mapping[tuple[str, str], int | None]

GATE_HINTS: dict[Reason, Promise] = {
    Reason.NOT_POINTS: _("End the test without a value, or with one plain number of points, such as float(points)."),
    Reason.STDERR: _("It prints warnings, and the tag strict-stderr forbids them."),
    Reason.TIMEOUT: _("It takes too long."),
    Reason.NO_FILE: _("The file was not written."),
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


def failing_cells(result: GradeResult, numbers: Mapping[tuple[str, str], int]) -> Iterator[Problem]:
    """Cells beside the tests that end in an error although every answer is right, such as one that reads a file nobody uploaded."""
    for cell in result.review:
        error = next((output.body for output in cell.outputs if output.kind == "error"), "")
        if error and cell.role is not Role.TEST:
            place = numbers.get((cell.notebook, cell.cell_id))
            yield problem("cell_fails", notebook=cell.notebook, cell=place, grade_id=cell.grade_id, detail=error[:200])


def blank_problems(result: GradeResult, places: Places) -> Iterator[Problem]:
    for cell in result.cells:
        if cell.is_auto and cell.score:
            yield at(cell, places, "blank_not_zero", {"score": shown_points(cell.score)})


def at(cell: CellResult, places: Places, code: str, details: Mapping[str, object]) -> Problem:
    where = (cell.notebook, cell.grade_id)
    return problem(code, notebook=cell.notebook, cell=places.get(where), grade_id=cell.grade_id, **details)


def shown_points(points: float | None) -> str:
    return f"{points or 0:g}".replace(".", ",")

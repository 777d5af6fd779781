"""A remark about one cell of a teacher's notebook: where it is, and in one sentence what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "metadata": _("The nbgrader data of this cell are broken. Set its type again in “Create Assignment”."),
    "schema_too_new": _("This cell was made by a newer nbgrader. Set its type again in “Create Assignment”."),
    "no_grade_id": _("This cell has no ID. Give it one in “Create Assignment”."),
    "bad_grade_id": _("The ID may hold only letters without marks, digits, “-” and “_”, and at most 100 of them."),
    "same_grade_id": _("Another cell of this notebook has the same ID. Give every cell its own."),
    "bad_points": _("The points must be a number, 0 or more. Set them in “Create Assignment”."),
    "markdown_kind": _("A text cell can only be a manually graded answer, a manually graded task or read-only."),
    "task_kind": _("A manually graded task must be a text cell."),
    "raw_kind": _("A raw cell cannot be graded. Turn it into a code or text cell."),
    "language": _("Only Python notebooks can be run here."),
    "autotest": _("Automatic tests (### AUTOTEST) would run while the lab is released. Write the tests out."),
    "solution_outside": _("### BEGIN SOLUTION stands in a cell that is no answer. Make the cell an answer in “Create Assignment”."),
    "hidden_outside": _("### BEGIN HIDDEN TESTS stands in a cell that is no test. Make the cell “Autograder tests”."),
    "scheme_outside": _("=== BEGIN MARK SCHEME stands in a cell that is no task. Make the cell “Manually graded task”."),
    "unclosed_marker": _("A BEGIN line has no END line, or stands inside another one."),
    "nbgrader": _("nbgrader refuses this notebook: %(detail)s"),
    "solution_not_full": _("The solution gets %(score)s of %(max)s points here, it must get all of them. %(hint)s"),
    "blank_not_zero": _("The notebook without answers gets %(score)s points here, it must get 0. Test the answer itself."),
    "run_not_complete": _("The run ended early (%(status)s). Make the solution quicker or smaller."),
    "hidden_in_kernel": _("Hidden tests run beside the learner's code; a determined learner can get at them. Do not rely on them alone."),
    "stray_end": _("An END line has no BEGIN line before it. Check that the markers are complete."),
    "nothing_graded": _("No cell of this lab is graded."),
    "leaking_file": _("“%(name)s” looks like a solution and would go to the learners. Take it out if it is one."),
    "notebook_in_folder": _("“%(name)s” lies in a sub-folder: it goes along as a file and is not graded."),
}


@dataclass(frozen=True)
class Problem:
    """`cell` counts from 1 as JupyterLab shows it; None where the whole notebook or lab is meant."""

    code: str
    message: str
    notebook: str = ""
    cell: int | None = None
    grade_id: str = ""


def problem(code: str, *, notebook: str = "", cell: int | None = None, grade_id: str = "", **details: object) -> Problem:
    """A Problem with its sentence in the active language."""
    return Problem(code, str(SENTENCES[code]) % details, notebook, cell, grade_id)

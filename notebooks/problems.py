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
    "hidden_in_kernel": _(
        "These hidden tests run in the learner's own process: whoever wants to can read them or get around them. "
        "Put “# Kiểu chấm: gọi hàm” on the first line, so that the results are compared outside."
    ),
    "mostly_in_kernel": _(
        "More than half of the points come from plain asserts, which a determined learner can get around. "
        "Check what matters with “# Kiểu chấm: gọi hàm”, or have it graded by a person."
    ),
    "cell_fails": _("This cell ends in an error when the solution is run: %(detail)s. Is a file missing?"),
    "not_lifted": _("This test stays a plain assert in the learner's own process. %(reason)s"),
    "stray_end": _("An END line has no BEGIN line before it. Check that the markers are complete."),
    "nothing_graded": _("No cell of this lab is graded."),
    "leaking_file": _("“%(name)s” looks like a solution and would go to the learners. Take it out if it is one."),
    "notebook_in_folder": _("“%(name)s” lies in a sub-folder: it goes along as a file and is not graded."),
}

# Cells that say how they are checked. `line` counts in the cell.
CHECK_SENTENCES: dict[str, Promise] = {
    "unknown_tier": _("Line %(line)s: “%(name)s” is no kind of check. Write # Kiểu chấm: assert, gọi hàm, in ra or tệp."),
    "calls_syntax": _("Line %(line)s is not valid Python. A test by calls can hold asserts only, without %% commands."),
    "calls_statement": _(
        "Line %(line)s: only asserts, plain values and loops over them may stand here. Write for example: assert f(2) == 4"
    ),
    "calls_form": _(
        "Line %(line)s: this assert cannot be compared outside. Write assert f(…) == value, f(…) is True, abs(f(…) - number) < tolerance, "
        "math.isclose(f(…), number) or round(f(…), 2) == number."
    ),
    "calls_subject": _("Line %(line)s: on one side must stand a call of the learner's function and nothing else, for example f([1, 2])."),
    "calls_value": _(
        "Line %(line)s: “%(text)s” is no plain value. Write a number, a text, True, False, None, a list, a tuple or a dict with texts as keys."
    ),
    "calls_loop": _("Line %(line)s: the loop must go over values that are written out, for example: for a, b in [(1, 2), (3, 4)]:"),
    "calls_none": _("There is no assert here. Write at least one, for example: assert f(2) == 4"),
    "calls_many": _("Line %(line)s: the cell is too large. Keep to %(limit)s asserts and put the others into a second cell."),
    "output_syntax": _("Line %(line)s is not valid Python. Put lines that are no code behind #, and leave out %% commands."),
    "output_no_code": _("There is no code here that prints something. Call the learner's function, for example: in_bang(5)"),
    "expected_missing": _(
        "Line %(line)s: the expected text is missing. Write it in lines that begin with #, below # Kết quả mong đợi: "
        "(for a file # Nội dung mong đợi: or # So với: cham/…)."
    ),
    "expected_twice": _("Line %(line)s: the expected text is given a second time. Put it in one place, or make a second cell."),
    "expected_long": _("Line %(line)s: the expected text has more than %(limit)s lines. Shorten it."),
    "tolerance": _("Line %(line)s: the tolerance must be a number, 0 or more, for example # Sai số: 0.01"),
    "file_missing": _("The name of the file is missing. Write for example # Tệp: ket_qua.csv"),
    "file_path": _("Line %(line)s: give the file a plain name without folders above it, for example ket_qua.csv"),
    "function_name": _("“%(name)s” is no name of a function. Use letters, digits and “_”, for example trung_binh."),
    "function_missing": _("Write the name of the learner's function."),
    "uneven": _("There are %(calls)s lines of arguments and %(results)s expected results. Write one result per line."),
    "key_missing": _("Line %(line)s: “%(name)s” is not among the files. Put it into a folder “cham” and upload it with the notebook."),
    "key_text": _("Line %(line)s: “%(name)s” holds no UTF-8 text. Save it as UTF-8."),
    "key_size": _("Line %(line)s: “%(name)s” is empty or larger than %(limit)s kB. Compare a shorter file."),
}
SENTENCES |= CHECK_SENTENCES


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

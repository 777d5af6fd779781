"""A course folder graded by stock nbgrader: its own example assignment and a lab of ours, once for all tests that compare with it."""

import copy
import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbgrader

from notebooks.notebook_json import grade_id_of

from . import stock
from .cells import answer, as_bytes, check, code, essay, notebook, text

# What `nbgrader quickstart` copies into a new course.
EXAMPLE_FOLDER = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1"

SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n    return [k * k for k in range(1, n + 1)]"
UNCHECKED = "def squares(n):\n    return [k * k for k in range(1, n + 1)]"
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"
FORMULA = "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"
WORDS = {
    "sum_of_squares_equation": "$n(n+1)(2n+1)/6$",
    "sum_of_squares_application": "print(sum_of_squares(3))",
    "part-a": "Fibonacci",
    "part-b": "n < 0",
}


def before(content, grade_id, *cells):
    place = next(at for at, cell in enumerate(content["cells"]) if grade_id_of(cell) == grade_id)
    content["cells"][place:place] = cells


def with_helper(content):
    before(content, "squares", code("def square(k):\n    return k * k"), text("Tôi viết thêm."))
    content["cells"].append(code("sum_of_squares(4)"))


def with_edited_cells(content):
    for cell in content["cells"]:
        if cell["source"] == "squares(10)":
            cell["source"] = "def square(k):\n    return k * k\nsquares(9)"


# student: (answers by grade id, change of problem1 by hand)
EXAMPLE = {
    "right": ({"squares": SQUARES, "sum_of_squares": SUM, **WORDS}, None),
    "wrong": ({"squares": "def squares(n):\n    return [n]", "sum_of_squares": "def sum_of_squares(n):\n    return n"}, None),
    "partly": ({"squares": UNCHECKED, "sum_of_squares": SUM}, None),
    "formula": ({"squares": UNCHECKED, "sum_of_squares": FORMULA, "part-a": "Fibonacci"}, None),
    "blank": ({}, None),
    "syntax": ({"squares": "def squares(n)\n  return", "sum_of_squares": SUM}, None),
    "error": ({"squares": SQUARES, "sum_of_squares": "1 / 0", "sum_of_squares_application": "1 / 0"}, None),
    "emptied": ({"squares": "", "sum_of_squares": "", "part-a": "", "part-b": " "}, None),
    "talkative": ({"squares": SQUARES + "\nprint(squares(3))\nsquares(2)", "sum_of_squares": SUM + "\nsum_of_squares(2)"}, None),
    "helped": ({"squares": SQUARES.replace("k * k", "square(k)"), "sum_of_squares": SUM}, with_helper),
    "helped-late": ({"squares": SQUARES.replace("k * k", "square(k)"), "sum_of_squares": SUM}, with_edited_cells),
}
# What a test of 2 points may end with. Stock nbgrader gives all points for what is no number and none of ours does.
SAME_VALUES = {
    "whole": "2",
    "half": "1.0",
    "quarter": "0.5",
    "none": "0",
    "nothing": "None",
    "raises": "1 / 0",
    "text-of-number": "print(1)",
}
OTHER_VALUES = {"not-a-number": "float('nan')", "word": "'full'", "truth": "True", "negative": "-1", "list": "[1, 2]"}


@dataclass(frozen=True)
class StockCourse:
    """`grades` is what stock.py prints: {assignment: {student: {"notebook/grade_id": {...}} | None}}."""

    root: Path
    grades: dict[str, dict[str, Any]]


def graded_once(shared: Path) -> StockCourse:
    """Graded by the first process that asks; grading thirty notebooks one after the other takes most of a minute."""
    root, result = shared / "stock-course", shared / "stock-course.json"
    with (shared / "stock-course.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            make_course_folder(root)
            result.write_text(run(stock.__file__, str(root), "grade").splitlines()[-1])
    return StockCourse(root, json.loads(result.read_text()))


def make_course_folder(root: Path) -> None:
    """Both assignments released, and everything that was handed in."""
    shutil.copytree(EXAMPLE_FOLDER, root / "source" / "ps1")
    (root / "source" / "own").mkdir()
    (root / "source" / "own" / "own.ipynb").write_bytes(as_bytes(own_lab()))
    run(stock.__file__, str(root), "release")
    hand_in_example(root)
    hand_in_own(root)


def run(*arguments):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONWARNINGS": "ignore"}
    return subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def own_lab():
    values = {**SAME_VALUES, **OTHER_VALUES}
    tests = [check(name, value, 2) for name, value in values.items()]
    return notebook(answer("a", "x = 1"), *tests, check("quiet", "speak()\nassert True"), check("too-much", "x", 2), essay("d", "lời"))


def hand_in_example(root):
    released = {path.stem: json.loads(path.read_bytes()) for path in (root / "release" / "ps1").glob("*.ipynb")}
    for student in EXAMPLE:
        notebooks = answered(released, student)
        save(root / "handed_in" / "ps1" / student, notebooks)
    save(root / "handed_in" / "ps1" / "half", {"problem1": notebooks["problem1"]})


def answered(released, student):
    """The student's notebooks, made from what was released to them."""
    answers, change = EXAMPLE[student]
    notebooks = copy.deepcopy(released)
    for content in notebooks.values():
        for cell in content["cells"]:
            cell["source"] = answers.get(grade_id_of(cell), "".join(cell["source"]))
    if change:
        change(notebooks["problem1"])
    return notebooks


def hand_in_own(root):
    silent = "x = 1\ndef speak():\n    pass"
    loud = "import sys\nx = 1\ndef speak():\n    print('!', file=sys.stderr)"
    for student, source in {"silent": silent, "loud": loud, "greedy": silent.replace("1", "9")}.items():
        mine = own_lab()
        mine["cells"][0]["source"] = source
        save(root / "handed_in" / "own" / student, {"own": mine})
    twice = own_lab()
    twice["cells"] += [{**twice["cells"][0], "id": "again", "source": silent}, {**twice["cells"][1], "id": "once-more"}]
    save(root / "handed_in" / "own" / "twice", {"own": twice})


def save(folder, notebooks):
    folder.mkdir(parents=True)
    for name, content in notebooks.items():
        (folder / f"{name}.ipynb").write_bytes(as_bytes(content))

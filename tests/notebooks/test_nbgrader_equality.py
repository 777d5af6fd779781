"""Our points beside stock nbgrader's: on nbgrader's own example assignment, and on a lab of ours for the three named differences."""

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
import pytest

from notebooks import sandbox
from notebooks.intake import read_path
from notebooks.notebook_json import grade_id_of
from notebooks.pipeline import check_release, grade
from notebooks.release import make_release

from .material import stock
from .material.cells import answer, as_bytes, check, code, essay, notebook, text

pytestmark = pytest.mark.slow

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


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with nbgrader's example, a lab of ours, and everything that was handed in."""
    root = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(EXAMPLE_FOLDER, root / "source" / "ps1")
    (root / "source" / "own").mkdir()
    (root / "source" / "own" / "own.ipynb").write_bytes(as_bytes(own_lab()))
    run(stock.__file__, str(root), "release")
    hand_in_example(root)
    hand_in_own(root)
    return root


@pytest.fixture(scope="module", autouse=True)
def warm():
    """One warm sandbox for all runs of this module."""
    sandbox.keep_warm()
    yield
    sandbox.cool_down()


@pytest.fixture(scope="module")
def stocks(course):
    return json.loads(run(stock.__file__, str(course), "grade").splitlines()[-1])


def run(*arguments):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONWARNINGS": "ignore"}
    return subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def own_lab():
    values = {**SAME_VALUES, **OTHER_VALUES}
    tests = [check(name, value, 2) for name, value in values.items()]
    return notebook(answer("a", "x = 1"), *tests, check("quiet", "speak()\nassert True"), check("too-much", "x", 2), essay("d", "lời"))


def hand_in_example(root):
    released = {path.stem: json.loads(path.read_bytes()) for path in (root / "release" / "ps1").glob("*.ipynb")}
    for student, (answers, change) in EXAMPLE.items():
        notebooks = copy.deepcopy(released)
        for content in notebooks.values():
            for cell in content["cells"]:
                cell["source"] = answers.get(grade_id_of(cell), "".join(cell["source"]))
        if change:
            change(notebooks["problem1"])
        save(root / "handed_in" / "ps1" / student, notebooks)
    save(root / "handed_in" / "ps1" / "half", {"problem1": notebooks["problem1"]})


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


def ours(course, assignment, student):
    result = grade(read_path(course / "source" / assignment), read_path(course / "handed_in" / assignment / student))
    return {f"{cell.notebook}/{cell.grade_id}": cell for cell in result.cells}


def test_example_passes_the_release_gate(course):
    source = read_path(course / "source" / "ps1")
    release = make_release(source)

    assert (release.max_score, release.manual_max) == (3, 10)
    assert check_release(source, release).passed


@pytest.mark.parametrize("student", [*EXAMPLE, "half"])
def test_example_gives_stock_nbgraders_points(course, stocks, student):
    theirs, mine = stocks["ps1"][student], ours(course, "ps1", student)

    assert {key: (cell.score or 0, cell.max_score) for key, cell in mine.items()} == {
        key: (grade["score"], grade["max_score"]) for key, grade in theirs.items()
    }
    touched = {key for key, grade in theirs.items() if grade["needs_manual_grade"]}
    assert touched <= {key for key, cell in mine.items() if cell.score is None}


def test_values_give_stock_nbgraders_points_where_they_are_points(course, stocks):
    theirs, mine = stocks["own"]["silent"], ours(course, "own", "silent")

    for name in SAME_VALUES:
        assert (name, mine[f"own/{name}"].score) == (name, theirs[f"own/{name}"]["score"])
    assert [mine[f"own/{name}"].score for name in SAME_VALUES] == [2, 1, 0.5, 0, 2, 0, 2]


def test_values_that_are_no_points_score_nothing_here_and_all_with_stock(course, stocks):
    theirs, mine = stocks["own"]["silent"], ours(course, "own", "silent")

    assert [theirs[f"own/{name}"]["score"] for name in OTHER_VALUES] == [2] * len(OTHER_VALUES)
    assert [mine[f"own/{name}"].score for name in OTHER_VALUES] == [0] * len(OTHER_VALUES)


def test_a_value_above_the_points_scores_nothing_here_and_stops_stock(course, stocks):
    assert stocks["own"]["greedy"] is None
    assert ours(course, "own", "greedy")["own/too-much"].score == 0


def test_standard_error_costs_points_with_stock_alone(course, stocks):
    assert (stocks["own"]["silent"]["own/quiet"]["score"], stocks["own"]["loud"]["own/quiet"]["score"]) == (1, 0)
    assert [ours(course, "own", student)["own/quiet"].score for student in ("silent", "loud")] == [1, 1]


def test_doubled_cells_stop_stock_and_are_graded_here(course, stocks):
    mine = ours(course, "own", "twice")

    assert stocks["own"]["twice"] is None
    assert (mine["own/quiet"].score, mine["own/whole"].score) == (1, 2)

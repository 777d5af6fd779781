"""Our points beside stock nbgrader's: on nbgrader's own example assignment, and on a lab of ours for the three named differences."""

import pytest

from notebooks import sandbox
from notebooks.intake import read_path
from notebooks.pipeline import check_release, grade
from notebooks.release import make_release

from .material.stock_course import EXAMPLE, OTHER_VALUES, SAME_VALUES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def warm():
    """One warm sandbox for all runs of this module."""
    sandbox.keep_warm()
    yield
    sandbox.cool_down()


@pytest.fixture(scope="module")
def course(stock_course):
    return stock_course.root


@pytest.fixture(scope="module")
def stocks(stock_course):
    return stock_course.grades


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

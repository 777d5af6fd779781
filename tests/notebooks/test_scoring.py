import pytest

from notebooks.rebuild import rebuild
from notebooks.release import make_release
from notebooks.sandbox import CellRun, NotebookRun
from notebooks.scoring import Runs, State, score_notebook

from .material.cells import answer, bundle, check, essay, free_code, notebook, task


def result(text):
    return {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": text}, "metadata": {}}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "bi_mat", "traceback": ["bi_mat"]}
STDERR = {"output_type": "stream", "name": "stderr", "text": "bi_mat: a warning"}
STDOUT = {"output_type": "stream", "name": "stdout", "text": "7"}


def scored(cell, ran, **metadata):
    """The only result of a lab with this one graded cell after such a run."""
    release = make_release(bundle(bai1=notebook(cell, **metadata)))
    ours = release.grading["bai1"]
    found = rebuild("bai1", ours, release.notebooks["bai1"], stubs=release.stubs["bai1"])
    run = None if ran is None else NotebookRun({ours["cells"][0]["id"]: ran}, None)
    return next(iter(score_notebook(found, Runs(run))))


def points(*outputs, status="ok", count=1, cell=None, **metadata):
    found = scored(cell or check("q", "1", 2), CellRun(status, count, outputs), **metadata)
    return found.score, found.state


def test_a_test_without_output_gets_all_points():
    assert points() == (2, State.PASSED)
    assert points(STDOUT) == (2, State.PASSED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", (2, "passed")),
        ("2.0", (2, "passed")),
        ("1", (1, "partial")),
        ("0.25", (0.25, "partial")),
        ("0", (0, "failed")),
        (["1.5"], (1.5, "partial")),
    ],
)
def test_a_value_gives_partial_credit(text, expected):
    assert points(result(text)) == expected


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "-1", "2.5", "1e999", "True", "'2'", "[2]", "np.float64(2.0)", "", ["1", "1"], None, 2, {"a": 1}, "2\n3"]
)
def test_a_value_that_is_no_number_of_points_scores_zero(text):
    assert points(result(text)) == (0, State.FAILED)


def test_a_value_without_data_scores_zero():
    assert points({"output_type": "execute_result"}) == (0, State.FAILED)
    assert points(result("2"), result("2")) == (0, State.FAILED)


def test_an_error_scores_zero_wherever_it_stands():
    assert points(ERROR) == (0, State.FAILED)
    assert points(result("2"), ERROR) == (0, State.FAILED)
    assert points(status="error") == (0, State.FAILED)


@pytest.mark.parametrize(
    "ran",
    [
        None,
        CellRun("not_executed", None, ()),
        CellRun("skipped", None, ()),
        CellRun("ok", None, ()),
        CellRun("error", None, (ERROR,)),
        CellRun("skipped", 1, ()),
    ],
)
def test_a_test_that_was_not_executed_scores_zero(ran):
    found = scored(check("q", "1", 2), ran)

    assert (found.score, found.state) == (0, State.NOT_EXECUTED)


def test_a_test_that_ran_out_of_time_scores_zero():
    assert points(status="timeout", count=None) == (0, State.FAILED)


def test_standard_error_costs_points_only_where_the_author_asks():
    strict = check("q", "1", 2)
    strict["metadata"]["tags"] = ["strict-stderr"]

    assert points(STDERR) == (2, State.PASSED)
    assert points(STDERR, cell=strict) == (0, State.FAILED)
    assert points(cell=strict) == (2, State.PASSED)
    assert points(STDERR, hocai={"strict_stderr": True}) == (0, State.FAILED)


def test_a_test_of_no_points_is_passed_or_failed():
    assert points(cell=check("q", "1", 0)) == (0, State.PASSED)
    assert points(ERROR, cell=check("q", "1", 0)) == (0, State.FAILED)


def test_an_untouched_manual_answer_scores_zero_and_a_touched_one_waits():
    for cell in (essay("q", "x", 2), free_code("q", "x", 2)):
        release = make_release(bundle(bai1=notebook(cell)))
        touched = notebook(cell | {"source": "của tôi"})
        blank, written = (
            next(iter(score_notebook(rebuild("bai1", release.grading["bai1"], theirs, stubs=release.stubs["bai1"]), Runs())))
            for theirs in (release.notebooks["bai1"], touched)
        )

        assert (blank.score, blank.state) == (0, State.NO_RESPONSE)
        assert (written.score, written.state) == (None, State.MANUAL)


def test_a_task_always_waits_for_a_person():
    found = scored(task("q", "Làm", 4), None)

    assert (found.score, found.max_score, found.state) == (None, 4, State.MANUAL)


def test_a_notebook_that_was_not_handed_in_scores_zero():
    release = make_release(bundle(bai1=notebook(answer("a", "x"), check("b", "1"), essay("c", "x"), task("d", "x"))))

    found = list(score_notebook(rebuild("bai1", release.grading["bai1"], None, stubs={}), Runs()))

    assert [(cell.score, cell.state) for cell in found] == [(0, State.NOT_EXECUTED), (0, State.NO_RESPONSE), (0, State.NO_RESPONSE)]


def test_a_message_is_the_authors_hint_and_never_what_the_run_printed():
    hinted = check("q", "# Gợi ý: thử số âm\n### BEGIN HIDDEN TESTS\nassert bi_mat\n### END HIDDEN TESTS", 2)
    outputs = (STDERR, result("bi_mat"), ERROR)
    failed, plain = scored(hinted, CellRun("error", 1, outputs)), scored(check("q", "assert bi_mat"), CellRun("error", 1, outputs))

    assert failed.message == "thử số âm"
    assert plain.message
    assert "bi_mat" not in plain.message
    assert scored(hinted, CellRun("ok", 1, ())).message == ""


def test_a_hint_may_stand_in_metadata():
    cell = check("q", "assert 0")
    cell["metadata"]["hocai"] = {"hint": "nghĩ lại"}

    assert scored(cell, CellRun("error", 1, (ERROR,))).message == "nghĩ lại"

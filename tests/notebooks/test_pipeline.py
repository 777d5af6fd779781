from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notebooks import sandbox
from notebooks.exceptions import BadRelease, BadUpload
from notebooks.intake import Bundle
from notebooks.pipeline import GradeResult, check_public, check_release, grade, grade_release, score
from notebooks.rebuild import Role
from notebooks.release import make_release
from notebooks.sandbox import RunResult

from .material.cells import answer, as_bytes, bundle, check, code, essay, free_code, meta, notebook, text
from .material.here import run_here
from .material.labs import BROKEN, HIDDEN, MEAN, RIGHT, WRONG, cell_with, handed_in, mean_lab, mean_release


def graded(answers=None, change=None, run=run_here):
    return grade_release(mean_release(), handed_in(mean_release(), answers, change), run=run)


def states(result):
    return {cell.grade_id: (cell.score, str(cell.state)) for cell in result.cells}


def gate(**notebooks):
    source = bundle(**notebooks)
    return check_release(source, make_release(source), run=run_here)


# --- grade ------------------------------------------------------------------------------------------------------------
def test_grade_a_right_answer():
    result = grade(mean_lab(), handed_in(mean_release(), {"mean": RIGHT, "why": "Vì cộng rồi chia."}), run=run_here)

    assert states(result) == {
        "mean-visible": (1, "passed"),
        "mean-hidden": (2, "passed"),
        "mean-partial": (2, "passed"),
        "why": (None, "manual"),
    }
    assert (result.score, result.max_score, result.manual_max, result.needs_manual) == (5, 5, 3, True)


def test_grade_a_partly_right_answer():
    found = states(graded({"mean": "def trung_binh(so):\n    return so[0] if so[0] < 3 else 3"}))

    assert found["mean-partial"] == (1.5, "partial")
    assert found["mean-visible"] == (0, "failed")


@pytest.mark.parametrize("source", [None, BROKEN, "raise SystemError()", "", "def trung_binh(so):\n    return None"])
def test_grade_of_no_and_of_broken_answers(source):
    result = graded({"mean": source} if source is not None else {})

    assert [cell.score for cell in result.cells] == [0, 0, 0, 0]
    assert result.score == 0


def test_grade_says_what_to_do_and_not_what_is_tested():
    result = graded({"mean": WRONG})

    messages = {cell.grade_id: cell.message for cell in result.cells}
    assert messages["mean-hidden"] == "thử với một danh sách có số âm"
    assert messages["mean-visible"]
    assert "7431" not in "".join(messages.values())


def test_grade_refuses_another_lab_and_a_bad_source():
    with pytest.raises(BadUpload):
        grade(mean_lab(), bundle(bai1=notebook(answer("else", "1"))), run=run_here)
    with pytest.raises(BadRelease):
        grade(bundle(bai1=notebook(check("", "1"))), mean_lab(), run=run_here)


def test_grade_of_a_lab_with_a_notebook_that_was_not_handed_in():
    source = Bundle({**mean_lab().files, "bai2.ipynb": as_bytes(notebook(answer("b", "x = 1"), check("b-test", "1"), essay("c", "x")))})
    mine = handed_in(mean_release(), {"mean": RIGHT})

    result = grade(source, mine, run=run_here)

    assert states(result) | {"b-test": (0, "not_executed"), "c": (0, "no_response")} == states(result)
    assert [flag.code for flag in result.flags] == ["missing_notebook"]
    assert (result.score, result.max_score) == (5, 6)


@pytest.mark.parametrize("status", ["timeout", "oom", "killed", "limit"])
def test_score_of_a_run_that_was_ended_tells_the_learner_why(status):
    result = graded({"mean": RIGHT}, run=lambda job: RunResult(status, {}))

    assert result.message
    assert {cell.state for cell in result.cells if cell.is_auto} == {"not_executed"}


def test_review_shows_a_grader_what_the_learner_wrote_and_saw():
    review = graded({"mean": RIGHT + "\nprint('xin chào')", "why": "Vì thế."}).review

    mine = {cell.grade_id: cell for cell in review if cell.role in (Role.ANSWER, Role.MANUAL)}
    assert [each.body for each in mine["mean"].outputs] == ["xin chào\n"]
    assert mine["why"].source == "Vì thế."


def test_as_json_has_the_shape_of_the_issue():
    result = graded({"mean": WRONG, "why": "Vì thế."})

    assert result.as_json() == {
        "score": 2,
        "max_score": 5,
        "manual_max": 3,
        "cells": {
            "mean-visible": {"score": 0, "max_score": 1, "state": "failed"},
            "mean-hidden": {"score": 0, "max_score": 2, "state": "failed"},
            "mean-partial": {"score": 2, "max_score": 2, "state": "passed"},
            "why": {"score": None, "max_score": 3, "state": "manual"},
        },
    }


def test_as_json_tells_questions_of_two_notebooks_apart():
    one = notebook(answer("a", "x = 1"), check("same", "x"))

    assert set(grade(bundle(bai1=one, bai2=one), bundle(bai1=one, bai2=one), run=run_here).as_json()["cells"]) == {"bai1/same", "bai2/same"}


# --- whatever a submission brings -------------------------------------------------------------------------------------
def test_metadata_of_a_submission_change_nothing():
    def tamper(content: dict[str, Any]) -> None:
        content["metadata"] = {"kernelspec": {"name": "bash", "language": "bash"}, "hocai": {"strict_stderr": True}}
        for cell in content["cells"]:
            cell["metadata"]["tags"] = ["remove-cell", "raises-exception", "strict-stderr"]
            cell["metadata"].get("nbgrader", {}).update(points=99, schema_version=1, checksum="0" * 32)

    assert graded({"mean": WRONG, "why": "Vì."}, tamper).cells == graded({"mean": WRONG, "why": "Vì."}).cells


def test_saved_outputs_of_a_submission_change_nothing():
    def tamper(content: dict[str, Any]) -> None:
        for cell in content["cells"]:
            cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2"}, "metadata": {}}]
            cell["execution_count"] = 7

    assert graded({"mean": WRONG}, tamper).cells == graded({"mean": WRONG}).cells


@pytest.mark.parametrize("grade_id", ["mean-visible", "mean-hidden", "mean-partial"])
def test_a_deleted_doubled_or_rewritten_test_is_ours_again(grade_id):
    def delete(content: dict[str, Any]) -> None:
        content["cells"].remove(cell_with(content, grade_id))

    def double(content: dict[str, Any]) -> None:
        content["cells"].append({**cell_with(content, grade_id), "source": "2"})

    def rewrite(content: dict[str, Any]) -> None:
        cell_with(content, grade_id).update(source="2", cell_type="raw")

    for change in (delete, double, rewrite):
        assert graded({"mean": WRONG}, change).cells == graded({"mean": WRONG}).cells


@pytest.mark.parametrize("flags", list(product([True, False], repeat=4)))
def test_a_manual_answer_stays_with_a_person_whatever_the_submission_calls_it(flags):
    lab = make_release(bundle(bai1=notebook(free_code("code", "lời giải", 2), essay("words", "lời giải", 3))))
    claimed = dict(zip(("grade", "solution", "locked", "task"), flags, strict=True))
    mine = notebook(*[code("của tôi", **meta(grade_id, points=1, **claimed)) for grade_id in ("code", "words")])

    assert states(grade_release(lab, bundle(bai1=mine), run=run_here)) == {"code": (None, "manual"), "words": (None, "manual")}


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from(["x", "skip", "code"]), lambda inner: st.lists(inner, max_size=2)
)
nbgrader_keys = st.sampled_from(["grade", "solution", "locked", "task", "points", "checksum", "schema_version", "cell_type", "other"])
metadata_keys = st.sampled_from(["tags", "deletable", "editable", "hocai", "jupyter"])
outputs = st.lists(
    st.fixed_dictionaries({"output_type": st.sampled_from(["stream", "error", "execute_result"]), "data": values, "name": values}),
    max_size=2,
)
harmless = st.sampled_from(
    [code("# ghi chú"), text("Ghi chú"), code("y = 1"), check("mean-visible", "0", 50), check("zzz", "9", 9), essay("yyy", "x", 9)]
)
tampering = st.fixed_dictionaries(
    {
        "cells": st.lists(
            st.tuples(st.dictionaries(metadata_keys, values), st.dictionaries(nbgrader_keys, values), outputs, values),
            min_size=6,
            max_size=6,
        ),
        "added": st.lists(st.tuples(st.integers(0, 8), harmless), max_size=3),
        "metadata": st.dictionaries(st.sampled_from(["kernelspec", "language_info", "hocai", "celltoolbar"]), values),
    }
)
ANSWERS = {"right": RIGHT, "wrong": WRONG, "broken": BROKEN}


@cache
def untampered(name: str) -> GradeResult:
    return graded({"mean": ANSWERS[name], "why": "Vì."})


@given(tampering, st.sampled_from(sorted(ANSWERS)))
@settings(max_examples=80, deadline=None)
def test_nothing_but_answers_changes_a_score(tampered, name):
    def tamper(content: dict[str, Any]) -> None:
        content["metadata"] = tampered["metadata"]
        for cell, (more, nbgrader, saved, ident) in zip(content["cells"], tampered["cells"], strict=True):
            cell["metadata"].update(more)
            cell["metadata"].get("nbgrader", {}).update(nbgrader)
            cell.update(outputs=saved, execution_count=3, id=ident)
        for place, cell in tampered["added"]:
            content["cells"].insert(place, cell)

    assert graded({"mean": ANSWERS[name], "why": "Vì."}, tamper).cells == untampered(name).cells


# --- before handing in -----------------------------------------------------------------------------------------------
def tried(answers=None, change=None, run=run_here):
    return check_public(mean_release(), handed_in(mean_release(), answers, change), run=run)


def test_check_public_runs_what_the_learner_can_see_and_nothing_hidden():
    jobs = []

    found = tried({"mean": RIGHT, "why": "Vì thế."}, run=lambda job: jobs.append(job) or run_here(job))

    assert [(cell.grade_id, cell.score, str(cell.state), cell.message) for cell in found] == [
        ("mean-visible", 1, "passed", ""),
        ("mean-partial", 2, "passed", ""),
    ]
    assert "7431" not in "".join(map(str, jobs))


def test_check_public_tells_the_test_that_does_not_hold():
    visible, partial = tried({"mean": WRONG})

    assert (visible.score, str(visible.state)) == (0, "failed")
    assert visible.message == "Chưa đúng: assert trung_binh([2, 4]) == 3"
    assert (partial.score, str(partial.state)) == (2, "passed")


def test_check_public_prefers_the_hint_that_the_learner_can_see():
    cell = check(
        "t", "# Gợi ý: chia cho số phần tử\nassert x == 1\n### BEGIN HIDDEN TESTS\n# Gợi ý: bí mật\nassert x\n### END HIDDEN TESTS"
    )
    hinted = cell | {"metadata": cell["metadata"] | {"hocai": {"hint": "bí mật"}}}
    source = bundle(bai1=notebook(answer("a", "x = 2"), hinted))

    (found,) = check_public(make_release(source), source, run=run_here)

    assert found.message == "chia cho số phần tử"


def test_check_public_takes_the_line_from_the_traceback_and_no_word_of_it():
    source = bundle(bai1=notebook(answer("a", "x = 2"), check("t", "y = 1\nassert x > 1\nassert x == y")))

    def answered(job):
        frames = ["AssertionError Traceback", "\x1b[36mCell\x1b[0m\x1b[36m In[2]\x1b[0m\x1b[32m, line 3\x1b[0m bi_mat"]
        error = {"output_type": "error", "ename": "AssertionError", "evalue": "bi_mat", "traceback": frames}
        cells = {"c1": sandbox.CellRun("error", 2, (error,))}
        return RunResult("ok", {"bai1.ipynb": sandbox.NotebookRun(cells, None)})

    (found,) = check_public(make_release(source), source, run=answered)

    assert found.message == "Chưa đúng: assert x == y"


def test_check_public_of_a_run_that_did_not_get_there_says_so():
    found = tried({"mean": RIGHT}, run=lambda job: RunResult("timeout", {}))

    assert {str(cell.state) for cell in found} == {"not_executed"}
    assert all(cell.message for cell in found)


# --- the release gate -------------------------------------------------------------------------------------------------
def test_check_release_passes_a_sound_lab_with_its_warnings():
    source = mean_lab()
    report = check_release(source, make_release(source), run=run_here)

    assert (report.passed, report.problems) == (True, ())
    assert [found.code for found in report.warnings] == ["mostly_in_kernel", "hidden_in_kernel"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([answer("a", "x = 1"), check("t", "assert x == 2")], ("solution_not_full", 2)),
        ([answer("a", "x = 1"), check("t", "x == 1", 1)], ("solution_not_full", 2)),
        ([answer("a", "x = 0.5"), check("t", "x", 1)], ("solution_not_full", 2)),
        ([text("# A"), answer("a", "x = 1"), check("t", "assert True")], ("blank_not_zero", 3)),
        ([answer("a", "x = 1"), check("t", "0.5 if 'x' not in globals() else 1")], ("blank_not_zero", 2)),
    ],
)
def test_check_release_names_the_cell_and_the_reason(cells, expected):
    report = gate(bai1=notebook(*cells))

    assert not report.passed
    assert [(found.code, found.cell, found.grade_id) for found in report.problems] == [(*expected, "t")]
    assert report.problems[0].message


def test_check_release_does_not_ask_for_points_that_people_give():
    assert gate(bai1=notebook(answer("a", MEAN), check("t", "trung_binh([1])\npass"), essay("b", "lời giải"))).passed


def test_check_release_refuses_a_solution_whose_run_was_ended():
    source = mean_lab()
    report = check_release(source, make_release(source), run=lambda job: RunResult("timeout", run_here(job).notebooks))

    assert [found.code for found in report.problems] == ["run_not_complete"]


def test_grade_release_gives_the_sandbox_no_solution_and_no_mark_scheme():
    jobs = []
    source = Bundle({**mean_lab().files, "diem.csv": b"1"})

    grade_release(make_release(source), handed_in(make_release(source)), run=lambda job: jobs.append(job) or run_here(job))

    (job,) = jobs
    assert set(job.notebooks) == {"bai1.ipynb"}
    assert job.files == {"diem.csv": b"1"}
    sent = job.notebooks["bai1.ipynb"].decode()
    assert "sum(so)" not in sent
    assert "points" not in sent
    assert HIDDEN.split("\n")[2] in sent


def test_score_takes_outputs_by_our_ids_alone():
    result = grade_release(
        mean_release(),
        handed_in(mean_release(), {"mean": RIGHT}),
        run=lambda job: RunResult("ok", {"else.ipynb": run_here(job).notebooks["bai1.ipynb"]}),
    )

    assert result.score == 0
    assert score((), RunResult("ok", {}), {}).cells == ()

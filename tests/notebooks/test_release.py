import json

import pytest

from notebooks import grader
from notebooks.exceptions import BadRelease
from notebooks.intake import Bundle
from notebooks.notebook_json import grade_id_of
from notebooks.release import make_release

from .material.cells import answer, as_bytes, bundle, check, code, essay, free_code, locked, meta, notebook, task, text
from .material.labs import mean_lab


def release_of(*cells, **metadata):
    return make_release(bundle(bai1=notebook(*cells, **metadata)))


def problems_of(*cells, **metadata):
    with pytest.raises(BadRelease) as caught:
        release_of(*cells, **metadata)
    assert str(caught.value)
    assert all(found.message and found.notebook == "bai1" for found in caught.value.problems)
    return [(found.cell, found.code) for found in caught.value.problems]


def warnings_of(release):
    return [(found.code, found.cell) for found in release.warnings]


def student_text(release):
    return b"".join(release.bundle.files.values()).decode()


def test_make_release_lists_questions_with_titles_and_kinds():
    questions = make_release(mean_lab()).questions

    assert [(q.notebook, q.grade_id, q.title, q.max_points, q.kind) for q in questions] == [
        ("bai1", "mean-visible", "Trung bình của hai số", 1.0, "auto"),
        ("bai1", "mean-hidden", "Trung bình cộng", 2.0, "auto"),
        ("bai1", "mean-partial", "Trung bình cộng", 2.0, "auto"),
        ("bai1", "why", "Trung bình cộng", 3.0, "manual"),
    ]
    assert (make_release(mean_lab()).max_score, make_release(mean_lab()).manual_max) == (5, 3)


def test_make_release_takes_solutions_hidden_tests_and_mark_schemes_out():
    release = release_of(
        answer("a", "### BEGIN SOLUTION\nbi_mat_1\n### END SOLUTION"),
        check("b", "x\n### BEGIN HIDDEN TESTS\nbi_mat_2\n### END HIDDEN TESTS"),
        task("c", "Đề\n=== BEGIN MARK SCHEME ===\nbi_mat_3\n=== END MARK SCHEME ==="),
        essay("d", "bi_mat_4"),
        free_code("e", "bi_mat_5"),
        code("1") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": "bi_mat_6"}]},
        code("1") | {"metadata": {"hocai": {"hint": "bi_mat_7"}, "other": "bi_mat_8"}},
        bi_mat_9="bi_mat_9",
    )

    assert "bi_mat" not in student_text(release)
    assert "bi_mat_2" in json.dumps(release.grading["bai1"])


def test_make_release_drops_pictures_that_only_the_solution_shows():
    picture = {"loi-giai.png": {"image/png": "QUJD"}}
    release = release_of(
        essay("a", "![](attachment:loi-giai.png)") | {"attachments": picture},
        text("![](attachment:loi-giai.png)") | {"attachments": picture},
    )

    assert [cell["attachments"] for cell in release.notebooks["bai1"]["cells"]] == [{}, picture]


def test_make_release_locks_cells_and_computes_checksums_as_nbgrader():
    cells = make_release(mean_lab()).notebooks["bai1"]["cells"]

    assert [cell["metadata"].get("deletable") for cell in cells] == [None, False, False, False, False, False]
    assert all(len(cell["metadata"]["nbgrader"]["checksum"]) == 32 for cell in cells[1:])


def test_make_release_is_valid_nbformat_with_stable_ids():
    old = notebook(text("a"), text("b"), answer("c", "1"))
    for cell in old["cells"]:
        cell["id"] = "same"
    release, again = make_release(bundle(bai1=old)), make_release(bundle(bai1=old))

    grader.validate(release.notebooks["bai1"])
    assert len({cell["id"] for cell in release.notebooks["bai1"]["cells"]}) == 3
    assert release.bundle.digest == again.bundle.digest


def test_make_release_keeps_data_files():
    source = Bundle({**mean_lab().files, "data/diem.csv": b"1"})

    assert make_release(source).bundle.files["data/diem.csv"] == b"1"


def test_make_release_accepts_cells_that_create_assignment_has_switched_off():
    release = release_of(code("1", **meta("cell-1")), text("x", **meta("cell-2")), check("a", "1"))

    assert [grade_id_of(cell) for cell in release.notebooks["bai1"]["cells"]] == [None, None, "a"]


def test_make_release_brings_older_metadata_to_the_newest_schema():
    old = check("a", "1")
    old["metadata"]["nbgrader"] = {
        "grade": True,
        "grade_id": "a",
        "points": 2,
        "solution": False,
        "locked": True,
        "schema_version": 1,
        "extra": 1,
    }

    assert release_of(old).notebooks["bai1"]["cells"][0]["metadata"]["nbgrader"]["schema_version"] == 3


BEGIN = "### BEGIN SOLUTION\nx"


@pytest.mark.parametrize(
    ("cell", "code_"),
    [
        (check("a", "1", "many"), "bad_points"),
        (check("a", "1", -1), "bad_points"),
        (check("a", "1", True), "bad_points"),
        (check("a", "1", float("nan")), "bad_points"),
        (check("a", "1", float("inf")), "bad_points"),
        (check("a", "1", None), "bad_points"),
        (check("", "1"), "no_grade_id"),
        (check("câu 1", "1"), "bad_grade_id"),
        (check("a" * 101, "1"), "bad_grade_id"),
        (code("1") | {"metadata": {"nbgrader": "x"}}, "metadata"),
        (code("1", schema_version="3", grade=True), "metadata"),
        (code("1", **meta("a", grade="yes", points=1)), "metadata"),
        (code("1", **meta("a", grade=True, points=1) | {"schema_version": 4}), "schema_too_new"),
        (text("1", **meta("a", grade=True, points=1)), "markdown_kind"),
        (text("1", **meta("a", solution=True)), "markdown_kind"),
        (code("1", **meta("a", task=True, locked=True, points=1)), "task_kind"),
        (check("a", "1") | {"cell_type": "raw"}, "raw_kind"),
        (check("a", "### AUTOTEST f(1)"), "autotest"),
        (check("a", "### HASHED AUTOTEST f(1)"), "autotest"),
        (check("a", f"{BEGIN}\n### END SOLUTION"), "solution_outside"),
        (code(f"{BEGIN}\n### END SOLUTION"), "solution_outside"),
        (answer("a", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"), "hidden_outside"),
        (text("=== BEGIN MARK SCHEME ===\n=== END MARK SCHEME ==="), "scheme_outside"),
        (answer("a", BEGIN), "unclosed_marker"),
        (answer("a", f"{BEGIN}\n{BEGIN}\n### END SOLUTION"), "unclosed_marker"),
    ],
)
def test_make_release_names_the_cell_and_the_reason(cell, code_):
    assert problems_of(text("x"), cell) == [(2, code_)]


def test_make_release_reports_every_problem_at_once():
    assert problems_of(check("a", "1"), check("a", "1"), check("", "1", -1)) == [
        (2, "same_grade_id"),
        (3, "no_grade_id"),
        (3, "bad_points"),
    ]


def test_make_release_refuses_another_language():
    assert problems_of(check("a", "1"), kernelspec={"language": "R", "name": "ir"}) == [(None, "language")]


def test_make_release_passes_on_what_nbgrader_refuses():
    picture = task("c", "=== BEGIN MARK SCHEME ===\n![](attachment:a.png)\n=== END MARK SCHEME ===")

    assert problems_of(picture) == [(None, "nbgrader")]


def test_make_release_warns_of_hidden_tests_beside_learner_code():
    assert warnings_of(make_release(mean_lab())) == [("mostly_in_kernel", None), ("hidden_in_kernel", 4)]


def test_make_release_warns_of_files_that_may_give_the_answer_away():
    cell = as_bytes(notebook(essay("a", "1")))
    files = {"bai1.ipynb": cell, "Đáp án.txt": b"", "ok.csv": b"", "a.py": b"### BEGIN SOLUTION", "cu/bai0.ipynb": cell}

    assert sorted((found.code, found.message.split("”")[0][1:]) for found in make_release(Bundle(files)).warnings) == [
        ("leaking_file", "a.py"),
        ("leaking_file", "Đáp án.txt"),
        ("notebook_in_folder", "cu/bai0.ipynb"),
    ]


def test_make_release_warns_of_a_stray_end_and_of_nothing_to_grade():
    assert warnings_of(release_of(answer("a", "x\n### END SOLUTION"))) == [("nothing_graded", None), ("stray_end", 1)]


def test_stubs_know_stock_nbgraders_words():
    stubs = release_of(answer("a", "x"), essay("b", "x"), locked("c", "x")).stubs["bai1"]

    assert stubs == {
        "a": {grader.CODE_STUB, "# YOUR CODE HERE\nraise NotImplementedError()"},
        "b": {grader.TEXT_STUB, "YOUR ANSWER HERE"},
    }


def test_a_notebook_without_code_has_a_reminder_where_others_have_an_error():
    cells = (answer("a", "so = None\n### BEGIN SOLUTION\nso = 3\n### END SOLUTION"), check("t", "assert so == 3"))
    release, usual = release_of(*cells, hocai={"no_code": True}), release_of(*cells)

    assert release.notebooks["bai1"]["cells"][0]["source"] == f"so = None\n{grader.NO_CODE_STUB}"
    assert "NotImplementedError" in usual.notebooks["bai1"]["cells"][0]["source"]
    assert release.notebooks["bai1"]["cells"][0]["source"] in release.stubs["bai1"]["a"]


def test_code_that_the_author_folded_stays_folded_and_no_other_key_comes_along():
    folded = locked("chuan-bi", "import csv")
    folded["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
    shown = locked("xem", "bang")
    shown["metadata"]["jupyter"] = {"source_hidden": "yes"}

    first, second = release_of(folded, shown).notebooks["bai1"]["cells"]

    assert first["metadata"]["jupyter"] == {"source_hidden": True}
    assert "jupyter" not in second["metadata"]

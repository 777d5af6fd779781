"""Labs of every tier through the whole pipeline: what runs where, who sees what, and what is scored."""

import json

import pytest

from notebooks import sandbox
from notebooks.checks.kernels import calls_file_name
from notebooks.pipeline import check_public, check_release, grade_release
from notebooks.release import make_release
from notebooks.sandbox import CellRun, Limits, NotebookRun, RunResult

from ..material.cells import answer, bundle, check, code, essay, notebook
from ..material.here import run_here
from ..material.labs import cell_with, handed_in
from ..material.tiers import KEY, RIGHT, every_release, every_tier


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Learners' code of these tests writes files."""
    monkeypatch.chdir(tmp_path)


def graded(answers=None, change=None, run=run_here, release=None):
    release = release or every_release()
    return grade_release(release, handed_in(release, {**RIGHT, **(answers or {})}, change), run=run)


def points(result):
    return {cell.grade_id: cell.score for cell in result.cells}


def found(result, grade_id):
    return next(cell for cell in result.cells if cell.grade_id == grade_id)


def sent(answers=None, release=None):
    jobs = []
    graded(answers, run=lambda job: jobs.append(job) or run_here(job), release=release)
    return jobs[0]


def sources(job, name):
    return "\n".join(cell["source"] for cell in json.loads(job.notebooks[name])["cells"])


# --- what runs where --------------------------------------------------------------------------------------------------
def test_the_two_kernels_share_the_answers_and_no_test():
    job = sent()

    assert set(job.notebooks) == {"bai1.ipynb", "bai1.calls.ipynb"}
    beside, outside = sources(job, "bai1.ipynb"), sources(job, "bai1.calls.ipynb")
    assert RIGHT["mean"] in beside
    assert RIGHT["mean"] in outside
    assert "bi_mat_t1" in beside
    assert "bi_mat_t1" not in outside
    assert "trung_binh([7431])" in outside
    assert "7431" not in beside
    assert "in_bang(7)" not in beside


def test_nothing_that_is_expected_enters_the_sandbox():
    job = sent()
    everything = repr({**job.notebooks, **job.files})

    assert not [
        each
        for each in ("== 7431.0", "7431.0", "0.165155", "= 14", "An,7.5\n", "Gợi ý", "cham", "assert abs")
        if each in sources(job, "bai1.calls.ipynb")
    ]
    assert set(job.files) == {"mo.csv"}
    assert KEY not in everything


def test_a_kernel_that_decides_nothing_is_not_started():
    def names(*cells):
        release = make_release(bundle(bai1=notebook(answer("a", "x = 1"), *cells)))
        return set(sent(release=release).notebooks)

    assert names(essay("e", "x")) == {"bai1.ipynb"}
    assert names(check("t", "assert x")) == {"bai1.ipynb"}
    assert names(check("t", "# Kiểu chấm: gọi hàm\nassert x == 1"), essay("e", "x")) == {"bai1.calls.ipynb"}


def test_calls_file_name_is_one_of_its_own():
    assert calls_file_name("bai1", ["bai1"]) == "bai1.calls.ipynb"
    assert calls_file_name("bai1", ["bai1", "bai1.calls", "bai1.calls.calls"]) == "bai1.calls.calls.calls.ipynb"


def test_notebooks_of_one_lab_keep_their_tests_apart():
    def one(number):
        return notebook(answer("a", "x = 0"), check("t", f"# Kiểu chấm: gọi hàm\nassert x == {number}"))

    release = make_release(bundle(**{"bai": one(1), "bai.calls": one(2)}))

    def answered(content):
        cell_with(content, "a")["source"] = "x = 1"

    result = grade_release(release, handed_in(release, {}, answered), run=run_here)

    assert [(cell.notebook, cell.score) for cell in result.cells] == [("bai.calls", 0), ("bai", 1)]


# --- points -----------------------------------------------------------------------------------------------------------
def test_a_right_answer_gets_all_points_in_every_tier():
    result = graded()

    assert points(result) == {"calls": 4, "output": 3, "file": 2, "plain": 1, "why": None}
    assert {cell.grade_id: str(cell.tier) for cell in result.cells} == {
        "calls": "T3",
        "output": "T2",
        "file": "T2",
        "plain": "T1",
        "why": "T4",
    }
    assert {cell.message for cell in result.cells if cell.is_auto} == {""}


def test_the_gate_passes_the_solution_and_gives_the_blank_nothing():
    report = check_release(every_tier(), every_release(), run=run_here)

    assert (report.passed, report.problems) == (True, ())
    assert {found.code for found in report.warnings} == {"hidden_in_kernel"}


def test_the_gate_refuses_expectations_that_the_solution_does_not_meet():
    source = bundle(bai1=notebook(answer("a", "x = 1"), check("t", "# Kiểu chấm: gọi hàm\nassert x == 2")))
    report = check_release(source, make_release(source), run=run_here)

    assert [(each.code, each.cell) for each in report.problems] == [("solution_not_full", 2)]


def test_points_are_shared_among_calls_and_lines():
    partly = graded(
        {"mean": "def trung_binh(so):\n    return so[0]", "table": RIGHT["table"].replace("so * n}'", "so * n if n < 3 else 0}'")}
    )

    assert points(partly) == {"calls": 1, "output": 2, "file": 2, "plain": 1, "why": None}
    assert str(found(partly, "calls").state) == "partial"


def test_points_are_rounded_to_two_places():
    lab = bundle(bai1=notebook(answer("a", "x = 1"), check("t", "# Kiểu chấm: gọi hàm\nassert x == 1\nassert x == 2\nassert x == 3", 1)))
    release = make_release(lab)

    assert points(grade_release(release, handed_in(release, {"a": "x = 1"}), run=run_here)) == {"t": 0.33}


def test_all_or_nothing_gives_nothing_for_a_part():
    result = graded({"save": RIGHT["save"].replace("7.5", "7.6")})

    assert points(result)["file"] == 0
    assert str(found(result, "file").state) == "failed"


def test_a_learner_reads_the_hint_of_the_first_call_that_failed_and_nothing_else():
    def said(source):
        return found(graded({"mean": source}), "calls").message

    assert said("def trung_binh(so):\n    return 0") == "cộng rồi chia"
    assert said("def trung_binh(so):\n    return 3 if so == [2, 4] else None") == "thử danh sách một phần tử"
    assert said("def trung_binh(so):\n    return sum(so) / len(so) if min(so) > 0 else 0") == "thử số âm"
    assert found(graded({"table": "def in_bang(so):\n    pass"}), "output").message == "mỗi dòng một phép nhân"


def test_nothing_hidden_is_in_a_result_of_a_wrong_answer():
    result = graded({"mean": "def trung_binh(so):\n    raise ValueError(so)", "table": "x", "save": "def ghi():\n    pass"})

    assert not [each for each in ("7431", "0.165155", "14", "An,") if each in repr(result.cells) + result.message]
    assert found(result, "file").message.startswith("Không thấy tệp")


def test_errors_are_names_for_staff_alone():
    named = "class Loi_cua_toi(Exception):\n    pass\ndef trung_binh(so):\n    raise Loi_cua_toi(so)"
    long = "def trung_binh(so):\n    raise type('x' * 500, (Exception,), {})\ndef in_bang(so):\n    raise type('<b>', (Exception,), {})"

    assert found(graded({"mean": named}), "calls").error == "Loi_cua_toi"
    assert [found(graded({"mean": long, "table": ""}), grade_id).error for grade_id in ("calls", "output")] == ["", ""]
    assert (found(graded(), "calls").error, found(graded({"mean": ""}), "plain").error) == ("", "NameError")


@pytest.mark.parametrize("status", ["timeout", "skipped", "not_executed"])
def test_calls_that_did_not_run_score_nothing(status):
    def ended(job):
        done = run_here(job).notebooks["bai1.calls.ipynb"].cells
        return RunResult(
            "killed", {"bai1.calls.ipynb": NotebookRun({key: CellRun(status, None, ran.outputs) for key, ran in done.items()}, None)}
        )

    result = graded(run=ended)

    assert [cell.score for cell in result.cells if cell.is_auto] == [0, 0, 0, 0]
    assert str(found(result, "calls").state) == ("failed" if status == "timeout" else "not_executed")


def test_calls_before_the_end_of_a_kernel_keep_their_points():
    def ended(job):
        done = dict(run_here(job).notebooks["bai1.calls.ipynb"].cells)
        parts = [key for key in done if key.startswith("part-")]
        return RunResult("killed", {"bai1.calls.ipynb": NotebookRun({key: done[key] for key in done if key not in parts[2:]}, None)})

    result = graded(run=ended)

    assert points(result) == {"calls": 2, "output": 0, "file": 0, "plain": 0, "why": None}
    assert str(found(result, "output").state) == "not_executed"


def test_a_notebook_that_was_not_handed_in_scores_nothing():
    release = make_release(
        bundle(bai1=notebook(essay("e", "x")), bai2=notebook(answer("a", "x = 1"), check("t", "# Kiểu chấm: gọi hàm\nassert x == 1")))
    )
    mine = handed_in(release).files

    result = grade_release(release, type(every_tier())({"bai1.ipynb": mine["bai1.ipynb"]}), run=run_here)

    assert (found(result, "t").score, str(found(result, "t").state)) == (0, "not_executed")


def test_a_submission_cannot_choose_how_it_is_checked():
    def tamper(content):
        content["metadata"]["hocai"] = {"tier": "T1"}
        for cell in content["cells"]:
            cell["metadata"]["hocai"] = {"tier": "T1", "hint": "x"}
        for grade_id in ("calls", "output", "file"):
            cell_with(content, grade_id)["source"] = "# Kiểu chấm: assert\npass"
        content["cells"].append(code("# Kiểu chấm: gọi hàm\nassert 1 == 1"))

    wrong = {"mean": "def trung_binh(so):\n    return 0", "table": "x = 1", "save": "x = 1"}

    assert graded(wrong, tamper).cells == graded(wrong).cells
    assert graded(None, tamper).cells == graded().cells


def test_review_shows_a_grader_what_each_call_came_to():
    review = {cell.grade_id: cell for cell in graded({"mean": "def trung_binh(so):\n    return so[0]"}).review}

    assert "7431" in "".join(output.body for output in review["calls"].outputs)
    assert review["calls"].source.startswith("# Kiểu chấm: gọi hàm")


# --- before handing in ------------------------------------------------------------------------------------------------
def tried(answers=None, run=run_here):
    return check_public(every_release(), handed_in(every_release(), {**RIGHT, **(answers or {})}), run=run)


def test_check_public_compares_the_public_calls_alone():
    jobs = []

    right = tried(run=lambda job: jobs.append(job) or run_here(job))
    (wrong,) = tried({"mean": "def trung_binh(so):\n    return 0"})

    assert [(cell.grade_id, cell.score, cell.message) for cell in right] == [("calls", 4, "")]
    assert (wrong.score, wrong.message) == (0, "cộng rồi chia")
    assert set(jobs[0].notebooks) == {"bai1.calls.ipynb"}
    assert not [each for each in ("7431", "bi_mat_t1") if each in repr(jobs)]


def test_check_public_shows_the_line_where_there_is_no_hint():
    cells = [
        answer("a", "x = 1"),
        check("calls", "# Kiểu chấm: gọi hàm\nassert x == 1\nassert x == 2"),
        check("output", "# Kiểu chấm: in ra\nprint(x)\n# Kết quả mong đợi: hai"),
    ]
    release = make_release(bundle(bai1=notebook(*cells)))

    told = {cell.grade_id: cell.message for cell in check_public(release, handed_in(release, {"a": "x = 1"}), run=run_here)}

    assert told == {"calls": "Chưa đúng: assert x == 2", "output": "Chưa đúng: hai"}


def test_check_public_follows_the_tier_that_the_lab_has_chosen():
    release = make_release(bundle(bai1=notebook(answer("a", "x = 1"), check("t", "assert x == 1"), hocai={"tier": "T3"})))

    (always,) = check_public(
        release, handed_in(release, {"a": "class A:\n    def __eq__(self, other):\n        return True\nx = A()"}), run=run_here
    )

    assert (str(always.tier), always.score) == ("T3", 0)


# --- in the sandbox ---------------------------------------------------------------------------------------------------
SHORT = Limits(cell_timeout=3, wall_seconds=40, memory_mb=768, processes=32, disk_mb=20, output_bytes=200_000, cell_output_bytes=50_000)


@pytest.fixture(scope="module")
def warm():
    sandbox.keep_warm()
    yield
    sandbox.cool_down()


def in_sandbox(answers=None, first=""):
    def add(content):
        content["cells"].insert(0, code(first) | {"id": "mine"})

    return grade_release(every_release(), handed_in(every_release(), {**RIGHT, **(answers or {})}, add if first else None), limits=SHORT)


@pytest.mark.slow
def test_every_tier_runs_in_the_sandbox(warm):
    assert points(in_sandbox()) == {"calls": 4, "output": 3, "file": 2, "plain": 1, "why": None}


@pytest.mark.slow
def test_a_learner_who_prints_a_flood_keeps_the_points_of_calls(warm):
    flood = "print('x' * 3_000_000)"
    loud = RIGHT["mean"].replace("    return", f"    {flood}\n    return")

    assert points(in_sandbox({"mean": loud}, first=flood))["calls"] == 4


WRONG = {"mean": "def trung_binh(so):\n    return 0", "table": "def in_bang(so):\n    pass", "save": "def ghi():\n    pass"}
# What a learner puts above everything.
TRICKS = {
    "equal to everything": "class Moi(float):\n    __eq__ = lambda self, other: True\n    __abs__ = lambda self: 0.0\n"
    "    __sub__ = __rsub__ = lambda self, other: 0.0\ndef trung_binh(so):\n    return Moi(0)",
    "no asserts": "import ast\nclass Bo(ast.NodeTransformer):\n    visit_Assert = lambda self, node: ast.Pass()\n"
    "get_ipython().ast_transformers.append(Bo())",
    "other comparing": "import builtins, math\nbuiltins.abs = lambda x: 0\nmath.isclose = lambda *a, **k: True",
    "other output": "get_ipython().display_formatter.formatters['text/plain'].for_type(str, lambda o, p, c: p.text('4'))",
}


@pytest.mark.slow
@pytest.mark.parametrize("trick", TRICKS)
def test_comparing_outside_is_not_moved_by_what_moves_asserts(warm, trick):
    answers = {**WRONG, "mean": ""} if "def trung_binh" in TRICKS[trick] else WRONG

    result = in_sandbox(answers, first=TRICKS[trick])

    assert (points(result)["calls"], points(result)["output"], points(result)["file"]) == (0, 0, 0)


@pytest.mark.slow
def test_asserts_are_moved_by_it_and_the_author_was_warned(warm):
    assert points(in_sandbox(WRONG, first=TRICKS["no asserts"]))["plain"] == 1
    assert "hidden_in_kernel" in {each.code for each in every_release().warnings}


@pytest.mark.slow
def test_what_is_expected_cannot_be_found_from_inside(warm):
    search = (
        "import gc, os, sys\n"
        "def trung_binh(so):\n"
        "    seen = repr([o for o in gc.get_objects() if isinstance(o, (dict, list, tuple, str))][:50_000]) + repr(globals())\n"
        "    for top, _, names in os.walk('..'):\n"
        "        for name in names:\n"
        "            try:\n"
        "                seen += open(os.path.join(top, name), errors='replace').read()\n"
        "            except OSError:\n"
        "                pass\n"
        "    wanted = [''.join(parts) for parts in (['0.', '165155'], ['7 x 2 = ', '14'], ['An,', '7.5'])]\n"
        "    print('SEEN', [each in seen for each in wanted], ''.join(['743', '1']) in seen)\n"
        "    return 0"
    )
    result = in_sandbox({**WRONG, "mean": search})

    printed = "".join(output.body for cell in result.review for output in cell.outputs)
    assert "SEEN [False, False, False] True" in printed
    assert "[True" not in printed
    assert ", True]" not in printed

import pytest

from notebooks.checks.directives import Name, directives_in, without_directives
from notebooks.checks.plans import planned
from notebooks.checks.tiers import Tier, Way, way_named
from notebooks.exceptions import BadRelease
from notebooks.intake import Bundle
from notebooks.release import make_release

from ..material.cells import answer, as_bytes, bundle, check, essay, notebook, task
from ..material.labs import mean_lab

CALLS, ASSERT = "assert f(1) == 2", "assert isinstance(x, list)"
OUTPUT = "f()\n# Kết quả mong đợi: 1"
FILE = "f()\n# Tệp: a.txt\n# Nội dung mong đợi: 1"


def ways(*cells, tier="T1"):
    found = planned("bai1", notebook(*cells), tier=tier, files={})
    return (
        {grade_id: plan.way for grade_id, plan in found.plans.items()},
        [(each.cell, each.code) for each in found.problems],
        [(each.cell, each.code) for each in found.warnings],
    )


def with_tier(cell, tier):
    return cell | {"metadata": cell["metadata"] | {"hocai": {"tier": tier}}}


@pytest.mark.parametrize(
    ("words", "way"),
    [("gọi hàm", Way.CALLS), ("GỌI  HÀM", Way.CALLS), ("goi ham", Way.CALLS), ("in ra", Way.OUTPUT), ("tệp", Way.FILE), ("file", Way.FILE)],
)
def test_way_named_takes_both_languages(words, way):
    assert way_named(words) is way
    assert way_named("gì đó") is None


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("# Kiểu chấm: gọi hàm", Name.TIER, "gọi hàm"),
        ("#Tier:calls", Name.TIER, "calls"),
        ("# Sai số: 0.1 ", Name.TOLERANCE, "0.1"),
        ("# Trọn điểm hoặc không", Name.WHOLE, ""),
        ("# Tệp: a: b.txt", Name.FILE, "a: b.txt"),
    ],
)
def test_directives_in_reads_a_comment_line(line, name, value):
    assert [(each.name, each.value, each.line) for each in directives_in(f"x\n{line}").found] == [(name, value, 2)]


@pytest.mark.parametrize("line", ["# Ghi chú: x", "## Tệp: a", " # Tệp: a", "x = 1  # Tệp: a", "# Tệp", "# Trọn điểm hoặc không: có", "#"])
def test_directives_in_leaves_other_lines_alone(line):
    assert directives_in(line).found == ()
    assert without_directives(line) == line


def test_without_directives_takes_the_expected_text_along():
    source = "# Kiểu chấm: in ra\n# Bảng điểm\nf()\n# Kết quả mong đợi:\n# 7431\n### END HIDDEN TESTS"

    assert without_directives(source) == "# Bảng điểm\nf()\n### END HIDDEN TESTS"


def test_planned_asks_the_comment_then_the_metadata_then_the_default():
    chosen = [
        check("a", f"# Kiểu chấm: gọi hàm\n{CALLS}"),
        with_tier(check("b", f"# Kiểu chấm: assert\n{CALLS}"), "T3"),
        with_tier(check("c", CALLS), "T3"),
        with_tier(check("d", OUTPUT), "T2"),
        with_tier(check("e", FILE), "T2"),
        with_tier(check("f", CALLS), "T1"),
        check("g", CALLS),
    ]
    own = {"a": Way.CALLS, "c": Way.CALLS, "d": Way.OUTPUT, "e": Way.FILE}

    assert ways(*chosen) == (own, [], [])
    assert ways(*chosen, tier="T3") == (own | {"g": Way.CALLS}, [], [])


def test_planned_lifts_what_it_can_and_warns_of_the_rest():
    cells = [answer("a", "x"), check("b", CALLS), check("c", ASSERT), check("d", "1"), essay("e", "x"), task("f", "x")]

    assert ways(*cells, tier="T3") == ({"b": Way.CALLS}, [], [(3, "not_lifted"), (4, "not_lifted")])


def test_planned_refuses_what_a_cell_itself_asks_for_and_cannot_have():
    cells = [
        check("a", f"# Kiểu chấm: gọi hàm\n{ASSERT}"),
        with_tier(check("b", "f()"), "T2"),
        check("c", "# Kiểu chấm: tệp\nf()"),
        check("d", f"# Kiểu chấm: lạ\n{CALLS}"),
        with_tier(check("e", CALLS), "T4"),
        with_tier(check("f", CALLS), ["T3"]),
    ]

    assert ways(*cells, tier="T3") == (
        {},
        [(1, "calls_form"), (2, "expected_missing"), (3, "file_missing"), (4, "unknown_tier"), (5, "unknown_tier"), (6, "unknown_tier")],
        [],
    )


# --- as a release -----------------------------------------------------------------------------------------------------
def tiers(release):
    return {question.grade_id: question.tier for question in release.questions}


def test_make_release_tells_each_question_its_tier():
    cells = [check("a", CALLS), check("b", f"# Kiểu chấm: in ra\n{OUTPUT}"), check("c", ASSERT), essay("d", "x"), task("e", "x")]
    source = bundle(bai1=notebook(*cells))

    assert tiers(make_release(source)) == {"a": "T1", "b": "T2", "c": "T1", "d": "T4", "e": "T4"}
    assert tiers(make_release(source, default_tier=Tier.T3)) == {"a": "T3", "b": "T2", "c": "T1", "d": "T4", "e": "T4"}


def test_make_release_takes_the_default_of_the_notebook():
    source = bundle(bai1=notebook(check("a", CALLS), hocai={"tier": "T3"}), bai2=notebook(check("a", CALLS)))

    assert [question.tier for question in make_release(source).questions] == ["T3", "T1"]


def test_make_release_refuses_a_cell_with_the_line_and_what_to_write():
    with pytest.raises(BadRelease) as caught:
        make_release(bundle(bai1=notebook(check("a", "# Kiểu chấm: gọi hàm\nassert f(1) != 2"))))

    (found,) = caught.value.problems
    assert (found.cell, found.grade_id) == (1, "a")
    assert "2" in found.message
    assert "==" in found.message


def test_make_release_does_not_take_a_directive_for_a_title():
    cell = check("a", f"# Kiểu chấm: gọi hàm\n# Trọn điểm hoặc không\n# Hàm cộng\n{CALLS}")

    assert make_release(bundle(bai1=notebook(cell))).questions[0].title == "Hàm cộng"


def test_make_release_keeps_the_key_and_hidden_expectations_from_learners():
    cells = [
        check("a", "# Kiểu chấm: tệp\n# Tệp: kq.csv\n# So với: cham/kq.csv"),
        check("b", "# Kiểu chấm: in ra\nf()\n### BEGIN HIDDEN TESTS\n# Kết quả mong đợi: bi_mat_2\n### END HIDDEN TESTS"),
        check("c", "# Kiểu chấm: gọi hàm\n### BEGIN HIDDEN TESTS\nassert f(1) == 'bi_mat_3'  # Gợi ý: bi_mat_4\n### END HIDDEN TESTS"),
    ]
    files = {"bai1.ipynb": as_bytes(notebook(*cells)), "cham/kq.csv": b"bi_mat_1", "CHAM/a.csv": b"bi_mat_5", "ok.csv": b"1"}
    release = make_release(Bundle(files))

    assert set(release.bundle.files) == {"bai1.ipynb", "ok.csv"}
    assert "bi_mat" not in repr(release.bundle.files)
    assert [found.code for found in release.warnings] == []


def test_make_release_warns_of_hidden_asserts_and_of_a_lab_that_rests_on_asserts():
    hidden = "### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS"
    weak, strong = check("a", hidden, 2), check("b", f"# Kiểu chấm: gọi hàm\n{hidden}", 1)

    def codes(*cells):
        return [found.code for found in make_release(bundle(bai1=notebook(*cells))).warnings]

    assert codes(strong) == []
    assert codes(weak, strong) == ["mostly_in_kernel", "hidden_in_kernel"]
    assert codes(weak, strong, essay("c", "x", 3)) == ["hidden_in_kernel"]
    assert codes(check("a", CALLS, 1), essay("c", "x", 1)) == []
    assert [found.code for found in make_release(mean_lab(), default_tier="T3").warnings] == ["not_lifted"]

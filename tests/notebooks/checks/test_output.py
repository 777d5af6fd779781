import pytest

from notebooks.checks.output import read_output
from notebooks.checks.plan import Unreadable, Verdict
from notebooks.checks.texts import lines_of, same_line
from notebooks.sandbox import CellRun

from ..material.here import run_cell

TABLE = "# Kiểu chấm: in ra\nin_bang(3)\n# Kết quả mong đợi:\n# a 1\n#\n#   b 2.50"


def refused(source):
    with pytest.raises(Unreadable) as caught:
        read_output(source)
    return caught.value.code, caught.value.line


def marks(plan, text, status="ok"):
    found = plan.marks([CellRun(status, 1, ({"output_type": "stream", "name": "stdout", "text": text},))])
    return [mark.verdict is Verdict.PASSED for mark in found]


def test_read_output_takes_code_inputs_and_expected_lines():
    plan = read_output(
        "# Nhập: 5\nx = 1  # ghi chú\n# Nhập: hai từ\nin_bang(x)\n# Sai số: 0,01\n# Kết quả mong đợi: đầu\n# sau\n# Gợi ý: thử"
    )

    assert (plan.code, plan.inputs, plan.expected, plan.tolerance) == ("x = 1\nin_bang(x)", ("5", "hai từ"), ("đầu", "sau"), 0.01)


@pytest.mark.parametrize(
    "source", [TABLE, TABLE.replace("Kết quả mong đợi", "Expected output").replace("Kiểu chấm: in ra", "Tier: output")]
)
def test_read_output_keeps_blanks_within_the_expected_text(source):
    assert read_output(source).expected == ("a 1", "", "  b 2.50")


def test_read_output_ends_the_expected_text_at_a_marker_and_at_code():
    assert read_output("f()\n### BEGIN HIDDEN TESTS\n# Kết quả mong đợi:\n# 1\n### END HIDDEN TESTS").expected == ("1",)
    assert read_output("# Kết quả mong đợi:\n# 1\nf()\n# 2").expected == ("1",)


def test_cells_hold_no_comment():
    (cell,) = read_output("# 7431\nf()  # 7431\n# Kết quả mong đợi:\n# 7431").cells

    assert cell == "f()"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(", ("output_syntax", 1)),
        ("!ls\n# Kết quả mong đợi: 1", ("output_syntax", 1)),
        ("# Kết quả mong đợi: 1", ("output_no_code", 1)),
        ("f()", ("expected_missing", 1)),
        ("f()\n# Kết quả mong đợi:\n#\n# ", ("expected_missing", 2)),
        ("f()\n# Kết quả mong đợi: 1\n# Kết quả mong đợi: 2", ("expected_twice", 3)),
        ("f()\n# Kết quả mong đợi:\n" + "# 1\n" * 201, ("expected_long", 2)),
        ("f()\n# Sai số: ít\n# Kết quả mong đợi: 2", ("tolerance", 2)),
        ("f()\n# Sai số: -1\n# Kết quả mong đợi: 2", ("tolerance", 2)),
        ("f()\n# Sai số: nan\n# Kết quả mong đợi: 2", ("tolerance", 2)),
    ],
)
def test_read_output_names_the_line_that_cannot_be_read(source, expected):
    assert refused(source) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 1\n\n  b 2.50\n", [True, True, True]),
        ("a 1  \r\n\r\n  b 2.50\r\n\n\n", [True, True, True]),
        ("a 1\n\nb 2.50", [True, True, False]),
        ("a 1\n\n  b 2.5", [True, True, False]),
        ("a 1", [True, False, False]),
        ("", [False, False, False]),
        ("a 1\n\n  b 2.50\nthêm", [True, True, True, False]),
        ("lời dẫn\na 1\n\n  b 2.50", [False, False, False, False]),
    ],
)
def test_marks_compare_line_by_line(text, expected):
    assert marks(read_output(TABLE), text) == expected


def test_marks_count_standard_output_of_a_sound_cell_alone():
    plan = read_output("f()\n# Kết quả mong đợi: 1")
    one = {"output_type": "stream", "name": "stdout", "text": "1"}
    other = [
        {**one, "name": "stderr"},
        {"output_type": "execute_result", "data": {"text/plain": "1"}},
        {"output_type": "display_data", "data": {}},
    ]

    assert marks(plan, "1") == [True]
    assert marks(plan, "1", "error") == [False]
    assert [mark.verdict for mark in plan.marks([CellRun("ok", 1, tuple(other))])] == [Verdict.WRONG]
    assert [mark.verdict for mark in plan.marks([None])] == [Verdict.NOT_EXECUTED]
    assert [mark.verdict for mark in plan.marks([CellRun("ok", 1, (*other, one))])] == [Verdict.PASSED]


def test_same_line_allows_a_tolerance_to_numbers_alone():
    assert same_line("Điểm: 7.501 (x -2)", "Điểm: 7.5 (x -2)", 0.01)
    assert not same_line("Điểm: 7.52", "Điểm: 7.5", 0.01)
    assert not same_line("điểm: 7.5", "Điểm: 7.5", 0.01)
    assert not same_line("7.501", "7.5", None)
    assert not same_line("7.5 7.5", "7.5", 1)


def test_lines_of_knows_one_spelling_of_a_letter():
    assert lines_of("điê\u0309m") == ["điểm"]


def run_all(plan, learners):
    names = {}
    exec(learners, names)
    return [run_cell(cell, names, 1) for cell in plan.cells]


def test_inputs_are_given_in_order_and_then_end():
    plan = read_output("# Nhập: An\n# Nhập: 7\nhoi()\n# Kết quả mong đợi:\n# An 7\n# hết")
    before = input
    learners = "def hoi():\n    print(input('Tên? '), input())\n    try:\n        input()\n    except EOFError:\n        print('hết')"
    try:
        runs = run_all(plan, learners)
    finally:
        import builtins

        builtins.input = before

    assert [mark.verdict for mark in plan.marks(runs)] == [Verdict.PASSED] * 2

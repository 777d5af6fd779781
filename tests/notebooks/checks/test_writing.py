import re
from pathlib import Path

import pytest

from notebooks.checks.calls import read_calls
from notebooks.checks.examples import ASSERT, CALLS, FILE, OUTPUT
from notebooks.checks.output import read_output
from notebooks.checks.plan import Unreadable
from notebooks.checks.produced import read_file
from notebooks.checks.tiers import Way
from notebooks.checks.writing import Wish, written


def refused(**wish):
    with pytest.raises(Unreadable) as caught:
        written(Wish(**wish))
    return caught.value.code


def test_written_calls_have_an_assert_per_line():
    wish = Wish(Way.CALLS, "trung_binh", "[2, 4]\n[]\n[1]", "3\nNone\nTrue", hint="chia đều", all_or_nothing=True)

    assert written(wish) == (
        "# Kiểu chấm: gọi hàm\n# Trọn điểm hoặc không\n### BEGIN HIDDEN TESTS\n"
        "assert trung_binh([2, 4]) == 3  # Gợi ý: chia đều\n"
        "assert trung_binh([]) is None  # Gợi ý: chia đều\n"
        "assert trung_binh([1]) is True  # Gợi ý: chia đều\n### END HIDDEN TESTS"
    )


def test_written_calls_may_allow_a_tolerance_and_be_shown():
    wish = Wish(Way.CALLS, "f", "", "0.5", tolerance="0,01", hidden=False)

    assert written(wish) == "# Kiểu chấm: gọi hàm\nassert abs(f() - 0.5) <= 0.01"


def test_written_asserts_keep_the_hint_on_a_line_of_its_own():
    assert written(Wish(Way.ASSERT, "f", "1", "g(2)", hint="thử")) == (
        "# Kiểu chấm: assert\n# Gợi ý: thử\n### BEGIN HIDDEN TESTS\nassert f(1) == g(2)\n### END HIDDEN TESTS"
    )


def test_written_output_shows_the_code_and_hides_the_text():
    wish = Wish(Way.OUTPUT, "in_bang", "2", "2 x 1 = 2\n\n 2 x 2 = 4", inputs="An\n7", tolerance="0.1")

    assert written(wish) == (
        "# Kiểu chấm: in ra\n# Nhập: An\n# Nhập: 7\nin_bang(2)\n### BEGIN HIDDEN TESTS\n"
        "# Sai số: 0.1\n# Kết quả mong đợi:\n# 2 x 1 = 2\n#\n#  2 x 2 = 4\n### END HIDDEN TESTS"
    )
    assert read_output(written(wish)).expected == ("2 x 1 = 2", "", " 2 x 2 = 4")


def test_written_file_may_go_without_a_call():
    assert written(Wish(Way.FILE, file="kq.csv", expected="a,b", hidden=False)) == (
        "# Kiểu chấm: tệp\n# Tệp: kq.csv\n# Nội dung mong đợi:\n# a,b"
    )


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"way": Way.CALLS, "expected": "1"}, "function_missing"),
        ({"way": Way.CALLS, "function": "tinh tong", "expected": "1"}, "function_name"),
        ({"way": Way.CALLS, "function": "if", "expected": "1"}, "function_name"),
        ({"way": Way.CALLS, "function": "f", "arguments": "1\n2", "expected": "1"}, "uneven"),
        ({"way": Way.CALLS, "function": "f", "arguments": "1", "expected": "{1, 2}"}, "calls_value"),
        ({"way": Way.CALLS, "function": "f", "arguments": "1", "expected": "1", "tolerance": "ít"}, "calls_value"),
        ({"way": Way.ASSERT, "function": "f", "arguments": "1", "expected": "=="}, "calls_syntax"),
        ({"way": Way.OUTPUT, "expected": "1"}, "output_no_code"),
        ({"way": Way.OUTPUT, "function": "f", "expected": " "}, "expected_missing"),
        ({"way": Way.FILE, "expected": "1"}, "file_path"),
        ({"way": Way.FILE, "file": "../a", "expected": "1"}, "file_path"),
    ],
)
def test_written_hands_out_nothing_that_cannot_be_read(wish, code):
    assert refused(**wish) == code


def test_examples_can_be_read():
    assert len(read_calls(CALLS).calls) == 3
    assert read_output(OUTPUT).expected == ("2 x 1 = 2", "2 x 2 = 4")
    assert read_file(FILE, {"cham/ket_qua.csv": b"1"}).tolerance == 0.01
    assert read_calls(ASSERT)


def test_cells_of_the_guide_can_be_read():
    guide = (Path(__file__).parents[3] / "notebooks" / "README.md").read_text()
    calls, output, file = re.findall(r"```python\n(.*?)\n```", guide, re.DOTALL)

    assert len(read_calls(calls).calls) == 4
    assert read_output(output).inputs == ("An",)
    assert read_file(file, {"cham/ket_qua.csv": b"1"}).path == "ket_qua.csv"

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notebooks.checks.calls import read_calls
from notebooks.checks.plan import Unreadable, Verdict
from notebooks.sandbox import CellRun


def shown(text):
    return CellRun("ok", 1, ({"output_type": "execute_result", "data": {"text/plain": text}},))


def judged(source, text):
    """What one assert says about a value as a notebook shows it."""
    (mark,) = read_calls(source).marks([shown(text)])
    return mark.verdict is Verdict.PASSED


def refused(source):
    with pytest.raises(Unreadable) as caught:
        read_calls(source)
    return caught.value.code, caught.value.line


def sources(source):
    return [call.source for call in read_calls(source).calls]


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("assert f(2) == 4", "f(2)"),
        ("assert 4 == f(2)", "f(2)"),
        ("assert f([1, 'a', None, True], k={'x': (1, 2)}) == []", "f([1, 'a', None, True], k={'x': (1, 2, )})"),
        ("assert f() is None", "f()"),
        ("assert f(-1.5) is False", "f(-1.5)"),
        ("assert not f(1)", "f(1)"),
        ("assert f(1)", "f(1)"),
        ("assert abs(f(1) - 2) < 0.1", "f(1)"),
        ("assert abs(2 - f(1)) <= 0.1", "f(1)"),
        ("assert 0.1 > abs(f(1) - 2)", "f(1)"),
        ("import math\nassert math.isclose(f(1), 2, rel_tol=0.1)", "f(1)"),
        ("assert np.isclose(2, f(1))", "f(1)"),
        ("assert round(f(1), 2) == 0.33", "f(1)"),
        ("assert len(f(1)) == 3", "f(1)"),
        ("assert math.isnan(f(1))", "f(1)"),
        ("assert tong == 15", "tong"),
        ('assert nhan["N1"] == "loa"', "nhan['N1']"),
        ('for ma, dung in {"N1": "loa"}.items():\n    assert nhan[ma] == dung', "nhan['N1']"),
        ("assert hs.diem(1) == 10 / 4", "hs.diem(1)"),
        ("assert f(du_lieu, 1) == 2", "f(du_lieu, 1)"),
        ("so = [1, 2]\nassert f(so) == 3", "f([1, 2])"),
        ("n = 2\nso = [n, n * 2]\nassert f(so) == n", "f([2, 4])"),
        ("kq = f(1)\nassert kq == 3", "f(1)"),
        ('"""Câu 1"""\nassert f(1) == 1, "thử lại"', "f(1)"),
    ],
)
def test_read_calls_finds_the_call_and_nothing_that_is_expected(source, called):
    assert sources(source) == [called]


def test_read_calls_unrolls_loops_over_written_values():
    assert sources("for a, b in [(1, 2), (3, 4)]:\n    assert f(a) == b") == ["f(1)", "f(3)"]
    assert sources("bang = {'x': 1, 'y': 2}\nfor k, v in bang.items():\n    assert f(k) == v") == ["f('x')", "f('y')"]
    assert sources("for n in range(1, 3):\n    for m in (0, 9):\n        assert f(n, m) == n") == [
        "f(1, 0)",
        "f(1, 9)",
        "f(2, 0)",
        "f(2, 9)",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("assert f(1) ==", ("calls_syntax", 1)),
        ("%timeit f(1)", ("calls_syntax", 1)),
        ("x = 1", ("calls_none", 1)),
        ("# chưa viết", ("calls_none", 1)),
        ("f(1)", ("calls_statement", 1)),
        ("assert f(1) == 1\nprint(f(1))", ("calls_statement", 2)),
        ("try:\n    f(1)\nexcept ValueError:\n    pass", ("calls_statement", 1)),
        ("def g(): pass", ("calls_statement", 1)),
        ("a, b = 1, 2", ("calls_statement", 1)),
        ("assert f(1) != 1", ("calls_form", 1)),
        ("assert 1 < f(1) < 2", ("calls_form", 1)),
        ("assert f(1) > 2", ("calls_form", 1)),
        ("assert f(1) == 1 and f(2) == 2", ("calls_form", 1)),
        ("assert isinstance(x, list)", ("calls_form", 1)),
        ("assert x", ("calls_form", 1)),
        ("assert f(1) is x", ("calls_form", 1)),
        ("assert math.isclose(f(1), 2, places=3)", ("calls_form", 1)),
        ("assert f(1)['a'] == 1", ("calls_subject", 1)),
        ("assert nhan[f(1)] == 1", ("calls_subject", 1)),
        ("assert f(1) + 1 == 2", ("calls_subject", 1)),
        ("assert f(*x) == 2", ("calls_value", 1)),
        ("assert f(**x) == 2", ("calls_subject", 1)),
        ("assert (lambda: 1)() == 1", ("calls_subject", 1)),
        ("\nassert f(1) == {1, 2}", ("calls_value", 2)),
        ("assert f(1) == g(2)", ("calls_value", 1)),
        ("assert f(g(1)) == 2", ("calls_value", 1)),
        ("assert f({1: 2}) == 2", ("calls_value", 1)),
        ("assert f(math.inf) == 2", ("calls_value", 1)),
        ("assert f(1) == b'x'", ("calls_value", 1)),
        ("assert f(1) == f'{x}'", ("calls_value", 1)),
        ("assert round(f(1), -999999999) == 1", ("calls_value", 1)),
        ("for x in ds:\n    assert f(x) == 1", ("calls_loop", 1)),
        ("for a, b in [1, 2]:\n    assert f(a) == b", ("calls_loop", 1)),
        ("for n in range(10**9):\n    assert f(n) == n", ("calls_loop", 1)),
        ("for n in range(201):\n    assert f(n) == n", ("calls_loop", 1)),
    ],
)
def test_read_calls_names_the_line_that_cannot_be_read(source, expected):
    assert refused(source) == expected


def test_read_calls_is_bounded():
    nested = "".join(f"{'    ' * depth}for n{depth} in range(200):\n" for depth in range(4))
    written = "a = [1]\n" + "\n".join("a = [a, a, a, a, a, a, a, a, a, a]" for _ in range(12))

    assert refused(nested + "                pass")[0] == "calls_many"
    assert refused(written + "\nassert f(a) == 1")[0] == "calls_many"
    assert refused("\n".join(["assert f(1) == 1"] * 201)) == ("calls_many", 201)
    assert refused("assert f(1) == " + "*".join(["9" * 4000] * 3))[0] == "calls_value"
    assert refused("assert f(1) == " + "(" * 5000 + ")" * 5000)[0] == "calls_syntax"
    assert refused("assert f(1) == " + "-" * 50_000 + "1")[0] == "calls_syntax"


def test_read_calls_takes_the_nearest_hint():
    plan = read_calls(
        "# Gợi ý: chung\n"
        "assert f(1) == 1\n"
        "assert f(2) == 2  # Gợi ý: số chẵn\n"
        "assert f(3) == 3, 'số lẻ'\n"
        "assert f(4) == '# Gợi ý: không phải'\n"
        "# Hint: số âm\n"
        "assert f(-1) == 1, f'{x}'"
    )

    assert [call.hint for call in plan.calls] == ["chung", "số chẵn", "số lẻ", "chung", "số âm"]


def test_read_calls_sees_who_wants_all_or_nothing():
    assert read_calls("# Trọn điểm hoặc không\nassert f(1) == 1").all_or_nothing
    assert read_calls("# All or nothing\nassert f(1) == 1").all_or_nothing
    assert not read_calls("assert f(1) == 1").all_or_nothing


def test_cells_are_python_and_hold_nothing_expected():
    (cell,) = read_calls("so = [3]\n# Gợi ý: 7431\nassert f(so) == 7431, 'là 7431'  # 7431").cells

    ast.parse(cell)
    assert "f([3])" in cell
    assert "7431" not in cell


# --- judging ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "passing", "failing"),
    [
        ("assert f() == 3", ["'3'", "'3.0'"], ["'4'", "'true'", "'[3]'", "'null'", "'\"3\"'", "'NaN'"]),
        ("assert f() == 1", ["'1'"], ["'true'"]),
        ("assert f() == 0", ["'0'", "'-0.0'"], ["'false'", "'null'", "'\"\"'", "'[]'"]),
        ("assert f() == True", ["'true'"], ["'1'", "'1.0'", "'\"true\"'"]),
        ("assert f() is None", ["'null'"], ["'0'", "'false'", "'\"\"'"]),
        ("assert f()", ["'true'"], ["'1'", "'[1]'", "'false'"]),
        ("assert not f()", ["'false'"], ["'0'", "'null'", "'true'"]),
        ("assert f() == 'a\\'b\"c'", ["'\"a\\'b\\\\\"c\"'"], ["'\"a\"'", "'97'"]),
        ("assert f() == [1, (2, True)]", ["'[1, [2, true]]'"], ["'[1, [2, 1]]'", "'[1]'", "'[1, [2, true], 3]'", "'{\"0\": 1}'"]),
        ("assert f() == {'a': 1.5}", ["'{\"a\": 1.5}'"], ["'{\"a\": 1}'", "'{}'", '\'{"a": 1.5, "b": 2}\'', "'[\"a\"]'"]),
        ("assert abs(f() - 2) < 0.5", ["'2'", "'2.4'"], ["'2.5'", "'true'", "'NaN'", "'Infinity'", "'\"2\"'", "'1" + "0" * 400 + "'"]),
        ("assert abs(f() - 2) <= 0.5", ["'2.5'", "'1.5'"], ["'2.6'", "'NaN'"]),
        ("assert math.isclose(f(), 100)", ["'100.00000000001'"], ["'100.001'", "'NaN'"]),
        ("assert math.isclose(f(), 0, abs_tol=0.1)", ["'0.05'"], ["'0.2'"]),
        ("assert np.isclose(f(), 100)", ["'100.0005'"], ["'100.01'"]),
        ("assert round(f(), 2) == 0.33", ["'0.3333'", "'0.33'"], ["'0.34'", "'NaN'", "'Infinity'", "'true'"]),
        ("assert round(f(), 0) == 1", ["'1.2'"], ["'true'", "'null'"]),
        ("assert len(f()) == 2", ["'[1, 2]'", "'\"ab\"'", '\'{"a": 1, "b": 2}\''], ["'[]'", "'2'", "'null'"]),
        ("assert f() == math.inf", ["'Infinity'", "'1e999'"], ["'-Infinity'", "'NaN'", "'1e308'"]),
        ("assert f() == float('-inf')", ["'-Infinity'"], ["'Infinity'"]),
        ("assert math.isnan(f())", ["'NaN'"], ["'1'", "'null'", "'\"NaN\"'"]),
    ],
)
def test_marks_compare_strictly(source, passing, failing):
    assert all(judged(source, text) for text in passing)
    assert [text for text in failing if judged(source, text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "",
        "'3",
        "'3' '3'",
        "('3')",
        "'3'.upper()",
        "b'3'",
        "'\\N{BAD NAME}'",
        "'\\ud800'",
        "'3 3'",
        "'[" + "[" * 100 + "]" * 100 + "]'",
        "'" + "1" * 5000 + "'",
        None,
        3,
        ["'3", 3],
        {"a": 1},
    ],
)
def test_marks_take_no_other_output_for_a_value(text):
    assert not judged("assert f() == 3", text)


def test_marks_need_one_result_of_a_cell_that_ran_to_its_end():
    plan = read_calls("assert f() == 3")
    right = {"output_type": "execute_result", "data": {"text/plain": "'3'"}}
    runs = {
        Verdict.PASSED: [CellRun("ok", 1, (right,)), CellRun("ok", 1, ({"output_type": "stream", "name": "stdout", "text": "5"}, right))],
        Verdict.WRONG: [
            CellRun("ok", 1, ()),
            CellRun("ok", 1, (right, right)),
            CellRun("error", 1, (right,)),
            CellRun("ok", 1, ({"output_type": "error"}, right)),
        ],
        Verdict.TIMEOUT: [CellRun("timeout", 1, (right,)), CellRun("timeout", None, ())],
        Verdict.NOT_EXECUTED: [None, CellRun("ok", None, (right,)), CellRun("skipped", 1, (right,)), CellRun("not_executed", None, ())],
    }

    assert {verdict: {plan.marks([run])[0].verdict for run in each} for verdict, each in runs.items()} == {v: {v} for v in runs}


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def returning(value):
    """What the generated cell shows when the learner's function returns this value."""
    names = {"f": lambda *given: value}
    (cell,) = read_calls("assert f() == 1").cells
    setup, _, last = cell.rpartition("\n")
    exec(setup, names)
    return repr(eval(last, names))


@given(plain)
def test_a_returned_value_is_what_was_expected_and_nothing_else(value):
    assert judged(f"assert f() == {value!r}", returning(value))
    assert not judged(f"assert f() == {value!r}", returning([value]))


@given(plain)
def test_arguments_arrive_as_they_were_written(value):
    got = []
    (cell,) = read_calls(f"assert f({value!r}, k={value!r}) == 1").cells
    setup, _, last = cell.rpartition("\n")
    names = {"f": lambda x, k: got.extend([x, k])}
    exec(setup, names)
    eval(last, names)

    assert got == [value, value]


def test_an_equal_to_everything_a_subclass_and_a_closed_object_gain_nothing():
    class Always:
        def __eq__(self, other):
            return True

        __hash__ = None

    class Number(int):
        def __eq__(self, other):
            return True

        __hash__ = None

    with pytest.raises((AttributeError, TypeError)):
        returning(Always())
    assert not judged("assert f() == 4", returning(Number(3)))
    assert judged("assert f() == 3", returning(Number(3)))
    assert not judged("assert f() == 3", returning(math.nan))

import base64

import pytest

from notebooks.checks.plan import Unreadable, Verdict
from notebooks.checks.produced import FILE_BYTES, FilePlan, is_key, read_file
from notebooks.sandbox import CellRun

KEY = {"cham/kq.csv": "tên,điểm\nAn,7.5\nBình,8".encode()}
CELL = "ghi()\n# Kiểu chấm: tệp\n# Tệp: kq.csv\n# So với: cham/kq.csv"


def refused(source, files=KEY):
    with pytest.raises(Unreadable) as caught:
        read_file(source, files)
    return caught.value.code, caught.value.line


def ran(content):
    text = repr(base64.b64encode(content).decode())
    return CellRun("ok", 2, ({"output_type": "execute_result", "data": {"text/plain": text}},))


def marks(plan, content):
    return [mark.verdict is Verdict.PASSED for mark in plan.marks([*[CellRun("ok", 1, ())] * (len(plan.cells) - 1), ran(content)])]


def test_read_file_takes_the_expected_text_from_the_cell_or_from_a_hidden_file():
    assert read_file(CELL, KEY).expected.startswith("tên,điểm")
    assert read_file("# Tệp: a.txt\n# Nội dung mong đợi:\n# một\n# hai", {}).expected == "một\nhai"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ghi()\n# So với: cham/kq.csv", ("file_missing", 1)),
        ("# Tệp: /etc/passwd\n# So với: cham/kq.csv", ("file_path", 1)),
        ("# Tệp: ../kq.csv\n# So với: cham/kq.csv", ("file_path", 1)),
        ("# Tệp: a\\b\n# So với: cham/kq.csv", ("file_path", 1)),
        ("# Tệp: kq.csv", ("expected_missing", 1)),
        ("# Tệp: kq.csv\n# So với: cham/khac.csv", ("key_missing", 2)),
        ("# Tệp: kq.csv\n# So với: kq.csv", ("key_missing", 2)),
        ("# Tệp: kq.csv\n# So với: cham/anh.png", ("key_text", 2)),
        ("# Tệp: kq.csv\n# So với: cham/rong.csv", ("key_size", 2)),
        ("# Tệp: kq.csv\n# So với: cham/lon.csv", ("key_size", 2)),
    ],
)
def test_read_file_names_the_line_that_cannot_be_read(source, expected):
    files = {**KEY, "kq.csv": b"1", "cham/anh.png": b"\x89\xff", "cham/rong.csv": b" \n", "cham/lon.csv": b"1" * (FILE_BYTES + 1)}

    assert refused(source, files) == expected


def test_cells_run_the_code_and_read_the_file_without_what_is_expected():
    code, read = read_file(CELL, KEY).cells

    assert code == "ghi()"
    assert "kq.csv" in read
    assert "An" not in read


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("tên,điểm\nAn,7.5\nBình,8\n", [True, True, True]),
        ('\ufefftên,điểm\r\n"An", 7.5\r\nBình,8\r\n', [True, True, True]),
        ("tên,điểm\nAn,7.50\nBình,9", [True, False, False]),
        ("tên,điểm", [True, False, False]),
        ("tên,điểm\nAn,7.5\nBình,8\nChi,9", [True, True, True, False]),
        ("", [False, False, False]),
    ],
)
def test_marks_compare_a_csv_file_cell_by_cell(content, expected):
    assert marks(read_file(CELL, KEY), content.encode()) == expected


def test_marks_allow_a_tolerance_where_asked():
    assert marks(read_file("# Sai số: 0.1\n" + CELL, KEY), "tên,điểm\nAn,7.56\nBình,8.0".encode()) == [True, True, True]


def test_marks_compare_other_files_line_by_line():
    plan = FilePlan("kq.txt", "", "một\n\nhai")

    assert marks(plan, "một \n\nhai\n".encode()) == [True, True, True]
    assert marks(plan, "một, hai".encode()) == [False, False, False]


def test_marks_take_no_file_that_is_binary_or_too_long():
    plan = FilePlan("kq.txt", "", "một")

    assert marks(plan, b"\xff\xfe") == [False]
    assert marks(plan, "một".encode() + b"\n" * FILE_BYTES) == [False]
    assert [
        mark.verdict for mark in plan.marks([CellRun("ok", 1, ({"output_type": "execute_result", "data": {"text/plain": "'*'"}},))])
    ] == [Verdict.WRONG]


def test_marks_tell_a_missing_file_from_code_that_fails():
    plan = read_file(CELL, KEY)
    fine, failed = CellRun("ok", 1, ()), CellRun("error", 1, ())

    assert {mark.verdict for mark in plan.marks([fine, failed])} == {Verdict.NO_FILE}
    assert {mark.verdict for mark in plan.marks([failed, failed])} == {Verdict.WRONG}
    assert {mark.verdict for mark in plan.marks([fine, None])} == {Verdict.NOT_EXECUTED}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cham/a.csv", True),
        ("Cham/b/a.csv", True),
        ("du_lieu/CHAM/a.csv", True),
        ("cham", False),
        ("cham.csv", False),
        ("chamcham/a.csv", False),
    ],
)
def test_is_key_knows_the_hidden_folder(path, expected):
    assert is_key(path) is expected

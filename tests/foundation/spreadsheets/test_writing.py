import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.foundation.spreadsheets import write_csv, write_table

ATTACKS = ["=1+1", "+84912345678", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")']


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_write_table_is_read_by_another_program():
    sheet = opened(write_table(["Họ tên", "Ngày sinh", "Điểm"], [["Lê Ẩn", date(1990, 2, 5), Decimal("8.5")]]))

    assert [cell.value for cell in sheet[1]] == ["Họ tên", "Ngày sinh", "Điểm"]
    assert [cell.value for cell in sheet[2]] == ["Lê Ẩn", datetime(1990, 2, 5), 8.5]
    assert sheet["B2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize("text", [*ATTACKS, "079203001212", "https://hoc.example"])
def test_write_table_text_stays_text(text):
    cell = opened(write_table(["a"], [[text]]))["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", ATTACKS)
def test_write_table_dangerous_text_is_quoted_against_editing(text):
    assert opened(write_table(["a"], [[text]]))["A2"].quotePrefix


def test_write_table_titles_stay_in_view_and_repeat_in_print():
    sheet = opened(write_table(["a", "b"], [[1, 2]], title="Danh sách lớp", sheet_name="Lớp 1/2: [A]"))

    assert sheet["A1"].value == "Danh sách lớp"
    assert sheet["A3"].font.bold
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.title == "Lớp 1 2   A "


def test_write_table_columns_fit_their_content():
    sheet = opened(write_table(["STT", "Họ và tên"], [[1, "Nguyễn Hoàng Thiên Ân"]]))

    assert sheet.column_dimensions["A"].width < 8 < 20 < sheet.column_dimensions["B"].width


def test_write_table_moment_is_local_time():
    sheet = opened(write_table(["Lúc"], [[datetime(2026, 1, 1, 20, 0, tzinfo=UTC)]]))

    assert sheet["A2"].value == datetime(2026, 1, 2, 3, 0)


def test_write_table_same_rows_give_the_same_bytes():
    assert write_table(["a"], [["x"]]) == write_table(["a"], [["x"]])


def test_write_csv_is_utf8_with_mark_and_vietnamese_dates():
    data = write_csv([["Họ tên", "Ngày sinh"], ["Lê Ẩn", date(1990, 2, 5)], [None, 8.5]])

    assert data.decode("utf-8-sig") == "Họ tên,Ngày sinh\r\nLê Ẩn,05/02/1990\r\n,8.5\r\n"
    assert data.startswith(b"\xef\xbb\xbf")


def test_write_csv_negative_number_stays_a_number():
    assert write_csv([[-5]]).decode("utf-8-sig") == "-5\r\n"


@settings(max_examples=50)
@given(st.lists(st.text(), min_size=1))
def test_write_csv_no_text_starts_a_formula(texts):
    written = write_csv([[text] for text in texts]).decode("utf-8-sig")

    cells = [row[0] for row in csv.reader(io.StringIO(written, newline="")) if row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from lms.foundation.spreadsheets import (
    Limits,
    SpreadsheetError,
    cell_text,
    read_table,
    write_table,
)

ROSTER = [["STT", "Họ và tên", "CCCD"], ["1", "Nguyễn Văn Hoà", "079203001212"]]


def xlsx(fill):
    workbook = openpyxl.Workbook()
    fill(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def refusal_of(data, filename, limits=None):
    with pytest.raises(SpreadsheetError) as refusal:
        read_table(data, filename, limits or Limits())
    assert len(str(refusal.value)) > 20
    return refusal.value.code


def test_read_table_xlsx_keeps_text_numbers_and_dates_apart():
    def fill(workbook):
        workbook.active.append(["Họ tên", "CCCD", "Ngày sinh", "Điểm", "Lúc", "Ghi chú"])
        workbook.active.append(["Lê Ẩn", "079203001212", date(1990, 2, 5), 8.5, datetime(2026, 1, 2, 7, 30), None])
        workbook.active.append(["Bùi An", 79203001212, 1985, 10, None, True])

    sheet = read_table(xlsx(fill), "danh-sach.xlsx")

    assert sheet.rows[1] == ["Lê Ẩn", "079203001212", date(1990, 2, 5), 8.5, datetime(2026, 1, 2, 7, 30), None]
    assert sheet.rows[2] == ["Bùi An", 79203001212, 1985, 10, None, True]
    assert isinstance(sheet.rows[2][1], int)


def test_read_table_xlsx_row_index_tells_the_row_of_the_file():
    def fill(workbook):
        workbook.active["C4"] = "tiêu đề"
        workbook.active["D6"] = "cuối"

    rows = read_table(xlsx(fill), "a.xlsx").rows

    assert rows[3][2] == "tiêu đề"
    assert rows[5][3] == "cuối"
    assert len(rows) == 6


def test_read_table_xlsx_takes_the_first_visible_filled_sheet():
    def fill(workbook):
        workbook.active.title = "Trống"
        workbook.create_sheet("Ẩn").append(["không đọc"])
        workbook["Ẩn"].sheet_state = "hidden"
        workbook.create_sheet("Học viên").append(["đọc"])

    sheet = read_table(xlsx(fill), "a.xlsx")

    assert (sheet.name, sheet.rows) == ("Học viên", [["đọc"]])


def test_read_table_xlsx_reads_what_write_table_wrote():
    sheet = read_table(write_table(ROSTER[0], ROSTER[1:]), "a.xlsx")

    assert sheet.rows == ROSTER


def test_read_table_ods():
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Lớp"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Đỗ An</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="1990-02-05"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)

    assert read_table(buffer.getvalue(), "lop.ods").rows == [["Đỗ An", date(1990, 2, 5)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_read_table_csv_in_every_encoding_and_separator(encoding, separator):
    text = "\r\n".join(separator.join(row) for row in ROSTER)

    assert read_table(text.encode(encoding), "danh-sach.csv").rows == ROSTER


def test_read_table_csv_in_code_page_1258():
    # This code page writes the tone of "ễ" and "ớ" as a sign of its own, after the letter.
    data = b"H\xf2o t\xean;C\xf5 quan\nNguy\xea\xden V\xe3n H\xf9ng;S\xf5\xd2 Y t\xea\xec\n"

    rows = read_table(data, "danh-sach.csv").rows

    assert rows[1] == ["Nguyễn Văn Hùng", "Sở Y tế"]


@pytest.mark.parametrize("name", ["NguyÔn V¨n Hïng", "Nguyeãn Vaên Huøng"])
def test_read_table_csv_in_a_legacy_font_keeps_what_was_typed(name):
    data = f"1,{name}\n".encode("latin-1")

    assert read_table(data, "danh-sach.csv").rows == [["1", name]]


def test_read_table_csv_with_the_separator_hint_of_excel():
    assert read_table(b"sep=;\na,1;b\n", "a.csv").rows == [["a,1", "b"]]


def test_read_table_csv_quoted_cell_keeps_its_line_break():
    assert read_table('"Lê\nAn",x\n'.encode(), "a.csv").rows == [["Lê\nAn", "x"]]


@pytest.mark.parametrize("data", [b"", b"\r\n \n", b"\x00\x00"])
def test_read_table_empty_file_is_refused(data):
    assert refusal_of(data, "a.csv") == "empty"


def test_read_table_workbook_without_cells_is_refused():
    assert refusal_of(xlsx(lambda workbook: None), "a.xlsx") == "empty"


def test_read_table_pdf_named_xlsx_is_refused():
    assert refusal_of(b"%PDF-1.7 ...", "a.xlsx") == "unsupported"


def test_read_table_binary_named_csv_is_refused():
    assert refusal_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", "a.csv") == "unreadable"


def test_read_table_cut_off_workbook_is_refused():
    whole = write_table(ROSTER[0], ROSTER[1:])

    assert refusal_of(whole[: len(whole) // 2], "a.xlsx") == "unreadable"


def test_read_table_zip_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "x")

    assert refusal_of(buffer.getvalue(), "a.xlsx") == "unreadable"


def test_read_table_too_many_bytes_are_refused():
    assert refusal_of(b"a,b\n" * 100, "a.csv", Limits(bytes=100)) == "too_large"


def test_read_table_too_many_rows_are_refused():
    rows = [["x"]] * 50

    assert refusal_of(write_table(["a"], rows), "a.xlsx", Limits(rows=50)) == "too_many_rows"
    assert refusal_of(b"x\n" * 51, "a.csv", Limits(rows=50)) == "too_many_rows"


def test_read_table_zip_bomb_is_refused_before_it_is_opened():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2_000_000)

    assert refusal_of(buffer.getvalue(), "a.xlsx", Limits(unpacked_bytes=1_000_000)) == "unpacked_too_large"


def test_read_table_cell_in_the_last_corner_ends_the_reader_and_not_us():
    def fill(workbook):
        workbook.active["A1"] = "x"
        workbook.active["XFD1048576"] = "y"

    assert refusal_of(xlsx(fill), "a.xlsx") == "unpacked_too_large"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), ("  Lê An ", "Lê An"), (79203001212, "79203001212"), (date(1990, 2, 5), "05/02/1990"), (8.5, "8.5")],
)
def test_cell_text_is_what_a_person_sees(cell, text):
    assert cell_text(cell) == text

import pytest

from lms.foundation.spreadsheets import SpreadsheetError, find_header

COLUMNS = {
    "full_name": ["Họ và tên", "Họ tên"],
    "birth_date": ["Ngày sinh", "Năm sinh"],
    "agency": ["Đơn vị công tác", "Cơ quan"],
}


def test_find_header_below_title_rows():
    rows = [
        ["SỞ NỘI VỤ"],
        [],
        ["DANH SÁCH HỌC VIÊN"],
        ["STT", "Họ và tên", "Năm sinh", "Cơ quan"],
        [1, "Lê An", 1990, "X"],
    ]

    header = find_header(rows, COLUMNS)

    assert header.row_index == 3
    assert header.columns == {"full_name": 1, "birth_date": 2, "agency": 3}


@pytest.mark.parametrize(
    "title",
    ["HỌ VÀ TÊN", "ho va ten", " Họ  và\ntên ", "Họ và tên (*)", "Họ và tên:", "Hä vµ tªn", "Hoï vaø teân"],
)
def test_find_header_is_tolerant_of_how_a_title_is_written(title):
    assert find_header([[title]], COLUMNS).columns == {"full_name": 0}


def test_find_header_two_columns_of_one_field_takes_the_first():
    assert find_header([["Họ tên", "Họ và tên"]], COLUMNS).columns == {"full_name": 0}


def test_find_header_prefers_the_row_that_names_most_fields():
    rows = [["Cơ quan", "Sở Y tế"], ["Họ tên", "Ngày sinh"]]

    assert find_header(rows, COLUMNS).row_index == 1


def test_find_header_missing_required_column_is_named():
    with pytest.raises(SpreadsheetError) as refusal:
        find_header([["Họ tên"]], COLUMNS, required=["full_name", "agency"])

    assert refusal.value.code == "columns_missing"
    assert refusal.value.params["fields"] == ("agency",)
    assert "“Đơn vị công tác”" in str(refusal.value)


def test_find_header_no_title_at_all_names_what_is_needed():
    with pytest.raises(SpreadsheetError) as refusal:
        find_header([["a", 1], [None]], COLUMNS, required=["full_name"])

    assert refusal.value.code == "header_missing"
    assert "“Họ và tên”" in str(refusal.value)


def test_cell_of_a_short_row_or_an_absent_column_is_none():
    header = find_header([["Họ tên", "Ngày sinh"]], COLUMNS)

    assert header.cell(["Lê An"], "full_name") == "Lê An"
    assert header.cell(["Lê An"], "birth_date") is None
    assert header.cell(["Lê An"], "agency") is None

from datetime import date

import pytest
from django.utils import translation

from lms.classes.rosters.reading import read_rows
from lms.classes.rosters.values import ReadOptions
from lms.foundation.spreadsheets import SpreadsheetError
from lms.foundation.vietnamese import PartialDate

TITLES = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Email", "Điện thoại", "Đơn vị công tác", "Chức vụ", "Đối tượng"]
GOOD = [1, "Nguyễn Văn An", "12/03/1985", "Nam", "079085001234", "An@tphcm.example", 912345678, "Sở Nội vụ", "Chuyên viên", "Công chức"]


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def read_one(**cells):
    row = list(GOOD)
    for title, value in cells.items():
        row[TITLES.index({"name": "Họ và tên", "birth": "Ngày sinh", "sex": "Giới tính", "id": "CCCD", "email": "Email",
                          "phone": "Điện thoại", "agency": "Đơn vị công tác", "position": "Chức vụ", "category": "Đối tượng"}[title])] = value  # fmt: skip
    [read] = read_rows([TITLES, row])
    return read


def test_read_rows_of_a_good_row():
    read = read_one()

    assert (read.number, read.errors, read.warnings) == (2, [], [])
    person = read.person
    assert (person.full_name, person.birth, person.sex) == ("Nguyễn Văn An", PartialDate(1985, 3, 12), "male")
    assert (person.personal_id, person.email, person.phone) == ("079085001234", "an@tphcm.example", "+84912345678")
    assert (person.agency, person.position, person.legal_category) == ("Sở Nội vụ", "Chuyên viên", "civil_servant")


@pytest.mark.parametrize("birth", [date(1985, 3, 12), "12.3.1985", "1985", 1985, 31118])
def test_read_rows_understands_dates_and_years(birth):
    assert read_one(birth=birth, id=None).person.birth.year == 1985


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"name": None}, "Thiếu họ và tên."),
        ({"name": "Nguyễn Văn An 2"}, "Họ tên “Nguyễn Văn An 2” có chữ số hoặc ký tự lạ; hãy gõ lại bằng bảng mã Unicode."),
        ({"agency": " "}, "Thiếu đơn vị công tác."),
        ({"email": "an@"}, "“an@” không phải địa chỉ thư điện tử; hãy sửa hoặc để trống ô này."),
        (
            {"birth": None, "id": None, "email": None},
            "Hãy bổ sung ngày sinh, số định danh cá nhân hoặc thư điện tử để phân biệt người trùng tên.",
        ),
    ],
)
def test_read_rows_says_what_is_wrong(cells, sentence):
    assert read_one(**cells).errors == [sentence]


def test_read_rows_of_a_broken_date_says_so():
    [error] = read_one(birth="31/02/1985").errors

    assert "31/02/1985" in error


def test_read_rows_gives_a_number_back_the_zero_that_the_spreadsheet_dropped():
    read = read_one(id=79085001234)

    assert (read.person.personal_id, read.errors) == ("079085001234", [])
    assert read.warnings == ["Bảng tính đã làm mất số 0 ở đầu số định danh cá nhân; được đọc là 079*******34."]


@pytest.mark.parametrize(
    "cells",
    [{"id": "79085001234"}, {"id": 79085001234, "sex": "Nữ"}, {"id": 79085001234, "birth": None}],
    ids=["text", "misfit", "nothing to compare"],
)
def test_read_rows_asks_before_it_adds_a_zero_otherwise(cells):
    read = read_one(**cells)
    padded = read_rows(
        [TITLES, [{**dict(zip(TITLES, GOOD, strict=True)), **named(cells)}[title] for title in TITLES]], ReadOptions(pad_ids=True)
    )

    assert "079085001234" in read.wrong["personal_id"]
    assert (read.may_pad, padded[0].person.personal_id) == (True, "079085001234")


@pytest.mark.parametrize("number", [123456789, "123456789", "12345678"])
def test_read_rows_never_pads_what_may_be_an_old_identity_card(number):
    read = read_rows(
        [TITLES, [number if title == "CCCD" else cell for title, cell in zip(TITLES, GOOD, strict=True)]], ReadOptions(pad_ids=True)
    )

    assert (read[0].person.personal_id, read[0].may_pad, len(read[0].errors)) == ("", False, 1)


def named(cells):
    titles = {"id": "CCCD", "sex": "Giới tính", "birth": "Ngày sinh"}
    return {titles[name]: value for name, value in cells.items()}


def test_read_rows_warns_when_the_id_does_not_fit():
    read = read_one(sex="Nữ", birth="12/03/1986")

    assert not read.errors
    assert len(read.warnings) == 2


@pytest.mark.parametrize(("raw", "kind"), [("NguyÔn V¨n Hïng", "TCVN3"), ("Nguyeãn Vaên Huøng", "VNI")])
def test_read_rows_mends_legacy_names_and_shows_it(raw, kind):
    read = read_one(name=raw)

    assert (read.person.full_name, read.errors) == ("Nguyễn Văn Hùng", [])
    assert read.warnings == [f"Họ tên gõ bằng bảng mã cũ {kind} (“{raw}”), đọc là “Nguyễn Văn Hùng”: hãy kiểm tra lại."]


def test_read_rows_writes_capitals_as_names():
    read = read_one(name="NGUYỄN VĂN ÁNH")

    assert read.person.full_name == "Nguyễn Văn Ánh"
    assert read.warnings == ["Họ tên viết hoa toàn bộ; được lưu là “Nguyễn Văn Ánh”."]


def test_read_rows_keeps_a_row_with_a_broken_phone():
    read = read_one(phone="không có", sex="?", category="lãnh đạo cấp cao")

    assert (read.errors, read.person.phone, read.person.sex, read.person.legal_category) == ([], "", "", "other")
    assert len(read.warnings) == 3


def test_read_rows_joins_two_columns_under_one_title():
    rows = [["STT", "Họ và tên", None, "Năm sinh", "Đơn vị"], [1, "Nguyễn Văn", "An", 1985, "Sở Nội vụ"]]

    assert read_rows(rows)[0].person.full_name == "Nguyễn Văn An"


def test_read_rows_joins_ho_lot_and_ten():
    rows = [["Họ lót", "Tên", "Năm sinh", "Đơn vị"], ["Nguyễn Văn", "An", 1985, "Sở Nội vụ"]]

    assert read_rows(rows)[0].person.full_name == "Nguyễn Văn An"


def test_read_rows_skips_what_is_no_person():
    rows = [
        ["ỦY BAN NHÂN DÂN"],
        ["STT", "Họ và tên", "Năm sinh", "Đơn vị"],
        ["I", "Sở Nội vụ", None, None],
        [1, "Nguyễn Văn An", 1985, "Sở Nội vụ"],
        [],
        [2, "Lê Thị Bình", None, None],
        ["Tổng số: 2 học viên"],
        [None, "Người lập bảng", None, None],
    ]

    read = read_rows(rows)

    assert [(row.number, row.person.full_name) for row in read] == [(4, "Nguyễn Văn An"), (6, "Lê Thị Bình")]
    assert read[1].errors == ["Thiếu đơn vị công tác."]


@pytest.mark.parametrize(
    ("titles", "missing"),
    [(["STT", "Họ và tên"], "“Đơn vị công tác”"), (["Đơn vị"], "“Họ và tên”"), (["Ngày sinh"], "“Họ và tên”, “Đơn vị công tác”")],
)
def test_read_rows_names_missing_columns(titles, missing):
    with pytest.raises(SpreadsheetError) as caught:
        read_rows([titles, ["x"]])

    assert caught.value.code == "columns_missing"
    assert missing in str(caught.value)

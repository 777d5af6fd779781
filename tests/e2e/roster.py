"""The spreadsheet an officer receives: thirty people of five agencies, some without email, with a title above the table."""

import io

from openpyxl import Workbook

AGENCIES = ["Sở Tài chính", "Sở Tư pháp", "Sở Y tế", "Sở Xây dựng", "Trung tâm Chuyển đổi số"]
NAMES = [
    "Nguyễn Thị Ánh Tuyết", "Trần Văn Đạt", "Lê Hoàng Phúc", "Phạm Thị Kiều Oanh", "Huỳnh Ngọc Yến", "Đặng Quốc Huy",
    "Võ Thị Thúy Hằng", "Bùi Đình Khôi", "Đỗ Thị Mỹ Duyên", "Hồ Sỹ Nguyên", "Ngô Thị Quỳnh Như", "Dương Văn Ẩn",
    "Lý Gia Bảo", "Phan Thị Hoà", "Vũ Đức Ân", "Trương Thị Ngọc Bích", "Nguyễn Hữu Thọ", "Trần Thị Ý Nhi",
    "Lê Thị Diễm Hương", "Phạm Ngọc Thạch", "Huỳnh Tấn Đạt", "Đặng Thị Xuân Quỳnh", "Võ Minh Triết", "Bùi Thị Bích Ngọc",
    "Đỗ Hữu Dũng", "Hồ Thị Lệ Thủy", "Ngô Văn Út", "Dương Thị Ái Vân", "Lý Thị Kim Chi",
]  # fmt: skip
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chức vụ", "Đối tượng", "Email"]


def rows() -> list[list]:
    """The trainee of the demo comes first; every fourth of the others has no email."""
    listed: list[list] = [[1, "Trần Ngọc Ánh", 1990, "Nữ", AGENCIES[4], "Viên chức", "viên chức", "hocvien@hoc.example"]]
    for number, name in enumerate(NAMES, start=2):
        email = "" if number % 4 == 0 else f"hv{number:02}@hoc.example"
        listed.append(
            [
                number,
                name,
                f"{number % 28 + 1:02}/0{number % 9 + 1}/{1975 + number % 20}",
                "Nữ" if "Thị" in name else "Nam",
                AGENCIES[number % 5],
                "Chuyên viên",
                "công chức",
                email,
            ]
        )
    return listed


def many(count: int) -> list[list]:
    """So many people with names of their own, day and month and year of birth, no email."""
    family = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi"]
    middle = ["Thị Thu", "Văn", "Ngọc", "Minh", "Thị Mỹ", "Đức", "Hoàng", "Quốc", "Thị Kim", "Thanh"]
    given = ["An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khoa", "Linh", "Nam", "Phương"]
    listed = []
    for number in range(count):
        name = f"{family[number % 10]} {middle[number // 10 % 10]} {given[number // 100 % 10]}"
        birth = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1970 + number % 30}"
        listed.append([number + 1, name, birth, "Nữ" if "Thị" in name else "Nam", AGENCIES[number % 5], "Chuyên viên", "công chức", ""])
    return listed


def spreadsheet(listed: list[list] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH HỌC VIÊN"])
    sheet.append([])
    sheet.append(HEADER)
    for row in listed if listed is not None else rows():
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_faults() -> bytes:
    """Two more rows that cannot be taken: a birth date that does not exist, and somebody twice."""
    return spreadsheet(
        [*rows(), [31, "Nguyễn Văn Lỗi", "31/02/1988", "Nam", AGENCIES[0], "Chuyên viên", "công chức", ""], [32, *rows()[1][1:]]]
    )

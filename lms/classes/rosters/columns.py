"""The titles under which agencies send the columns of a roster."""

from lms.foundation.spreadsheets import Cell, Header, SpreadsheetError, find_header

# The first title of each field is the one that messages name.
COLUMNS: dict[str, tuple[str, ...]] = {
    "full_name": ("Họ và tên", "Họ tên", "Họ, tên", "Họ và tên học viên", "Tên học viên", "Học viên", "Full name", "Name"),
    "family_middle": ("Họ lót", "Họ đệm", "Họ và tên đệm", "Họ và chữ lót", "Họ và chữ đệm", "Họ và đệm", "Họ"),
    "given": ("Tên",),
    "number": ("STT", "TT", "Số TT", "Số thứ tự", "No"),
    "birth_date": ("Ngày sinh", "Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "Date of birth"),
    "birth_year": ("Năm sinh",),
    "sex": ("Giới tính", "Phái", "Nam/Nữ", "Giới"),
    "personal_id": (
        "CCCD", "Số CCCD", "Căn cước công dân", "Số căn cước công dân", "Căn cước", "Số căn cước", "Số định danh",
        "Số định danh cá nhân", "Mã định danh", "CCCD/Số định danh", "Số CCCD/Định danh", "CMND/CCCD", "CCCD/CMND",
    ),
    "handle": ("Mã tài khoản", "Tên đăng nhập"),
    "email": ("Email", "Thư điện tử", "E-mail", "Địa chỉ email", "Hộp thư điện tử", "Địa chỉ thư điện tử"),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Di động", "Điện thoại di động", "Số điện thoại liên hệ"),
    "agency": (
        "Đơn vị công tác", "Đơn vị", "Cơ quan", "Cơ quan công tác", "Cơ quan, đơn vị", "Cơ quan, đơn vị công tác",
        "Nơi công tác", "Đơn vị cử", "Tên đơn vị",
    ),
    "position": ("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức vụ/chức danh", "Chức vụ công tác", "Vị trí việc làm"),
    "legal_category": ("Đối tượng", "Diện", "Loại đối tượng", "Công chức/Viên chức", "Công chức/viên chức/người lao động"),
}  # fmt: skip


def find_columns(rows: list[list[Cell]], *, has_agency: bool = False) -> Header:
    """The title row; `has_agency`: one is known for the whole list.

    Raises SpreadsheetError when there is no title row, or no name or no agency column.
    """
    header = find_header(rows, COLUMNS)
    missing = [] if "full_name" in header.columns or "given" in header.columns else ["full_name"]
    missing += [] if has_agency or "agency" in header.columns else ["agency"]
    if missing:
        titles = ", ".join(f"“{COLUMNS[field][0]}”" for field in missing)
        raise SpreadsheetError("columns_missing", columns=titles, fields=tuple(missing))
    return header

"""A person typed into a form, read by the same rules as a row of a list."""

from collections.abc import Mapping
from typing import Any

from lms.classes.rosters.reading import read_rows
from lms.classes.rosters.values import ReadRow
from lms.people.models import LegalCategory, User

# The sheet that is offered to agencies; pasted and typed rows come in the same order.
COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Email", "Điện thoại", "Đơn vị công tác", "Chức vụ", "Đối tượng")
SEX_WORDS = {User.Sex.MALE: "Nam", User.Sex.FEMALE: "Nữ"}
CATEGORY_WORDS = {
    LegalCategory.CADRE: "Cán bộ",
    LegalCategory.CIVIL_SERVANT: "Công chức",
    LegalCategory.PUBLIC_EMPLOYEE: "Viên chức",
    LegalCategory.CONTRACT_WORKER: "Người lao động",
    LegalCategory.OTHER: "Khác",
}


def table_of(person: Mapping[str, Any], agency: str) -> list[list[Any]]:
    """Title row and one row; keys of `person` are those of `OnePersonForm`."""
    row = [
        1,
        person["full_name"],
        person.get("birth", ""),
        SEX_WORDS.get(person.get("sex", ""), ""),  # type: ignore[call-overload]
        "",
        person.get("email", ""),
        person.get("phone", ""),
        agency,
        person.get("position", ""),
        CATEGORY_WORDS.get(person.get("legal_category", ""), ""),  # type: ignore[call-overload]
    ]
    return [list(COLUMNS), row]


def read(person: Mapping[str, Any], agency: str) -> ReadRow:
    """The cleaned person, with what is wrong in words."""
    return read_rows(table_of(person, agency))[0]

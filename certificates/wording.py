"""The sentences of a form: named, with fields in braces, in Vietnamese and in English. Pure.

`{holder}` stands for a value of the snapshot. A part in square brackets is printed when all its fields are known:
`[, từ ngày {from} đến ngày {to}]`. A sentence with an empty field outside brackets is left out whole.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

ENGLISH = "_en"  # what the name of a sentence ends with in English
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{([^{}]*)\}")
_DANGLING = " ,;"

# In the order of the form. What a kind of document says differently stands below.
HOUSE: dict[str, str] = {
    "certifies": "Chứng nhận {honorific}:",
    "certifies_en": "This is to certify that[ {honorific_en}]",
    "born": "Sinh ngày {born_day}",
    "born_en": "Born on {born_day_en}",
    "born_year": "Năm sinh: {born_year}",
    "born_year_en": "Year of birth",
    "position": "Chức vụ: {position}",
    "position_en": "Position",
    "workplace": "Đơn vị công tác: {workplace}",
    "workplace_en": "Workplace",
    "completed": "đã hoàn thành chương trình",
    "completed_en": "has completed the programme",
    "programme_en": "{programme_en}",
    "course": "[Thời lượng {periods} tiết][, từ ngày {from} đến ngày {to}][, hình thức {form}][, lớp {class_code}]",
    "course_en": "[Duration: {periods} periods][, from {from_en} to {to_en}][, {form_en}][, class {class_code}]",
    "decision": "Theo Quyết định công nhận kết quả số {decision_number} {decided_on}",
    "decision_en": "Under recognition decision No. {decision_number} of {decided_on_en}",
    "place_date": "{place}, {issued_on}",
    "place_date_en": "{place_en}, {issued_on_en}",
    "serial_no": "Số hiệu:",
    "serial_no_en": "Serial No.",
    "register_no": "Số vào sổ:",
    "register_no_en": "Register No.",
    "verify": "Quét mã QR, hoặc nhập mã sau tại địa chỉ xác minh:",
    "verify_en": "Scan the QR code, or enter this code at the address below:",
    "mark": "Bản thể hiện",
    "mark_en": "Representation copy",
    "paper_is_original": "Bản gốc là bản giấy có chữ ký và con dấu; tệp này là bản thể hiện.",
    "paper_is_original_en": "The signed and sealed paper is the original.",
    "pdf_is_original": "Bản gốc là tệp PDF; bản in ra giấy là bản thể hiện.",
    "pdf_is_original_en": "The PDF file is the original.",
    "legal_basis": "Mẫu theo {legal_basis}",
    "legal_basis_en": "",
}
OF_KIND: dict[str, dict[str, str]] = {
    "official_certificate": {
        "certifies": "Cấp cho {honorific}:",
        "certifies_en": "This certificate is awarded to[ {honorific_en}]",
        "completed": "đã hoàn thành chương trình bồi dưỡng",
        "completed_en": "for completing the in-service training programme",
    },
    "completion_confirmation": {
        "certifies": "Xác nhận {honorific}:",
        "certifies_en": "This is to confirm that[ {honorific_en}]",
        "completed": "đã hoàn thành khóa học",
        "completed_en": "has completed the course",
        "legal_basis": "{legal_basis}",
    },
}
# Every field with a value for previews: the longest that offices have met, not the prettiest.
FIELDS: dict[str, str] = {
    "honorific": "Bà",
    "honorific_en": "Ms",
    "holder": "Công Tằng Tôn Nữ Nguyễn Phước Thị Quỳnh Hương Giang Phượng Uyển",
    "born_day": "05/02/1990",
    "born_day_en": "5 February 1990",
    "born_year": "1990",
    "position": "Phó Trưởng phòng phụ trách Phòng Quản lý công nghệ thông tin và Chuyển đổi số",
    "workplace": "Trung tâm Phục vụ hành chính công và Chuyển đổi số phường Bình Hưng Hòa, Thành phố Hồ Chí Minh",
    "programme": "Bồi dưỡng kỹ năng ứng dụng trí tuệ nhân tạo trong soạn thảo văn bản và phân tích dữ liệu cho công chức, viên chức",
    "programme_en": "Applied artificial intelligence for drafting and data analysis in public service",
    "periods": "40",
    "from": "12/01/2026",
    "to": "05/02/2026",
    "from_en": "12 January 2026",
    "to_en": "5 February 2026",
    "form": "trực tiếp kết hợp trực tuyến",
    "form_en": "blended",
    "class_code": "BDAI-2026-03",
    "class_title": "Lớp bồi dưỡng AI số 3",
    "issuer": "Học viện Cán bộ Thành phố Hồ Chí Minh",
    "parent_agency": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "decision_number": "123/QĐ-HVCB",
    "decided_on": "ngày 04 tháng 02 năm 2026",
    "decided_on_en": "4 February 2026",
    "place": "Thành phố Hồ Chí Minh",
    "place_en": "Ho Chi Minh City",
    "issued_on": "ngày 05 tháng 02 năm 2026",
    "issued_on_en": "5 February 2026",
    "serial_no": "HVCB-2603-000015",
    "register_no": "15/2026/HVCB-CNHT",
    "legal_basis": "Thông tư 03/2023/TT-BNV ngày 30/4/2023, Điều 5, Phụ lục II",
}


class BrokenSentence(Exception):
    """A sentence that cannot be filled; `text` is the part of it that is wrong, `meant` what may have been meant."""

    def __init__(self, text: str, meant: str = "") -> None:
        super().__init__(text)
        self.text, self.meant = text, meant


def house_texts(kind: str) -> dict[str, str]:
    """What the house says where a form says nothing of its own."""
    return HOUSE | OF_KIND.get(kind, {})


def texts_of(kind: str, own: Mapping[str, str]) -> dict[str, str]:
    """Every sentence of a form. Names that the house does not know are left out: nothing would print them."""
    house = house_texts(kind)
    return {name: own.get(name, sentence) for name, sentence in house.items()}


@lru_cache(maxsize=1024)
def check(sentence: str) -> None:
    """Raises BrokenSentence for a field that does not exist, a lonely brace, a bracket in a bracket."""
    for piece, _, names in _pieces(sentence):
        for name in names:
            if name not in FIELDS:
                meant = get_close_matches(name, FIELDS, n=1)
                raise BrokenSentence(f"{{{name}}}", f"{{{meant[0]}}}" if meant else "")
        if stray := re.search(r"[\[\]{}]", _FIELD.sub("", piece)):
            raise BrokenSentence(stray[0])


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence as printed; empty where a value outside brackets is not known. Raises BrokenSentence."""
    check(sentence)
    written = []
    for piece, is_optional, names in _pieces(sentence):
        if all(values.get(name) for name in names):
            written.append(_FIELD.sub(lambda found: values[found[1]], piece))
        elif not is_optional:
            return ""
    return "".join(written).strip(_DANGLING)


@lru_cache(maxsize=1024)
def _pieces(sentence: str) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """(part, is it in brackets, its fields) one after the other."""
    parts = enumerate(_OPTIONAL.split(sentence))
    return tuple((piece, number % 2 == 1, tuple(_FIELD.findall(piece))) for number, piece in parts)

"""Snapshots of layout 2 for the tests of forms: as issued, and with the longest texts of real offices."""

from typing import Any

from certificates.wording import texts_of
from tests.certificates.test_document import snapshot

TITLES = {
    "official_certificate": ("Chứng chỉ bồi dưỡng", "Certificate of in-service training"),
    "course_completion_certificate": ("Giấy chứng nhận hoàn thành khóa học", "Certificate of course completion"),
    "completion_confirmation": ("Giấy xác nhận hoàn thành khóa học", "Confirmation of course completion"),
}
LONGEST_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Thị Quỳnh Hương Giang Phượng Uyển Nhã Thiên Kim Ngọc Trường"
LONG = {
    "holder": LONGEST_NAME,
    "position": "Phó Trưởng phòng phụ trách Phòng Quản lý công nghệ thông tin và Chuyển đổi số kiêm Bí thư Chi bộ",
    "workplace": "Trung tâm Phục vụ hành chính công và Chuyển đổi số phường Bình Hưng Hòa, Thành phố Hồ Chí Minh, cơ sở hai",
    "programme": "Bồi dưỡng kỹ năng ứng dụng trí tuệ nhân tạo trong soạn thảo văn bản và phân tích dữ liệu cho công chức, viên chức lãnh đạo, quản lý",
    "issuer": "Trường Đại học Khoa học Xã hội và Nhân văn, Đại học Quốc gia Thành phố Hồ Chí Minh",
    "parent_agency": "Đại học Quốc gia Thành phố Hồ Chí Minh",
    "signer_position": "KT. Hiệu trưởng / Phó Hiệu trưởng phụ trách đào tạo, bồi dưỡng và hợp tác quốc tế",
    "signer_name": f"PGS.TS. {LONGEST_NAME}",
    "decision_number": "12345/QĐ-ĐHKHXH&NV-ĐTBDHTQT",
    "class_code": "BDAI-NANG-CAO-2026-0003-LOP-SO-2",
    "register_no": "999999/2026/ĐHKHXHNV-CNHTKH",
    "serial_no": "DHKHXHNV-2603-999999",
    "legal_basis": "Thông tư 03/2023/TT-BNV ngày 30/4/2023 của Bộ trưởng Bộ Nội vụ, Điều 5, Phụ lục II",
}
ENGLISH = {
    "language": "vi_en",
    "programme_en": "Foundations of artificial intelligence for civil servants",
    "signer_position_en": "For the Rector, Vice Rector",
}


def issued(kind: str = "course_completion_certificate", **changes: Any) -> dict[str, Any]:
    """As `snapshots` freezes it."""
    title, english_title = TITLES[kind]
    form = {
        "layout": 2, "kind": kind, "form_version": 1, "title": title, "english_title": english_title, "language": "vi",
        "original": "signed_pdf" if kind == "completion_confirmation" else "paper", "size_mm": [297, 210],
        "is_two_sided": kind == "official_certificate", "uses_blanks": False, "texts": texts_of(kind, {}),
        "legal_basis": "Thông tư 03/2023/TT-BNV ngày 30/4/2023, Điều 5", "form_en": "in person", "place_en": "Ho Chi Minh City",
        "honorific_en": "Ms", "programme_en": "", "signer_position_en": "",
    }  # fmt: skip
    return snapshot(**(form | changes))

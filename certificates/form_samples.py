"""A made-up document of a form, with texts as long as offices have them: what an editor looks at before anybody is issued one."""

from typing import Any

from certificates import codes, snapshots
from certificates.models import DocumentClass
from certificates.wording import FIELDS

CODE = "MAUGIAYCHUNGNHAN"
SHORT = {
    "holder": "Nguyễn Thị Ngọc Ẩn",
    "position": "Chuyên viên",
    "workplace": "Sở Nội vụ",
    "programme": "Trí tuệ nhân tạo căn bản",
    "programme_en": "Foundations of artificial intelligence",
}


def sample_of(document_class: DocumentClass, *, is_long: bool = True) -> dict[str, Any]:
    """A snapshot of nobody. Raises NotEligible("template_broken")."""
    words = FIELDS if is_long else FIELDS | SHORT
    names = ("honorific", "honorific_en", "holder", "position", "workplace", "programme", "programme_en", "class_code", "class_title", "form",
             "form_en", "issuer", "parent_agency", "decision_number", "place", "place_en", "serial_no", "register_no")  # fmt: skip
    confirms = document_class.kind == DocumentClass.Kind.COMPLETION_CONFIRMATION
    nothing = {"class_code": "", "class_title": "", "decision_number": "", "decided_on": None, "position": "", "workplace": ""}
    return {
        **snapshots.form_part(document_class),
        **{name: words[name] for name in names},
        "born": "05/02/1990",
        "periods": 40,
        "from": "2026-01-12",
        "to": "2026-02-05",
        "decided_on": "2026-02-04",
        "issued_on": "2026-02-05",
        "public_name": words["holder"],
        "signer_position": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC",
        "signer_position_en": "For the Director, Deputy Director",
        "signer_name": "Lê Thị Mỹ Châu",
        "code": CODE,
        "verify_url": codes.verify_url(CODE),
        # An open course has neither class nor decision.
        **(nothing if confirms else {}),
    }

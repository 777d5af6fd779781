"""`manage.py verify_certificate CODE`: what the public page says, at a terminal."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import codes
from certificates.models import Certificate

NOT_VALID, UNUSABLE = 1, 2
LINES = (("Họ và tên", "holder"), ("Chương trình", "programme"), ("Lớp", "training_class"), ("Nơi cấp", "issuer"), ("Số hiệu", "serial_no"), ("Số vào sổ", "register_no"), ("Ngày cấp", "issued_on"))  # fmt: skip


class Command(BaseCommand):
    help = (
        "Kiểm tra một giấy chứng nhận bằng mã in cạnh mã QR (hoặc cả địa chỉ trong mã QR). "
        "Mã thoát: 0 có hiệu lực, 1 không tìm thấy hoặc không còn hiệu lực, 2 mã viết sai."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="mã gồm 16 chữ cái và chữ số, ví dụ ABCD-EFGH-IJKL-MNOP")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả dạng JSON")

    def handle(self, *args: Any, code: str, as_json: bool, **options: Any) -> None:
        read = codes.read_code(code)
        if read is None:
            raise CommandError("Mã gồm 16 chữ cái và chữ số, in cạnh mã QR; hãy xem lại và gõ lại.", returncode=UNUSABLE)
        certificate = Certificate.objects.published().filter(verification_code=read).select_related("issuer").first()
        facts = _facts(certificate) if certificate else {"state": "not_found"}
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if as_json else _as_text(certificate, facts))
        if facts["state"] != Certificate.State.VALID:
            sys.exit(NOT_VALID)


def _facts(certificate: Certificate) -> dict[str, str]:
    """What the public may know, and nothing more."""
    printed = certificate.snapshot
    if printed["public_name"] != printed["holder"]:  # a child
        return {"state": certificate.state, "holder": printed["public_name"], "programme": printed["programme"]}
    return {
        "state": certificate.state,
        "holder": printed["holder"],
        "programme": printed["programme"],
        "training_class": printed["class_code"],
        "issuer": printed["issuer"],
        "serial_no": certificate.serial_no,
        "register_no": certificate.register_no,
        "issued_on": certificate.issued_on.isoformat(),
    }


def _as_text(certificate: Certificate | None, facts: dict[str, str]) -> str:
    if certificate is None:
        return "Không có giấy chứng nhận nào mang mã này."
    return "\n".join(
        [f"Trạng thái: {certificate.get_state_display()}", *(f"{label}: {facts[name]}" for label, name in LINES if name in facts)]
    )

"""`manage.py verify_certificate CODE`: what the public page says, at a terminal; also by number and by file."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import codes
from certificates.exceptions import CertificateError
from certificates.verifying import facts, files, lookups, sentences, typed
from certificates.verifying.answers import Answer
from certificates.verifying.holder import Claim
from lms.foundation.vietnamese import TextError, parse_date

NOT_VALID, UNUSABLE = 1, 2
LINES = {
    "holder": "Họ và tên", "document": "Loại giấy", "programme": "Chương trình", "training_class": "Lớp", "issuer": "Nơi cấp",
    "serial_no": "Số hiệu", "register_no": "Số vào sổ", "issued_on": "Ngày cấp",
}  # fmt: skip


class Command(BaseCommand):
    help = (
        "Kiểm tra một giấy chứng nhận: bằng mã in cạnh mã QR (hoặc cả địa chỉ trong mã QR), bằng số hiệu hay số vào sổ kèm họ tên và "
        "ngày sinh, hoặc bằng tệp PDF. Mã thoát: 0 có hiệu lực, 1 không tìm thấy, bị sửa hoặc không còn hiệu lực, 2 sai tham số."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", nargs="?", help="mã gồm 16 chữ cái và chữ số, ví dụ ABCD-EFGH-IJKL-MNOP")
        parser.add_argument("--number", metavar="NUMBER", help="số hiệu hoặc số vào sổ; cần thêm --name và --born")
        parser.add_argument("--name", help="họ và tên in trên giấy")
        parser.add_argument("--born", help="ngày sinh in trên giấy (05/02/1990, hoặc chỉ năm)")
        parser.add_argument("--file", type=Path, metavar="PDF", help="tệp PDF cần kiểm tra; không được lưu lại")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả dạng JSON, như API")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        ways = [name for name in ("code", "number", "file") if options[name] is not None]
        if len(ways) != 1:
            raise CommandError("Hãy cho một trong ba: mã, --number hoặc --file.", returncode=UNUSABLE)
        answer = {"code": _by_code, "number": _by_number, "file": _by_file}[ways[0]](options)
        self.stdout.write(
            json.dumps(facts.as_plain(answer), ensure_ascii=False, default=datetime.isoformat) if as_json else _as_text(answer)
        )
        if not answer.is_valid:
            sys.exit(NOT_VALID)


def _by_code(options: dict[str, Any]) -> Answer:
    read = codes.read_code(options["code"])
    if read is None:
        raise CommandError("Mã gồm 16 chữ cái và chữ số, in cạnh mã QR; hãy xem lại và gõ lại.", returncode=UNUSABLE)
    return lookups.by_code(read)


def _by_number(options: dict[str, Any]) -> Answer:
    number = typed.read_number(options["number"])
    if not number:
        raise CommandError(
            "Số hiệu có dạng HVCB-2603-000015, số vào sổ có dạng 15/2026/HVCB-CNHT; hãy xem lại và gõ lại.", returncode=UNUSABLE
        )
    if not options["name"] or not options["born"]:
        raise CommandError("Kiểm tra bằng số thì cần cả --name và --born, như in trên giấy.", returncode=UNUSABLE)
    try:
        return lookups.by_number(number, Claim(options["name"], parse_date(options["born"])))
    except TextError as error:
        raise CommandError(str(error), returncode=UNUSABLE) from error


def _by_file(options: dict[str, Any]) -> Answer:
    try:
        return files.judge(options["file"].read_bytes())
    except OSError as error:
        raise CommandError(f"Không đọc được tệp “{options['file']}”: {error.strerror}.", returncode=UNUSABLE) from error
    except CertificateError as error:
        raise CommandError(str(error), returncode=UNUSABLE) from error


def _as_text(answer: Answer) -> str:
    """The sentence first, then what the public may know."""
    said = facts.as_plain(answer)
    about, revocation = said["certificate"] or {}, said["revocation"]
    lines = [said["message"] + ".", said["advice"]]
    lines += [f"{label}: {about[name]}" for name, label in LINES.items() if about.get(name)]
    if said["replaced_by"]:
        lines.append(f"Giấy có hiệu lực hiện nay: {said['replaced_by'].get('serial_no') or said['replaced_by']['url']}")
    if revocation:
        lines.append(f"Quyết định: {revocation['decision_number']} ngày {revocation['decided_on']} ({revocation['ground_text']})")
    lines += sentences.signature_lines(answer)
    return "\n".join(line for line in [*lines, sentences.register_line(answer)] if line)

"""`manage.py verify_register`: are the register's lines, rows, numbers and checkpoints as they were written?"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from certificates import register_check
from certificates.models import RegisterBook
from certificates.register_findings import Findings

DAMAGED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Đối chiếu sổ cấp với chuỗi dòng đã niêm phong, với từng giấy chứng nhận và với các mốc kiểm tra hằng ngày. "
        "Mã thoát: 0 nguyên vẹn, 1 có chỗ bị sửa, 2 sai tham số."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", type=int, metavar="ID", help="chỉ một sổ; mặc định là mọi sổ và các mốc kiểm tra")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả dạng JSON")

    def handle(self, *args: Any, book: int | None, as_json: bool, **options: Any) -> None:
        with translation.override("vi"):
            findings = register_check.verify_all() if book is None else register_check.verify_book(_book(book))
            self.stdout.write(json.dumps(_as_json(findings), ensure_ascii=False) if as_json else _as_text(findings))
        if not findings.is_intact:
            sys.exit(DAMAGED)


def _book(pk: int) -> RegisterBook:
    found = RegisterBook.objects.filter(pk=pk).first()
    if found is None:
        known = ", ".join(f"{book.pk} ({book})" for book in RegisterBook.objects.select_related("issuer")[:20])
        raise CommandError(f"Không có sổ cấp nào mang mã {pk}. Các sổ hiện có: {known or 'chưa có sổ nào'}.", returncode=UNUSABLE)
    return found


def _as_text(findings: Findings) -> str:
    lines = [f"Sổ {problem.book}: {problem}" if problem.book else str(problem) for problem in findings.problems]
    if findings.left_out:
        lines.append(f"… và {findings.left_out} chỗ khác.")
    verdict = "nguyên vẹn" if findings.is_intact else f"{findings.count} chỗ không còn như lúc ghi"
    lines.append(f"Đã kiểm tra {findings.entries} dòng sổ, {findings.certificates} giấy: {verdict}.")
    return "\n".join(lines)


def _as_json(findings: Findings) -> dict[str, Any]:
    plain = findings.as_plain()
    return plain | {"problems": [problem.as_plain() | {"sentence": str(problem)} for problem in findings.problems]}

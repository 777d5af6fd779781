"""`manage.py issue_certificates CLASS`: the same as the registrar's button, at a terminal."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.actions import certificates
from certificates.actions.certificates import IssueReport
from certificates.exceptions import CertificateError
from certificates.models import Certificate, DocumentClass
from lms.classes.models import TrainingClass
from lms.people.models import User

REFUSED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Cấp giấy chứng nhận cho mọi học viên của một lớp mà quyết định công nhận kết quả đã công nhận. Lớp phải đã bế giảng. "
        "Chạy lại không cấp thêm lần nữa. Mã thoát: 0 đã cấp hoặc đã cấp từ trước, 1 lớp chưa cấp được, 2 sai tham số."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("training_class", metavar="CLASS", help="mã lớp, ví dụ BDAI-2026-03")
        parser.add_argument(
            "--kind",
            choices=DocumentClass.Kind.values,
            default=DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE.value,
            help="loại giấy; mặc định là giấy chứng nhận hoàn thành khóa học",
        )
        parser.add_argument(
            "--by", metavar="LOGIN", help="email hoặc tên đăng nhập của người cấp; mặc định là người đã nhập quyết định công nhận"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="in kết quả dạng JSON")

    def handle(self, *args: Any, training_class: str, kind: str, by: str | None, as_json: bool, **options: Any) -> None:
        found = (
            TrainingClass.objects.select_related("issuer__parent", "programme", "recognition_decision__entered_by")
            .filter(code__iexact=training_class)
            .first()
        )
        if found is None:
            raise CommandError(f"Không có lớp nào mang mã “{training_class}”; hãy kiểm tra lại mã lớp.", returncode=UNUSABLE)
        try:
            report = certificates.issue_all(training_class=found, document_class=_document_class(found, kind), by=_actor(found, by))
        except CertificateError as error:
            if as_json:
                self.stdout.write(json.dumps({"error": str(error), "code": error.code}, ensure_ascii=False))
            raise CommandError(str(error), returncode=REFUSED) from error
        self.stdout.write(json.dumps(_as_json(report), ensure_ascii=False) if as_json else _as_text(report))


def _document_class(training_class: TrainingClass, kind: str) -> DocumentClass:
    """The newest form in force on the closing day; else the newest at all, of which the action says why it cannot be used."""
    forms = DocumentClass.objects.released().filter(kind=kind).newest_first()
    day = training_class.closing_on
    newest = (forms.valid_on(day).first() if day else None) or forms.first()
    if newest is None:
        raise CommandError(f"Chưa có mẫu giấy nào thuộc loại “{kind}”; hãy chạy `manage.py migrate`.", returncode=UNUSABLE)
    return newest


def _actor(training_class: TrainingClass, login: str | None) -> User:
    if login is not None:
        person = User.objects.active().with_login(login).first()
        if person is None:
            raise CommandError(f"Không có tài khoản nào là “{login}”; hãy kiểm tra lại email hoặc tên đăng nhập.", returncode=UNUSABLE)
        return person
    decision = getattr(training_class, "recognition_decision", None)
    # Without a decision nothing is issued, and the action says so: any name will do.
    return decision.entered_by if decision else training_class.created_by


def _as_text(report: IssueReport) -> str:
    lines = [f"{certificate.serial_no}  {certificate.register_no}  {certificate.snapshot['holder']}" for certificate in report.issued]
    lines += [f"Không cấp cho {refusal.trainee.enrollment.person.full_name}: {' '.join(refusal.reasons)}" for refusal in report.refused]
    if report.is_late and report.issued:
        lines.append("Lưu ý: ngày bế giảng đã qua; giấy vẫn ghi ngày bế giảng.")
    lines.append(
        f"Đã cấp {len(report.issued)} giấy, {len(report.already)} người đã có từ trước, {len(report.refused)} người không được cấp."
    )
    return "\n".join(lines)


def _as_json(report: IssueReport) -> dict[str, Any]:
    return {
        "issued": [_numbers(certificate) for certificate in report.issued],
        "already": [_numbers(certificate) for certificate in report.already],
        "refused": [
            {"handle": refusal.trainee.enrollment.person.handle, "code": refusal.code, "reasons": refusal.reasons}
            for refusal in report.refused
        ],
        "is_late": report.is_late,
    }


def _numbers(certificate: Certificate) -> dict[str, str]:
    return {
        "serial_no": certificate.serial_no,
        "register_no": certificate.register_no,
        "holder": certificate.snapshot["holder"],
        "code": certificate.verification_code,
    }

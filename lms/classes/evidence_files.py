"""The file of a class that stands by itself: tables as PDF and spreadsheet, the sealed books, and a list of digests."""

import hashlib
import io
import zipfile
from collections.abc import Iterator

from django.utils import timezone, translation

from lms.foundation import files
from lms.foundation.pdf import Column, NationalHeader, SignatureBlock, table_document
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import format_date, format_date_long

from .at_risk import AtRisk
from .evidence import sections_of
from .evidence_lists import Section
from .models import TrainingClass
from .seals import Verdict, verify_class

PLACE = "Thành phố Hồ Chí Minh"
ONLY_SPREADSHEET = frozenset({"moi-dau-diem-danh"})  # wide and long: nobody prints it


def evidence_zip(training_class: TrainingClass) -> bytes:
    """Everything in one .zip; the first file says what the others are and how they can be checked."""
    with translation.override("vi"):
        verdicts = verify_class(training_class)
        members = [*_tables(training_class, verdicts), *_sealed_books(verdicts)]
        members.insert(0, ("00-DOC-TRUOC.txt", _read_me(training_class, verdicts, members)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(f"ho-so-diem-danh-{training_class.code}/{name}", data)
    return buffer.getvalue()


def at_risk_pdf(training_class: TrainingClass, rows: list[AtRisk]) -> bytes:
    """«Sắp không đủ điều kiện», for the agencies that should be told."""
    with translation.override("vi"):
        columns = [
            Column("STT", 0.6, "center"),
            Column("Họ và tên", 2.2),
            Column("Đơn vị công tác", 2.8),
            Column("Đã dự", 0.9, "center"),
            Column("Tỷ lệ %", 0.9, "center"),
            Column("Cao nhất còn đạt được %", 1.3, "center"),
            Column("Tình trạng", 2.0),
        ]
        table: list[list[object]] = [
            [
                number,
                row.trainee.enrollment.person.full_name,
                row.agency,
                f"{row.attendance.attended}/{row.attendance.held}",
                row.percent.removesuffix(" %"),
                row.best.removesuffix(" %"),
                "Không còn đủ điều kiện" if row.is_lost else f"Chỉ được vắng thêm {row.may_miss} buổi",
            ]
            for number, row in enumerate(rows, start=1)
        ]
        return _pdf(training_class, Section("sap-khong-du", "DANH SÁCH HỌC VIÊN SẮP KHÔNG ĐỦ ĐIỀU KIỆN", columns, table))


def _tables(training_class: TrainingClass, verdicts: list[Verdict]) -> Iterator[tuple[str, bytes]]:
    for number, section in enumerate(sections_of(training_class, verdicts), start=1):
        if section.name not in ONLY_SPREADSHEET:
            yield f"{number:02}-{section.name}.pdf", _pdf(training_class, section)
        yield f"{number:02}-{section.name}.xlsx", _xlsx(training_class, section)


def _xlsx(training_class: TrainingClass, section: Section) -> bytes:
    title = f"{section.title} – lớp {training_class.code} – {training_class.title}"
    return write_table([column.title for column in section.columns], section.rows, title=title, sheet_name=section.name)


def _pdf(training_class: TrainingClass, section: Section) -> bytes:
    organizer = training_class.organizer
    rows = section.rows or [["", "Không có", *[""] * (len(section.columns) - 2)]]
    subtitles = [f"{training_class.title} (mã lớp {training_class.code})", *_decision(training_class), section.note]
    return table_document(
        section.title,
        section.columns,
        rows,
        subtitles=[line for line in subtitles if line],
        header=NationalHeader(
            organizer.name,
            parent_agency=organizer.parent.name if organizer.parent else "",
            place_date=f"{PLACE}, {format_date_long(timezone.localdate())}",
        ),
        totals=f"Tổng số: {len(section.rows)} dòng" if section.name != "bang-diem-danh" else f"Tổng số: {len(section.rows)} học viên",
        signatures=[SignatureBlock("NGƯỜI LẬP BẢNG"), SignatureBlock("THỦ TRƯỞNG ĐƠN VỊ", note="(Ký tên, đóng dấu)")],
        author=organizer.name,
    )


def _decision(training_class: TrainingClass) -> list[str]:
    if not training_class.decision_no or training_class.decision_on is None:
        return []
    return [f"(Kèm theo Quyết định số {training_class.decision_no} ngày {format_date(training_class.decision_on)})"]


def _sealed_books(verdicts: list[Verdict]) -> Iterator[tuple[str, bytes]]:
    for verdict in verdicts:
        if verdict.seal and files.exists(verdict.seal.text_sha256):
            yield f"so-diem-danh/buoi-{verdict.session.number}.jsonl", files.blob_path(verdict.seal.text_sha256).read_bytes()


def _read_me(training_class: TrainingClass, verdicts: list[Verdict], members: list[tuple[str, bytes]]) -> bytes:
    now = timezone.localtime()
    books = [
        f"  Buổi {verdict.session.number}: {verdict.label}{''.join(f'; {problem}' for problem in verdict.problems)}" for verdict in verdicts
    ]
    digests = [f"  {hashlib.sha256(data).hexdigest()}  {name}" for name, data in members]
    lines = [
        "HỒ SƠ ĐIỂM DANH",
        f"Lớp: {training_class.title} (mã lớp {training_class.code})",
        f"Đơn vị tổ chức: {training_class.organizer.name}",
        f"Lập lúc: {now:%H:%M:%S} ngày {format_date(now.date())}",
        "",
        "Tên đơn vị là tên lúc học viên được cử đi học; nếu đơn vị đã sáp nhập, tên hiện nay ghi trong ngoặc.",
        "Tỷ lệ tính trên số tiết (hoặc số buổi) đã học, không tính buổi hủy; buổi học bù được cộng vào buổi đã vắng.",
        "",
        "Sổ điểm danh từng buổi, kiểm tra lúc lập hồ sơ:",
        *books,
        "",
        "Mỗi tệp trong thư mục so-diem-danh là nội dung sổ lúc khóa. Mã niêm phong (HMAC-SHA256) ở bảng niem-phong do máy chủ tính bằng khóa",
        "riêng; người quản trị kiểm tra lại bằng lệnh `manage.py verify_books --class " + training_class.code + "`.",
        "",
        "Mã SHA-256 của từng tệp:",
        *digests,
        "",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")

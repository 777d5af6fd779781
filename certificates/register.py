"""The register book as a table (sổ cấp): the columns of Vietnamese practice, filled from the frozen snapshots."""

from typing import Any

from certificates.models import Certificate, RegisterBook
from lms.foundation.spreadsheets import write_table

SEX_OF = {"Ông": "Nam", "Bà": "Nữ"}
COLUMNS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chương trình", "Lớp", "Quyết định công nhận",
    "Số hiệu", "Số vào sổ", "Ngày cấp", "Người nhận ký", "Ngày nhận", "Ghi chú",
)  # fmt: skip


def title_of(book: RegisterBook) -> str:
    title = Certificate.objects.filter(book=book).values_list("document_class__title", flat=True).first() or str(
        book.get_document_kind_display()
    )
    return f"SỔ CẤP {title.upper()} NĂM {book.year} – {book.issuer.name}"


def as_spreadsheet(book: RegisterBook) -> bytes:
    """An .xlsx with empty columns for the signatures of those who receive the papers."""
    entries = Certificate.objects.filter(book=book).by_number()
    return write_table(COLUMNS, [_line(certificate) for certificate in entries], title=title_of(book), sheet_name=f"Sổ cấp {book.year}")


def _line(certificate: Certificate) -> list[Any]:
    printed = certificate.snapshot
    return [
        certificate.register_number,
        printed["holder"],
        printed["born"],
        SEX_OF.get(printed["honorific"], ""),
        printed["workplace"],
        printed["programme"],
        printed["class_code"],
        printed["decision_number"],
        certificate.serial_no,
        certificate.register_no,
        certificate.issued_on,
        "",
        "",
        "" if certificate.state == Certificate.State.VALID else certificate.get_state_display(),
    ]

"""The register book (sổ cấp) as a table and on paper: the columns of Vietnamese practice, filled from the frozen snapshots."""

from collections.abc import Iterable
from typing import Any

from certificates.book_rows import BookRow, all_rows
from certificates.models import Certificate, RegisterBook
from lms.foundation.pdf import Column, NationalHeader, SignatureBlock, TableSheet, table_sheets
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import format_date

SEX_OF = {"Ông": "Nam", "Bà": "Nữ"}
COLUMNS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chương trình", "Lớp", "Quyết định công nhận",
    "Số hiệu", "Số vào sổ", "Ngày cấp", "Người nhận ký", "Ngày nhận", "Ghi chú (cấp lại, thu hồi, hủy)",
)  # fmt: skip
# Shares are about millimetres of an A4 page on its side between the margins; what belongs together shares a column there.
PAPER_COLUMNS = (
    Column("STT", 8.5, "center"),
    Column("Họ và tên", 27),
    Column("Ngày sinh, giới tính", 18.5, "center"),
    Column("Đơn vị công tác", 31),
    Column("Chương trình, lớp", 30),
    Column("Quyết định công nhận", 23, "center"),
    Column("Số hiệu, số vào sổ", 35, "center"),
    Column("Ngày cấp", 18.5, "center"),
    Column("Người nhận ký", 23),
    Column("Ngày nhận", 18.5, "center"),
    Column("Ghi chú (cấp lại, thu hồi, hủy)", 22),
)
PAPER_CELL = 9
# A volume of the printed book: a table of ten thousand rows takes minutes, ten of a thousand a few seconds each.
VOLUME = 1000


def title_of(book: RegisterBook) -> str:
    title = Certificate.objects.filter(book=book).values_list("document_class__title", flat=True).first() or str(
        book.get_document_kind_display()
    )
    return f"SỔ CẤP {title.upper()} NĂM {book.year}"


def as_spreadsheet(book: RegisterBook) -> bytes:
    """An .xlsx; the columns of those who receive the papers are filled where they have signed for them."""
    title = f"{title_of(book)} – {book.issuer.name}"
    return write_table(COLUMNS, (_cells(row) for row in all_rows(book)), title=title, sheet_name=f"Sổ cấp {book.year}")


def volumes_of(book: RegisterBook) -> list[range]:
    """The numbers of each volume; one without a number for an empty book."""
    last = book.last_number
    return [range(first, min(first + VOLUME, last + 1)) for first in range(1, last + 1, VOLUME)] or [range(1, 1)]


def as_pdf(book: RegisterBook, *, volume: int | None = None, until: int | None = None, remarks: Iterable[str] = ()) -> bytes:
    """The book on A4, on its side: one volume, counted from 1, or all; with `until` as it was when it had so many lines."""
    volumes = volumes_of(book)
    wanted = volumes if volume is None else [volumes[volume - 1]]
    sheets = [_sheet(book, numbers, list(all_rows(book, until, numbers)), remarks if numbers is volumes[-1] else ()) for numbers in wanted]
    return table_sheets(sheets, author=book.issuer.name)


def _sheet(book: RegisterBook, numbers: range, rows: list[BookRow], remarks: Iterable[str]) -> TableSheet:
    issuer = book.issuer
    which = [f"Từ số {numbers.start} đến số {numbers.stop - 1}"] if len(numbers) < book.last_number else []
    used = sum(row.state not in (Certificate.State.VOID, Certificate.State.PREPARED) for row in rows)
    counted = f"Tổng số: {len(rows)} số, trong đó đã cấp {used}, không dùng {sum(row.state == Certificate.State.VOID for row in rows)}."
    return TableSheet(
        title_of(book),
        PAPER_COLUMNS,
        [_paper_cells(row) for row in rows],
        subtitles=which,
        header=NationalHeader(agency=issuer.name, parent_agency=issuer.parent.name if issuer.parent else ""),
        totals="\n".join([counted, *remarks]),
        signatures=[SignatureBlock("NGƯỜI VÀO SỔ"), SignatureBlock("THỦ TRƯỞNG ĐƠN VỊ", note="(Ký, đóng dấu, ghi rõ họ tên)")],
        cell_size=PAPER_CELL,
    )


def _cells(row: BookRow) -> list[Any]:
    certificate = row.certificate
    if certificate is None:
        return [row.number, *[""] * 10, "", "", row.note]
    # A row that somebody tampered with must not keep the book from being read.
    printed = certificate.snapshot
    return [
        row.number,
        printed.get("holder", ""),
        printed.get("born", ""),
        SEX_OF.get(printed.get("honorific", ""), ""),
        printed.get("workplace", ""),
        printed.get("programme", ""),
        printed.get("class_code", ""),
        printed.get("decision_number", ""),
        certificate.serial_no,
        certificate.register_no,
        certificate.issued_on,
        row.receiver,
        row.received_on or "",
        row.note,
    ]


def _paper_cells(row: BookRow) -> list[str]:
    number, name, born, sex, workplace, programme, class_code, decision, serial, register_no, issued, receiver, received, note = _cells(row)
    return [
        str(number),
        name,
        _lines(born, sex),
        workplace,
        _lines(programme, class_code),
        _broken(decision, 12),
        _lines(_broken(serial, 18), _broken(register_no, 18)),
        format_date(issued) if issued else "",
        receiver,
        format_date(received) if received else "",
        note,
    ]


def _broken(text: str, most: int) -> str:
    """A long number goes on in the next line after one of its signs, and is not cut anywhere."""
    if len(text) <= most:
        return text
    at = max(text.rfind(sign, 0, most) for sign in "/-") + 1
    return f"{text[:at]}\n{_broken(text[at:], most)}" if at else text


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)

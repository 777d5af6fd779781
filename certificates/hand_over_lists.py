"""The lists of the ceremony and of the hand-over, on paper and as .xlsx. Documents are Vietnamese by law."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from certificates.models import PrintRun
from certificates.papers import PaperRow
from certificates.print_pages import MM
from lms.classes.models import TrainingClass
from lms.foundation.pdf import (
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    Column,
    NationalHeader,
    PdfCanvas,
    SignatureBlock,
    TableSheet,
    national_header,
    table_sheets,
)
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import format_date, format_date_long

PLACE = "Thành phố Hồ Chí Minh"
HAND_OVER_TITLE, CEREMONY_TITLE = "Danh sách nhận giấy chứng nhận", "Danh sách trao giấy chứng nhận"
SIGNING_ROW_MM = 11.0
COLUMNS = (
    Column("STT", 0.45, "center"),
    Column("Họ và tên", 1.7),
    Column("Ngày sinh", 0.95, "center"),
    Column("Đơn vị", 1.8),
    Column("Số hiệu", 1.45, "center"),
    Column("Số vào sổ", 1.45, "center"),
    Column("Số phôi", 0.9, "center"),
    Column("Ngày nhận", 0.95, "center"),
    Column("Ký nhận", 1.2, "center"),
    Column("Ghi chú (người nhận thay)", 1.4),
)
# The list of the ceremony: rows as high as a name that is read aloud from a desk.
NAME_SIZE, LINE_SIZE, ROW_MM, TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 19.0, 11.5, 16.5, 22, 18, 20, 15


def hand_over_pdf(training_class: TrainingClass, rows: Sequence[PaperRow], order: str) -> bytes:
    """A4, the national header once; every venue or agency begins on a page of its own when the order asks for it."""
    groups = _groups(rows, order if order == PrintRun.Order.VENUE else PrintRun.Order.NAME)
    sheets = [_table(training_class, title, found, start) for title, found, start in groups]
    return table_sheets(sheets, author=training_class.issuer.name)


def _table(training_class: TrainingClass, title: str, rows: Sequence[PaperRow], start: int) -> TableSheet:
    about = [f"{training_class.title} (mã lớp {training_class.code})", *([title] if title else [])]
    return TableSheet(
        HAND_OVER_TITLE,
        COLUMNS,
        [_line(number, row) for number, row in enumerate(rows, start=start)],
        subtitles=about,
        header=_header(training_class),
        totals=f"Tổng số: {len(rows)} giấy",
        signatures=[SignatureBlock("NGƯỜI TRAO"), SignatureBlock("NGƯỜI LẬP DANH SÁCH")],
        row_height_mm=SIGNING_ROW_MM,
    )


def hand_over_spreadsheet(training_class: TrainingClass, rows: Sequence[PaperRow]) -> bytes:
    table = []
    for number, row in enumerate(rows, start=1):
        line = _line(number, row)
        line[7] = row.hand_over.taken_on if row.hand_over else None
        table.append(line)
    return write_table(
        [column.title for column in COLUMNS], table, title=f"{HAND_OVER_TITLE} – {training_class.code}", sheet_name="Nhận giấy"
    )


def _line(number: int, row: PaperRow) -> list[object]:
    printed, hand_over = row.certificate.snapshot, row.hand_over
    day = format_date(hand_over.taken_on) if hand_over else ""
    proxy = f"{hand_over.receiver} ({hand_over.authority})" if hand_over and hand_over.is_proxy else ""
    certificate = row.certificate
    return [
        number,
        printed["holder"],
        printed["born"],
        printed["workplace"],
        certificate.serial_no,
        certificate.register_no,
        row.blank,
        day,
        "",
        proxy,
    ]


def ceremony_spreadsheet(training_class: TrainingClass, rows: Sequence[PaperRow], order: str) -> bytes:
    columns = ("STT", "Nhóm", "Họ và tên", "Chức vụ", "Đơn vị", "Số hiệu", "Số phôi")
    table = [
        [
            number,
            row.sheet.group(order),
            row.sheet.name,
            row.certificate.snapshot["position"],
            row.sheet.agency,
            row.certificate.serial_no,
            row.blank,
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return write_table(columns, table, title=f"{CEREMONY_TITLE} – {training_class.code}", sheet_name="Trao giấy")


def ceremony_pdf(training_class: TrainingClass, rows: Sequence[PaperRow], order: str, *, at_once: int = 0) -> bytes:
    """For whoever reads the names aloud: large names in the order of the stack.

    Parted where the agency or venue changes; with `at_once`, so many walk up together («lượt») within each part.
    """
    desk = _Ceremony(training_class, len(rows))
    for title, found, start in _groups(rows, order):
        desk.heading(title, len(found))
        for index, row in enumerate(found):
            if at_once and index % at_once == 0:
                desk.turn(index // at_once + 1, min(at_once, len(found) - index))
            desk.person(start + index, row)
    return desk.page.finish()


class _Ceremony:
    """Writes from top to bottom and turns the page in time."""

    def __init__(self, training_class: TrainingClass, count: int) -> None:
        self.training_class, self.number = training_class, 1
        self.page = PdfCanvas(title=f"{CEREMONY_TITLE} – {training_class.code}", author=training_class.issuer.name)
        self.width = self.page.width - (LEFT_MM + RIGHT_MM) * MM
        lowest = national_header(self.page, _header(training_class))
        middle = self.page.width / 2
        self.page.text(middle, lowest - 34, CEREMONY_TITLE.upper(), name=SERIF_BOLD, size=15, align="center")
        y = self.page.paragraph(
            middle,
            lowest - 54,
            f"{training_class.title} (mã lớp {training_class.code})",
            width=self.width,
            name=SERIF_ITALIC,
            size=13,
            align="center",
        )
        self.page.text(middle, y, f"{count} người", name=SERIF, size=13, align="center")
        self.y = y - 12

    def heading(self, title: str, count: int) -> None:
        if not title:
            return
        self._room(28 + ROW_MM * MM)
        self.page.raw.setFillColor("#e8eef7")
        self.page.raw.rect(LEFT_MM * MM, self.y - 22, self.width, 20, stroke=0, fill=1)
        self.page.text(LEFT_MM * MM + 6, self.y - 17, title, name=SERIF_BOLD, size=13, width=self.width - 80)
        self.page.text(self.page.width - RIGHT_MM * MM - 6, self.y - 17, f"{count} người", size=12, align="right")
        self.y -= 26

    def turn(self, number: int, count: int) -> None:
        self._room(18 + ROW_MM * MM)
        self.page.text(LEFT_MM * MM, self.y - 13, f"Lượt {number}: {count} người", name=SERIF_ITALIC, size=12.5)
        self.y -= 18

    def person(self, number: int, row: PaperRow) -> None:
        self._room(ROW_MM * MM)
        left, printed = LEFT_MM * MM, row.certificate.snapshot
        number_width, numbers_width = 34, 118
        name_width = self.width - number_width - numbers_width
        self.page.text(left + number_width - 8, self.y - 20, str(number), size=13, align="right", colour="#4a4a4a")
        self.page.text(left + number_width, self.y - 21, printed["holder"], name=SERIF_BOLD, size=NAME_SIZE, width=name_width)
        about = ", ".join(text for text in (printed["position"], printed["workplace"]) if text)
        self.page.text(left + number_width, self.y - 36, about, size=LINE_SIZE, width=name_width, colour="#333333")
        right = self.page.width - RIGHT_MM * MM
        self.page.text(right, self.y - 19, row.certificate.serial_no, size=11, align="right", width=numbers_width)
        if row.blank:
            self.page.text(right, self.y - 34, f"Phôi {row.blank}", size=10.5, align="right", width=numbers_width)
        self.y -= ROW_MM * MM
        self.page.raw.setStrokeColor("#999999")
        self.page.raw.setLineWidth(0.4)
        self.page.raw.line(left, self.y, right, self.y)

    def _room(self, height: float) -> None:
        if self.y - height >= BOTTOM_MM * MM:
            return
        self.page.next_page()
        self.number += 1
        self.page.text(self.page.width / 2, self.page.height - 13 * MM, str(self.number), size=13, align="center")
        self.y = self.page.height - TOP_MM * MM


def _groups(rows: Sequence[PaperRow], order: str) -> list[tuple[str, list[PaperRow], int]]:
    """(title, rows, number of the first) of every group."""
    groups, start = [], 1
    for title, found in groupby(rows, key=lambda row: row.sheet.group(order)):
        listed = list(found)
        groups.append((title, listed, start))
        start += len(listed)
    return groups or [("", [], 1)]


def _header(training_class: TrainingClass) -> NationalHeader:
    issuer = training_class.issuer
    parent = issuer.parent.name if issuer.parent else ""
    return NationalHeader(issuer.name, parent_agency=parent, place_date=f"{PLACE}, {format_date_long(timezone.localdate())}")

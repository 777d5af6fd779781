"""The lists of the ceremony and of the hand-over, on paper and as .xlsx. Documents are Vietnamese by law."""

from collections.abc import Callable, Sequence
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
    text_width,
    wrap_text,
)
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import format_date, format_date_long

PLACE = "Thành phố Hồ Chí Minh"
HAND_OVER_TITLE, CEREMONY_TITLE = "Danh sách nhận giấy chứng nhận", "Danh sách trao giấy chứng nhận"
SIGNING_ROW_MM = 11.0
CELL_SIZE, CELL_PADDING = 11, 7  # points; as the tables print
# Shares are millimetres of the 248 that A4 landscape leaves: numbers and dates stay on one line.
COLUMNS = (
    Column("STT", 11, "center"),
    Column("Họ và tên", 36),
    Column("Ngày sinh", 22, "center"),
    Column("Đơn vị", 34),
    Column("Số hiệu", 30, "center"),
    Column("Số vào sổ", 26, "center"),
    Column("Số phôi", 20, "center"),
    Column("Ngày nhận", 22, "center"),
    Column("Ký nhận", 26, "center"),
    Column("Ghi chú (người nhận thay)", 21),
)
# The list of the ceremony: rows as high as a name that is read aloud from a desk.
NAME_SIZE, LINE_SIZE, TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 19.0, 11.5, 22, 18, 20, 15
NUMBER_WIDTH, SERIAL_WIDTH = 34.0, 118.0


def hand_over_pdf(training_class: TrainingClass, rows: Sequence[PaperRow], order: str) -> bytes:
    """A4, signed by those who receive; ordered by venue, each venue has sheets of its own."""
    by_venue = order == PrintRun.Order.VENUE
    groups = _groups(rows, lambda row: row.sheet.venue if by_venue else "")
    sheets = [_table(training_class, title, found, start) for title, found, start in groups]
    return table_sheets(sheets, author=training_class.issuer.name)


def _table(training_class: TrainingClass, title: str, rows: Sequence[PaperRow], start: int) -> TableSheet:
    about = [f"{training_class.title} (mã lớp {training_class.code})", *([title] if title else [])]
    return TableSheet(
        HAND_OVER_TITLE,
        COLUMNS,
        [_printed_line(number, row) for number, row in enumerate(rows, start=start)],
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


def _printed_line(number: int, row: PaperRow) -> list[object]:
    """Numbers too long for their column break at their last sign, not within a word."""
    line = _line(number, row)
    line[4], line[5] = _broken(row.certificate.serial_no, "-", COLUMNS[4]), _broken(row.certificate.register_no, "/", COLUMNS[5])
    return line


def _broken(text: str, sign: str, column: Column) -> str:
    if text_width(text, SERIF, CELL_SIZE) <= column.share * MM - CELL_PADDING:
        return text
    head, found, tail = text.rpartition(sign)
    return f"{head}{found}\n{tail}" if found else text


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
    for title, found, start in _groups(rows, lambda row: row.sheet.group(order)):
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
        lines = wrap_text(title, SERIF_BOLD, 13, self.width - 80)
        height = len(lines) * 16 + 5
        self._room(height + 60)
        self.page.raw.setFillColor("#e8eef7")
        self.page.raw.rect(LEFT_MM * MM, self.y - height - 2, self.width, height, stroke=0, fill=1)
        self.page.paragraph(LEFT_MM * MM + 6, self.y - 16, title, width=self.width - 80, name=SERIF_BOLD, size=13)
        self.page.text(self.page.width - RIGHT_MM * MM - 6, self.y - 16, f"{count} người", size=12, align="right")
        self.y -= height + 5

    def turn(self, number: int, count: int) -> None:
        self._room(18 + 60)
        self.page.text(LEFT_MM * MM, self.y - 13, f"Lượt {number}: {count} người", name=SERIF_ITALIC, size=12.5)
        self.y -= 18

    def person(self, number: int, row: PaperRow) -> None:
        left, right, printed = LEFT_MM * MM, self.page.width - RIGHT_MM * MM, row.certificate.snapshot
        width = self.width - NUMBER_WIDTH - SERIAL_WIDTH
        about = ", ".join(text for text in (printed["position"], printed["workplace"]) if text)
        names = wrap_text(printed["holder"], SERIF_BOLD, NAME_SIZE, width)
        abouts = wrap_text(about, SERIF, LINE_SIZE, width)
        self._room(10 + 22 * len(names) + 14 * len(abouts))
        self.page.text(left + NUMBER_WIDTH - 8, self.y - 20, str(number), size=13, align="right", colour="#4a4a4a")
        self.page.text(right, self.y - 19, row.certificate.serial_no, size=11, align="right", width=SERIAL_WIDTH)
        if row.blank:
            self.page.text(right, self.y - 34, f"Phôi {row.blank}", size=10.5, align="right", width=SERIAL_WIDTH)
        self.y -= 1
        for line in names:
            self.y -= 21
            self.page.text(left + NUMBER_WIDTH, self.y, line, name=SERIF_BOLD, size=NAME_SIZE, width=width)
        for line in abouts:
            self.y -= 14
            self.page.text(left + NUMBER_WIDTH, self.y, line, size=LINE_SIZE, width=width, colour="#333333")
        self.y -= 9
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


def _groups(rows: Sequence[PaperRow], title_of: Callable[[PaperRow], str]) -> list[tuple[str, list[PaperRow], int]]:
    """(title, rows, number of the first) of every group."""
    groups, start = [], 1
    for title, found in groupby(rows, key=title_of):
        listed = list(found)
        groups.append((title, listed, start))
        start += len(listed)
    return groups or [("", [], 1)]


def _header(training_class: TrainingClass) -> NationalHeader:
    issuer = training_class.issuer
    parent = issuer.parent.name if issuer.parent else ""
    return NationalHeader(issuer.name, parent_agency=parent, place_date=f"{PLACE}, {format_date_long(timezone.localdate())}")

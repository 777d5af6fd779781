"""Lists as annexes of an official document: the class list, the sign-in sheet (decree 30/2020, annex I)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, NextPageTemplate, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from ..vietnamese import normalise, normalise_lines
from .canvas import CREATOR, LANGUAGE, PDF_VERSION, Align, PdfCanvas
from .fonts import SERIF, SERIF_BOLD, SERIF_ITALIC, font
from .national_header import LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN, NationalHeader, national_header

BOTTOM_MARGIN = 20 * mm
CELL_SIZE, BODY_SIZE, PAGE_NUMBER_SIZE = 11, 13, 13
PAGE_NUMBER_TOP = 13 * mm
SIGNING_ROOM = 22 * mm
HEADER_GAP = 8 * mm
LONG_CELL = 600  # letters; a narrow column makes some fifteen of them a line
FRAME_PADDING = 6  # points that ReportLab's frames keep free on each side
ALIGNMENTS = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, "#000000"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("FONT", (0, 0), (-1, -1), SERIF),  # else the cells name a font that the file does not carry
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


@dataclass(frozen=True)
class Column:
    """`share` is the column's part of the width, relative to the other columns."""

    title: str
    share: float = 1
    align: Align = "left"


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs: the position in capitals, room for the hand, and the name where it is known."""

    position: str
    name: str = ""
    place_date: str = ""
    note: str = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True)
class TableSheet:
    """One table with its title, head and foot, as `table_document` takes them; each begins on a page of its own."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    subtitles: Sequence[str] = ()
    header: NationalHeader | None = None
    totals: str = ""
    signatures: Sequence[SignatureBlock] = ()
    row_height_mm: float = 0
    # Smaller where many columns share the page.
    cell_size: float = CELL_SIZE


def table_document(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    *,
    subtitles: Sequence[str] = (),
    header: NationalHeader | None = None,
    totals: str = "",
    signatures: Sequence[SignatureBlock] = (),
    is_landscape: bool = True,
    row_height_mm: float = 0,
    author: str = "",
) -> bytes:
    """A table over as many pages as it needs: titles repeat, pages are numbered from the second on.

    `totals` is the line below ("Tổng số: 30 học viên"); `signatures` stand side by side, the head's on the right, and
    never without the totals; `row_height_mm` is the least height of a row, for sheets that are signed by hand.
    """
    sheet = TableSheet(title, columns, rows, subtitles, header, totals, signatures, row_height_mm)
    return table_sheets([sheet], is_landscape=is_landscape, author=author)


def table_sheets(sheets: Sequence[TableSheet], *, is_landscape: bool = True, author: str = "") -> bytes:
    """Several tables in one file, to be printed in one go; each counts its own pages. Named after the first."""
    page_size = landscape(A4) if is_landscape else A4
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=page_size,
        leftMargin=LEFT_MARGIN,
        rightMargin=RIGHT_MARGIN,
        topMargin=TOP_MARGIN,
        bottomMargin=BOTTOM_MARGIN,
        title=normalise(sheets[0].title),
        author=normalise(author),
        creator=CREATOR,
        lang=LANGUAGE,
        displayDocTitle=True,
        invariant=1,
        pageCompression=1,
        initialFontName=font(SERIF),  # else every file refers to a Helvetica that it does not carry
    )
    width = page_size[0] - LEFT_MARGIN - RIGHT_MARGIN - 2 * FRAME_PADDING
    parts: list[Flowable] = []
    for sheet in sheets:
        # The document's first page needs no break before it; every other sheet starts as a first page does.
        parts += [NextPageTemplate("First"), PageBreak()] if parts else []
        parts += _sheet(sheet, width)
    canvas_maker = partial(Canvas, pdfVersion=PDF_VERSION)
    document.build(parts, onFirstPage=_begin_sheet, onLaterPages=_number_page, canvasmaker=canvas_maker)
    return buffer.getvalue()


def _sheet(sheet: TableSheet, width: float) -> list[Flowable]:
    table = _table(sheet, width)
    return [*_opening(sheet.title, sheet.subtitles, sheet.header), table, *_closing(sheet.totals, sheet.signatures, width)]


class _Header(Flowable):
    """The national header in the flow of a document."""

    def __init__(self, header: NationalHeader) -> None:
        super().__init__()
        self.header = header

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        # Drawn once on a page of its own to learn its height, which depends on how the agency's name breaks.
        page = PdfCanvas(title="", is_landscape=available_width > A4[0])
        self.needed = page.height - national_header(page, self.header, top=page.height) + HEADER_GAP
        return available_width, self.needed

    def draw(self) -> None:
        # A flowable draws from its own lower left corner; the header knows the page.
        x, y = self.canv.absolutePosition(0, 0)
        self.canv.saveState()
        self.canv.translate(-x, -y)
        national_header(PdfCanvas.around(self.canv), self.header, top=y + self.needed)
        self.canv.restoreState()


def _opening(title: str, subtitles: Sequence[str], header: NationalHeader | None) -> list[Flowable]:
    parts: list[Flowable] = [_Header(header)] if header else []
    parts.append(_paragraph(title.upper(), SERIF_BOLD, 14, "center"))
    parts.extend(_paragraph(line, SERIF_ITALIC, BODY_SIZE, "center") for line in subtitles)
    return [*parts, Spacer(0, 4 * mm)]


def _table(sheet: TableSheet, width: float) -> Table:
    columns, rows, size = sheet.columns, sheet.rows, sheet.cell_size
    whole = sum(column.share for column in columns)
    titles = [_paragraph(column.title, SERIF_BOLD, size, "center") for column in columns]
    body = [[_cell(value, column, size) for value, column in zip(row, columns, strict=True)] for row in rows]
    table = Table(
        [titles, *body],
        colWidths=[width * column.share / whole for column in columns],
        repeatRows=1,
        # A cell longer than a page goes on over the page break instead of stopping the document; else rows stay whole.
        splitInRow=int(any(len(str(value)) > LONG_CELL for row in rows for value in row)),
        minRowHeights=[0.0] + [sheet.row_height_mm * mm] * len(body),
    )
    table.setStyle(GRID)
    return table


def _cell(value: object, column: Column, size: float) -> Paragraph:
    return _paragraph("" if value is None else str(value), SERIF, size, column.align)


def _closing(totals: str, signatures: Sequence[SignatureBlock], width: float) -> list[Flowable]:
    parts: list[Flowable] = []
    if totals:
        parts += [Spacer(0, 3 * mm), _paragraph(totals, SERIF_BOLD, BODY_SIZE, "left")]
    if signatures:
        blocks = [[_signature(block) for block in signatures]]
        place = Table(blocks, colWidths=[width / len(signatures)] * len(signatures))
        place.setStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("FONT", (0, 0), (-1, -1), SERIF)])
        parts += [Spacer(0, 4 * mm), place]
    return [KeepTogether(parts)] if parts else []


def _signature(block: SignatureBlock) -> list[Flowable]:
    lines: list[Flowable] = []
    if block.place_date:
        lines.append(_paragraph(block.place_date, SERIF_ITALIC, BODY_SIZE, "center"))
    lines.append(_paragraph(block.position.upper(), SERIF_BOLD, BODY_SIZE, "center"))
    lines.append(_paragraph(block.note, SERIF_ITALIC, CELL_SIZE, "center"))
    lines.append(Spacer(0, SIGNING_ROOM))
    lines.append(_paragraph(block.name or "\u00a0", SERIF_BOLD, BODY_SIZE, "center"))
    return lines


def _paragraph(text: str, name: str, size: float, align: Align) -> Paragraph:
    style = ParagraphStyle("", fontName=font(name), fontSize=size, leading=size * 1.25, alignment=ALIGNMENTS[align])
    return Paragraph(escape(normalise_lines(text)).replace("\n", "<br/>"), style)


def _begin_sheet(_canvas: Any, document: Any) -> None:
    document.sheet_begins = document.page


def _number_page(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.setFont(font(SERIF), PAGE_NUMBER_SIZE)
    canvas.drawCentredString(width / 2, height - PAGE_NUMBER_TOP, str(document.page - document.sheet_begins + 1))

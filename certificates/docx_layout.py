"""The door to python-docx: an administrative document laid out by NĐ 30/2020/NĐ-CP, Phụ lục I, as an office goes on editing it."""

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT, BODY = "Times New Roman", 14.0
LEFT, CENTRE, JUSTIFIED = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
TEXT_WIDTH_MM = 210 - 30 - 15
# The order of ECMA-376, which Word insists on.
AFTER_PAGE_NUMBERS = ("w:cols", "w:titlePg", "w:docGrid")
AFTER_BORDERS = ("w:spacing", "w:ind", "w:jc")


class OfficialDocument:
    """A4 portrait, margins 20/20/30/15 mm, pages counted in the middle of the top margin from the second one on."""

    def __init__(self, *, title: str, author: str) -> None:
        self.document = Document()
        self.document.core_properties.title, self.document.core_properties.author = title, author
        self.document.core_properties.language = "vi-VN"
        self._style()
        self._page(self.document.sections[0])

    def head(self, *, parent: str, agency: str, number: str, place_date: str) -> None:
        """The agency on the left, the country and its motto on the right, below them number and date."""
        table = self._frame((0.42, 0.58))
        left, right = table.rows[0].cells
        self._line(left, parent.upper(), 12.5)
        self._ruled(self._line(left, agency.upper(), 12.5, is_bold=True), 22)
        self._line(left, number, 13)
        self._line(right, COUNTRY, 12.5, is_bold=True)
        self._ruled(self._line(right, MOTTO, 13.5, is_bold=True), 15)
        self._line(right, place_date, 13.5, is_italic=True)

    def heading(self, text: str, *, size: float = BODY, is_italic: bool = False, is_ruled: bool = False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = CENTRE, Mm(0)
        paragraph.paragraph_format.space_before = Pt(0)
        self._write(paragraph, text, size, is_bold=not is_italic, is_italic=is_italic)
        if is_ruled:
            self._ruled(paragraph, 60)

    def paragraph(self, text: str, *, lead: str = "", is_italic: bool = False) -> None:
        """Justified, its first line set in; `lead` are bold words before the text («Điều 1.»)."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = JUSTIFIED
        if lead:
            self._write(paragraph, lead + " ", BODY, is_bold=True)
        self._write(paragraph, text, BODY, is_italic=is_italic)

    def foot(self, *, receivers: Sequence[str], position: str, name: str) -> None:
        """Nơi nhận on the left, on the right the position, room for the signature, the name."""
        table = self._frame((0.5, 0.5))
        left, right = table.rows[0].cells
        self._line(left, "Nơi nhận:", 12, is_bold=True, is_italic=True, alignment=LEFT)
        for receiver in receivers:
            self._line(left, f"- {receiver}", 11, alignment=LEFT)
        for line in position.splitlines() or [""]:
            self._line(right, line.upper(), 13.5, is_bold=True)
        for _empty in range(4):
            self._line(right, "", 13.5)
        self._line(right, name, 13.5, is_bold=True)

    def begin_annex(self) -> None:
        """On a page of its own, whose pages are counted anew."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._page(section)
        counting = OxmlElement("w:pgNumType")
        counting.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(counting, *AFTER_PAGE_NUMBERS)

    def table(self, columns: Sequence[tuple[str, float, bool]], rows: Iterable[Sequence[str]]) -> None:
        """Columns are (heading, share of the width, whether in the middle); the headings stand on every page."""
        table = self.document.add_table(rows=2, cols=len(columns), style="Table Grid")
        self._share(table, [share for _heading, share, _is_centred in columns])
        for cell, (heading, _share, _is_centred) in zip(table.rows[0].cells, columns, strict=True):
            self._line(cell, heading, 12, is_bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, (_heading, _share, is_centred) in zip(table.rows[1].cells, columns, strict=True):
            self._line(cell, "–", 12, alignment=CENTRE if is_centred else LEFT)
        self._fill(table, rows)

    def finish(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _fill(self, table: Table, rows: Iterable[Sequence[str]]) -> None:
        """Copies of one row: python-docx looks at the whole table for every cell that is asked of it."""
        pattern = table.rows[1]._tr
        pattern.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table._tbl.remove(pattern)
        for row in rows:
            made = deepcopy(pattern)
            for text, value in zip(made.iter(qn("w:t")), row, strict=True):
                text.text = value
            table._tbl.append(made)

    def _style(self) -> None:
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(BODY)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        layout = style.paragraph_format
        layout.first_line_indent, layout.space_before, layout.space_after = Mm(10), Pt(6), Pt(0)
        layout.line_spacing = 1.0

    def _page(self, section: Any) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        section.header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = CENTRE, Mm(0)
        run = paragraph.add_run()
        run.font.size = Pt(13)
        for kind in ("begin", None, "end"):
            run._r.append(_field_part(kind))

    def _frame(self, shares: Sequence[float]) -> Table:
        table = self.document.add_table(rows=1, cols=len(shares))
        self._share(table, shares)
        return table

    def _share(self, table: Table, shares: Sequence[float]) -> None:
        table.autofit = False
        whole = sum(shares)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(TEXT_WIDTH_MM * share / whole)
            for cell in column.cells:
                cell.width = column.width

    def _line(
        self, cell: _Cell, text: str, size: float, *, is_bold: bool = False, is_italic: bool = False, alignment: Any = CENTRE
    ) -> Paragraph:
        """A line of its own in a cell; the first one takes the paragraph that every cell is born with."""
        first = cell.paragraphs[0]
        paragraph = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
        paragraph.alignment = alignment
        layout = paragraph.paragraph_format
        layout.first_line_indent, layout.space_before = Mm(0), Pt(0)
        self._write(paragraph, text, size, is_bold=is_bold, is_italic=is_italic)
        return paragraph

    def _write(self, paragraph: Paragraph, text: str, size: float, *, is_bold: bool = False, is_italic: bool = False) -> None:
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), is_bold, is_italic

    def _ruled(self, paragraph: Paragraph, indent_mm: float) -> None:
        """The short rule below a line: a border between two indents, which an editor moves with the text."""
        element = OxmlElement("w:p")
        paragraph._p.addnext(element)
        below = Paragraph(element, paragraph._parent)
        below.paragraph_format.left_indent = below.paragraph_format.right_indent = Mm(indent_mm)
        below.paragraph_format.first_line_indent, below.paragraph_format.space_before = Mm(0), Pt(0)
        below.paragraph_format.line_spacing = Pt(6)
        borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        below._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _field_part(kind: str | None) -> Any:
    """A piece of the field that holds the page number."""
    if kind is None:
        code = OxmlElement("w:instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = "PAGE"
        return code
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark

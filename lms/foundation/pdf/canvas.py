"""A page to draw on, in points from the lower left corner, for documents with a design of their own."""

import io
from collections.abc import Sequence
from typing import Literal, Self

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from ..vietnamese import normalise
from .fonts import SERIF, fit_text, font, text_width, wrap_text
from .qr import QUIET_MODULES, dark_runs, qr_matrix
from .signature_fields import add_signature_field
from .stamps import Stamp, place

Align = Literal["left", "center", "right"]
LANGUAGE = "vi-VN"
CREATOR = "Học AI"
PDF_VERSION = (1, 7)  # the least that the rules for signed documents allow
LEADING = 1.3


class PdfCanvas:
    """Draw, then take the bytes with `finish()`. `raw` is ReportLab's own canvas, for lines and colours."""

    def __init__(
        self,
        *,
        title: str,
        author: str = "",
        subject: str = "",
        keywords: Sequence[str] = (),
        is_landscape: bool = False,
        size: tuple[float, float] | None = None,
    ) -> None:
        """`size` in points, where it is not A4."""
        paper: tuple[float, float] = size or (landscape(A4) if is_landscape else A4)
        self.width, self.height = paper
        self._buffer = io.BytesIO()
        self.raw: Canvas = Canvas(
            self._buffer,
            (self.width, self.height),
            invariant=1,
            pageCompression=1,
            lang=LANGUAGE,
            pdfVersion=PDF_VERSION,
            initialFontName=font(SERIF),  # else every file refers to a Helvetica that it does not carry
        )
        self.raw.setTitle(normalise(title))
        self.raw.setAuthor(normalise(author))
        self.raw.setSubject(normalise(subject))
        self.raw.setKeywords(", ".join(keywords))
        self.raw.setCreator(CREATOR)
        self.raw.setViewerPreference("DisplayDocTitle", "true")

    @classmethod
    def around(cls, raw: Canvas) -> Self:
        """Our way of drawing on a page that somebody else finishes, as inside a flowing document."""
        canvas = cls.__new__(cls)
        canvas.raw = raw
        canvas.width, canvas.height = raw._pagesize
        return canvas

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        name: str = SERIF,
        size: float = 13,
        align: Align = "left",
        colour: str = "#000000",
        width: float | None = None,
    ) -> float:
        """One line with its baseline at `y`, shrunk where it is wider than `width`. Returns the size it got."""
        text = normalise(text)
        fitted = size if width is None else fit_text(text, name, size, width)
        self.raw.setFont(font(name), fitted)
        self.raw.setFillColor(HexColor(colour))
        draw = {"left": self.raw.drawString, "center": self.raw.drawCentredString, "right": self.raw.drawRightString}
        draw[align](x, y, text)
        return fitted

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        *,
        width: float,
        name: str = SERIF,
        size: float = 13,
        align: Align = "left",
        colour: str = "#000000",
    ) -> float:
        """Lines from the first baseline `y` downwards; `x` is their left end, middle or right end, as `align` says.

        Returns the baseline of the line after the last.
        """
        for line in wrap_text(text, name, size, width):
            self.text(x, y, line, name=name, size=size, align=align, colour=colour, width=width)
            y -= size * LEADING
        return y

    def underline(self, x: float, y: float, length: float, *, align: Align = "center", thickness: float = 0.7) -> None:
        start = x - {"left": 0.0, "center": length / 2, "right": length}[align]
        self.raw.setStrokeColor(HexColor("#000000"))
        self.raw.setLineWidth(thickness)
        self.raw.line(start, y, start + length, y)

    def text_width(self, text: str, name: str, size: float) -> float:
        return text_width(text, name, size)

    def qr(self, x: float, y: float, url: str, size: float, *, mask: int | None = None) -> None:
        """A square of `size` points with its lower left corner at (x, y), quiet margin included; `mask` as `qr_matrix` says."""
        matrix = qr_matrix(url, mask)
        module = size / (len(matrix) + 2 * QUIET_MODULES)
        raw = self.raw
        raw.saveState()
        raw.setFillColor(HexColor("#000000"))
        raw.translate(x, y)
        raw.scale(module, module)
        # Whole numbers, written as they are: ReportLab takes longer over a path than the code took to be found.
        raw._code.append(" ".join(f"{left} {bottom} {width} 1 re" for left, bottom, width in dark_runs(matrix)) + " f")
        raw.restoreState()

    def place(self, stamp: Stamp) -> None:
        """A drawing that is made once per process, in the coordinates of this moment."""
        place(self.raw, stamp)

    def signature_field(self, name: str, rectangle: tuple[float, float, float, float], *, tooltip: str = "") -> None:
        """An empty field on this page for (left, bottom, right, top), in points of the sheet whatever was scaled since."""
        add_signature_field(self.raw, name, rectangle, tooltip=normalise(tooltip))

    def next_page(self, size: tuple[float, float] | None = None) -> None:
        """`size` in points where the sheet that follows is another one."""
        self.raw.showPage()
        if size is not None:
            self.width, self.height = size
            self.raw.setPageSize(size)

    def finish(self) -> bytes:
        """The whole file. Draw nothing afterwards."""
        self.raw.save()
        return self._buffer.getvalue()

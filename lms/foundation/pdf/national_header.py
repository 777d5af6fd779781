"""The head of an official document: agency on the left, the country's name and motto on the right (decree 30/2020)."""

from dataclasses import dataclass

from reportlab.lib.units import mm

from .canvas import PdfCanvas
from .fonts import SERIF, SERIF_BOLD, SERIF_ITALIC, fit_text, text_width, wrap_text

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN = 30 * mm, 15 * mm, 20 * mm
LEFT_SHARE, GAP = 0.42, 5 * mm
LINE = 15.5
SIZE = 12.5
MOTTO_SIZE = 13.5
RULE_DROP = 6  # from a baseline to the rule under it


@dataclass(frozen=True)
class NationalHeader:
    """What stands in the head; an empty text leaves its line out. `place_date` is the finished sentence."""

    agency: str
    parent_agency: str = ""
    number: str = ""
    place_date: str = ""


def national_header(canvas: PdfCanvas, header: NationalHeader, *, top: float | None = None) -> float:
    """Draw the head with its first baseline below `top` (the top margin by default). Returns the lowest line's y."""
    first = (canvas.height - TOP_MARGIN if top is None else top) - SIZE
    usable = canvas.width - LEFT_MARGIN - RIGHT_MARGIN
    left_width, right_width = usable * LEFT_SHARE - GAP, usable * (1 - LEFT_SHARE)
    left = _agency_block(canvas, header, LEFT_MARGIN + left_width / 2, first, left_width)
    right = _country_block(canvas, header, canvas.width - RIGHT_MARGIN - right_width / 2, first, right_width)
    return min(left, right)


def _agency_block(canvas: PdfCanvas, header: NationalHeader, x: float, y: float, width: float) -> float:
    if header.parent_agency:
        y = _capitals(canvas, x, y, header.parent_agency, SERIF, width)
    y = _capitals(canvas, x, y, header.agency, SERIF_BOLD, width)
    last_line = wrap_text(header.agency.upper(), SERIF_BOLD, SIZE, width)[-1:]
    canvas.underline(x, y + LINE - RULE_DROP, 0.4 * text_width("".join(last_line), SERIF_BOLD, SIZE))
    if header.number:
        y -= RULE_DROP
        canvas.text(x, y, header.number, size=13, align="center", width=width)
    return y


def _country_block(canvas: PdfCanvas, header: NationalHeader, x: float, y: float, width: float) -> float:
    canvas.text(x, y, COUNTRY, name=SERIF_BOLD, size=SIZE, align="center", width=width)
    y -= LINE
    size = fit_text(MOTTO, SERIF_BOLD, MOTTO_SIZE, width)
    canvas.text(x, y, MOTTO, name=SERIF_BOLD, size=size, align="center")
    canvas.underline(x, y - RULE_DROP, text_width(MOTTO, SERIF_BOLD, size))
    if header.place_date:
        y -= LINE + 8
        canvas.text(x, y, header.place_date, name=SERIF_ITALIC, size=13, align="center", width=width)
    return y


def _capitals(canvas: PdfCanvas, x: float, y: float, text: str, name: str, width: float) -> float:
    for line in wrap_text(text.upper(), name, SIZE, width):
        canvas.text(x, y, line, name=name, size=SIZE, align="center", width=width)
        y -= LINE
    return y

"""Papers for the wall: the poster of the class page, a notice in big letters. Always Vietnamese."""

from django.utils import timezone

from lms.foundation.pdf import SANS, SANS_BOLD, PdfCanvas, missing_glyphs, wrap_text
from lms.foundation.vietnamese import format_date

from .models import ClassNotice, TrainingClass
from .notice_texts import address_of, class_address, without_scheme

MM = 72 / 25.4
MARGIN = 18 * MM
JADE, INK, MUTED = "#0f6b60", "#1d2b2a", "#545f5d"
POSTER_QR, NOTICE_QR = 138 * MM, 42 * MM
LARGEST, SMALLEST, STEP, LEADING = 30, 14, 2, 1.4


def class_poster(training_class: TrainingClass) -> bytes:
    """A4: the class, a QR that is read from three metres away, the address to type."""
    address = class_address(training_class)
    canvas = PdfCanvas(title=f"Trang của lớp {training_class.code}", author=training_class.organizer.name)
    width, middle = canvas.width - 2 * MARGIN, canvas.width / 2
    y = _band(canvas, training_class.organizer.name)
    y = canvas.paragraph(middle, y - 18 * MM, training_class.title, width=width, name=SANS_BOLD, size=26, align="center", colour=INK)
    canvas.text(middle, y, f"Mã lớp {training_class.code}", name=SANS, size=16, align="center", colour=MUTED)
    bottom = 60 * MM
    canvas.qr(middle - POSTER_QR / 2, bottom, address, POSTER_QR)
    canvas.text(middle, bottom - 8 * MM, "Quét mã để mở trang của lớp", name=SANS_BOLD, size=22, align="center", colour=INK)
    canvas.text(middle, bottom - 18 * MM, "Phòng học, giờ học, tài liệu, thông báo hôm nay", name=SANS, size=15, align="center", colour=INK)
    canvas.text(middle, bottom - 31 * MM, without_scheme(address), name=SANS_BOLD, size=24, align="center", colour=JADE, width=width)
    canvas.text(middle, bottom - 40 * MM, "Không cần đăng nhập", name=SANS, size=12, align="center", colour=MUTED)
    return canvas.finish()


def notice_poster(notice: ClassNotice) -> bytes:
    """A4 for the door: the text as large as it fits, where to read more."""
    training_class = notice.training_class
    canvas = PdfCanvas(title=notice.title, author=training_class.organizer.name)
    width = canvas.width - 2 * MARGIN
    y = _band(canvas, training_class.organizer.name)
    canvas.text(canvas.width / 2, y - 20 * MM, "THÔNG BÁO", name=SANS_BOLD, size=40, align="center", colour=JADE)
    y = canvas.paragraph(
        canvas.width / 2, y - 34 * MM, _printable(notice.title), width=width, name=SANS_BOLD, size=20, align="center", colour=INK
    )
    y -= 8 * MM
    foot = MARGIN + NOTICE_QR + 6 * MM
    size, lines = _as_large_as_fits(_printable(notice.text), width, y - foot)
    for line in lines:
        canvas.text(MARGIN, y - size, line, name=SANS, size=size, colour=INK, width=width)
        y -= size * LEADING
    _foot(canvas, notice)
    return canvas.finish()


def _band(canvas: PdfCanvas, text: str) -> float:
    """A coloured band at the top with the organizer's name; its lower edge."""
    height = 20 * MM
    canvas.raw.setFillColor(JADE)
    canvas.raw.rect(0, canvas.height - height, canvas.width, height, stroke=0, fill=1)
    width = canvas.width - 2 * MARGIN
    canvas.text(canvas.width / 2, canvas.height - 12.5 * MM, text, name=SANS_BOLD, size=16, align="center", colour="#ffffff", width=width)
    return canvas.height - height


def _foot(canvas: PdfCanvas, notice: ClassNotice) -> None:
    address, left = address_of(notice), MARGIN + NOTICE_QR + 6 * MM
    width = canvas.width - MARGIN - left
    canvas.qr(MARGIN, MARGIN, address, NOTICE_QR)
    canvas.text(left, MARGIN + 30 * MM, f"Lớp {notice.training_class.code}", name=SANS_BOLD, size=15, colour=INK, width=width)
    canvas.text(left, MARGIN + 21 * MM, "Chi tiết và thông báo mới nhất:", name=SANS, size=13, colour=INK, width=width)
    canvas.text(left, MARGIN + 13 * MM, without_scheme(address), name=SANS_BOLD, size=18, colour=JADE, width=width)
    at = timezone.localtime(notice.at)
    canvas.text(left, MARGIN + 5 * MM, f"Thông báo lúc {at:%H:%M} ngày {format_date(at.date())}", name=SANS, size=11, colour=MUTED)


def _printable(text: str) -> str:
    """The text without what our fonts would print as an empty box; an arrow becomes the word for it."""
    text = text.replace("→", "sang")
    boxes = missing_glyphs(text, SANS) | missing_glyphs(text, SANS_BOLD)
    return text.translate({ord(char): None for char in boxes})


def _as_large_as_fits(text: str, width: float, height: float) -> tuple[int, list[str]]:
    """(size, lines): steps of two points down to what is read from two metres; below that whatever a very long text needs."""
    for size in range(LARGEST, SMALLEST, -STEP):
        lines = _lines(text, size, width)
        if len(lines) * size * LEADING <= height:
            return size, lines
    size = SMALLEST
    while (lines := _lines(text, size, width)) and len(lines) * size * LEADING > height and size > 1:
        size -= 1
    return size, lines


def _lines(text: str, size: float, width: float) -> list[str]:
    return [line for part in text.split("\n") for line in (wrap_text(part, SANS, size, width) or [""])]

"""Door to Pillow: a picture drawn line by line from the top, with our fonts and a QR code; out come the bytes of a PNG."""

from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from .vietnamese import normalise

FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, BOLD = "BeVietnamPro-Regular", "BeVietnamPro-Bold"
QUIET_MODULES = 4
SMALLEST = 14


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


class Picture:
    """A sheet of `width` × `height` pixels. Everything is centred; `y` goes downwards and is returned after each drawing."""

    def __init__(self, width: int, height: int, *, margin: int = 60) -> None:
        self.image = Image.new("RGB", (width, height), "#ffffff")
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height, self.margin = width, height, margin

    def band(self, y: int, height: int, colour: str) -> int:
        self.draw.rectangle((0, y, self.width, y + height), fill=colour)
        return y + height

    def line(self, y: int, text: str, *, name: str = REGULAR, size: int = 36, colour: str = "#000000") -> int:
        """One line, made smaller until it fits."""
        text, room = normalise(text), self.width - 2 * self.margin
        while size > SMALLEST and _font(name, size).getlength(text) > room:
            size -= 1
        self.draw.text((self.width / 2, y), text, font=_font(name, size), fill=colour, anchor="ma")
        return y + round(size * 1.45)

    def paragraph(self, y: int, text: str, *, name: str = REGULAR, size: int = 36, colour: str = "#000000", most: int = 3) -> int:
        """On several lines, at most so many: a longer text becomes smaller."""
        lines = self._wrapped(text, name, size)
        while len(lines) > most and size > SMALLEST:
            size -= 2
            lines = self._wrapped(text, name, size)
        for line in lines:
            y = self.line(y, line, name=name, size=size, colour=colour)
        return y

    def qr(self, y: int, content: str, size: int) -> int:
        """A QR code about `size` pixels wide, in whole pixels a module, its quiet margin included."""
        matrix = segno.make_qr(content, error="m").matrix
        module = max(size // (len(matrix) + 2 * QUIET_MODULES), 1)
        left = (self.width - module * len(matrix)) // 2
        top = y + QUIET_MODULES * module
        for row, cells in enumerate(matrix):
            for column, cell in enumerate(cells):
                if cell:
                    x0, y0 = left + column * module, top + row * module
                    self.draw.rectangle((x0, y0, x0 + module - 1, y0 + module - 1), fill="#000000")
        return top + (len(matrix) + QUIET_MODULES) * module

    def png(self, until: int | None = None) -> bytes:
        """The whole sheet, or only what lies above `until`."""
        buffer = BytesIO()
        sheet = self.image.crop((0, 0, self.width, min(until, self.height))) if until else self.image
        sheet.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def _wrapped(self, text: str, name: str, size: int) -> list[str]:
        font, room = _font(name, size), self.width - 2 * self.margin
        lines: list[str] = []
        for word in normalise(text).split():
            if lines and font.getlength(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

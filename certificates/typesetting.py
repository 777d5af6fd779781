"""Texts in as many lines as they need, in letters as large as the room allows: nothing is ever cut off."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.foundation.pdf import SERIF, SERIF_ITALIC, PdfCanvas, fit_text, text_width, wrap_text

INK, GREY = "#1b1b1b", "#4a4a4a"
LEADING = 1.32
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)
ENGLISH_SHARE, LEAST_ENGLISH = 0.66, 9.0  # of the size above it; points before the whole shrinks
# Words that a line does not end with, and a name that stands on one line where it can.
LEADING_WORDS = frozenset({"ngày", "từ", "đến", "số", "lớp", "hình", "và"})
UNDIVIDED = "thành phố hồ chí minh"


@dataclass(frozen=True)
class Part:
    """A piece of text in the middle of the sheet: its size, the space above, how many lines before it shrinks."""

    text: str
    size: float
    name: str = SERIF
    above: float = 0
    colour: str = INK
    max_lines: int = 2
    width: float = 640
    english: str = ""


@dataclass(frozen=True)
class Set:
    """A part broken into lines at the size at which it fits, and its English beneath."""

    part: Part
    lines: list[str]
    size: float
    english: "Set | None" = None

    @property
    def height(self) -> float:
        own = self.part.above + len(self.lines) * self.size * LEADING
        return own + (self.english.height if self.english else 0)


def set_part(part: Part, scale: float) -> Set:
    """Break the text into at most `max_lines` lines, in letters as large as that allows."""
    lines, size = _fit(part, part.size * scale)
    english = None
    if part.english:
        smaller = max(part.size * ENGLISH_SHARE, LEAST_ENGLISH)
        english = set_part(Part(part.english, smaller, SERIF_ITALIC, colour=GREY, max_lines=2, width=part.width), scale)
    return Set(part, lines, size, english)


def column(page: PdfCanvas, x: float, parts: Sequence[Part], *, top: float, bottom: float, most_air: float | None = None) -> None:
    """The parts one under the other between `top` and `bottom`, all smaller by the same share where they are too many.

    What is left over is shared out between them, `most_air` at most, and above and below.
    """
    room = top - bottom
    for scale in SCALES:
        fitted = [set_part(part, scale) for part in parts]
        height = sum(each.height for each in fitted)
        if height <= room:
            break
    left_over = max(room - height, 0)
    air = left_over / (len(fitted) + 2)
    if most_air is not None and air > most_air:
        air, top = most_air, top - (left_over - (len(fitted) + 2) * most_air) / 2
    y = top - air
    for each in fitted:
        y = draw_set(page, x, y - each.part.above, each) - air


def draw_set(page: PdfCanvas, x: float, y: float, fitted: Set) -> float:
    """Centred lines below `y`. Returns where they end."""
    part = fitted.part
    for line in fitted.lines:
        y -= fitted.size * LEADING
        page.text(x, y + fitted.size * 0.3, line, name=part.name, size=fitted.size, align="center", colour=part.colour)
    return draw_set(page, x, y, fitted.english) if fitted.english else y


def _fit(part: Part, size: float) -> tuple[list[str], float]:
    while True:
        lines = wrap_text(part.text, part.name, size, part.width)
        widest = max((text_width(line, part.name, size) for line in lines), default=0)
        if len(lines) <= part.max_lines and widest <= part.width:
            return _balanced(lines, part, size), size
        if len(lines) == 1:  # one word wider than the sheet
            return lines, fit_text(part.text, part.name, size, part.width)
        size *= 0.96


def _balanced(lines: list[str], part: Part, size: float) -> list[str]:
    """Two lines of about the same length read better than a full one and a single word."""
    if len(lines) != 2:
        return lines
    width = part.width
    while width > part.width / 2:
        narrower = wrap_text(part.text, part.name, size, width - 8)
        if len(narrower) > 2 or any(text_width(line, part.name, size) > width - 8 for line in narrower):
            break
        lines, width = narrower, width - 8
    better = _at_a_pause(lines)
    return better if all(text_width(line, part.name, size) <= part.width for line in better) else lines


def _at_a_pause(lines: list[str]) -> list[str]:
    """The same two lines, broken where a reader would pause."""
    whole = " ".join(lines)
    start = whole.casefold().find(UNDIVIDED)
    if start > 0 and lines[0].casefold().find(UNDIVIDED) < 0 and len(lines[0]) > start:
        return [whole[:start].rstrip(), whole[start:]]
    words = lines[0].split()
    while len(words) > 1 and words[-1].casefold() in LEADING_WORDS:
        words.pop()
    first = " ".join(words)
    return [first, whole[len(first) :].lstrip()]

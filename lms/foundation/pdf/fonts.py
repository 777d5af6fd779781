"""The fonts of our documents, and how much room a text takes in them."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ..vietnamese import normalise

# Tinos has the measures of Times New Roman, which decree 30/2020 asks for.
SERIF, SERIF_BOLD, SERIF_ITALIC = "Tinos-Regular", "Tinos-Bold", "Tinos-Italic"
SANS, SANS_BOLD = "BeVietnamPro-Regular", "BeVietnamPro-Bold"
FOLDER = Path(__file__).resolve().parent.parent / "fonts"
SMALLEST_STEP = 0.1


def font(name: str) -> str:
    """The name, once the font is known to ReportLab: files are read when the first text needs them."""
    _registered(name)
    return name


def text_width(text: str, name: str, size: float) -> float:
    """Points."""
    return pdfmetrics.stringWidth(normalise(text), font(name), size)


def fit_text(text: str, name: str, size: float, width: float) -> float:
    """The largest size up to `size` at which the text fits in `width` points on one line. It is never cut off."""
    natural = text_width(text, name, size)
    if natural <= width:
        return size
    return max(int(size * width / natural / SMALLEST_STEP) * SMALLEST_STEP, SMALLEST_STEP)


def wrap_text(text: str, name: str, size: float, width: float) -> list[str]:
    """The text on as many lines as it needs; a word wider than a line stands on its own and must be fitted."""
    lines: list[str] = []
    for word in normalise(text).split():
        if lines and text_width(f"{lines[-1]} {word}", name, size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def missing_glyphs(text: str, name: str) -> set[str]:
    """Characters that this font would print as an empty box: to be refused before a document is issued."""
    glyphs = _registered(name).face.charToGlyph
    return {char for char in normalise(text) if ord(char) not in glyphs and not char.isspace()}


@cache
def _registered(name: str) -> TTFont:
    # Without the whole of ASCII in every subset files are a third smaller, and made faster.
    loaded = TTFont(name, str(FOLDER / f"{name}.ttf"), asciiReadable=0)
    pdfmetrics.registerFont(loaded)
    return loaded

"""Draws the words that a demonstration's signature shows, as outlines: `demo_mark.txt`, in units that `making` knows.

Run it in the development environment when the words or the font change:

    python certificates/signing/draw_demo_mark.py
"""

from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FONT = HERE.parents[1] / "lms" / "foundation" / "fonts" / "BeVietnamPro-Bold.ttf"
WIDTH, HEIGHT, EDGE = 1680, 368, 4
# (words, size of the letters, height of the line above the lower edge)
LINES = (("CHỮ KÝ DEMO", 120, 208), ("KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", 108, 48))
RED = "0.7 0.1 0.1"
Point = tuple[float, float]


class Outlines(BasePen):
    """One letter as operators of a PDF page."""

    def __init__(self, glyphs: object, scale: float, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.scale, self.x, self.y = scale, x, y
        self.operators: list[str] = []

    def _at(self, point: Point) -> str:
        return f"{round(point[0] * self.scale + self.x)} {round(point[1] * self.scale + self.y)}"

    def _moveTo(self, pt: Point) -> None:
        self.operators.append(self._at(pt) + " m")

    def _lineTo(self, pt: Point) -> None:
        self.operators.append(self._at(pt) + " l")

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        self.operators.append(" ".join(map(self._at, (pt1, pt2, pt3))) + " c")

    def _closePath(self) -> None:
        self.operators.append("h")


def drawn(font: TTFont, words: str, size: float, y: float) -> list[str]:
    """A line in the middle of the box."""
    glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    letters = [glyphs[names[ord(char)]] for char in words]
    x = (WIDTH - sum(letter.width for letter in letters) * scale) / 2
    operators = []
    for letter in letters:
        pen = Outlines(glyphs, scale, x, y)
        letter.draw(pen)
        operators += pen.operators
        x += letter.width * scale
    return operators


def main() -> None:
    font = TTFont(FONT)
    words = [operator for line in LINES for operator in drawn(font, *line)]
    frame = f"{RED} RG {2 * EDGE} w {EDGE} {EDGE} {WIDTH - 2 * EDGE} {HEIGHT - 2 * EDGE} re S"
    (HERE / "demo_mark.txt").write_text("\n".join([f"{RED} rg", *words, "f", frame]) + "\n")


if __name__ == "__main__":
    main()

"""The frame of a certificate: woven lines as on banknotes, and the star of a bronze drum behind the text.

Made once per process and size, as a stamp: it was half of the time of a certificate.
"""

from collections.abc import Iterable
from math import cos, pi, sin
from typing import Any

from lms.foundation.pdf import PdfCanvas, stamp

JADE, GOLD, PALE, PAPER = "#0a4f47", "#b98a2c", "#f6ecd6", "#fffdf8"
EDGE, BAND = 20.0, 15.0  # points from the sheet's edge to the band, and the band's width
INNER = EDGE + BAND + 4  # where the text may begin
WAVE = 14.0  # length of one wave
RAYS = 14  # as the star of the Ngọc Lũ drum
CORNER = 7.0
OUTERMOST = 174  # radius of the star's last ring
MEDALLION = 0.107  # radius of the star on an outer face, as a share of the height


def draw(page: PdfCanvas, width: float, height: float) -> None:
    """Behind the text of the inner face."""
    page.place(stamp(f"frame-{width:.3f}-{height:.3f}", _inner_face, width, height))


def draw_cover(page: PdfCanvas, width: float, height: float) -> None:
    """The outer face: the same frame, and the star as a medallion in its upper part."""
    page.place(stamp(f"cover-{width:.3f}-{height:.3f}", _outer_face, width, height))


def medallion(height: float) -> tuple[float, float]:
    """(y of its middle, radius)."""
    return height * 0.56, height * MEDALLION


# Below, `sheet` is ReportLab's canvas: nothing here knows of texts.


def _inner_face(sheet: Any) -> None:
    width, height = sheet._pagesize
    _paper(sheet, width, height)
    _star(sheet, width / 2, height / 2 + 6, colour=PALE, scale=1)
    _surround(sheet, width, height)


def _outer_face(sheet: Any) -> None:
    width, height = sheet._pagesize
    _paper(sheet, width, height)
    middle, radius = medallion(height)
    _star(sheet, width / 2, middle, colour=GOLD, scale=radius / OUTERMOST)
    _surround(sheet, width, height)


def _surround(sheet: Any, width: float, height: float) -> None:
    _band(sheet, width, height)
    _lines(sheet, width, height)
    _corners(sheet, width, height)


def _paper(sheet: Any, width: float, height: float) -> None:
    sheet.setFillColor(PAPER)
    sheet.rect(0, 0, width, height, stroke=0, fill=1)


def _star(sheet: Any, x: float, y: float, *, colour: str, scale: float) -> None:
    """Behind text so pale that it reads as on white."""
    sheet.setStrokeColor(colour)
    sheet.setFillColor(colour)
    for radius, width in ((78, 1.6), (84, 0.8), (112, 0.8), (118, 1.6), (168, 1.6), (OUTERMOST, 0.8)):
        sheet.setLineWidth(max(width * scale, 0.35))
        sheet.circle(x, y, radius * scale, stroke=1, fill=0)
    rays = ((72 if step % 2 == 0 else 24, pi / 2 + step * pi / RAYS) for step in range(2 * RAYS))
    _polygon(sheet, x, y, [(radius * scale, angle) for radius, angle in rays])
    _teeth(sheet, x, y, radius=98 * scale, count=56, height=9 * scale)
    _teeth(sheet, x, y, radius=143 * scale, count=42, height=16 * scale)


def _teeth(sheet: Any, x: float, y: float, *, radius: float, count: int, height: float) -> None:
    """A ring of triangles."""
    for tooth in range(count):
        middle, half = tooth * 2 * pi / count, 0.36 * 2 * pi / count
        _polygon(sheet, x, y, [(radius - height / 2, middle - half), (radius + height / 2, middle), (radius - height / 2, middle + half)])


def _polygon(sheet: Any, x: float, y: float, corners: Iterable[tuple[float, float]]) -> None:
    """Filled; `corners` as (distance from the middle, angle)."""
    path = sheet.beginPath()
    for number, (distance, angle) in enumerate(corners):
        (path.moveTo if number == 0 else path.lineTo)(x + distance * cos(angle), y + distance * sin(angle))
    path.close()
    sheet.drawPath(path, stroke=0, fill=1)


def _band(sheet: Any, full_width: float, full_height: float) -> None:
    """Three waves woven into each other on each side."""
    sheet.setStrokeColor(GOLD)
    sheet.setLineWidth(0.55)
    middle = EDGE + BAND / 2
    width, height = full_width - 2 * middle, full_height - 2 * middle
    for phase in (0.0, 2 * pi / 3, 4 * pi / 3):
        for at in (middle, full_height - middle):
            _wave(sheet, middle, at, width, phase, along_x=True)
        for at in (middle, full_width - middle):
            _wave(sheet, middle, at, height, phase, along_x=False)


def _wave(sheet: Any, start: float, at: float, length: float, phase: float, *, along_x: bool) -> None:
    inner = length - 2 * CORNER
    waves = round(inner / WAVE)
    steps = waves * 12
    path = sheet.beginPath()
    for step in range(steps + 1):
        along = start + CORNER + inner * step / steps
        across = at + (BAND / 2 - 2.4) * sin(2 * pi * waves * step / steps + phase)
        point = (along, across) if along_x else (across, along)
        (path.moveTo if step == 0 else path.lineTo)(*point)
    sheet.drawPath(path, stroke=1, fill=0)


def _lines(sheet: Any, full_width: float, full_height: float) -> None:
    for inset, width, colour in ((EDGE, 1.6, JADE), (EDGE + BAND, 1.6, JADE), (INNER, 0.5, GOLD), (EDGE - 4, 0.5, GOLD)):
        sheet.setStrokeColor(colour)
        sheet.setLineWidth(width)
        sheet.rect(inset, inset, full_width - 2 * inset, full_height - 2 * inset, stroke=1, fill=0)


def _corners(sheet: Any, full_width: float, full_height: float) -> None:
    """Where the waves meet: a square with a small star."""
    for x in (EDGE, full_width - EDGE - BAND):
        for y in (EDGE, full_height - EDGE - BAND):
            sheet.setFillColor(JADE)
            sheet.rect(x, y, BAND, BAND, stroke=0, fill=1)
            sheet.setFillColor("#f4d68a")
            points = ((5.4 if step % 2 == 0 else 2.4, pi / 2 + step * pi / 8) for step in range(16))
            _polygon(sheet, x + BAND / 2, y + BAND / 2, points)

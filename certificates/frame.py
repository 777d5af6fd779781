"""The frame of a certificate: woven lines as on banknotes, and the star of a bronze drum behind the text."""

from math import cos, pi, sin

from lms.foundation.pdf import PdfCanvas

JADE, GOLD, PALE, PAPER = "#0a4f47", "#b98a2c", "#f6ecd6", "#fffdf8"
EDGE, BAND = 20.0, 15.0  # points from the sheet's edge to the band, and the band's width
WAVE = 14.0  # length of one wave
RAYS = 14  # as the star of the Ngọc Lũ drum
CORNER = 7.0


def draw(page: PdfCanvas) -> None:
    page.raw.saveState()
    _paper(page)
    _star(page, page.width / 2, page.height / 2 + 6)
    _band(page)
    _lines(page)
    _corners(page)
    page.raw.restoreState()


def _paper(page: PdfCanvas) -> None:
    page.raw.setFillColor(PAPER)
    page.raw.rect(0, 0, page.width, page.height, stroke=0, fill=1)


def _star(page: PdfCanvas, x: float, y: float) -> None:
    """So pale that the text above it reads as on white."""
    page.raw.setStrokeColor(PALE)
    page.raw.setFillColor(PALE)
    for radius, width in ((78, 1.6), (84, 0.8), (112, 0.8), (118, 1.6), (168, 1.6), (174, 0.8)):
        page.raw.setLineWidth(width)
        page.raw.circle(x, y, radius, stroke=1, fill=0)
    path = page.raw.beginPath()
    for step in range(2 * RAYS):
        radius = 72 if step % 2 == 0 else 24
        angle = pi / 2 + step * pi / RAYS
        (path.moveTo if step == 0 else path.lineTo)(x + radius * cos(angle), y + radius * sin(angle))
    path.close()
    page.raw.drawPath(path, stroke=0, fill=1)
    _teeth(page, x, y, radius=98, count=56, height=9)
    _teeth(page, x, y, radius=143, count=42, height=16)


def _teeth(page: PdfCanvas, x: float, y: float, *, radius: float, count: int, height: float) -> None:
    """A ring of triangles."""
    path = page.raw.beginPath()
    for tooth in range(count):
        middle, half = tooth * 2 * pi / count, 0.36 * 2 * pi / count
        corners = [(radius - height / 2, middle - half), (radius + height / 2, middle), (radius - height / 2, middle + half)]
        for number, (distance, angle) in enumerate(corners):
            (path.moveTo if number == 0 else path.lineTo)(x + distance * cos(angle), y + distance * sin(angle))
        path.close()
    page.raw.drawPath(path, stroke=0, fill=1)


def _band(page: PdfCanvas) -> None:
    """Three waves woven into each other on each side."""
    page.raw.setStrokeColor(GOLD)
    page.raw.setLineWidth(0.55)
    middle = EDGE + BAND / 2
    width, height = page.width - 2 * middle, page.height - 2 * middle
    for phase in (0.0, 2 * pi / 3, 4 * pi / 3):
        for at in (middle, page.height - middle):
            _wave(page, middle, at, width, phase, along_x=True)
        for at in (middle, page.width - middle):
            _wave(page, middle, at, height, phase, along_x=False)


def _wave(page: PdfCanvas, start: float, at: float, length: float, phase: float, *, along_x: bool) -> None:
    inner = length - 2 * CORNER
    waves = round(inner / WAVE)
    steps = waves * 12
    path = page.raw.beginPath()
    for step in range(steps + 1):
        along = start + CORNER + inner * step / steps
        across = at + (BAND / 2 - 2.4) * sin(2 * pi * waves * step / steps + phase)
        point = (along, across) if along_x else (across, along)
        (path.moveTo if step == 0 else path.lineTo)(*point)
    page.raw.drawPath(path, stroke=1, fill=0)


def _lines(page: PdfCanvas) -> None:
    for inset, width, colour in ((EDGE, 1.6, JADE), (EDGE + BAND, 1.6, JADE), (EDGE + BAND + 4, 0.5, GOLD), (EDGE - 4, 0.5, GOLD)):
        page.raw.setStrokeColor(colour)
        page.raw.setLineWidth(width)
        page.raw.rect(inset, inset, page.width - 2 * inset, page.height - 2 * inset, stroke=1, fill=0)


def _corners(page: PdfCanvas) -> None:
    """Where the waves meet: a square with a small star."""
    for x in (EDGE, page.width - EDGE - BAND):
        for y in (EDGE, page.height - EDGE - BAND):
            page.raw.setFillColor(JADE)
            page.raw.rect(x, y, BAND, BAND, stroke=0, fill=1)
            _little_star(page, x + BAND / 2, y + BAND / 2)


def _little_star(page: PdfCanvas, x: float, y: float) -> None:
    path = page.raw.beginPath()
    for step in range(16):
        radius = 5.4 if step % 2 == 0 else 2.4
        angle = pi / 2 + step * pi / 8
        (path.moveTo if step == 0 else path.lineTo)(x + radius * cos(angle), y + radius * sin(angle))
    path.close()
    page.raw.setFillColor("#f4d68a")
    page.raw.drawPath(path, stroke=0, fill=1)

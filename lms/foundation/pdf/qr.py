"""QR codes as vectors, the same squares as on our pages."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black

QUIET_MODULES = 4  # what the standard asks for on every side


def qr_squares(url: str, size: float, mask: int | None = None) -> Iterator[tuple[float, float, float, float]]:
    """(left, bottom, width, height) of the dark parts of a square of `size` points, quiet margin included.

    Level M: readable when 15 % of it is worn. Where hundreds are drawn at once a given `mask` saves trying all eight.
    """
    matrix = segno.make_qr(url, error="m", mask=mask).matrix
    module = size / (len(matrix) + 2 * QUIET_MODULES)
    for row, cells in enumerate(matrix):
        bottom = size - (row + QUIET_MODULES + 1) * module
        for start, length in _dark_runs(cells):
            yield (start + QUIET_MODULES) * module, bottom, length * module, module


def qr_drawing(url: str, size: float) -> Drawing:
    """The same as a drawing, for documents that flow."""
    drawing = Drawing(size, size)
    for square in qr_squares(url, size):
        drawing.add(Rect(*square, fillColor=black, strokeWidth=0, strokeColor=None))
    return drawing


def _dark_runs(cells: Iterable[int]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules: fewer shapes, and no hair lines between neighbours."""
    runs, start = [], 0
    for is_dark, group in groupby(bool(cell) for cell in cells):
        length = len(list(group))
        if is_dark:
            runs.append((start, length))
        start += length
    return runs

"""QR codes as vectors, the same squares as on our pages."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black

QUIET_MODULES = 4  # what the standard asks for on every side
Matrix = Sequence[Sequence[int]]


def qr_matrix(url: str, mask: int | None = None) -> Matrix:
    """Rows of modules without the quiet margin, dark ones true.

    Level M: readable when 15 % of it is worn. Where hundreds are drawn at once a given `mask` saves trying all eight.
    """
    return segno.make_qr(url, error="m", mask=mask).matrix


def dark_runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """(left, bottom, length) in modules of each run of dark ones, from the lower left corner of the quiet margin.

    Runs instead of single modules: fewer shapes, and no hair lines between neighbours.
    """
    for row, cells in enumerate(matrix):
        bottom, left = len(matrix) - row - 1 + QUIET_MODULES, QUIET_MODULES
        for is_dark, group in groupby(cells):
            length = len(list(group))
            if is_dark:
                yield left, bottom, length
            left += length


def qr_drawing(url: str, size: float) -> Drawing:
    """The same as a drawing of `size` points, for documents that flow."""
    matrix = qr_matrix(url)
    module = size / (len(matrix) + 2 * QUIET_MODULES)
    drawing = Drawing(size, size)
    for left, bottom, length in dark_runs(matrix):
        square = (left * module, bottom * module, length * module, module)
        drawing.add(Rect(*square, fillColor=black, strokeWidth=0, strokeColor=None))
    return drawing

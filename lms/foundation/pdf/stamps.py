"""A drawing that is the same on many sheets: drawn and compressed once per process, placed by reference everywhere.

Importing this package also says how every file is written: binary streams, because ASCII85 is plain Python in
ReportLab (a fifth of the time of a certificate) and makes files a quarter larger.
"""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0
# A hundredth of a point is finer than any printer.
_LONG_NUMBER = re.compile(r"(\.\d\d)\d+")
KEPT = 32  # stamps per process; a house has a handful of sizes


@dataclass(frozen=True)
class Stamp:
    """`name` is unique among the stamps of one file; `body` is the finished object as it stands in the file."""

    name: str
    body: bytes


def stamp(name: str, draw: Callable[[Canvas], None], width: float, height: float) -> Stamp:
    """What `draw` draws on an empty sheet, without text. `name`, `draw` and the size say everything about it."""
    return _stamp(name, draw, round(width, 3), round(height, 3))


def place(canvas: Canvas, stamp: Stamp) -> None:
    """Show the stamp on the current page, in the coordinates of this moment."""
    if not canvas.hasForm(stamp.name):
        canvas._doc.addForm(stamp.name, _Written(stamp.body))
    canvas.doForm(stamp.name)


@lru_cache(maxsize=KEPT)
def _stamp(name: str, draw: Callable[[Canvas], None], width: float, height: float) -> Stamp:
    sheet = Canvas(io.BytesIO(), (width, height), invariant=1, pageCompression=0)
    draw(sheet)
    operators = zlib.compress(_LONG_NUMBER.sub(r"\1", "\n".join(sheet._code)).encode("ascii"), 9)
    head = (
        f"<< /Type /XObject /Subtype /Form /FormType 1 /BBox [0 0 {width:g} {height:g}] /Matrix [1 0 0 1 0 0]"
        f" /Resources << /ProcSet [/PDF] >> /Filter /FlateDecode /Length {len(operators)} >>\nstream\n"
    )
    return Stamp(name, head.encode("ascii") + operators + b"\nendstream\n")


class _Written(PDFObject):
    """An object of the file whose bytes are known already."""

    __RefOnly__ = 1

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, document: PDFDocument) -> bytes:
        return self.body

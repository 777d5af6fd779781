"""Door to ReportLab: plain values go in, the bytes of a PDF come out.

The same values give the same bytes. Every file says that it is Vietnamese and carries its fonts.
ReportLab writes no tags: beside each PDF that the public gets there is a page that says the same.
"""

from .canvas import PdfCanvas
from .fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, fit_text, missing_glyphs, text_width, wrap_text
from .national_header import NationalHeader, national_header
from .qr import qr_drawing
from .stamps import Stamp, stamp
from .tables import Column, SignatureBlock, TableSheet, table_document, table_sheets

__all__ = [
    "SANS",
    "SANS_BOLD",
    "SERIF",
    "SERIF_BOLD",
    "SERIF_ITALIC",
    "Column",
    "NationalHeader",
    "PdfCanvas",
    "SignatureBlock",
    "Stamp",
    "TableSheet",
    "fit_text",
    "missing_glyphs",
    "national_header",
    "qr_drawing",
    "stamp",
    "table_document",
    "table_sheets",
    "text_width",
    "wrap_text",
]

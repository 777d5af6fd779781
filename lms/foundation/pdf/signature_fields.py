"""An empty signature field (ISO 32000-1, 12.7.4.5): where whoever signs the file finds their place."""

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas

PRINTED = 4  # annotation flag; an empty field shows nothing all the same


class _Indirect(PDFDictionary):
    """A dictionary that stands as an object of its own, as signers expect of the form and of its fields."""

    __RefOnly__ = 1


def add_signature_field(canvas: Canvas, name: str, rectangle: tuple[float, float, float, float], *, tooltip: str = "") -> None:
    """Put the field on the current page; `rectangle` is (left, bottom, right, top) in points of the sheet. Once per file."""
    document = canvas._doc
    field = _Indirect(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": PDFString(name),
            "TU": PDFString(tooltip or name),
            "F": PRINTED,
            "Rect": PDFArray([fp_str(value) for value in rectangle]),
            "P": PDFObjectReference(document.thisPageName()),
        }
    )
    canvas._addAnnotation(field, name)
    reference = document.refAnnotation(name)
    document.Catalog.AcroForm = document.Reference(_Indirect({"Fields": PDFArray([reference])}), "AcroForm")

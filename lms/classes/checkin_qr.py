"""Door to segno: a QR code as SVG without any inline style, or as bits for a page that draws it itself."""

import base64

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(address: str) -> SafeString:
    """An SVG that scales with its frame; error correction M survives a bad projector."""
    code = segno.make(address, error="m", micro=False)
    # segno writes only paths and numbers: the address itself is not in the markup.
    return mark_safe(code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None))  # noqa: S308 - see above


def bits(address: str) -> str:
    """The modules of the QR row by row, eight in a byte, in base64; the side is the root of their number.

    The mask is given: trying all eight for each of hundreds of codes takes four times as long, and readers read any.
    """
    code = segno.make(address, error="m", micro=False, mask=0, boost_error=False)
    modules = [module & 1 for row in code.matrix for module in row]
    modules += [0] * (-len(modules) % 8)
    packed = bytes(int("".join(map(str, modules[at : at + 8])), 2) for at in range(0, len(modules), 8))
    return base64.b64encode(packed).decode()

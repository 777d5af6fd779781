"""A document as a PDF, drawn from its frozen snapshot alone (TT 03/2023/TT-BNV, NĐ 30/2020/NĐ-CP).

The same snapshot gives the same bytes, in every process and whatever was drawn before. Snapshots of layout 1 are drawn with
the look that they were issued with (but a signer's name that was squeezed into one line takes two). Their files differ once
from those made before layout 2: streams are no longer written in ASCII85, fonts hold fewer letters, the frame is an object of
its own, and an empty signature field stands over the signer's place.
"""

from collections.abc import Iterable
from typing import Any

from certificates import frame
from certificates.faces import inner_face, outer_face
from certificates.lines import said_by, texts_in
from certificates.printable import unprintable
from certificates.sheets import MM, Sheet, sheet_for
from lms.foundation.pdf import PdfCanvas

__all__ = ["SIGNATURE_FIELD", "draw_on", "render", "render_many", "text_lines", "unprintable"]

SIGNATURE_FIELD = "ChuKy"
SIGNATURE_TOOLTIP = "Chữ ký số của người có thẩm quyền"
QR_MASK = 3  # trying all eight takes ten times as long; layout 1 did
Snapshot = dict[str, Any]


def render(snapshot: Snapshot, *, for_paper: bool = False, with_frame: bool = True, shift_mm: tuple[float, float] = (0, 0)) -> bytes:
    """The PDF: the file that is given out, with an empty signature field; or `for_paper` the sheet for the printer.

    `with_frame=False` prints on a blank that has frame and outer face already; `shift_mm` moves the print right and down.
    Raises CertificateError("template_broken").
    """
    page = _new_file(
        snapshot, title=f"{snapshot['title']} – {snapshot['holder']}", numbers=(snapshot["serial_no"], snapshot["register_no"])
    )
    draw_on(page, snapshot, for_paper=for_paper, with_frame=with_frame, shift_mm=shift_mm)
    return page.finish()


def render_many(
    snapshots: Iterable[Snapshot], *, title: str = "", with_frame: bool = True, shift_mm: tuple[float, float] = (0, 0)
) -> bytes:
    """One file for the printer, in the order given. Raises ValueError when there is nothing to print."""
    page = None
    for snapshot in snapshots:
        if page is None:
            page = _new_file(snapshot, title=title or snapshot["title"], numbers=())
        else:
            page.next_page(sheet_for(snapshot).paper)
        draw_on(page, snapshot, for_paper=True, with_frame=with_frame, shift_mm=shift_mm)
    if page is None:
        raise ValueError("nothing to print")
    return page.finish()


def draw_on(
    page: PdfCanvas, snapshot: Snapshot, *, for_paper: bool, with_frame: bool = True, shift_mm: tuple[float, float] = (0, 0)
) -> None:
    """The faces of one document from the current page on, which has its size already (`paper_size`)."""
    sheet, said = sheet_for(snapshot), said_by(snapshot, for_paper=for_paper)
    if said.cover and with_frame:
        with _moved(page, sheet, shift_mm):
            frame.draw_cover(page, sheet.width, sheet.height)
            outer_face(page, said, sheet)
        page.next_page(sheet.paper)
    with _moved(page, sheet, shift_mm):
        if with_frame:
            frame.draw(page, sheet.width, sheet.height)
        hand = inner_face(page, said, sheet, snapshot["verify_url"], None if snapshot["layout"] == 1 else QR_MASK)
    if not for_paper:
        left, bottom, right, top = (value * sheet.scale for value in hand)
        page.signature_field(SIGNATURE_FIELD, (left, bottom, right, top), tooltip=SIGNATURE_TOOLTIP)


def paper_size(snapshot: Snapshot) -> tuple[float, float]:
    """(width, height) in points."""
    return sheet_for(snapshot).paper


def text_lines(snapshot: Snapshot, *, for_paper: bool = False) -> list[str]:
    """Everything that the PDF says, in reading order."""
    return texts_in(said_by(snapshot, for_paper=for_paper))


def _new_file(snapshot: Snapshot, *, title: str, numbers: tuple[str, ...]) -> PdfCanvas:
    return PdfCanvas(title=title, author=snapshot["issuer"], subject=snapshot["programme"], keywords=numbers, size=paper_size(snapshot))


class _moved:
    """Within the block, points of the design; the whole moved right and down by millimetres of paper."""

    def __init__(self, page: PdfCanvas, sheet: Sheet, shift_mm: tuple[float, float]) -> None:
        self.raw, self.scale = page.raw, sheet.scale
        self.right, self.down = (float(shift) * MM for shift in shift_mm)

    def __enter__(self) -> None:
        self.raw.saveState()
        if self.right or self.down:
            self.raw.translate(self.right, -self.down)
        if self.scale != 1:
            self.raw.scale(self.scale, self.scale)

    def __exit__(self, *problem: object) -> None:
        self.raw.restoreState()

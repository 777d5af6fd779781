"""Where things stand on a sheet: the same design for every size, wide or tall; a smaller sheet has smaller letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MM = 72 / 25.4
A4_WIDE_MM = (297, 210)
LONG_SIDE, SHORT_SIDE = 297 * MM, 210 * MM  # of A4: the design is made for it
NOTES_ROOM = 10  # the foot stands higher where small print runs below it
BILINGUAL_ROOM = 12


@dataclass(frozen=True)
class Sheet:
    """Measures in points of the design; `scale` makes them points of the paper. y counts from below."""

    width: float
    height: float
    scale: float
    is_wide: bool
    side: float  # from the edge of the sheet to the text
    head_top: float
    body_top: float
    body_bottom: float
    body_width: float
    foot_top: float
    foot_bottom: float
    signer_width: float
    signer_bottom: float
    proof_width: float

    @property
    def signer_middle(self) -> float:
        return self.width - self.side - self.signer_width / 2

    @property
    def paper(self) -> tuple[float, float]:
        """(width, height) in points."""
        return self.width * self.scale, self.height * self.scale


def sheet_for(snapshot: Mapping[str, Any]) -> Sheet:
    """Layout 1 knew A4 on its side alone, without small print."""
    width_mm, height_mm = snapshot.get("size_mm") or A4_WIDE_MM
    raised = NOTES_ROOM if snapshot.get("original") else 0
    grown = BILINGUAL_ROOM if snapshot.get("language") == "vi_en" else 0
    if width_mm >= height_mm:
        return _wide(*_design_size(width_mm, height_mm, LONG_SIDE, SHORT_SIDE), raised, grown)
    return _tall(*_design_size(width_mm, height_mm, SHORT_SIDE, LONG_SIDE), raised, grown)


def _design_size(width_mm: float, height_mm: float, least_width: float, least_height: float) -> tuple[float, float, float]:
    """(width, height, scale): the sheet in points of the design, in which it is never smaller than A4."""
    width, height = width_mm * MM, height_mm * MM
    scale = min(width / least_width, height / least_height)
    if abs(scale - 1) < 0.001:
        return least_width, least_height, 1.0
    return width / scale, height / scale, scale


def _wide(width: float, height: float, scale: float, raised: float, grown: float) -> Sheet:
    """Proof and signer side by side."""
    return Sheet(
        width=width, height=height, scale=scale, is_wide=True, side=62, head_top=height - 64.28 - raised * 0.7, body_top=height - 113.28 - raised * 0.7,
        body_bottom=184 + raised + grown, body_width=width - 202, foot_top=165 + raised + grown, foot_bottom=58 + raised,
        signer_width=270, signer_bottom=56 + raised, proof_width=250,
    )  # fmt: skip


def _tall(width: float, height: float, scale: float, raised: float, grown: float) -> Sheet:
    """The proof below the signer."""
    return Sheet(
        width=width, height=height, scale=scale, is_wide=False, side=56, head_top=height - 74, body_top=height - 122,
        body_bottom=318 + grown, body_width=width - 130, foot_top=298 + grown, foot_bottom=60 + raised,
        signer_width=250, signer_bottom=178, proof_width=width - 2 * 56 - 98,
    )  # fmt: skip

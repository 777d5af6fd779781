"""What a document says, for pages: `{% load certificates_twin %}{% said_by printed as said %}`."""

from typing import Any

from django import template

from certificates.exceptions import CertificateError
from certificates.lines import LAYOUT_1_TEXTS, Line, Said
from certificates.lines import said_by as whole

register = template.Library()
NUMBERS = ("serial_no", "register_no")
NOTES = ("original", "legal_basis")


@register.simple_tag
def said_by(printed: dict[str, Any], *, public: bool = False) -> dict[str, Any]:
    """The lines of a snapshot by their place; `public` leaves out what only the holder may show."""
    try:
        said = whole(printed)
    except CertificateError:  # a broken sentence keeps no page from saying the rest
        said = whole({**printed, "texts": LAYOUT_1_TEXTS})
    if public:
        said = said.without_personal(printed["public_name"])
    return {"cover": said.cover, **_places(said)}


def _places(said: Said) -> dict[str, Any]:
    placed: dict[str, Any] = {role: said.one(role) for role in ("mark", "parent_agency", "issuer", "country", "motto", "title")}
    placed["body"] = said.of(
        "certifies", "holder", "born", "born_year", "position", "workplace", "completed", "programme", "course", "decision"
    )
    placed["signing"] = said.of("place_date", "signer_position", "signer_name")
    placed["numbers"] = [_number(line) for line in said.of(*NUMBERS)]
    placed["proof"] = {role: said.one(role) for role in ("verify", "code", "address")}
    placed["notes"] = said.of(*NOTES)
    return placed


def _number(line: Line) -> Line:
    return Line(line.role, line.text, line.english, line.label.rstrip(":"))

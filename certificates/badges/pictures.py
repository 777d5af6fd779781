"""The badge as a picture that carries its credential (OB 3.0 §5.3): an SVG whose text is drawn, whose proof stands inside."""

from collections.abc import Iterator
from math import cos, pi, sin
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from certificates.models import Certificate

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SIDE = 480
LETTERS_IN_LINE, MOST_LINES = 24, 5
JADE, GOLD, PAPER, INK = "#0a4f47", "#b98a2c", "#fffdf8", "#1b1b1b"


def baked(certificate: Certificate, token: str) -> str:
    printed = certificate.snapshot
    lines = "".join(_lines(printed["programme"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges={quoteattr(NAMESPACE)} viewBox="0 0 {SIDE} {SIDE}" '
        f'width="{SIDE}" height="{SIDE}" role="img">'
        f"<openbadges:credential verify={quoteattr(token)}></openbadges:credential>"
        f"<title>{escape(printed['title'])}: {escape(printed['programme'])}</title>"
        f'<circle cx="240" cy="240" r="236" fill="{JADE}"/><circle cx="240" cy="240" r="222" fill="{GOLD}"/>'
        f'<circle cx="240" cy="240" r="216" fill="{PAPER}"/>{_star()}'
        f'<g fill="{INK}" font-family="Be Vietnam Pro, Arial, sans-serif" text-anchor="middle">'
        f'<text x="240" y="150" font-size="19" fill="{JADE}">{escape(printed["title"])}</text>{lines}'
        f'{_issuer(printed["issuer"])}<text x="240" y="402" font-size="15">{certificate.issued_on:%d/%m/%Y}</text></g></svg>'
    )


def _lines(text: str) -> Iterator[str]:
    """Long names get smaller letters, and are cut by nobody."""
    lines = _balanced(text, LETTERS_IN_LINE)
    size = 26 if len(lines) <= 3 else 20
    if len(lines) > MOST_LINES:
        lines, size = _balanced(text, 2 * LETTERS_IN_LINE), 13
    top = 240 - (len(lines) - 1) * size * 0.62
    for number, line in enumerate(lines):
        yield f'<text x="240" y="{top + number * size * 1.25:.0f}" font-size="{size}" font-weight="700">{escape(line)}</text>'


def _issuer(name: str) -> str:
    lines = _balanced(name, 34)
    return "".join(f'<text x="240" y="{350 + 18 * number}" font-size="14">{escape(line)}</text>' for number, line in enumerate(lines[:3]))


def _balanced(text: str, most: int) -> list[str]:
    """As few lines as fit, of about the same length."""
    lines = wrap(text, most)
    while most > 8 and len(narrower := wrap(text, most - 1)) == len(lines) and max(map(len, narrower)) < most:
        lines, most = narrower, most - 1
    return lines


def _star() -> str:
    """Fourteen rays, as on the bronze drums and on the certificates."""
    points = []
    for step in range(28):
        radius, angle = (44, 15)[step % 2], step * pi / 14
        points.append(f"{240 + radius * sin(angle):.1f},{82 - radius * cos(angle):.1f}")
    return f'<polygon points="{" ".join(points)}" fill="{GOLD}"/>'

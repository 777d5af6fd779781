"""The two faces of a document, drawn from what it says."""

from certificates import frame
from certificates.lines import Line, Said
from certificates.sheets import Sheet
from certificates.typesetting import GREY, INK, Part, column, draw_set, set_part
from lms.foundation.pdf import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, PdfCanvas, text_width

RED, JADE = "#9c1f1f", frame.JADE
HEAD_LINE, HEAD_GAP = 15, 12
QR_SIZE, QR_QUIET = 84, 8
RULE_DROP = 6.0
POSITION_LINE, ENGLISH_LINE, HAND_ROOM = 15.0, 10.5, 26.0
SMALL_PRINT, SMALL_PRINT_LINE, LOWEST = 6.5, 8.0, 45.0
# The first words of a title stand alone above the rest.
TITLE_HEADS = ("giấy chứng nhận", "giấy xác nhận", "chứng chỉ")
# (size, font, colour, space above, most lines) of what stands in the middle of the sheet.
STYLES: dict[str, tuple[float, str, str, float, int]] = {
    "certifies": (14, SERIF_ITALIC, INK, 4, 2),
    "holder": (29, SERIF_BOLD, JADE, 0, 2),
    "born": (14, SERIF, INK, 1, 2),
    "born_year": (14, SERIF, INK, 1, 2),
    "position": (14, SERIF, INK, 0, 2),
    "workplace": (14, SERIF, INK, 0, 2),
    "completed": (14, SERIF_ITALIC, INK, 2, 2),
    "programme": (17, SERIF_BOLD, INK, 0, 2),
    "course": (13.5, SERIF, INK, 0, 2),
    "decision": (12.5, SERIF_ITALIC, INK, 0, 2),
}


def inner_face(page: PdfCanvas, said: Said, sheet: Sheet, verify_url: str, mask: int | None) -> tuple[float, float, float, float]:
    """Returns where the hand signs: (left, bottom, right, top) in points of the design."""
    _mark(page, said, sheet)
    head_bottom = _head(page, said, sheet)
    parts = [*_title_parts(said.one("title"), sheet.body_width, 1), *_body_parts(said, sheet)]
    column(page, sheet.width / 2, parts, top=min(sheet.body_top, head_bottom - HEAD_GAP), bottom=sheet.body_bottom)
    _proof(page, said, sheet, verify_url, mask)
    _small_print(page, said.of("original", "legal_basis"), sheet)
    return _signer(page, said, sheet)


def outer_face(page: PdfCanvas, said: Said, sheet: Sheet) -> None:
    """The country above, the medallion, the title, the issuer below; no emblem, which is the state's own."""
    lines = {line.role: line for line in said.cover}
    x, (middle, radius) = sheet.width / 2, frame.medallion(sheet.height)
    top, title_top = sheet.height - 62, middle - radius - 14
    country = Part(lines["country"].text, 15, SERIF_BOLD, max_lines=1, width=sheet.body_width, english=lines["country"].english)
    motto = Part(lines["motto"].text, 15, SERIF_BOLD, max_lines=1, width=sheet.body_width, english=lines["motto"].english)
    y = draw_set(page, x, top, set_part(country, 1))
    y = draw_set(page, x, y, set_part(motto, 1))
    page.underline(x, y - 2, text_width(motto.text, SERIF_BOLD, set_part(motto, 1).size))
    issuer = [
        Part(lines[role].text.upper(), 14, name, width=sheet.body_width)
        for role, name in (("parent_agency", SERIF), ("issuer", SERIF_BOLD))
        if role in lines
    ]
    issuer_top = 66 + sum(set_part(part, 1).height for part in issuer)
    column(page, x, _title_parts(lines["title"], sheet.body_width, 1.15), top=title_top, bottom=issuer_top + 14, most_air=6)
    column(page, x, issuer, top=issuer_top, bottom=66)
    _small_print(page, [line for line in said.cover if line.role == "legal_basis"], sheet)


def title_lines(title: str) -> tuple[str, str]:
    """("GIẤY CHỨNG NHẬN", "HOÀN THÀNH KHÓA HỌC"); the second is empty where the title has no known beginning."""
    for head in TITLE_HEADS:
        if title.lower().startswith(head + " "):
            return title[: len(head)].upper(), title[len(head) :].strip().upper()
    return title.upper(), ""


def _title_parts(title: Line, width: float, scale: float) -> list[Part]:
    first, second = title_lines(title.text)
    english = title.english.upper()
    if not second:
        return [Part(first, 31 * scale, SERIF_BOLD, colour=RED, width=width, english=english)]
    above = Part(first, 31 * scale, SERIF_BOLD, colour=RED, max_lines=1, width=width)
    return [above, Part(second, 19 * scale, SERIF_BOLD, colour=RED, width=width, english=english)]


def _body_parts(said: Said, sheet: Sheet) -> list[Part]:
    parts = []
    for line in said.of(*STYLES):
        size, name, colour, above, most = STYLES[line.role]
        parts.append(Part(line.text, size, name, above, colour, most, sheet.body_width, line.english))
    return parts


def _mark(page: PdfCanvas, said: Said, sheet: Sheet) -> None:
    """Above the head, so that nobody takes the sheet for the original."""
    mark = said.one("mark")
    words = " / ".join(word for word in (mark.text, mark.english) if word).upper()
    page.text(sheet.width / 2, sheet.height - 51, words, name=SANS_BOLD, size=7.5, align="center", colour=RED, width=sheet.body_width)


def _head(page: PdfCanvas, said: Said, sheet: Sheet) -> float:
    """The issuer on the left, the country and its motto on the right. Returns the y of the lowest line."""
    gap = 14 if sheet.is_wide else 6
    width = sheet.width / 2 - sheet.side - gap
    left, right = sheet.side + width / 2, sheet.width - sheet.side - width / 2
    return min(_agency(page, said, left, sheet.head_top, width), _country(page, said, right, sheet.head_top, width))


def _agency(page: PdfCanvas, said: Said, x: float, y: float, width: float) -> float:
    rule, longest = y, 0.0
    for role, name in (("parent_agency", SERIF), ("issuer", SERIF_BOLD)):
        fitted = set_part(Part(said.one(role).text.upper(), 12.5, name, width=width), 1)
        for line in fitted.lines:
            page.text(x, y, line, name=name, size=fitted.size, align="center")
            longest, rule = text_width(line, name, fitted.size), y - 6.5
            y -= fitted.size * 1.22
    page.underline(x, rule, 0.4 * longest)
    return rule


def _country(page: PdfCanvas, said: Said, x: float, y: float, width: float) -> float:
    country, motto = said.one("country"), said.one("motto")
    page.text(x, y, country.text, name=SERIF_BOLD, size=12.5, align="center", width=width)
    if country.english:
        y -= 10.5
        page.text(x, y, country.english, name=SERIF_ITALIC, size=9, align="center", colour=GREY, width=width)
    y -= HEAD_LINE + 1
    size = page.text(x, y, motto.text, name=SERIF_BOLD, size=13.5, align="center", width=width)
    if motto.english:
        y -= 10.5
        page.text(x, y, motto.english, name=SERIF_ITALIC, size=9, align="center", colour=GREY, width=width)
    page.underline(x, y - RULE_DROP, text_width(motto.text, SERIF_BOLD, size))
    return y - RULE_DROP


def _proof(page: PdfCanvas, said: Said, sheet: Sheet, verify_url: str, mask: int | None) -> None:
    """Lower left: both numbers, and how anybody can check them."""
    left, bottom = sheet.side + 2, sheet.foot_bottom
    page.qr(left - QR_QUIET, bottom - QR_QUIET, verify_url, QR_SIZE + 2 * QR_QUIET, mask=mask)
    x, width = left + QR_SIZE + 12, sheet.proof_width
    y = bottom + QR_SIZE - 12
    for line in said.of("serial_no", "register_no"):
        indent = text_width(line.label, SERIF, 12) + 4
        page.text(x, y, line.label, size=12)
        page.text(x + indent, y, line.text, name=SERIF_BOLD, size=12, width=width - indent)
        y -= 16
    verify = said.one("verify")
    y -= 4
    page.text(x, y, verify.text, name=SANS, size=7.5, colour=GREY, width=width)
    if verify.english:
        y -= 9
        page.text(x, y, verify.english, name=SANS, size=6.5, colour=GREY, width=width)
    page.text(x, y - 15, said.one("code").text, name=SANS_BOLD, size=11, width=width)
    page.text(x, y - 28, said.one("address").text, name=SANS, size=7.5, colour=GREY, width=width)


def _signer(page: PdfCanvas, said: Said, sheet: Sheet) -> tuple[float, float, float, float]:
    """Lower right: place and date, position, room for signature and seal, name."""
    x, y, width = sheet.signer_middle, sheet.foot_top, sheet.signer_width
    place_date = said.one("place_date")
    page.text(x, y, place_date.text, name=SERIF_ITALIC, size=13, align="center", width=width)
    if place_date.english:
        y -= 11
        page.text(x, y, place_date.english, name=SERIF_ITALIC, size=9, align="center", colour=GREY, width=width)
    name = set_part(Part(said.one("signer_name").text, 14, SERIF_BOLD, width=width), 1)
    above = (len(name.lines) - 1) * 16
    for number, text in enumerate(name.lines):
        page.text(x, sheet.signer_bottom + above - number * 16, text, name=SERIF_BOLD, size=name.size, align="center")
    hand_bottom = sheet.signer_bottom + above + 16
    hand_top = _positions(page, said.of("signer_position"), x, y - 2, width, hand_bottom) - 5
    return x - width / 2 + 20, hand_bottom, x + width / 2 - 20, hand_top


def _positions(page: PdfCanvas, positions: list[Line], x: float, y: float, width: float, hand_bottom: float) -> float:
    """The last of them on two lines where the hand keeps its room. Returns the y of the lowest line."""
    written = sum(POSITION_LINE + (ENGLISH_LINE if line.english else 0) for line in positions)
    most = 2 if y - written - POSITION_LINE - hand_bottom >= HAND_ROOM else 1
    for line in positions:
        fitted = set_part(Part(line.text.upper(), 13, SERIF_BOLD, width=width, max_lines=most if line is positions[-1] else 1), 1)
        for text in fitted.lines:
            y -= POSITION_LINE
            page.text(x, y, text, name=SERIF_BOLD, size=fitted.size, align="center")
        if line.english:
            y -= ENGLISH_LINE
            page.text(x, y, line.english, name=SERIF_ITALIC, size=9, align="center", colour=GREY, width=width)
    return y


def _small_print(page: PdfCanvas, lines: list[Line], sheet: Sheet) -> None:
    """Along the lower edge of the frame: which one is the original, and which form this is."""
    y = LOWEST + (len(lines) - 1) * SMALL_PRINT_LINE
    for line in lines:
        words = " · ".join(words for words in (line.text, line.english) if words)
        page.text(
            sheet.width / 2, y, words, name=SANS, size=SMALL_PRINT, align="center", colour=GREY, width=sheet.width - 2 * frame.INNER - 20
        )
        y -= SMALL_PRINT_LINE

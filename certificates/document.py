"""A certificate on paper: A4 landscape, drawn from the frozen snapshot alone (TT 03/2023/TT-BNV, NĐ 30/2020/NĐ-CP).

Nothing is ever cut off: long names take more lines first, then smaller letters, and in the end the whole text shrinks.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates import codes, frame
from certificates.snapshots import printed_texts
from lms.foundation.pdf import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, PdfCanvas, fit_text, missing_glyphs, text_width, wrap_text
from lms.foundation.pdf.national_header import COUNTRY, MOTTO
from lms.foundation.vietnamese import format_date, format_date_long

INK, RED, JADE, GREY = "#1b1b1b", "#9c1f1f", frame.JADE, "#4a4a4a"
SIDE = 62  # from the edge of the sheet to the text
HEAD_TOP, HEAD_LINE = 531, 15
BODY_TOP, BODY_BOTTOM = 482, 184
HEAD_GAP = 12
FOOT_TOP = 165
QR_SIZE = 84
SIGNER_WIDTH = 270
LEADING = 1.32
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)
# The first words of a title stand alone above the rest.
TITLE_HEADS = ("giấy chứng nhận", "giấy xác nhận", "chứng chỉ")


@dataclass(frozen=True)
class Part:
    """A piece of text in the middle of the sheet: its size, the space above, how many lines before it shrinks."""

    text: str
    size: float
    name: str = SERIF
    above: float = 0
    colour: str = INK
    max_lines: int = 2
    width: float = 640


@dataclass(frozen=True)
class Set:
    """A part broken into lines at the size at which it fits."""

    part: Part
    lines: list[str]
    size: float

    @property
    def height(self) -> float:
        return self.part.above + len(self.lines) * self.size * LEADING


def render(snapshot: dict[str, Any]) -> bytes:
    """The PDF; the same snapshot gives the same bytes."""
    page = PdfCanvas(
        title=f"{snapshot['title']} – {snapshot['holder']}",
        author=snapshot["issuer"],
        subject=snapshot["programme"],
        keywords=(snapshot["serial_no"], snapshot["register_no"]),
        is_landscape=True,
    )
    frame.draw(page)
    head_bottom = _head(page, snapshot)
    _body(page, snapshot, top=min(BODY_TOP, head_bottom - HEAD_GAP))
    _proof(page, snapshot)
    _signer(page, snapshot)
    return page.finish()


def unprintable(snapshot: dict[str, Any]) -> set[str]:
    """Characters that the certificate's fonts do not have."""
    return {char for text in printed_texts(snapshot) for name in (SERIF, SERIF_BOLD) for char in missing_glyphs(text, name)}


def title_lines(title: str) -> tuple[str, str]:
    """("GIẤY CHỨNG NHẬN", "HOÀN THÀNH KHÓA HỌC"); the second is empty where the title has no known beginning."""
    for head in TITLE_HEADS:
        if title.lower().startswith(head + " "):
            return title[: len(head)].upper(), title[len(head) :].strip().upper()
    return title.upper(), ""


def _head(page: PdfCanvas, snapshot: dict[str, Any]) -> float:
    """The issuer on the left, the country and its motto on the right. Returns the y of the lowest line."""
    width = (page.width - 2 * SIDE) / 2 - 14
    left, right = SIDE + width / 2, page.width - SIDE - width / 2
    lowest = _agency(page, left, snapshot, width)
    page.text(right, HEAD_TOP, COUNTRY, name=SERIF_BOLD, size=12.5, align="center", width=width)
    page.text(right, HEAD_TOP - HEAD_LINE - 1, MOTTO, name=SERIF_BOLD, size=13.5, align="center", width=width)
    page.underline(right, HEAD_TOP - HEAD_LINE - 7, text_width(MOTTO, SERIF_BOLD, 13.5))
    return min(lowest, HEAD_TOP - HEAD_LINE - 7)


def _agency(page: PdfCanvas, x: float, snapshot: dict[str, Any], width: float) -> float:
    y, rule, longest = float(HEAD_TOP), 0.0, 0.0
    parts = [Part(snapshot["parent_agency"].upper(), 12.5, width=width), Part(snapshot["issuer"].upper(), 12.5, SERIF_BOLD, width=width)]
    for part in parts:
        fitted = _fit(part, 1)
        for line in fitted.lines:
            page.text(x, y, line, name=part.name, size=fitted.size, align="center")
            longest, rule = text_width(line, part.name, fitted.size), y - 6.5
            y -= fitted.size * 1.22
    page.underline(x, rule, 0.4 * longest)
    return rule


def _body(page: PdfCanvas, snapshot: dict[str, Any], *, top: float) -> None:
    parts = _body_parts(snapshot)
    room = top - BODY_BOTTOM
    for scale in SCALES:
        fitted = [_fit(part, scale) for part in parts]
        height = sum(each.height for each in fitted)
        if height <= room:
            break
    # What is left over is shared out between the parts, most of it above and below.
    air = max(room - height, 0) / (len(fitted) + 2)
    y = top - air
    for each in fitted:
        y -= each.part.above
        for line in each.lines:
            y -= each.size * LEADING
            page.text(
                page.width / 2, y + each.size * 0.3, line, name=each.part.name, size=each.size, align="center", colour=each.part.colour
            )
        y -= air


def _body_parts(snapshot: dict[str, Any]) -> list[Part]:
    first, second = title_lines(snapshot["title"])
    parts = [
        Part(first, 31, SERIF_BOLD, colour=RED, max_lines=1),
        Part(second, 19, SERIF_BOLD, colour=RED, max_lines=1),
        Part(f"Chứng nhận {snapshot['honorific']}:", 14, SERIF_ITALIC, above=4),
        Part(snapshot["holder"], 29, SERIF_BOLD, colour=JADE, max_lines=2),
        Part(_born(snapshot["born"]), 14, above=1),
        Part(f"Chức vụ: {snapshot['position']}" if snapshot["position"] else "", 14),
        Part(f"Đơn vị công tác: {snapshot['workplace']}" if snapshot["workplace"] else "", 14),
        Part("đã hoàn thành chương trình", 14, SERIF_ITALIC, above=2),
        Part(snapshot["programme"], 17, SERIF_BOLD, max_lines=2),
        Part(_about_course(snapshot), 13.5, max_lines=2),
        Part(_about_decision(snapshot), 12.5, SERIF_ITALIC, max_lines=2),
    ]
    return [part for part in parts if part.text]


def _born(born: str) -> str:
    """The day, or the year alone where a person's papers have no more."""
    if not born:
        return ""
    return f"Sinh ngày {born}" if born.count("/") == 2 else f"Năm sinh: {born}"


def _about_course(snapshot: dict[str, Any]) -> str:
    words = [f"Thời lượng {snapshot['periods']} tiết"] if snapshot["periods"] else []
    start, end = _day(snapshot["from"]), _day(snapshot["to"])
    if start and end:
        words.append(f"từ ngày {format_date(start)} đến ngày {format_date(end)}")
    words += [f"hình thức {snapshot['form']}", f"lớp {snapshot['class_code']}"]
    return ", ".join(words)


def _about_decision(snapshot: dict[str, Any]) -> str:
    day = _day(snapshot["decided_on"])
    return f"Theo Quyết định công nhận kết quả số {snapshot['decision_number']} {format_date_long(day)}" if day else ""


def _proof(page: PdfCanvas, snapshot: dict[str, Any]) -> None:
    """Lower left: both numbers, and how anybody can check them."""
    left, bottom = SIDE + 2, 58
    page.qr(left - 8, bottom - 8, snapshot["verify_url"], QR_SIZE + 16)
    x, width = left + QR_SIZE + 12, 250
    y = float(bottom + QR_SIZE - 12)
    for label, value in (("Số hiệu:", snapshot["serial_no"]), ("Số vào sổ:", snapshot["register_no"])):
        indent = text_width(label, SERIF, 12) + 4
        page.text(x, y, label, size=12)
        page.text(x + indent, y, value, name=SERIF_BOLD, size=12, width=width - indent)
        y -= 16
    page.text(x, y - 4, "Quét mã QR, hoặc nhập mã sau tại địa chỉ xác minh:", name=SANS, size=7.5, colour=GREY, width=width)
    page.text(x, y - 19, codes.grouped(snapshot["code"]), name=SANS_BOLD, size=11, width=width)
    page.text(x, y - 32, snapshot["verify_url"].rpartition("/")[0] + "/", name=SANS, size=7.5, colour=GREY, width=width)


def _signer(page: PdfCanvas, snapshot: dict[str, Any]) -> None:
    """Lower right: place and date, position, room for signature and seal, name."""
    x = page.width - SIDE - SIGNER_WIDTH / 2
    day = _day(snapshot["issued_on"])
    place_date = f"{snapshot['place']}, {format_date_long(day)}" if day else snapshot["place"]
    page.text(x, FOOT_TOP, place_date, name=SERIF_ITALIC, size=13, align="center", width=SIGNER_WIDTH)
    fitted = _fit(Part(snapshot["signer_position"].upper(), 13, SERIF_BOLD, width=SIGNER_WIDTH), 1)
    for number, line in enumerate(fitted.lines, start=1):
        page.text(x, FOOT_TOP - 2 - number * 15, line, name=SERIF_BOLD, size=fitted.size, align="center")
    page.text(x, 56, snapshot["signer_name"], name=SERIF_BOLD, size=14, align="center", width=SIGNER_WIDTH)


def _fit(part: Part, scale: float) -> Set:
    """Break the text into at most `max_lines` lines, in letters as large as that allows."""
    size = part.size * scale
    while True:
        lines = wrap_text(part.text, part.name, size, part.width)
        widest = max(lines, key=lambda line: text_width(line, part.name, size), default="")
        if len(lines) <= part.max_lines and text_width(widest, part.name, size) <= part.width:
            return Set(part, _balanced(lines, part, size), size)
        if len(lines) == 1:  # one word wider than the sheet
            return Set(part, lines, fit_text(part.text, part.name, size, part.width))
        size *= 0.96


def _balanced(lines: list[str], part: Part, size: float) -> list[str]:
    """Two lines of about the same length read better than a full one and a single word."""
    if len(lines) != 2:
        return lines
    width = part.width
    while width > part.width / 2:
        narrower = wrap_text(part.text, part.name, size, width - 8)
        if len(narrower) > 2 or any(text_width(line, part.name, size) > width - 8 for line in narrower):
            break
        lines, width = narrower, width - 8
    return lines


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None

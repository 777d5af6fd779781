"""What is printed around the documents: the alignment page, and the divider pages of a stack. Vietnamese, for the person at the printer."""

from collections.abc import Sequence
from decimal import Decimal

from certificates.document import draw_on, paper_size
from certificates.lines import said_by
from certificates.models import PrintLine, PrintRun
from certificates.printing import Group, groups_of
from lms.foundation.pdf import SANS, SANS_BOLD, SERIF, SERIF_BOLD, PdfCanvas, fit_text, wrap_text
from lms.foundation.vietnamese import format_number

MM = 72 / 25.4  # points
CROSS_MM = 20  # from two edges of the sheet to the middle of a cross
ARM = 7 * MM
INK, FAINT = "#1b1b1b", "#777777"
A4_LANDSCAPE_MM = (297, 210)


def stack(run: PrintRun, lines: Sequence[PrintLine], *, with_dividers: bool = True) -> bytes:
    """One file for the whole stack, or for a part of it, in the order of the run; `lines` must not be empty.

    A divider page stands before each venue or agency, unless the paper in the printer is numbered blanks.
    """
    page = PdfCanvas(title=f"Lần in {run}", author=run.training_class.issuer.name, size=paper_size(lines[0].certificate.snapshot))
    shift = (float(run.shift_x_mm), float(run.shift_y_mm))
    groups, is_first = groups_of(lines), True
    for number, group in enumerate(groups, start=1):
        if with_dividers and group.title:
            _begin(page, group.lines[0], is_first=is_first)
            draw_divider(page, group, number=number, of=len(groups), class_code=run.training_class.code)
            is_first = False
            if _has_cover(group.lines[0], run):
                page.next_page()  # the back of the divider: the faces after it stay on the right side
        for line in group.lines:
            _begin(page, line, is_first=is_first)
            draw_on(page, line.certificate.snapshot, for_paper=True, with_frame=run.with_frame, shift_mm=shift)
            is_first = False
    return page.finish()


def _begin(page: PdfCanvas, line: PrintLine, *, is_first: bool) -> None:
    if not is_first:
        page.next_page(paper_size(line.certificate.snapshot))


def _has_cover(line: PrintLine, run: PrintRun) -> bool:
    return run.with_frame and bool(said_by(line.certificate.snapshot, for_paper=True).cover)


def alignment_page(shift_x_mm: Decimal, shift_y_mm: Decimal, size_mm: tuple[int, int] = A4_LANDSCAPE_MM) -> bytes:
    """Rulers and crosses at known places, moved as the documents will be: what is off on paper can be measured and entered."""
    width, height = size_mm
    page = PdfCanvas(title="Trang căn chỉnh", author="Học AI", size=(width * MM, height * MM))
    page.raw.saveState()
    # Down is away from the origin of a PDF page.
    page.raw.translate(float(shift_x_mm) * MM, -float(shift_y_mm) * MM)
    _rulers(page, width, height)
    for x in (CROSS_MM, width - CROSS_MM):
        for y in (CROSS_MM, height - CROSS_MM):
            _cross(page, x * MM, y * MM)
    _words(page, width, height, shift_x_mm, shift_y_mm)
    page.raw.restoreState()
    return page.finish()


def _rulers(page: PdfCanvas, width: int, height: int) -> None:
    """Along the left and the upper edge: a stroke every millimetre, a number every centimetre."""
    page.raw.setStrokeColor(INK)
    page.raw.setLineWidth(0.25)
    for at in range(width + 1):
        page.raw.line(at * MM, height * MM, at * MM, (height - _stroke(at)) * MM)
        if at % 10 == 0 and 0 < at < width:
            page.text(at * MM, (height - 8.5) * MM, str(at), name=SANS, size=6.5, align="center", colour=INK)
    for at in range(height + 1):
        page.raw.line(0, (height - at) * MM, _stroke(at) * MM, (height - at) * MM)
        if at % 10 == 0 and 0 < at < height:
            page.text(6.2 * MM, (height - at) * MM - 2.2, str(at), name=SANS, size=6.5, colour=INK)


def _stroke(at: int) -> float:
    return 5.5 if at % 10 == 0 else 4 if at % 5 == 0 else 2.5


def _cross(page: PdfCanvas, x: float, y: float) -> None:
    page.raw.setStrokeColor(INK)
    page.raw.setLineWidth(0.4)
    page.raw.line(x - ARM, y, x + ARM, y)
    page.raw.line(x, y - ARM, x, y + ARM)
    page.raw.circle(x, y, 2 * MM, stroke=1, fill=0)


def _words(page: PdfCanvas, width: int, height: int, shift_x_mm: Decimal, shift_y_mm: Decimal) -> None:
    middle, measure = width * MM / 2, min(width - 90, 200) * MM
    y = (height - 45) * MM
    page.text(middle, y, "TRANG CĂN CHỈNH MÁY IN", name=SANS_BOLD, size=18, align="center", width=measure)
    page.text(
        middle, y - 20, f"Độ dịch đang dùng: sang phải {_mm(shift_x_mm)}, xuống dưới {_mm(shift_y_mm)}", name=SANS, size=11, align="center"
    )
    lines = (
        "1. In trang này trên giấy thường, đúng khay và đúng chiều giấy của phôi; chọn cỡ thật (100 %), không chọn “vừa trang”.",
        f"2. Đo ở dấu cộng phía trên bên trái: từ tâm dấu đến mép trái (A) và đến mép trên (B). Đúng thì A = B = {CROSS_MM} mm.",
        f"3. Nhập vào lần in: sang phải = số đang dùng + ({CROSS_MM} − A); xuống dưới = số đang dùng + ({CROSS_MM} − B).",
        "4. In lại trang này rồi đo lần nữa. Đặt chồng lên một tờ phôi và soi trước ánh sáng để kiểm tra.",
        f"5. Đo thêm từ tâm dấu cộng bên phải đến dấu bên trái: phải đúng {width - 2 * CROSS_MM} mm. Nếu khác, máy in đang thu phóng.",
    )
    y -= 52
    for line in lines:
        y = page.paragraph(middle - measure / 2, y, line, width=measure, name=SANS, size=11.5) - 7
    page.text(
        middle, y - 12, "A đo được: .................... mm    –    B đo được: .................... mm", name=SANS, size=12, align="center"
    )


def _mm(value: Decimal) -> str:
    return f"{format_number(value, 1)} mm"


def divider_pages(groups: Sequence[Group], *, class_code: str) -> bytes:
    """One sheet in front of every group of a stack, to be laid in between."""
    page = PdfCanvas(title=f"Tờ phân cách – {class_code}", author="Học AI", is_landscape=True)
    for number, group in enumerate(groups, start=1):
        if number > 1:
            page.next_page()
        draw_divider(page, group, number=number, of=len(groups), class_code=class_code)
    return page.finish()


def draw_divider(page: PdfCanvas, group: Group, *, number: int, of: int, class_code: str) -> None:
    """The name of the group as large as it goes, how many sheets, and from which name to which."""
    middle, measure = page.width / 2, page.width - 50 * MM
    page.raw.setStrokeColor(FAINT)
    page.raw.setLineWidth(2)
    page.raw.rect(12 * MM, 12 * MM, page.width - 24 * MM, page.height - 24 * MM, stroke=1, fill=0)
    page.text(
        middle, page.height - 35 * MM, f"Lớp {class_code} · tờ phân cách {number}/{of}", name=SANS, size=14, align="center", width=measure
    )
    lines, size = _large(group.title or class_code, measure, page.height * 0.42)
    y = page.height / 2 + len(lines) * size * 0.6
    for line in lines:
        page.text(middle, y - size, line, name=SERIF_BOLD, size=size, align="center")
        y -= size * 1.2
    first, last = group.lines[0], group.lines[-1]
    names = f"Từ {first.certificate.snapshot['holder']} đến {last.certificate.snapshot['holder']}"
    page.text(
        middle,
        46 * MM,
        f"{len(group.lines)} tờ: từ tờ số {first.position} đến tờ số {last.position}",
        name=SANS_BOLD,
        size=20,
        align="center",
        width=measure,
    )
    page.text(middle, 34 * MM, names, name=SERIF, size=16, align="center", width=measure)


def _large(text: str, width: float, height: float) -> tuple[list[str], float]:
    size = 46.0
    while size > 14:
        lines = wrap_text(text, SERIF_BOLD, size, width)
        if len(lines) * size * 1.2 <= height and all(fit_text(line, SERIF_BOLD, size, width) == size for line in lines):
            break
        size -= 2
    return lines, size

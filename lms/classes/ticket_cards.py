"""Everybody's ticket on paper: eight cards on an A4 page, by agency, to be cut apart. Always Vietnamese."""

from lms.foundation.pdf import SANS, SANS_BOLD, PdfCanvas, fit_text, wrap_text
from lms.foundation.vietnamese import collation_key

from .models import Trainee, TrainingClass
from .notice_texts import grouped
from .tickets import scan_address

MM = 72 / 25.4
COLUMNS, ROWS = 2, 4
EDGE = 10 * MM
PADDING = 5 * MM
QR = 40 * MM
SMALL = 6.5
JADE, INK, MUTED, CUT = "#0f6b60", "#1d2b2a", "#545f5d", "#b9b2a5"


def class_cards(training_class: TrainingClass) -> bytes:
    """The cards of everybody on the roster who has a code; agencies and names in Vietnamese order."""
    canvas = PdfCanvas(title=f"Thẻ học viên lớp {training_class.code}", author=training_class.organizer.name)
    people = _in_order(training_class)
    if not people:
        canvas.text(canvas.width / 2, canvas.height / 2, f"Danh sách lớp {training_class.code} chưa có ai.", size=16, align="center")
    for number, trainee in enumerate(people):
        place = number % (COLUMNS * ROWS)
        if number and place == 0:
            canvas.next_page()
        if place == 0:
            _cutting_lines(canvas)
        _card(canvas, training_class, trainee, place)
    return canvas.finish()


def _in_order(training_class: TrainingClass) -> list[Trainee]:
    people = training_class.trainees.active().exclude(ticket_code=None).by_name().select_related("enrollment__person", "agency", "venue")
    # The sort keeps the order of names within an agency.
    return sorted(people, key=lambda trainee: (collation_key(trainee.agency.name), trainee.agency_id))


def _size(canvas: PdfCanvas) -> tuple[float, float]:
    return (canvas.width - 2 * EDGE) / COLUMNS, (canvas.height - 2 * EDGE) / ROWS


def _cutting_lines(canvas: PdfCanvas) -> None:
    width, height = _size(canvas)
    canvas.raw.setStrokeColor(CUT)
    canvas.raw.setLineWidth(0.4)
    canvas.raw.setDash(2, 3)
    for column in range(COLUMNS + 1):
        canvas.raw.line(EDGE + column * width, EDGE, EDGE + column * width, canvas.height - EDGE)
    for row in range(ROWS + 1):
        canvas.raw.line(EDGE, EDGE + row * height, canvas.width - EDGE, EDGE + row * height)
    canvas.raw.setDash()


def _card(canvas: PdfCanvas, training_class: TrainingClass, trainee: Trainee, place: int) -> None:
    width, height = _size(canvas)
    left = EDGE + (place % COLUMNS) * width + PADDING
    top = canvas.height - EDGE - (place // COLUMNS) * height - PADDING
    inner = width - 2 * PADDING
    beside = inner - QR - 2 * MM
    canvas.text(left, top - 9, f"THẺ HỌC VIÊN · {training_class.code}", name=SANS_BOLD, size=9, colour=JADE, width=inner)
    fits = fit_text(training_class.title, SANS, 8, inner)
    y = _lines(canvas, left, top - 22, training_class.title, SANS, max(fits, SMALL), inner, most=2, colour=MUTED)
    y = _lines(canvas, left, y - 8, trainee.enrollment.person.full_name, SANS_BOLD, 14, inner, most=1)
    y = _lines(canvas, left, y - 1, trainee.agency.name, SANS, 9, beside, most=4)
    if trainee.venue:
        _lines(canvas, left, y - 1, f"Điểm học: {trainee.venue.name}", SANS_BOLD, 8, beside, most=1)
    bottom = top - height + 2 * PADDING
    canvas.text(left, bottom + 13, "Mã điểm danh", name=SANS, size=7.5, colour=MUTED)
    canvas.text(left, bottom, grouped(trainee.ticket_code or ""), name=SANS_BOLD, size=12, colour=INK, width=beside)
    # The quiet margin of the QR may reach into the padding of the card.
    canvas.qr(left + inner - QR + 2 * MM, bottom - 3 * MM, scan_address(trainee), QR, mask=0)


def _lines(
    canvas: PdfCanvas, x: float, y: float, text: str, name: str, size: float, width: float, *, most: int, colour: str = INK
) -> float:
    """At most so many lines: a longer text becomes smaller. The baseline of the line below."""
    while len(lines := wrap_text(text, name, size, width)) > most and size > SMALL:
        size -= 0.5
    for line in lines:
        canvas.text(x, y, line, name=name, size=size, colour=colour, width=width)
        y -= size * 1.25
    return y

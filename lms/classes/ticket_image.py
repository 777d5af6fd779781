"""A ticket as a picture, for phones whose browser keeps no page and draws no picture itself. Always Vietnamese."""

from lms.foundation.pictures import BOLD, Picture

from .notice_texts import day_text, hours_text, venue_text
from .tickets import Ticket

WIDTH, HEIGHT = 1080, 2000
BAND = 150
JADE, INK, MUTED = "#0f6b60", "#1d2b2a", "#545f5d"


def png_of(ticket: Ticket) -> bytes:
    """The same lines as on the page, without the attendance, which would be old tomorrow."""
    picture = Picture(WIDTH, HEIGHT)
    picture.band(0, BAND, JADE)
    picture.line(50, f"PHIẾU HỌC VIÊN · {ticket.training_class.code}", name=BOLD, size=42, colour="#ffffff")
    y = picture.paragraph(BAND + 40, ticket.name, name=BOLD, size=64, colour=INK, most=2)
    y = picture.paragraph(y, ticket.trainee.agency.name, size=36, colour=MUTED, most=2)
    y = picture.paragraph(y + 10, ticket.training_class.title, size=34, colour=INK, most=2)
    y = _session(picture, y + 30, ticket)
    if ticket.address:
        y = picture.qr(y + 10, ticket.address, 640)
        y = picture.line(y, ticket.code, name=BOLD, size=64, colour=INK)
        y = picture.line(y, "Mã riêng của bạn: đưa cho bàn điểm danh, không gửi cho người khác", size=28, colour=MUTED)
    return picture.png(until=y + 50)


def _session(picture: Picture, y: int, ticket: Ticket) -> int:
    session = ticket.session
    if session is None:
        return picture.line(y, "Lớp không còn buổi nào sắp tới", size=36, colour=MUTED)
    y = picture.line(y, f"Buổi {session.number}: {day_text(session.starts_at)}", size=38, colour=INK)
    y = picture.line(y, hours_text(session.starts_at, session.ends_at), name=BOLD, size=58, colour=INK)
    y = picture.paragraph(y, venue_text(ticket.venue), name=BOLD, size=58, colour=JADE, most=2)
    if ticket.venue and ticket.venue.address:
        y = picture.paragraph(y, ticket.venue.address, size=32, colour=MUTED, most=2)
    return y

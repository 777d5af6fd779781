"""How many are here and who is missing: the line on the wall, for a whole session or for one of its places."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms.classes.attendance_rules import EXCUSED
from lms.classes.models import ClassSession
from lms.classes.places import Place, Seat, seats_of

AGENCIES_SHOWN = 4
# So that the name of a ward fits beside three others on a wall.
SHORTER = (
    ("Ủy ban nhân dân", "UBND"),
    ("Uỷ ban nhân dân", "UBND"),
    ("Trung tâm", "TT"),
    ("Ban Quản lý", "BQL"),
    ("Ban quản lý", "BQL"),
    (" phường ", " P. "),
    (" Phường ", " P. "),
    (" xã ", " X. "),
    (" Xã ", " X. "),
    (" Thành phố Hồ Chí Minh", " TP.HCM"),
)


@dataclass(frozen=True)
class Presence:
    """`present` of `expected`; `missing` counts, by agency, those expected who are neither present nor excused."""

    present: int
    expected: int
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        """«431/482 · còn thiếu: Sở Y tế 3, …»"""
        return f"{self.count} · {self.missing_text}" if self.missing else self.count

    @property
    def count(self) -> str:
        return f"{self.present}/{self.expected}"

    @property
    def missing_text(self) -> str:
        """The agencies with most people missing; empty when nobody is."""
        if not self.missing:
            return ""
        first = sorted(self.missing.items(), key=lambda item: (-item[1], item[0]))
        listed = ", ".join(f"{short_name(agency)} {n}" for agency, n in first[:AGENCIES_SHOWN])
        rest = len(first) - AGENCIES_SHOWN
        if rest > 0:
            listed += _(" and %(n)s more agencies") % {"n": rest}
        return _("still missing: %(agencies)s") % {"agencies": listed}


def presence_of(session: ClassSession) -> Presence:
    """The whole session, all places together."""
    return presence_of_seats(seats_of(session))


def presence_at(session: ClassSession, place: Place) -> Presence:
    """One place: present are those seen there, expected and missing those planned there. A session of one place counts everybody."""
    seats = seats_of(session)
    if place is None and not session.further_venues.exists():
        return presence_of_seats(seats)
    return presence_among(seats, place.pk if place else None)


def presence_among(seats: Iterable[Seat], place: int | None) -> Presence:
    seats = list(seats)
    here = [seat for seat in seats if seat.planned == place]
    came = sum(1 for seat in seats if seat.is_present and seat.seen == place)
    return Presence(came, len(here), _missing(here))


def presence_text(session: ClassSession) -> str:
    """«431/482 · còn thiếu: Sở Y tế 3, UBND P. Bến Thành 2»"""
    return presence_of(session).text


def short_name(agency: str) -> str:
    """An agency's name as people shorten it."""
    for long, short in SHORTER:
        agency = agency.replace(long, short)
    return agency


def presence_of_seats(seats: list[Seat]) -> Presence:
    """Everybody, wherever they sit."""
    return Presence(sum(1 for seat in seats if seat.is_present), len(seats), _missing(seats))


def _missing(seats: Iterable[Seat]) -> Counter[str]:
    return Counter(seat.agency for seat in seats if not seat.is_present and seat.status != EXCUSED)

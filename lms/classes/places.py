"""The places of a session: its own venue (None) and its further ones; who is planned where, and who was seen where.

A mark without a scan was made for the place where the trainee is planned; a scan says where somebody really was.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from lms.classes import flags
from lms.classes.attendance_rules import ATTENDED
from lms.classes.models import AttendanceRecord, Browser, ClassSession, CurrentAttendance, Flag, SessionVenue, Trainee
from lms.classes.models.classes import TraineeQuerySet
from lms.classes.models.hall import ScanDirection

Place = SessionVenue | None
# Scans that say where somebody was: those at the way in, once they count.
COUNTING = Q(direction=ScanDirection.IN) & (Q(is_claimed=False) | Q(decision__accepted=True))


@dataclass(frozen=True)
class Seat:
    """Somebody whom a session expects: where, and what the book says. Places are pks of SessionVenue, None the own venue."""

    trainee: int
    agency: str
    planned: int | None
    seen: int | None
    status: str

    @property
    def is_present(self) -> bool:
        return self.status in ATTENDED


def places_of(session: ClassSession) -> list[Place]:
    """The session's own venue first, then the others by name."""
    return [None, *session.further_venues.select_related("venue").order_by("venue__name", "pk")]


def venue_of(session: ClassSession, place: Place) -> int | None:
    return place.venue_id if place else session.venue_id


def name_of(session: ClassSession, place: Place) -> str:
    """The name of the room on screen; empty when the session has none yet."""
    venue = place.venue if place else session.venue
    return venue.name if venue else ""


def secret_of(session: ClassSession, place: Place) -> str:
    """What the codes of this place are made of."""
    return place.checkin_secret if place else session.checkin_secret


def planned_place(session: ClassSession, trainee: Trainee) -> Place:
    """Where this trainee should sit: the further place of the trainee's venue, else the session's own."""
    if trainee.venue_id is None or trainee.venue_id == session.venue_id:
        return None
    return session.further_venues.select_related("venue").filter(venue=trainee.venue_id).first()


def note_place(*, session: ClassSession, trainee: Trainee, place: Place, browser: Browser | None = None) -> Flag | None:
    """Flags somebody who was seen at another place than planned; the presence counts there all the same."""
    planned = planned_place(session, trainee)
    if planned == place:
        return None
    details = {"planned": name_of(session, planned), "seen": name_of(session, place)}
    return flags.raise_flag(session=session, kind=Flag.Kind.WRONG_VENUE, trainee=trainee, browser=browser, details=details)


def expected_trainees(session: ClassSession) -> TraineeQuerySet:
    """The roster; for a make-up session those of it who have not attended the session that it makes up for."""
    roster = Trainee.objects.active().filter(training_class=session.training_class_id)
    if session.make_up_for_id is None:
        return roster
    attended = CurrentAttendance.objects.attended().filter(session=session.make_up_for_id).values("trainee")
    return roster.exclude(pk__in=attended)


def seats_of(session: ClassSession) -> list[Seat]:
    """Everybody expected or present, in five queries whatever the size of the class."""
    further = list(session.further_venues.values_list("pk", "venue", "kind"))
    by_venue = {venue: pk for pk, venue, _kind in further if venue != session.venue_id}
    online = next((pk for pk, _venue, kind in further if kind == SessionVenue.Kind.ONLINE), None)
    scanned = dict(session.scans.filter(COUNTING).order_by("pk").values_list("trainee", "place"))
    marks = {pk: (status, source) for pk, status, source in session.current_attendance.values_list("trainee", "status", "record__source")}
    present = [pk for pk, (status, _source) in marks.items() if status in ATTENDED]
    # Somebody who came to a make-up session without being asked was there all the same.
    wanted = Q(pk__in=expected_trainees(session).values("pk")) | Q(pk__in=present) if session.make_up_for_id else Q()
    roster = Trainee.objects.active().filter(wanted, training_class=session.training_class_id)
    return [
        _seat(trainee, agency, by_venue.get(venue), scanned, marks.get(trainee, ("", "")), online)
        for trainee, agency, venue in roster.values_list("pk", "agency__name", "venue")
    ]


def _seat(
    trainee: int, agency: str, planned: int | None, scanned: Mapping[int, int | None], mark: tuple[str, str], online: int | None
) -> Seat:
    status, source = mark
    seen = scanned.get(trainee, planned)
    if source == AttendanceRecord.Source.ONLINE_LOG and online:
        seen = online
    return Seat(trainee, agency, planned, seen, status)

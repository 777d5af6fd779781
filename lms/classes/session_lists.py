"""Sessions and places with the figures that a person who runs them looks for, and the people whom a session missed."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.classes.attendance_rules import ATTENDED
from lms.classes.models import ClassSession, ClassStaff, Flag, HeadCount, Scan, Trainee, TrainingClass
from lms.classes.models.classes import ClassSessionQuerySet, TraineeQuerySet
from lms.classes.permissions import Visit
from lms.classes.places import Place, name_of, places_of, seats_of, venue_of
from lms.classes.presence import Presence, presence_among, presence_of_seats


@dataclass(frozen=True)
class PlaceRow:
    """One place of a session as its list shows it."""

    place: Place
    name: str
    presence: Presence
    managers: list[str]
    count: HeadCount | None
    may_mark: bool


@dataclass
class AgencyShare:
    """Where the trainees of one agency learn: {name of the venue, empty for the main one: how many}."""

    agency: int
    name: str
    venues: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.venues.values())


def with_figures(sessions: ClassSessionQuerySet) -> ClassSessionQuerySet:
    """Adds present, expected, `flags_open`, `claims_waiting` and `further` (places beside the main one)."""
    flags = Flag.objects.filter(session=OuterRef("pk"), settled_at__isnull=True)
    claims = Scan.objects.filter(session=OuterRef("pk"), is_claimed=True, decision__isnull=True)
    return (
        sessions.with_presence()
        .annotate(flags_open=_count(flags), claims_waiting=_count(claims), further=Count("further_venues", distinct=True))
        .select_related("venue", "make_up_for")
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("session").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def absentees_of(session: ClassSession) -> TraineeQuerySet:
    """Those on the roster without a mark that says they attended."""
    came = session.current_attendance.filter(status__in=ATTENDED).values("trainee")
    roster = Trainee.objects.active().filter(training_class=session.training_class_id).exclude(pk__in=came)
    return roster.by_name().select_related("enrollment__person", "agency")


def places_with_presence(visit: Visit, session: ClassSession) -> list[PlaceRow]:
    """Every place of the session with its presence, its managers and its newest head count."""
    seats = seats_of(session)
    places = places_of(session)
    managers = [(member.venue_id, member.person.full_name) for member in managers_of(session.training_class)]
    counts = {count.place_id: count for count in session.head_counts.order_by("pk")}
    rows = []
    for place in places:
        pk = place.pk if place else None
        venue = venue_of(session, place)
        rows.append(
            PlaceRow(
                place,
                name_of(session, place),
                presence_among(seats, pk) if len(places) > 1 else presence_of_seats(seats),
                [name for managed, name in managers if managed == venue and venue is not None],
                counts.get(pk),
                visit.may_mark_at(session, place),
            )
        )
    return rows


def agencies_by_venue(training_class: TrainingClass) -> list[AgencyShare]:
    """How the roster is shared out among venues, by agency."""
    rows = training_class.trainees.active().values_list("agency", "agency__name", "venue__name").annotate(n=Count("pk"))
    shares: dict[int, AgencyShare] = {}
    for agency, name, venue, n in rows.order_by("agency__name", "agency", "venue__name"):
        shares.setdefault(agency, AgencyShare(agency, name, {})).venues[venue or ""] = n
    return list(shares.values())


def managers_of(training_class: TrainingClass) -> list[ClassStaff]:
    """Its class managers, each with the venue that is theirs."""
    managers = training_class.staff.filter(role=ClassStaff.Role.CLASS_MANAGER).select_related("person", "venue")
    return list(managers.order_by("person__name_sort_key", "pk"))

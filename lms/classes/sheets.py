"""Who stands on the sign-in sheet of a session at one place, and under which number: the same when it is typed in again."""

from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from lms.classes.models import ClassSession, SessionVenue, Trainee, TrainingClass
from lms.classes.permissions import classes_of_officer
from lms.classes.places import Place, places_of
from lms.people.models import User


class Order(StrEnum):
    """How a sheet is sorted; the value stands in addresses."""

    NAME = "ten"
    AGENCY = "don-vi"


def order_of(text: str | None) -> Order:
    return Order.AGENCY if text == Order.AGENCY else Order.NAME


def people_on_sheet(session: ClassSession, place: Place, order: Order) -> list[Trainee]:
    """In the order of the paper. Whoever was added after the session began stands behind all others: their numbers stay."""
    trainees = session.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    further = dict(session.further_venues.values_list("venue", "pk"))
    here = [trainee for trainee in trainees if further.get(trainee.venue_id or 0) == (place.pk if place else None)]
    return sorted(here, key=lambda trainee: (trainee.admitted_at > session.starts_at, *_key(trainee, order)))


def _key(trainee: Trainee, order: Order) -> tuple[object, ...]:
    """Sorting is stable, so people of one agency stay in the order of their names."""
    return (trainee.agency.name, trainee.agency_id) if order == Order.AGENCY else ()


def places_with_paper(session: ClassSession) -> list[Place]:
    """Where people sign: everywhere but in an online room."""
    return [place for place in places_of(session) if place is None or place.kind != SessionVenue.Kind.ONLINE]


def sessions_of_tomorrow(person: User) -> list[ClassSession]:
    """Tomorrow's sessions of the classes that this person manages or looks after."""
    mine = TrainingClass.objects.filter(Q(pk__in=classes_of_officer(person).values("pk")) | Q(pk__in=_managed(person)))
    return list(_on(tomorrow()).filter(training_class__in=mine.under_way()))


def class_sessions_of_tomorrow(training_class: TrainingClass) -> list[ClassSession]:
    return list(_on(tomorrow()).filter(training_class=training_class))


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def _managed(person: User):  # type: ignore[no-untyped-def]
    return TrainingClass.objects.managed_by(person).values("pk")


def _on(day: date):  # type: ignore[no-untyped-def]
    found = ClassSession.objects.on_day(day).select_related("training_class__organizer__parent", "venue")
    return found.order_by("starts_at", "training_class__code")

"""The waiting list of a class: first come, first served, as far as the places of the class and of each agency go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import Trainee, TrainingClass, WaitingPlace
from lms.classes.models.classes import ON_ROSTER
from lms.classes.quotas import Places
from lms.foundation import audit
from lms.learning.actions import enrollments
from lms.people.models import LegalCategory, Organization, User

from .sessions import refuse_final

State = WaitingPlace.State


@dataclass(frozen=True)
class Newcomer:
    """Somebody for whom there is no place now."""

    person: User
    agency: Organization
    position: str = ""
    legal_category: str = LegalCategory.OTHER


@transaction.atomic
def join(*, training_class: TrainingClass, newcomers: Sequence[Newcomer], by: User | None) -> list[WaitingPlace]:
    """Puts people at the end, in the order given; who waits already keeps the earlier place. Raises ClassError class_final."""
    training_class = _held(training_class)
    people = [one.person.pk for one in newcomers]
    known = {place.person_id: place for place in training_class.waiting_places.select_for_update().filter(person__in=people)}
    back = [known[one.person.pk] for one in newcomers if one.person.pk in known and known[one.person.pk].state != State.WAITING]
    for place in back:
        place.state, place.at, place.settled_at = State.WAITING, timezone.now(), None
        place.save(update_fields=["state", "at", "settled_at"])
    new = [_place(training_class, one, by) for one in newcomers if one.person.pk not in known]
    WaitingPlace.objects.bulk_create(new)
    noted = ((place, {"class": training_class.code, "person": place.person.handle}) for place in [*new, *back])
    audit.record_many(by, "waiting.join", noted)
    return [*new, *back]


def _place(training_class: TrainingClass, one: Newcomer, by: User | None) -> WaitingPlace:
    return WaitingPlace(
        training_class=training_class,
        person=one.person,
        agency=one.agency,
        position=one.position,
        legal_category=one.legal_category,
        by=by,
        at=timezone.now(),
    )


@transaction.atomic
def admit(*, place: WaitingPlace, by: User | None) -> Trainee:
    """This person gets a place out of turn. Raises ClassError: class_final, waiting_settled, class_full, agency_full."""
    training_class = _held(place.training_class)
    place = _waiting(training_class).select_for_update(of=("self",)).filter(pk=place.pk).first() or _settled(place)
    places = Places(training_class)
    _refuse_full(places, place)
    return _admit(training_class, place, places, by)


@transaction.atomic
def admit_next(*, training_class: TrainingClass, by: User | None) -> Trainee:
    """«Nhận người kế tiếp»: the first for whom there is room, of the class and of the agency.

    Raises ClassError: class_final, class_full, nobody_waiting.
    """
    training_class = _held(training_class)
    places = Places(training_class)
    if places.class_quota is not None and places.total >= places.class_quota:
        raise ClassError("class_full", quota=places.class_quota)
    for place in _waiting(training_class).select_for_update(of=("self",)):
        if places.room(place.agency_id).fits(1):
            return _admit(training_class, place, places, by)
    raise ClassError("nobody_waiting")


@transaction.atomic
def fill(*, training_class: TrainingClass, by: User | None) -> list[Trainee]:
    """Everybody for whom there is room, in their order. Raises ClassError class_final."""
    training_class = _held(training_class)
    places = Places(training_class)
    queue = _waiting(training_class).select_for_update(of=("self",))
    return [_admit(training_class, place, places, by) for place in queue if places.room(place.agency_id).fits(1)]


def fill_while_enrolling(*, training_class: TrainingClass, by: User | None) -> list[Trainee]:
    """`fill` as long as the class takes people in; later a freed place waits for the officer's word."""
    current = TrainingClass.objects.get(pk=training_class.pk)
    return fill(training_class=current, by=by) if current.state == TrainingClass.State.ENROLLING else []


@transaction.atomic
def leave(*, place: WaitingPlace, by: User | None) -> None:
    """No longer waits. Twice changes nothing. Raises ClassError class_final."""
    training_class = _held(place.training_class)
    if not _waiting(training_class).filter(pk=place.pk).update(state=State.WITHDRAWN, settled_at=timezone.now()):
        return
    audit.record(by, "waiting.leave", place, after={"class": training_class.code})


def queue_of(training_class: TrainingClass, agencies: Iterable[int] | None = None) -> list[WaitingPlace]:
    """Who waits, the first one first; only of these agencies where they are given."""
    waiting = _waiting(training_class)
    return list(waiting if agencies is None else waiting.filter(agency__in=list(agencies)))


def _waiting(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    waiting = WaitingPlace.objects.filter(training_class=training_class, state=State.WAITING)
    return waiting.select_related("person", "agency").order_by("at", "pk")


def _held(training_class: TrainingClass) -> TrainingClass:
    """Whoever gives places away holds the class, so that none is given twice."""
    current = TrainingClass.objects.select_for_update(of=("self",)).select_related("run").get(pk=training_class.pk)
    refuse_final(current)
    return current


def _settled(place: WaitingPlace) -> WaitingPlace:
    raise ClassError("waiting_settled", name=place.person.full_name)


def _refuse_full(places: Places, place: WaitingPlace) -> None:
    room = places.room(place.agency_id)
    if room.of_class is not None and room.of_class < 1:
        raise ClassError("class_full", quota=places.class_quota)
    if not room.fits(1):
        line = places.lines.line_of(place.agency_id)
        raise ClassError("agency_full", agency=place.agency.name, quota=places.quotas.get(line) if line else 0)


def _admit(training_class: TrainingClass, place: WaitingPlace, places: Places, by: User | None) -> Trainee:
    enrollment = enrollments.enroll(person=place.person, run=training_class.run, by=by, source="roster")
    trainee, _made = Trainee.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "training_class": training_class,
            "agency": place.agency,
            "position": place.position,
            "legal_category": place.legal_category or LegalCategory.OTHER,
        },
    )
    place.state, place.settled_at = State.ADMITTED, timezone.now()
    place.save(update_fields=["state", "settled_at"])
    places.take(place.agency_id)
    audit.record(by, "waiting.admit", place, after={"class": training_class.code, "person": place.person.handle})
    assert trainee.enrollment.state in ON_ROSTER
    return trainee

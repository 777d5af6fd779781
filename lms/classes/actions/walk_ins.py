"""Somebody stands at the door who is not on the roster: admitted and marked at once, confirmed by the agency later."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Trainee, TrainingClass
from lms.classes.models.classes import ON_ROSTER
from lms.foundation import audit
from lms.foundation.vietnamese import PartialDate, search_key
from lms.learning.actions import enrollments
from lms.people.actions import people
from lms.people.models import Affiliation, Organization, User

from . import desk
from .sessions import locked, refuse_final

Confirmation = Trainee.Confirmation
SHOWN_AT_MOST = 8


@dataclass(frozen=True)
class WalkIn:
    """What somebody says at the desk."""

    full_name: str
    agency: Organization
    birth: PartialDate | None = None
    phone: str = ""
    position: str = ""
    # The venue of a helper who marks at one venue only; None is the class's own.
    venue: int | None = None


@dataclass(frozen=True)
class Similar:
    """Somebody known who may be meant, with what tells namesakes apart, and their place in this class if they have one."""

    person: User
    agencies: str
    place: Trainee | None


@dataclass(frozen=True)
class Added:
    """`marked`: what the desk answered; `is_over_quota`: the class now has more people than places."""

    trainee: Trainee
    marked: str
    is_over_quota: bool


def similar_to(*, training_class: TrainingClass, walk_in: WalkIn) -> list[Similar]:
    """Everybody of this name, marks aside, who may be the one at the door; nobody is ever taken for another silently."""
    open_ones = Affiliation.objects.valid_on(timezone.localdate()).select_related("organization")
    namesakes = User.objects.active().filter(name_search_key=search_key(walk_in.full_name))
    namesakes = namesakes.prefetch_related(Prefetch("affiliations", open_ones, to_attr="open_affiliations"))
    places = {
        place.enrollment.person_id: place
        for place in training_class.trainees.filter(enrollment__person__in=namesakes).select_related("enrollment", "agency")
    }
    found = [_similar(person, places.get(person.pk)) for person in namesakes]
    meant = [each for each in found if _may_be_meant(each, walk_in)]
    return sorted(meant, key=lambda each: (each.place is None, not _works_at(each.person, walk_in.agency), each.person.pk))[:SHOWN_AT_MOST]


def awaiting(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    """Those on the roster whose agency has not answered yet, in the order in which they came."""
    return training_class.trainees.active().filter(confirmation=Confirmation.AWAITING_AGENCY).order_by("admitted_at")


@transaction.atomic
def add(*, session: ClassSession, walk_in: WalkIn, person: User | None, is_new: bool, by: User) -> Added:
    """Puts somebody on the roster as «chờ đơn vị xác nhận» and marks them present; more people than places are let in.

    `person`: the known one who was chosen; `is_new`: somebody has looked at the namesakes and says that it is none of them.
    Raises ClassError: class_final, session_cancelled, book_closed, walk_in_similar, walk_in_unknown_choice.
    """
    session = locked(session)
    _check_open(session)
    training_class = TrainingClass.objects.select_for_update().get(pk=session.training_class_id)
    known = similar_to(training_class=training_class, walk_in=walk_in)
    _check_choice(known, person, is_new)
    trainee = _place(training_class, person or _register(walk_in, by), walk_in, by)
    answer = desk.mark(session=session, trainee=trainee, tap=desk.Tap(), by=by)
    taken = training_class.trainees.active().count()
    audit.record(by, "walk_in.add", trainee, after={"session": session.pk, "known": person is not None, "taken": taken})
    return Added(trainee, answer.outcome, bool(training_class.quota) and taken > (training_class.quota or 0))


@transaction.atomic
def confirm(*, trainee: Trainee, by: User) -> Trainee:
    """The agency did send this person. Twice changes nothing. Raises ClassError: class_final, walk_in_settled."""
    trainee = _awaiting(trainee, unless=Confirmation.CONFIRMED)
    if trainee.confirmation == Confirmation.AWAITING_AGENCY:
        _settle(trainee, Confirmation.CONFIRMED, "walk_in.confirm", by)
    return trainee


@transaction.atomic
def refuse(*, trainee: Trainee, by: User) -> Trainee:
    """The agency did not: the person leaves the class, the marks stay in the book and no longer count.

    Twice changes nothing. Raises ClassError: class_final, walk_in_settled.
    """
    trainee = _awaiting(trainee, unless=Confirmation.REFUSED)
    if trainee.confirmation == Confirmation.AWAITING_AGENCY:
        _settle(trainee, Confirmation.REFUSED, "walk_in.refuse", by)
        enrollments.withdraw(enrollment=trainee.enrollment, by=by)
    return trainee


def _similar(person: User, place: Trainee | None) -> Similar:
    names = [affiliation.organization.name for affiliation in person.open_affiliations]  # type: ignore[attr-defined]
    on_roster = place if place is not None and place.enrollment.state in ON_ROSTER else None
    return Similar(person, ", ".join(names), on_roster)


def _may_be_meant(similar: Similar, walk_in: WalkIn) -> bool:
    """Only a birth year that says otherwise rules a namesake out, and not even that a colleague or a place in this class."""
    person = similar.person
    if similar.place is not None or _works_at(person, walk_in.agency):
        return True
    if walk_in.phone and person.phone:
        return walk_in.phone == person.phone
    return walk_in.birth is None or person.birth_year in (None, walk_in.birth.year)


def _works_at(person: User, agency: Organization) -> bool:
    return any(affiliation.organization_id == agency.pk for affiliation in person.open_affiliations)  # type: ignore[attr-defined]


def _check_open(session: ClassSession) -> None:
    refuse_final(session.training_class)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.is_book_closed:
        raise ClassError("book_closed")


def _check_choice(known: list[Similar], person: User | None, is_new: bool) -> None:
    if person is not None and person.pk not in {each.person.pk for each in known}:
        raise ClassError("walk_in_unknown_choice")
    if person is None and known and not is_new:
        raise ClassError("walk_in_similar")


def _register(walk_in: WalkIn, by: User) -> User:
    birth = walk_in.birth
    return people.register(
        full_name=walk_in.full_name,
        birth_date=birth.as_date() if birth else None,
        birth_year=birth.year if birth else None,
        phone=walk_in.phone,
        by=by,
    )


def _place(training_class: TrainingClass, person: User, walk_in: WalkIn, by: User) -> Trainee:
    """Who is on the roster stays as confirmed as before; everybody else waits for the agency."""
    on_roster = training_class.trainees.active().of_person(person).select_related("enrollment__person").first()
    if on_roster is not None:
        return on_roster
    if not person.affiliations.filter(organization=walk_in.agency, valid_to__isnull=True).exists():
        people.affiliate(person=person, organization=walk_in.agency, position=walk_in.position, by=by)
    enrollment = enrollments.enroll(person=person, run=training_class.run, by=by, source="walk_in")
    trainee, _made = Trainee.objects.update_or_create(
        enrollment=enrollment,
        defaults={"training_class": training_class, "agency": walk_in.agency, "confirmation": Confirmation.AWAITING_AGENCY},
        create_defaults={
            "training_class": training_class,
            "agency": walk_in.agency,
            "position": walk_in.position,
            "venue_id": walk_in.venue,
            "confirmation": Confirmation.AWAITING_AGENCY,
        },
    )
    return trainee


def _awaiting(trainee: Trainee, *, unless: str) -> Trainee:
    """The row as it is now, held; refused when it has got the other answer."""
    found = Trainee.objects.select_for_update(of=("self",)).select_related("training_class", "enrollment__person")
    trainee = found.get(pk=trainee.pk)
    refuse_final(trainee.training_class)
    if trainee.confirmation not in (Confirmation.AWAITING_AGENCY, unless):
        raise ClassError("walk_in_settled", name=trainee.enrollment.person.full_name)
    return trainee


def _settle(trainee: Trainee, confirmation: str, verb: str, by: User) -> None:
    trainee.confirmation, trainee.confirmed_at = confirmation, timezone.now()
    trainee.save(update_fields=["confirmation", "confirmed_at"])
    audit.record(by, verb, trainee)

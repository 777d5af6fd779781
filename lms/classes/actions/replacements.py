"""«Cử người thay»: before a session one trainee leaves and another comes in the same place; both keep what is theirs."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.classes import agency_links
from lms.classes.exceptions import ClassError
from lms.classes.models import AgencyInvitation, ClassSession, Replacement, Trainee, TrainingClass, WaitingPlace
from lms.classes.models.classes import ON_ROSTER
from lms.classes.rosters.matching import KnownPeople
from lms.classes.rosters.reading import Person
from lms.classes.successors import agency_on
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.learning.actions import enrollments
from lms.people.actions import people
from lms.people.models import Organization, User

from . import withdrawals


@dataclass(frozen=True)
class Ask:
    """What a replacement says: why, from which session (None: the next one), with which letter."""

    reason: str
    session: ClassSession | None = None
    letter: Paper | None = None


@transaction.atomic
def replace(*, leaving: Trainee, coming: Person, ask: Ask, by: User) -> Replacement:
    """By the officer. `coming` is matched like a row of a list, doubt is refused.

    Raises ClassError: class_final, trainee_left, replacement_reason_missing, replacement_session_over, replacement_self,
    replacement_on_roster, replacement_before, replacement_doubt.
    """
    return _replace(leaving, coming, ask, by, None)


@transaction.atomic
def replace_by_agency(*, invitation: AgencyInvitation, leaving: Trainee, coming: Person, ask: Ask) -> Replacement:
    """By the agency through its link; like `replace`, and not_of_agency, replacement_doubt_agency, and those of an ended link."""
    agency_links.refuse_ended(invitation, timezone.now())
    withdrawals.refuse_other_agency(invitation, leaving)
    return _replace(leaving, coming, ask, None, invitation)


def _replace(leaving: Trainee, coming: Person, ask: Ask, by: User | None, invitation: AgencyInvitation | None) -> Replacement:
    # Held to the end: the freed place is for the one who comes, not for the waiting list.
    training_class = TrainingClass.objects.select_for_update().get(pk=leaving.training_class_id)
    leaving = withdrawals.held(leaving)
    _check(ask, leaving)
    agency = agency_on(leaving.agency, timezone.localdate())
    person = _person(coming, agency, training_class, invitation)
    _refuse_place_taken(training_class, leaving, person)
    person = person or _register(coming, by)
    people.affiliate(person=person, organization=agency, legal_category=coming.legal_category, position=coming.position, by=by)
    withdrawals.withdraw(trainee=leaving, reason=ask.reason, by=by)
    newcomer = _admit(training_class, person, agency, coming, by)
    letter = {"letter_sha256": ask.letter.sha256, "letter_name": ask.letter.name} if ask.letter else {}
    made = Replacement.objects.create(
        leaving=leaving, coming=newcomer, from_session=ask.session, reason=ask.reason.strip()[:300], invitation=invitation, by=by, **letter
    )
    after = {"leaving": leaving.enrollment.person.handle, "coming": person.handle, "reason": made.reason}
    audit.record(by, "trainee.replace", made, after=after)
    return made


def _check(ask: Ask, leaving: Trainee) -> None:
    if not ask.reason.strip():
        raise ClassError("replacement_reason_missing")
    if Replacement.objects.filter(leaving=leaving).exists():
        raise ClassError("replacement_before", name=leaving.enrollment.person.full_name)
    session = ask.session
    if session is None:
        return
    if session.training_class_id != leaving.training_class_id or session.cancelled or session.starts_at <= timezone.now():
        raise ClassError("replacement_session_over", number=session.number)


def _person(coming: Person, agency: Organization, training_class: TrainingClass, invitation: AgencyInvitation | None) -> User | None:
    match = KnownPeople.for_rows([coming], timezone.localdate()).match(coming, agency)
    if not match.doubt:
        return match.person
    if invitation is not None:
        # The sentence may name other agencies and other people: that is for the officer's eyes.
        raise ClassError("replacement_doubt_agency", organizer=training_class.organizer.name)
    raise ClassError("replacement_doubt", doubt=match.doubt)


def _refuse_place_taken(training_class: TrainingClass, leaving: Trainee, person: User | None) -> None:
    if person is None:
        return
    if person.pk == leaving.enrollment.person_id:
        raise ClassError("replacement_self")
    if training_class.trainees.active().of_person(person).exists():
        raise ClassError("replacement_on_roster", name=person.full_name)
    if Replacement.objects.filter(coming__training_class=training_class, coming__enrollment__person=person).exists():
        raise ClassError("replacement_before", name=person.full_name)


def _register(values: Person, by: User | None) -> User:
    birth = values.birth
    return people.register(
        full_name=values.full_name,
        email=values.email or None,
        birth_date=birth.as_date() if birth else None,
        birth_year=birth.year if birth else None,
        sex=values.sex,
        phone=values.phone,
        personal_id=values.personal_id or None,
        by=by,
    )


def _admit(training_class: TrainingClass, person: User, agency: Organization, values: Person, by: User | None) -> Trainee:
    """A place of its own: the marks of the one who leaves do not pass over."""
    enrollment = enrollments.enroll(person=person, run=training_class.run, by=by, source="roster")
    trainee, _made = Trainee.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "training_class": training_class,
            "agency": agency,
            "position": values.position,
            "legal_category": values.legal_category,
        },
    )
    queued = WaitingPlace.objects.filter(training_class=training_class, person=person, state=WaitingPlace.State.WAITING)
    queued.update(state=WaitingPlace.State.ADMITTED, settled_at=timezone.now())
    assert trainee.enrollment.state in ON_ROSTER
    return trainee


def of_class(training_class: TrainingClass) -> list[Replacement]:
    """The history, newest first, with everything that the page shows."""
    found = Replacement.objects.filter(leaving__training_class=training_class)
    people_of = ("leaving__enrollment__person", "coming__enrollment__person", "coming__agency", "from_session", "invitation__agency", "by")
    return list(found.select_related(*people_of).order_by("-at", "-pk"))

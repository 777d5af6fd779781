"""Judged rows become people, affiliations, enrollments and places: hundreds at a time, in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.classes.models import RosterImport, RosterImportEntry, Trainee, TrainingClass
from lms.classes.rosters.judging import RosterRow
from lms.classes.rosters.values import Person
from lms.learning.actions import enrollments
from lms.learning.actions.enrollments import Enrolled
from lms.people.actions import people
from lms.people.actions.people import Affiliated, NewPerson, Post
from lms.people.models import User


@dataclass(frozen=True)
class Admission:
    """What one row has changed. `before`: what stood there before, for undo; plain values."""

    row: int
    person: User
    trainee: Trainee
    made_person: bool
    made_trainee: bool
    before: dict[str, Any]


def admit_many(*, training_class: TrainingClass, rows: Sequence[RosterRow], by: User | None) -> list[Admission]:
    """Puts the people of these rows on the roster. Every row must have an agency and stand for another person.

    Call it inside a transaction that holds the class.
    """
    persons, made = _persons(rows, by)
    affiliated = people.affiliate_many(posts=[_post(person, row) for person, row in zip(persons, rows, strict=True)], by=by)
    enrolled = enrollments.enroll_many(people=persons, run=training_class.run, by=by, source="roster")
    places, new_places = _places(training_class, rows, enrolled)
    return [
        Admission(row.number, person, place, person.pk in made, place.pk in new_places, _before(one, affiliation))
        for row, person, place, one, affiliation in zip(rows, persons, places, enrolled, affiliated, strict=True)
    ]


def keep_entries(*, roster_import: RosterImport, admissions: Sequence[Admission]) -> None:
    """Notes what each row changed, and who still waits for an invitation by mail."""
    RosterImportEntry.objects.bulk_create(
        [
            RosterImportEntry(
                roster_import=roster_import,
                row=one.row,
                trainee=one.trainee,
                person=one.person,
                made_person=one.made_person,
                made_trainee=one.made_trainee,
                before={**one.before, "invite": bool(one.made_person and one.person.email)},
            )
            for one in admissions
        ],
        batch_size=500,
    )


def _persons(rows: Sequence[RosterRow], by: User | None) -> tuple[list[User], set[int]]:
    """The person of each row, and who of them is new."""
    new = iter(people.register_many(people=[new_person(row.values) for row in rows if row.person is None], by=by))
    persons = [row.person or next(new) for row in rows]
    return persons, {person.pk for person, row in zip(persons, rows, strict=True) if row.person is None}


def new_person(values: Person) -> NewPerson:
    """What a row says about somebody whom nobody knows yet."""
    return NewPerson(
        full_name=values.full_name,
        email=values.email or None,
        birth_date=values.birth.as_date() if values.birth else None,
        birth_year=values.birth.year if values.birth else None,
        sex=values.sex,
        phone=values.phone,
        personal_id=values.personal_id or None,
    )


def _post(person: User, row: RosterRow) -> Post:
    assert row.agency is not None, "a row without an agency is never written"
    return Post(person, row.agency, row.values.legal_category, row.values.position)


def _places(training_class: TrainingClass, rows: Sequence[RosterRow], enrolled: Sequence[Enrolled]) -> tuple[list[Trainee], set[int]]:
    """The place of each row, and which of them are new; who comes back has one already."""
    known = {place.enrollment_id: place for place in Trainee.objects.filter(enrollment__in=[one.enrollment for one in enrolled if one.was])}
    made = {
        one.enrollment.pk: Trainee(
            training_class=training_class,
            enrollment=one.enrollment,
            agency=row.agency,
            position=row.values.position,
            legal_category=row.values.legal_category,
        )
        for row, one in zip(rows, enrolled, strict=True)
        if one.enrollment.pk not in known
    }
    Trainee.objects.bulk_create(made.values(), batch_size=500)
    places = known | made
    return [places[one.enrollment.pk] for one in enrolled], {place.pk for place in made.values()}


def _before(enrolled: Enrolled, affiliated: Affiliated) -> dict[str, Any]:
    affiliation = affiliated.affiliation
    return {
        "enrollment": enrolled.was,
        "affiliation": {
            "id": affiliation.pk,
            "was": list(affiliated.was) if affiliated.was else None,
            "became": [affiliation.legal_category, affiliation.position],
        },
    }

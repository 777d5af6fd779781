"""Is the person of a row somebody we know? By personal id, by email, else by name, birth and agency; doubt is asked about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lms.foundation.vietnamese import PartialDate, name_key, search_key
from lms.people.models import Affiliation, Organization, User

from .values import Person

ROWS_AT_ONCE = 4_000  # the database takes some 30,000 values in one question, and a row asks by three


@dataclass(frozen=True)
class Match:
    """The known person, or None for a new one; `doubt` is a sentence that must be answered first.

    `candidates`: who might be meant; `may_be_new`: whether “somebody else” is a possible answer.
    """

    person: User | None = None
    doubt: str = ""
    warnings: list[str] = field(default_factory=list)
    candidates: tuple[User, ...] = ()
    may_be_new: bool = True


class KnownPeople:
    """Everybody who might be meant by the rows of one file."""

    def __init__(self, people: Iterable[User]) -> None:
        self.by_handle: dict[str, User] = {}
        self.by_id: dict[str, User] = {}
        self.by_email: dict[str, User] = {}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for person in people:
            self.by_name[name_key(person.full_name)].append(person)
            self.by_handle[person.handle] = person
            if person.personal_id_hmac:
                self.by_id[person.personal_id_hmac] = person
            if person.email:
                self.by_email[person.email] = person

    @classmethod
    def for_rows(cls, people: Iterable[Person], on: date, without: Iterable[int] = ()) -> Self:
        """Two queries for every few thousand rows; `without` these people."""
        rows, left_out = list(people), set(without)
        found: dict[int, User] = {}
        for start in range(0, len(rows) or 1, ROWS_AT_ONCE):
            found |= {person.pk: person for person in _who_might_be_meant(rows[start : start + ROWS_AT_ONCE], on)}
        return cls(found[pk] for pk in sorted(found) if pk not in left_out)

    def match(self, person: Person, agency: Organization) -> Match:
        """Never guesses between two: a doubtful row says what to add."""
        return self._by_handle(person) or self._by_personal_id(person) or self._by_email(person) or self._by_name(person, agency)

    def _by_handle(self, person: Person) -> Match | None:
        holder = self.by_handle.get(person.handle) if person.handle else None
        if holder is None or name_key(holder.full_name) == person.name_key:
            return Match(holder) if holder else None
        return Match(
            doubt=_("The account code %(handle)s belongs to somebody with another name; check the row.") % {"handle": person.handle},
            candidates=(holder,),
        )

    def _by_personal_id(self, person: Person) -> Match | None:
        holder = self.by_id.get(person.id_hash) if person.personal_id else None
        if holder is None:
            return None
        if name_key(holder.full_name) != person.name_key:
            return Match(
                doubt=_(
                    "This personal identification number already belongs to somebody with another name; check the number and the name."
                ),
                candidates=(holder,),
                may_be_new=False,
            )
        return Match(holder)

    def _by_email(self, person: Person) -> Match | None:
        holder = self.by_email.get(person.email) if person.email else None
        if holder is None:
            return None
        if name_key(holder.full_name) != person.name_key:
            return Match(
                doubt=_("The email %(email)s already belongs to somebody with another name; check it or leave it empty.")
                % {"email": person.email},
                candidates=(holder,),
            )
        if _has_other_id(holder, person) or _birth_differs(holder, person.birth):
            return Match(
                doubt=_("The email %(email)s belongs to a namesake with another date of birth or number; check the row.")
                % {"email": person.email},
                candidates=(holder,),
            )
        return Match(holder)

    def _by_name(self, person: Person, agency: Organization) -> Match:
        namesakes = [known for known in self.by_name.get(person.name_key, ()) if not _has_other_id(known, person)]
        colleagues = [known for known in namesakes if _works_at(known, agency)]
        if person.birth is None:
            # A new email or number alone does not tell whether the colleague of that name is meant.
            return (
                Match(
                    doubt=_("Somebody of this name at this agency is already known; add the date of birth."), candidates=tuple(colleagues)
                )
                if colleagues
                else Match()
            )
        meant = [known for known in colleagues if _birth_fits(known, person.birth)]
        if len(meant) > 1:
            return Match(
                doubt=_("Several people of this name and birth are known at this agency; add the personal identification number."),
                candidates=tuple(meant),
            )
        if meant:
            return Match(meant[0], warnings=_email_warnings(meant[0], person))
        return self._elsewhere(person, namesakes)

    def _elsewhere(self, person: Person, namesakes: list[User]) -> Match:
        """Name and full birth date alike at another agency: the same person who moved, or not?"""
        if person.birth is None or not person.birth.is_complete:
            return Match()
        alike = [known for known in namesakes if known.birth_date == person.birth.as_date()]
        if not alike:
            return Match()
        places = ", ".join(sorted({affiliation.organization.name for known in alike for affiliation in known.open_affiliations}))  # type: ignore[attr-defined]
        values = {"agency": places or _("no agency")}
        if person.personal_id or person.email:
            return Match(
                warnings=[_("A person of the same name and date of birth is known at %(agency)s; a new account will be made.") % values]
            )
        return Match(
            doubt=_(
                "A person of the same name and date of birth is known at %(agency)s; add the personal identification number or the email."
            )
            % values,
            candidates=tuple(alike),
        )


def _who_might_be_meant(people: Sequence[Person], on: date) -> QuerySet[User]:
    affiliations = Prefetch("affiliations", Affiliation.objects.valid_on(on).select_related("organization"), to_attr="open_affiliations")
    known = User.objects.filter(personal_id_hmac__in=[person.id_hash for person in people if person.personal_id])
    known |= User.objects.filter(handle__in=[person.handle for person in people if person.handle])
    known |= User.objects.filter(email__in=[person.email for person in people if person.email])
    known |= User.objects.filter(name_search_key__in={search_key(person.full_name) for person in people if person.full_name})
    return known.prefetch_related(affiliations)


def _has_other_id(known: User, person: Person) -> bool:
    return bool(known.personal_id_hmac and person.personal_id and known.personal_id_hmac != person.id_hash)


def _birth_fits(known: User, birth: PartialDate) -> bool:
    if known.birth_date and birth.is_complete:
        return known.birth_date == birth.as_date()
    return known.birth_year == birth.year


def _birth_differs(known: User, birth: PartialDate | None) -> bool:
    return birth is not None and known.birth_year is not None and not _birth_fits(known, birth)


def _works_at(known: User, agency: Organization) -> bool:
    return any(affiliation.organization_id == agency.pk for affiliation in known.open_affiliations)  # type: ignore[attr-defined]


def _email_warnings(known: User, person: Person) -> list[str]:
    """An import never changes where somebody's password mails go."""
    if person.email and person.email != known.email:
        return [_("This person is known with another email or none; the email in the list is not taken over.")]
    return []

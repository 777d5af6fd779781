"""What writing a row would do: a new person, a known one, one already on the roster, a doubt, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.successors import agency_on
from lms.people.models import Organization, User

from .agencies import AgencyIndex
from .matching import KnownPeople, Match
from .values import Person, ReadRow

NEW, KNOWN, ALREADY, DOUBTFUL, REFUSED = "new", "known", "already", "doubtful", ""


@dataclass(frozen=True)
class RosterRow:
    """A row of the file and what writing it would do. `outcome` is empty for a refused row; a doubtful one waits for an answer."""

    number: int
    values: Person
    errors: list[str]
    warnings: list[str]
    outcome: str
    agency: Organization | None = None
    person: User | None = None
    candidates: tuple[User, ...] = ()
    may_be_new: bool = True
    wrong: dict[str, str] = field(default_factory=dict)
    on_roster: frozenset[int] = frozenset()

    @property
    def is_to_write(self) -> bool:
        return self.outcome in (NEW, KNOWN)


class AgencyGuard:
    """Which agencies one invited agency may name in its list: itself and what belongs to it."""

    def __init__(self, agency: Organization) -> None:
        self.agency = agency
        parents = dict(Organization.objects.values_list("pk", "parent"))
        self.allowed = {agency.pk, agency_on(agency, timezone.localdate()).pk}
        while grown := {pk for pk, parent in parents.items() if parent in self.allowed} - self.allowed:
            self.allowed |= grown

    def complaint(self, named: Organization) -> str:
        if named.pk in self.allowed:
            return ""
        return _("“%(named)s” is not “%(agency)s”, which was asked for this list; correct the agency.") % {
            "named": named.name,
            "agency": self.agency.name,
        }


class Judge:
    """Judges the rows of one file in their order; the second of two rows about one person is refused."""

    def __init__(
        self,
        agencies: AgencyIndex,
        known: KnownPeople,
        on_roster: Iterable[int],
        answers: Mapping[str, Any],
        guard: AgencyGuard | None = None,
    ) -> None:
        self.agencies, self.known, self.on_roster, self.answers, self.guard = agencies, known, set(on_roster), answers, guard
        self.twins = _TwinFinder()
        self.found: dict[str, tuple[Organization | None, str]] = {}

    def judge_all(self, rows: Sequence[ReadRow]) -> list[RosterRow]:
        return [self.judge(row) for row in rows]

    def judge(self, row: ReadRow) -> RosterRow:
        errors, warnings, wrong = list(row.errors), list(row.warnings), dict(row.wrong)
        agency, complaint = self._agency(row.person.agency)
        if complaint:
            errors.append(complaint)
            wrong.setdefault("agency", complaint)
        if errors or agency is None:
            return RosterRow(row.number, row.person, errors, warnings, REFUSED, agency, wrong=wrong)
        if twin := self.twins.twin_of(row, agency.pk):
            return RosterRow(row.number, row.person, [twin], warnings, REFUSED, agency, wrong={"full_name": twin})
        match = answered(self.known.match(row.person, agency), self.answers.get(str(row.number)), row.person)
        warnings += match.warnings
        if match.doubt:
            return self._doubtful(row, match, warnings, agency)
        if match.person is None:
            return RosterRow(row.number, self._free_of_taken_email(row.person), [], warnings, NEW, agency)
        if twin := self.twins.holder(row, match.person):
            return RosterRow(row.number, row.person, [twin], warnings, REFUSED, agency, wrong={"full_name": twin})
        outcome = ALREADY if match.person.pk in self.on_roster else KNOWN
        return RosterRow(row.number, row.person, [], warnings, outcome, agency, match.person)

    def _doubtful(self, row: ReadRow, match: Match, warnings: list[str], agency: Organization) -> RosterRow:
        here = frozenset(person.pk for person in match.candidates if person.pk in self.on_roster)
        return RosterRow(
            row.number,
            row.person,
            [match.doubt],
            warnings,
            DOUBTFUL,
            agency,
            candidates=match.candidates,
            may_be_new=match.may_be_new,
            on_roster=here,
        )

    def _agency(self, text: str) -> tuple[Organization | None, str]:
        """Thousands of rows name a few agencies: each is looked for once."""
        if text not in self.found:
            self.found[text] = self._find_agency(text)
        return self.found[text]

    def _find_agency(self, text: str) -> tuple[Organization | None, str]:
        agency, complaint = find_agency(self.agencies, text)
        if agency is not None and self.guard is not None:
            complaint = self.guard.complaint(agency)
        return agency, complaint

    def _free_of_taken_email(self, person: Person) -> Person:
        """A new person beside the holder of an email does not get it."""
        return replace(person, email="") if person.email in self.known.by_email else person


def answered(match: Match, answer: Mapping[str, Any] | None, person: Person) -> Match:
    """The match after the officer's answer; only what was asked can be answered."""
    if not match.doubt or not answer:
        return match
    if answer.get("new") and match.may_be_new:
        return Match(warnings=_without_email(match, person))
    chosen = next((one for one in match.candidates if one.handle == answer.get("person")), None)
    return Match(chosen) if chosen else match


def _without_email(match: Match, person: Person) -> list[str]:
    if person.email and any(one.email == person.email for one in match.candidates):
        return [
            _("The email %(email)s belongs to the other person, so the new account is made without an email.") % {"email": person.email}
        ]
    return []


def find_agency(agencies: AgencyIndex, text: str) -> tuple[Organization | None, str]:
    """The organization, or a sentence that says why there is none."""
    if not text:
        return None, ""
    answer = agencies.find(text)
    if len(answer.found) == 1:
        return answer.found[0], ""
    if answer.found:
        names = ", ".join(organization.name for organization in answer.found)
        return None, _("Several agencies are called “%(text)s” (%(names)s); write the full name.") % {"text": text, "names": names}
    if answer.nearest:
        return None, _("The agency “%(text)s” is not known. Do you mean “%(nearest)s”?") % {"text": text, "nearest": answer.nearest}
    return None, _("The agency “%(text)s” is not known; ask the administrator to add it.") % {"text": text}


class _TwinFinder:
    """Tells when two rows of one file mean the same person; the first one counts."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, ...], int] = {}
        self.namesakes: dict[tuple[str, ...], list[tuple[int, Person]]] = {}
        self.holders: dict[int, int] = {}

    def twin_of(self, row: ReadRow, agency: int) -> str:
        person = row.person
        keys = [(kind, value) for kind, value in (("handle", person.handle), ("id", person.personal_id), ("email", person.email)) if value]
        earlier = next((self.seen[key] for key in keys if key in self.seen), None) or self._namesake(row, agency)
        for key in keys:
            self.seen.setdefault(key, row.number)
        return _twin_sentence(earlier) if earlier else ""

    def holder(self, row: ReadRow, person: User) -> str:
        """The same question about rows that lead to one known person."""
        earlier = self.holders.setdefault(person.pk, row.number)
        return _twin_sentence(earlier) if earlier != row.number else ""

    def _namesake(self, row: ReadRow, agency: int) -> int | None:
        """A row with the same name, birth and agency."""
        alike = self.namesakes.setdefault((row.person.name_key, str(row.person.birth), str(agency)), [])
        found = next((number for number, other in alike if not _are_two(other, row.person)), None)
        alike.append((row.number, row.person))
        return found


def _are_two(one: Person, other: Person) -> bool:
    """Two numbers, or two accounts, are two people, whatever else is alike."""
    return bool((one.personal_id and other.personal_id) or (one.handle and other.handle))


def _twin_sentence(row: int) -> str:
    return _("This person is already in row %(row)s; delete one of the two rows.") % {"row": row}

"""A roster from a spreadsheet: looked at first («Kiểm tra trước»), then written («Ghi vào danh sách»)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.models import Trainee, TrainingClass
from lms.classes.rosters.agencies import AgencyIndex
from lms.classes.rosters.matching import KnownPeople
from lms.classes.rosters.reading import Person, ReadRow, read_rows
from lms.foundation import audit
from lms.foundation.spreadsheets import Limits, read_table
from lms.foundation.vietnamese import name_key
from lms.learning.actions import enrollments
from lms.people.actions import people
from lms.people.models import LegalCategory, Organization, User

from .sessions import refuse_final

LIMITS = Limits(bytes=5_000_000, rows=3_000)
NEW, KNOWN, ALREADY = "new", "known", "already"


@dataclass(frozen=True)
class RosterRow:
    """A row of the file and what writing it would do. `outcome` is empty for a refused row."""

    number: int
    values: Person
    errors: list[str]
    warnings: list[str]
    outcome: str
    agency: Organization | None = None
    person: User | None = None


@dataclass(frozen=True)
class RosterCheck:
    rows: list[RosterRow]
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind: rows, new, known, already, refused, warned."""
        outcomes = [row.outcome for row in self.rows]
        return {
            "rows": len(self.rows),
            NEW: outcomes.count(NEW),
            KNOWN: outcomes.count(KNOWN),
            ALREADY: outcomes.count(ALREADY),
            "refused": sum(1 for row in self.rows if row.errors),
            "warned": sum(1 for row in self.rows if row.warnings and not row.errors),
        }

    @property
    def to_write(self) -> list[RosterRow]:
        return [row for row in self.rows if row.outcome in (NEW, KNOWN)]


@dataclass(frozen=True)
class RosterResult:
    """What a commit has done: places added, and the check it was based on."""

    added: list[Trainee]
    check: RosterCheck


def check(*, training_class: TrainingClass, data: bytes, filename: str) -> RosterCheck:
    """What writing this file would do, row by row; nothing is written.

    Raises SpreadsheetError when the file is no table with a name and an agency column.
    """
    read = read_rows(read_table(data, filename, LIMITS).rows)
    today = timezone.localdate()
    agencies = AgencyIndex.on(today)
    known = KnownPeople.for_rows((row.person for row in read if not row.errors), today)
    places = dict(training_class.trainees.active().values_list("enrollment__person", "pk"))
    judge = partial(_judged, agencies=agencies, known=known, on_roster=set(places), twin=_TwinFinder().twin_of)
    rows = [judge(row) for row in read]
    return RosterCheck(rows, _notes(training_class, rows, len(places)))


def _judged(
    row: ReadRow, *, agencies: AgencyIndex, known: KnownPeople, on_roster: set[int], twin: Callable[[ReadRow, int], str]
) -> RosterRow:
    errors, warnings = list(row.errors), list(row.warnings)
    agency, complaint = _agency(agencies, row.person.agency)
    if complaint:
        errors.append(complaint)
    if errors or agency is None:
        return RosterRow(row.number, row.person, errors, warnings, "", agency)
    if duplicate := twin(row, agency.pk):
        return RosterRow(row.number, row.person, [duplicate], warnings, "", agency)
    match = known.match(row.person, agency)
    warnings += match.warnings
    if match.doubt:
        return RosterRow(row.number, row.person, [match.doubt], warnings, "", agency)
    if match.person is None:
        return RosterRow(row.number, row.person, [], warnings, NEW, agency)
    outcome = ALREADY if match.person.pk in on_roster else KNOWN
    return RosterRow(row.number, row.person, [], warnings, outcome, agency, match.person)


def _agency(agencies: AgencyIndex, text: str) -> tuple[Organization | None, str]:
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

    def twin_of(self, row: ReadRow, agency: int) -> str:
        keys = self._keys(row.person, agency)
        earlier = next((self.seen[key] for key in keys if key in self.seen), None)
        for key in keys:
            self.seen.setdefault(key, row.number)
        if earlier is None:
            return ""
        return _("This person is already in row %(row)s; delete one of the two rows.") % {"row": earlier}

    @staticmethod
    def _keys(person: Person, agency: int) -> list[tuple[str, ...]]:
        keys: list[tuple[str, ...]] = [("id", person.personal_id)] if person.personal_id else []
        keys += [("email", person.email)] if person.email else []
        if not person.personal_id:
            # Two numbers are two people, whatever else is alike.
            keys.append(("name", name_key(person.full_name), str(person.birth), str(agency)))
        return keys


def _notes(training_class: TrainingClass, rows: list[RosterRow], places_taken: int) -> list[str]:
    """What concerns the whole file."""
    if not rows:
        return [_("The file has a title row but no people below it.")]
    wanted = places_taken + sum(1 for row in rows if row.outcome in (NEW, KNOWN))
    if training_class.quota and wanted > training_class.quota:
        return [
            _("The class has %(quota)s places; with this list it would have %(wanted)s trainees.")
            % {"quota": training_class.quota, "wanted": wanted}
        ]
    return []


@transaction.atomic
def commit(*, training_class: TrainingClass, data: bytes, filename: str, by: User | None) -> RosterResult:
    """Puts the good rows on the roster. Writing the same file again adds nobody.

    Raises SpreadsheetError and ClassError class_final.
    """
    # Held to the end: two officers who press the button together write one after the other.
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    refuse_final(training_class)
    checked = check(training_class=training_class, data=data, filename=filename)
    added = [_admit(training_class, row, by) for row in checked.to_write]
    if added:
        audit.record(by, "roster.commit", training_class, after={"file": filename, "added": len(added), **checked.counts})
    return RosterResult(added, checked)


def _admit(training_class: TrainingClass, row: RosterRow, by: User | None) -> Trainee:
    assert row.agency is not None, "a row without an agency is never written"
    person = row.person or _register(row.values, by)
    _affiliate(person, row.agency, row.values, by)
    enrollment = enrollments.enroll(person=person, run=training_class.run, by=by, source="roster")
    trainee, _created = Trainee.objects.get_or_create(
        enrollment=enrollment,
        defaults={
            "training_class": training_class,
            "agency": row.agency,
            "position": row.values.position,
            "legal_category": row.values.legal_category,
        },
    )
    return trainee


def _register(values: Person, by: User | None) -> User:
    birth = values.birth
    person = people.register(
        full_name=values.full_name,
        email=values.email or None,
        birth_date=birth.as_date() if birth else None,
        birth_year=birth.year if birth else None,
        sex=values.sex,
        phone=values.phone,
        personal_id=values.personal_id or None,
        by=by,
    )
    if person.email:
        # A mail server that is down must not undo or hide a roster that has been written.
        transaction.on_commit(partial(people.invite, person=person, by=by), robust=True)
    return person


def _affiliate(person: User, agency: Organization, values: Person, by: User | None) -> None:
    """What the list leaves empty does not wipe out what is known."""
    known = person.affiliations.filter(organization=agency, valid_to__isnull=True).first()
    position = values.position or (known.position if known else "")
    category = values.legal_category
    if category == LegalCategory.OTHER and known:
        category = known.legal_category
    people.affiliate(person=person, organization=agency, legal_category=category, position=position, by=by)

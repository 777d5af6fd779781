"""Looking at a list: what writing it to a class would do, row by row. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.models import TrainingClass
from lms.foundation.spreadsheets import Limits, Sheet, read_table
from lms.people.models import Organization

from .agencies import AgencyIndex
from .judging import ALREADY, DOUBTFUL, KNOWN, NEW, REFUSED, AgencyGuard, Judge, RosterRow
from .matching import KnownPeople
from .reading import read_rows
from .values import AS_IT_STANDS, ReadOptions, ReadRow

LIMITS = Limits(bytes=10_000_000, rows=20_000)


@dataclass(frozen=True)
class RosterCheck:
    rows: list[RosterRow]
    notes: list[str] = field(default_factory=list)
    read: list[ReadRow] = field(default_factory=list)
    encoding: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind: rows, new, known, already, doubtful, refused, warned."""
        outcomes = [row.outcome for row in self.rows]
        return {
            "rows": len(self.rows),
            NEW: outcomes.count(NEW),
            KNOWN: outcomes.count(KNOWN),
            ALREADY: outcomes.count(ALREADY),
            DOUBTFUL: outcomes.count(DOUBTFUL),
            "refused": outcomes.count(REFUSED),
            "warned": sum(1 for row in self.rows if row.warnings and not row.errors),
        }

    @property
    def to_write(self) -> list[RosterRow]:
        return [row for row in self.rows if row.is_to_write]


def check(
    *,
    training_class: TrainingClass,
    data: bytes,
    filename: str,
    options: ReadOptions = AS_IT_STANDS,
    answers: Mapping[str, Any] | None = None,
    agency: Organization | None = None,
) -> RosterCheck:
    """What writing this file would do; `agency`: whose list it is.

    Raises SpreadsheetError when the file is no table with a name and an agency column.
    """
    sheet = read_table(data, filename, LIMITS)
    read = read_rows(sheet.rows, options)
    judge = judge_of(training_class, read, answers or {}, agency)
    rows = judge.judge_all(read)
    return RosterCheck(rows, [*_notes_of_sheet(sheet), *_notes(training_class, rows, len(judge.on_roster))], read, sheet.encoding)


def judge_of(
    training_class: TrainingClass,
    read: Sequence[ReadRow],
    answers: Mapping[str, Any],
    agency: Organization | None,
    *,
    without: Iterable[int] = (),
    agencies: AgencyIndex | None = None,
) -> Judge:
    """Knows the class and everybody whom these rows might mean, `without` these people."""
    today = timezone.localdate()
    known = KnownPeople.for_rows((row.person for row in read if not row.errors), today, without)
    on_roster = training_class.trainees.active().values_list("enrollment__person", flat=True)
    guard = AgencyGuard(agency) if agency else None
    return Judge(agencies or AgencyIndex.on(today), known, on_roster, answers, guard)


def _notes_of_sheet(sheet: Sheet) -> list[str]:
    return [_("The file holds macros; they were not run, only the cells were read.")] if sheet.has_macros else []


def _notes(training_class: TrainingClass, rows: list[RosterRow], places_taken: int) -> list[str]:
    """What concerns the whole file."""
    if not rows:
        return [_("The file has a title row but no people below it.")]
    wanted = places_taken + sum(1 for row in rows if row.is_to_write)
    if training_class.quota and wanted > training_class.quota:
        return [
            _("The class has %(quota)s places; with this list it would have %(wanted)s trainees.")
            % {"quota": training_class.quota, "wanted": wanted}
        ]
    return []

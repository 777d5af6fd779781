"""What an agency gets back through its link: its sheet to fill, its rows with what is wrong, its people. Nothing of others."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.classes import typed
from lms.classes.actions import imports
from lms.classes.invited import no_place
from lms.classes.models import AgencyInvitation, RosterImport, Trainee, WaitingPlace
from lms.classes.quotas import AgencyLines
from lms.classes.rosters.checking import LIMITS
from lms.classes.rosters.judging import ALREADY, DOUBTFUL, KNOWN, NEW, REFUSED
from lms.classes.rosters.reading import read_rows
from lms.classes.rosters.remarks import sheet_with_remarks
from lms.classes.rosters.report import WRITTEN, Row
from lms.classes.rosters.values import Person
from lms.foundation import files
from lms.foundation.spreadsheets import read_table, write_table
from lms.foundation.vietnamese import name_key

EMPTY_ROWS = 10
MOST_EMPTY_ROWS = 200


@dataclass(frozen=True)
class AgencyRow:
    """One row as the agency may see it: its own words and its own mistakes, never who else is known."""

    number: int
    name: str
    birth: str
    position: str
    verdict: str
    sentences: tuple[str, ...] = ()


def rows_for(roster_import: RosterImport) -> list[AgencyRow]:
    """What needs the agency comes first."""
    invitation = roster_import.invitation
    assert invitation is not None, "only lists of an invited agency"
    own = _own_names(invitation)
    is_written = roster_import.state == RosterImport.State.WRITTEN
    rows = [_row(row, own, is_written) for row in imports.rows_of(roster_import)]
    order = {"error": 0, "review": 1, "waits": 2}
    return sorted(rows, key=lambda row: (order.get(row.verdict, 3), row.number))


def _own_names(invitation: AgencyInvitation) -> set[str]:
    """Names of the agency's own people on the roster."""
    lines = AgencyLines([invitation.agency_id])
    found = Trainee.objects.active().filter(training_class=invitation.training_class_id)
    rows = found.values_list("agency", "enrollment__person__full_name")
    return {name_key(name) for agency, name in rows if lines.line_of(agency) is not None}


def _row(row: Row, own: set[str], is_written: bool) -> AgencyRow:
    verdict, sentences = _verdict(row, own, is_written)
    return AgencyRow(row["number"], row["name"], row["birth"], row["position"], verdict, tuple(sentences))


def _verdict(row: Row, own: set[str], is_written: bool) -> tuple[str, list[str]]:
    outcome = row["outcome"]
    if outcome == WRITTEN:
        return "entered", []
    if outcome == ALREADY and name_key(row["name"]) in own:
        return "there", []
    if outcome in (NEW, KNOWN) and not is_written:
        return "ok", []
    if outcome == REFUSED:
        return ("waits", [no_place()]) if no_place() in row["errors"] else ("error", row["errors"])
    # Doubtful, or on the roster for another agency: the sentence of the check may name other people and agencies.
    return "review", [review_sentence()]


def review_sentence() -> str:
    return _("The class officer looks at this row; you need not do anything.")


def remarks_of(roster_import: RosterImport) -> bytes:
    """The agency's own sheet with remarks; nothing in them comes from other agencies' records."""
    shown = {row.number: row for row in rows_for(roster_import)}
    rows = [_harmless(row, shown[row["number"]]) for row in imports.rows_of(roster_import)]
    return sheet_with_remarks(roster_import, rows)


def _harmless(row: Row, shown: AgencyRow) -> Row:
    if shown.verdict != "review":
        return {**row, "warnings": []}
    return {**row, "outcome": DOUBTFUL, "errors": list(shown.sentences), "warnings": [], "wrong": {}}


def counts_of(rows: list[AgencyRow]) -> dict[str, int]:
    verdicts = [row.verdict for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in ("ok", "entered", "there", "waits", "review", "error")}


def people_of(invitation: AgencyInvitation) -> list[Trainee]:
    """Who was put on the roster through this very invitation and is still there."""
    through_list = Trainee.objects.filter(import_entries__roster_import__invitation=invitation)
    through_change = Trainee.objects.filter(replaces__invitation=invitation)
    pks = {*through_list.values_list("pk", flat=True), *through_change.values_list("pk", flat=True)}
    found = Trainee.objects.active().filter(pk__in=pks, training_class=invitation.training_class_id)
    return list(found.by_name().select_related("enrollment__person", "agency"))


def waiting_of(invitation: AgencyInvitation) -> list[WaitingPlace]:
    """The agency's own people on the waiting list, the first one first."""
    lines = AgencyLines([invitation.agency_id])
    places = WaitingPlace.objects.filter(training_class=invitation.training_class_id, state=WaitingPlace.State.WAITING)
    return [place for place in places.select_related("person") if lines.line_of(place.agency_id) is not None]


def sheet_of(invitation: AgencyInvitation) -> bytes:
    """The sheet to fill in, with whom the agency sent the last time, as it wrote them.

    Personal identification numbers are never given back: a link may be passed on.
    """
    training_class = invitation.training_class
    sent = _as_written(invitation)
    empty = min(max((invitation.quota or 0) - len(sent), EMPTY_ROWS), MOST_EMPTY_ROWS)
    people = [*sent, *[Person()] * empty]
    with translation.override("vi"):
        title = _("List of trainees of %(agency)s for the class %(code)s – %(title)s") % {
            "agency": invitation.agency.name,
            "code": training_class.code,
            "title": training_class.title,
        }
        rows = [_sheet_row(number, person, invitation.agency.name) for number, person in enumerate(people, start=1)]
        return write_table(typed.COLUMNS, rows, title=title)


def _sheet_row(number: int, person: Person, agency: str) -> list[Any]:
    birth = person.birth
    return [
        number,
        person.full_name,
        (birth.as_date() or birth.year) if birth else "",
        typed.SEX_WORDS.get(person.sex, ""),  # type: ignore[call-overload]
        "",
        person.email,
        "0" + person.phone.removeprefix("+84") if person.phone.startswith("+84") else person.phone,
        agency,
        person.position,
        typed.CATEGORY_WORDS.get(person.legal_category, "") if person.full_name else "",  # type: ignore[call-overload]
    ]


def _as_written(invitation: AgencyInvitation) -> list[Person]:
    """People of the lists sent through this invitation who are still there or wait, in the words of the newest list."""
    still = {name_key(place.person.full_name) for place in waiting_of(invitation)}
    still |= {name_key(trainee.enrollment.person.full_name) for trainee in people_of(invitation)}
    found: dict[str, Person] = {}
    lists = RosterImport.objects.filter(invitation=invitation, state=RosterImport.State.WRITTEN).order_by("created_at", "pk")
    for one in lists.select_related("invitation__agency"):
        table = read_table(files.read(one.file_sha256), one.filename, LIMITS)
        for row in read_rows(table.rows, imports.options_of(one)):
            if row.person.name_key in still:
                found[row.person.name_key] = row.person
    return list(found.values())


def file_name(invitation: AgencyInvitation) -> str:
    return f"danh-sach-{invitation.training_class.code}-{timezone.localdate():%Y%m%d}.xlsx"

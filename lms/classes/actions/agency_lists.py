"""The list of an invited agency: looked at, then entered as far as its places go; the rest waits in the agency's order."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from lms.classes import agency_links, typed
from lms.classes.exceptions import ClassError
from lms.classes.invited import lists_until, no_place, waiting_in
from lms.classes.models import AgencyInvitation, RosterImport, TrainingClass
from lms.classes.quotas import Places
from lms.classes.rosters.checking import LIMITS, judge_of
from lms.classes.rosters.judging import NEW, REFUSED, RosterRow
from lms.classes.rosters.reading import read_rows
from lms.classes.rosters.report import Report, counts_of
from lms.classes.successors import agency_on
from lms.foundation import audit, files
from lms.foundation.spreadsheets import SpreadsheetError, read_table, write_csv
from lms.people.actions import people
from lms.people.actions.people import Post
from lms.people.models import User

from . import admissions, imports, waiting
from .waiting import Newcomer

State = RosterImport.State
PASTED, TYPED = "dan-tu-excel.tsv", "nhap-tay.csv"


@dataclass(frozen=True)
class Sent:
    """What sending a list has done: places given, people who wait, rows that could not be entered, people who were there."""

    admitted: int
    waiting: int
    refused: int
    already: int


def refuse_outside_window(invitation: AgencyInvitation) -> None:
    """Raises ClassError lists_not_yet, lists_over."""
    now, opens = timezone.now(), invitation.training_class.enrols_from
    if opens and now < opens:
        raise ClassError("lists_not_yet", when=f"{timezone.localtime(opens):%H:%M %d/%m/%Y}")
    until = lists_until(invitation)
    if until <= now:
        organizer = invitation.training_class.organizer.name
        raise ClassError("lists_over", when=f"{timezone.localtime(until):%H:%M %d/%m/%Y}", organizer=organizer)


def receive(*, invitation: AgencyInvitation, data: bytes, filename: str) -> RosterImport:
    """«Kiểm tra trước»: the list is kept and looked at, nobody is entered.

    Raises SpreadsheetError and ClassError: those of a link that has ended, lists_not_yet, lists_over.
    """
    agency_links.refuse_ended(invitation, timezone.now())
    refuse_outside_window(invitation)
    return imports.receive(
        training_class=invitation.training_class,
        data=data,
        filename=filename,
        source=RosterImport.Source.AGENCY,
        by=None,
        invitation=_of_today(invitation),
    )


def _of_today(invitation: AgencyInvitation) -> AgencyInvitation:
    """The invitation in the name of the agency's successor, where it was merged in the middle of the class; never saved."""
    today = copy(invitation)
    today.agency = agency_on(invitation.agency, timezone.localdate())
    return today


def receive_pasted(*, invitation: AgencyInvitation, text: str) -> RosterImport:
    """Cells copied out of a spreadsheet; without a title row they are taken in the order of the sheet that is offered."""
    try:
        return receive(invitation=invitation, data=text.encode(), filename=PASTED)
    except SpreadsheetError:
        titled = "\t".join(typed.COLUMNS) + "\n" + text
        return receive(invitation=invitation, data=titled.encode(), filename=PASTED)


def receive_typed(*, invitation: AgencyInvitation, person: Mapping[str, str]) -> RosterImport:
    """One person from the form of the page; keys are those of `OnePersonForm`."""
    return receive(invitation=invitation, data=write_csv(typed.table_of(person, invitation.agency.name)), filename=TYPED)


@transaction.atomic
def send(*, roster_import: RosterImport) -> Sent:
    """Enters a checked list of an agency: the first ones get the places that are left, the others wait. Twice, once.

    Raises ClassError: those of a link that has ended, lists_not_yet, lists_over, list_empty, list_too_old.
    """
    assert roster_import.invitation_id is not None, "only lists of an invited agency"
    training_class = TrainingClass.objects.select_for_update(of=("self",)).select_related("run", "organizer").get(
        pk=roster_import.training_class_id
    )  # fmt: skip
    current = RosterImport.objects.select_for_update(of=("self",)).select_related("invitation__agency").get(pk=roster_import.pk)
    invitation = current.invitation
    assert invitation is not None
    invitation.training_class = training_class
    agency_links.refuse_ended(invitation, timezone.now())
    if current.state == State.WRITTEN:
        return _sent(current)
    refuse_outside_window(invitation)
    if current.state != State.CHECKED:
        raise ClassError("list_too_old")
    judged = _judged(training_class, current, invitation)
    rows = [row for row in judged if row.is_to_write]
    if not rows and not any(row.outcome == "already" for row in judged):
        raise ClassError("list_empty")
    first, rest = _divide(training_class, rows)
    admitted = admissions.admit_many(training_class=training_class, rows=first, by=None)
    admissions.keep_entries(roster_import=current, admissions=admitted)
    _let_wait(training_class, rest)
    _note(current, invitation, judged, first, rest)
    return _sent(current)


def _judged(training_class: TrainingClass, current: RosterImport, invitation: AgencyInvitation) -> list[RosterRow]:
    """Once more, for the world may have changed since it was looked at."""
    table = read_table(files.read(current.file_sha256), current.filename, LIMITS)
    read = read_rows(table.rows, imports.options_of(current))
    return judge_of(training_class, read, current.decisions, _of_today(invitation).agency).judge_all(read)


def _divide(training_class: TrainingClass, rows: Sequence[RosterRow]) -> tuple[list[RosterRow], list[RosterRow]]:
    """Who gets a place and who waits, by the order of the list. Places that those who wait can have are kept for them."""
    places = Places(training_class)
    queue = waiting.queue_of(training_class)
    for place in queue:
        if places.room(place.agency_id).fits(1):
            places.take(place.agency_id)
    queued = {place.person_id for place in queue}
    first: list[RosterRow] = []
    rest: list[RosterRow] = []
    for row in rows:
        assert row.agency is not None, "a row without an agency is never written"
        is_waiting = row.person is not None and row.person.pk in queued
        if is_waiting or not places.room(row.agency.pk).fits(1):
            rest.append(row)
        else:
            places.take(row.agency.pk)
            first.append(row)
    return first, rest


def _let_wait(training_class: TrainingClass, rows: Sequence[RosterRow]) -> None:
    new = iter(people.register_many(people=[admissions.new_person(row.values) for row in rows if row.outcome == NEW], by=None))
    persons: list[User] = [row.person or next(new) for row in rows]
    posts = [
        Post(one, row.agency, row.values.legal_category, row.values.position) for one, row in zip(persons, rows, strict=True) if row.agency
    ]
    people.affiliate_many(posts=posts, by=None)
    newcomers = [Newcomer(post.person, post.organization, post.position, post.legal_category) for post in posts]
    waiting.join(training_class=training_class, newcomers=newcomers, by=None)


def _note(
    current: RosterImport, invitation: AgencyInvitation, judged: Sequence[RosterRow], first: Sequence[RosterRow], rest: Sequence[RosterRow]
) -> None:
    """The list as written, and that the agency has answered."""
    now = timezone.now()
    left = {str(row.number): row.errors[0] for row in judged if row.outcome == REFUSED}
    left |= {str(row.number): no_place() for row in rest}
    report = Report.load(current.report_sha256)
    current.state, current.written_at, current.beat_at = State.WRITTEN, now, now
    current.done = current.total = len(first)
    standing = replace(imports.standing_of(current), left=left)
    # The letters to new people leave with the next sweep, which looks for `mails_due`.
    current.counts = {**counts_of(report.now(standing)), "left": left, "mails_due": True}
    current.save()
    AgencyInvitation.objects.filter(pk=invitation.pk).update(submitted_at=now, declined_at=None)
    audit.record(None, "invitation.send_list", invitation, after={"file": current.filename, "admitted": len(first), "waiting": len(rest)})


def _sent(current: RosterImport) -> Sent:
    counts = current.counts
    waits = waiting_in(counts)
    return Sent(
        admitted=counts.get("written", 0),
        waiting=waits,
        refused=counts.get("refused", 0) - waits + counts.get("doubtful", 0),
        already=counts.get("already", 0),
    )

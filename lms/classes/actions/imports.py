"""A list on its way to the roster: received and checked, questions answered, written in the background, taken back.

The row of RosterImport is the work. `imports_writing` writes it, `imports_undo` takes it back.
"""

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from lms.classes.exceptions import ClassError
from lms.classes.models import AgencyInvitation, RosterImport, TrainingClass
from lms.classes.rosters.checking import RosterCheck, check
from lms.classes.rosters.report import Report, Row, Standing, counts_of
from lms.classes.rosters.values import ReadOptions
from lms.foundation import audit, files
from lms.people.models import User

from .imports_undo import undo
from .sessions import refuse_final

__all__ = ["answer", "begin", "read_again", "receive", "rows_of", "undo"]

log = logging.getLogger(__name__)
State = RosterImport.State
# Among the answers by row number: how the whole file is to be read.
OPTIONS = "file"


def receive(
    *,
    training_class: TrainingClass,
    data: bytes,
    filename: str,
    source: str,
    by: User | None,
    invitation: AgencyInvitation | None = None,
) -> RosterImport:
    """Checks a list and keeps the file with what was found; nothing is on the roster yet. `by` is None for an agency's link.

    Raises SpreadsheetError for a file that cannot be used, ClassError class_final; then nothing is kept.
    """
    refuse_final(training_class)
    agency = invitation.agency if invitation else None
    options = ReadOptions(agency=agency.name if agency else "")
    checked = check(training_class=training_class, data=data, filename=filename, options=options, agency=agency)
    received = RosterImport.objects.create(
        training_class=training_class,
        invitation=invitation,
        source=source,
        state=State.CHECKED,
        filename=filename[-200:],
        file_sha256=files.store(data).sha256,
        by=by,
        **_findings(checked),
    )
    audit.record(by, "roster.receive", received, after={"file": received.filename, **received.counts})
    return received


def _findings(checked: RosterCheck) -> dict[str, Any]:
    report = Report.of(checked.rows, checked.read, encoding=checked.encoding)
    return {
        "report_sha256": report.store(),
        "counts": counts_of(report.rows),
        "notes": checked.notes,
        "total": len(checked.to_write),
    }


def options_of(roster_import: RosterImport) -> ReadOptions:
    """How this list is read: whose it is, and what was said about its encoding and its numbers."""
    said = roster_import.decisions.get(OPTIONS, {})
    agency = roster_import.invitation.agency.name if roster_import.invitation else ""
    return ReadOptions(keep_encoding=said.get("keep_encoding", False), pad_ids=said.get("pad_ids", False), agency=agency)


def standing_of(roster_import: RosterImport) -> Standing:
    """What has been said and done about its rows since it was checked."""
    written = roster_import.entries.values_list("row", flat=True) if roster_import.state != State.UNDONE else ()
    return Standing(roster_import.decisions, set(written), roster_import.counts.get("left", {}))


def rows_of(roster_import: RosterImport) -> list[Row]:
    """The rows as they stand, in the order of the file; see `rosters.report` for their keys."""
    return Report.load(roster_import.report_sha256).now(standing_of(roster_import))


@transaction.atomic
def answer(*, roster_import: RosterImport, row: int, choice: str, by: User | None) -> RosterImport:
    """An answer about a doubtful row: the handle of the person meant, "new" or "later".

    Raises ClassError import_busy, import_row_not_doubtful.
    """
    current = _held(roster_import)
    if current.state not in (State.CHECKED, State.WRITTEN):
        raise ClassError("import_busy", state=current.get_state_display())
    report = Report.load(current.report_sha256)
    asked = next((one for one in report.rows if one["number"] == row and one["candidates"]), None)
    if asked is None or current.entries.filter(row=row).exists() or not _is_possible(asked, choice):
        raise ClassError("import_row_not_doubtful", row=row)
    said = {"new": {"new": True}, "later": {"skip": True}}.get(choice, {"person": choice})
    current.decisions = {**current.decisions, str(row): said}
    _count_again(current, report)
    current.save(update_fields=["decisions", "counts"])
    audit.record(by, "roster.answer", current, after={"row": row, **said})
    return current


def _is_possible(row: Row, choice: str) -> bool:
    return choice == "later" or (choice == "new" and row["may_be_new"]) or choice in [one["handle"] for one in row["candidates"]]


def _count_again(current: RosterImport, report: Report) -> None:
    kept = {key: current.counts[key] for key in ("left", "mails_due", "tries") if key in current.counts}
    current.counts = {**counts_of(report.now(standing_of(current))), **kept}


@transaction.atomic
def read_again(*, roster_import: RosterImport, by: User | None, **said: bool) -> RosterImport:
    """The same file read with `keep_encoding=` or `pad_ids=`; answers already given stay.

    Raises ClassError import_busy.
    """
    current = _held(roster_import)
    if current.state != State.CHECKED:
        raise ClassError("import_busy", state=current.get_state_display())
    current.decisions = {**current.decisions, OPTIONS: {**current.decisions.get(OPTIONS, {}), **said}}
    agency = current.invitation.agency if current.invitation else None
    checked = check(
        training_class=current.training_class,
        data=files.read(current.file_sha256),
        filename=current.filename,
        options=options_of(current),
        answers=current.decisions,
        agency=agency,
    )
    for name, value in _findings(checked).items():
        setattr(current, name, value)
    current.save()
    audit.record(by, "roster.read_again", current, after=dict(said))
    return current


@transaction.atomic
def begin(*, roster_import: RosterImport, by: User | None) -> RosterImport:
    """From now on the good rows are written in the background; pressed twice, they are written once.

    A list with answers given after it was written goes on with those rows. Raises ClassError class_final, import_undone.
    """
    current = _held(roster_import)
    refuse_final(current.training_class)
    if current.state == State.UNDONE:
        raise ClassError("import_undone")
    if current.state == State.WRITING:
        return current
    waiting = sum(1 for row in rows_of(current) if row["outcome"] in ("new", "known"))
    if current.state == State.WRITTEN and not waiting:
        return current
    current.state, current.error, current.beat_at = State.WRITING, "", timezone.now()
    current.done, current.total = 0, waiting
    current.by = current.by or by
    current.save()
    audit.record(by, "roster.begin", current, after={"rows": waiting})
    transaction.on_commit(partial(_ring, current.pk))
    return current


def _ring(pk: int) -> None:
    """A ring that gets lost loses nothing: the sweep finds the row."""
    from lms.classes.tasks import write_import

    try:
        write_import.delay(pk)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the list.", error)


def _held(roster_import: RosterImport) -> RosterImport:
    return (
        RosterImport.objects.select_for_update(of=("self",)).select_related("invitation__agency", "training_class").get(pk=roster_import.pk)
    )

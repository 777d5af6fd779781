"""Writing a list in batches. Each batch is one transaction together with the note of what it changed: a worker may die anywhere."""

import logging
import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.exceptions import ClassError
from lms.classes.models import RosterImport, TrainingClass
from lms.classes.rosters.agencies import AgencyIndex
from lms.classes.rosters.checking import LIMITS, judge_of
from lms.classes.rosters.judging import DOUBTFUL, REFUSED, RosterRow
from lms.classes.rosters.reading import read_rows
from lms.classes.rosters.report import Report, counts_of
from lms.classes.rosters.values import ReadRow
from lms.foundation import audit, files
from lms.foundation.spreadsheets import read_table
from lms.people.exceptions import PeopleError

from . import admissions, roster_mails
from .imports import options_of, standing_of
from .sessions import refuse_final

log = logging.getLogger(__name__)
State = RosterImport.State
# SQLite has one writer: a batch holds it for a part of a second, then whoever checks in gets a turn.
BATCH = 250
BREATH = 0.1
STALE = timedelta(seconds=30)
TRIES = 5


class Writer:
    """One list with its file read and the agencies known, so that a batch costs only its own rows."""

    def __init__(self, roster_import: RosterImport) -> None:
        self.pk = roster_import.pk
        self.report = Report.load(roster_import.report_sha256)
        rows = read_table(files.read(roster_import.file_sha256), roster_import.filename, LIMITS).rows
        self.read = {row.number: row for row in read_rows(rows, options_of(roster_import))}
        self.agencies = AgencyIndex.on(timezone.localdate())

    def write_batch(self) -> bool:
        """Writes the next rows; False when the list is written, failed, or no longer to be written."""
        with transaction.atomic():
            current = self._hold()
            if current is None:
                return False
            waiting = [row["number"] for row in self.report.now(standing_of(current)) if row["outcome"] in ("new", "known")]
            if not waiting:
                self._finish(current)
                return False
            self._write(current, [self.read[number] for number in waiting[:BATCH]])
            return True

    def _hold(self) -> RosterImport | None:
        """Holds every list that is being written, so that no two batches make the same new person."""
        list(RosterImport.objects.select_for_update().filter(state=State.WRITING).order_by("pk").values_list("pk"))
        current = RosterImport.objects.select_related("invitation__agency", "by").get(pk=self.pk)
        if current.state != State.WRITING:
            return None
        current.training_class = TrainingClass.objects.select_for_update().get(pk=current.training_class_id)
        try:
            refuse_final(current.training_class)
        except ClassError as error:
            fail(current, str(error))
            return None
        return current

    def _write(self, current: RosterImport, read: list[ReadRow]) -> None:
        """Judges each row once more, for the world may have changed since it was looked at."""
        agency = current.invitation.agency if current.invitation else None
        made_here = current.entries.filter(made_person=True).values_list("person", flat=True)
        judge = judge_of(current.training_class, read, current.decisions, agency, without=made_here, agencies=self.agencies)
        judged = judge.judge_all(read)
        admitted = admissions.admit_many(
            training_class=current.training_class, rows=[row for row in judged if row.is_to_write], by=current.by
        )
        admissions.keep_entries(roster_import=current, admissions=admitted)
        left = {str(row.number): _why_left(row) for row in judged if not row.is_to_write}
        current.counts = {**current.counts, "left": {**current.counts.get("left", {}), **left}, "tries": 0}
        current.done += len(read)
        current.beat_at = timezone.now()
        current.save(update_fields=["counts", "done", "beat_at"])

    def _finish(self, current: RosterImport) -> None:
        counts = counts_of(self.report.now(standing_of(current)))
        left = current.counts.get("left", {})
        current.counts = {**counts, "left": left, "mails_due": True}
        current.state, current.written_at, current.beat_at = State.WRITTEN, timezone.now(), timezone.now()
        current.save()
        audit.record(current.by, "roster.commit", current.training_class, after={"file": current.filename, "added": counts["written"]})


def _why_left(row: RosterRow) -> str:
    if row.outcome in (DOUBTFUL, REFUSED):
        return row.errors[0]
    return _("This person has come to the roster by another list in the meantime.")


def fail(current: RosterImport, sentence: str) -> None:
    RosterImport.objects.filter(pk=current.pk, state=State.WRITING).update(state=State.FAILED, error=sentence[:500])


def write(*, roster_import: RosterImport) -> None:
    """Writes a begun list to its end and sends the invitations. May run twice at once, and again after it was killed."""
    roster_import.refresh_from_db()
    if roster_import.state == State.WRITING:
        write_rows(roster_import)
    roster_import.refresh_from_db()
    if roster_import.state == State.WRITTEN and roster_import.counts.get("mails_due"):
        roster_mails.send(roster_import=roster_import)


def write_rows(roster_import: RosterImport) -> None:
    """Every batch that is left, with a breath between two."""
    writer = Writer(roster_import)
    while _written_batch(writer):
        time.sleep(BREATH)


def _written_batch(writer: Writer) -> bool:
    """Somebody may register the same person by hand at the same moment: the batch is judged anew, then."""
    try:
        return writer.write_batch()
    except (IntegrityError, PeopleError) as error:
        log.warning("A batch of the list %s met a person made at the same moment (%s); it is judged anew.", writer.pk, error)
        return writer.write_batch()


def abandoned() -> list[RosterImport]:
    """Lists that nobody writes any more, or whose letters did not leave."""
    before = timezone.now() - STALE
    writing = Q(state=State.WRITING, beat_at__lt=before)
    letters = Q(state=State.WRITTEN, counts__mails_due=True, written_at__lt=before)
    return list(RosterImport.objects.filter(writing | letters).order_by("pk"))


def take_up(*, roster_import: RosterImport) -> bool:
    """Goes on with an abandoned list; one that was taken up too often is given up with a sentence."""
    tries = roster_import.counts.get("tries", 0) + 1
    if roster_import.state == State.WRITING and tries > TRIES:
        fail(
            roster_import,
            _("Writing stopped several times. What was written stays; press “Write to the roster” to go on, or take it back."),
        )
        return False
    RosterImport.objects.filter(pk=roster_import.pk).update(counts={**roster_import.counts, "tries": tries}, beat_at=timezone.now())
    roster_import.refresh_from_db()
    write(roster_import=roster_import)
    return True

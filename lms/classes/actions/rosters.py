"""A roster from a spreadsheet in one go, for the command: looked at («Kiểm tra trước»), then written («Ghi vào danh sách»).

The pages write in the background: see `imports`. Both keep a RosterImport, so that either can be taken back.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.classes.models import RosterImport, Trainee, TrainingClass
from lms.classes.rosters.checking import LIMITS, RosterCheck, check
from lms.classes.rosters.judging import RosterRow
from lms.classes.rosters.report import Report
from lms.foundation import audit, files
from lms.people.models import User

from . import admissions, roster_mails
from .sessions import refuse_final

__all__ = ["LIMITS", "RosterCheck", "RosterResult", "RosterRow", "check", "commit"]


@dataclass(frozen=True)
class RosterResult:
    """What a commit has done: places added, and the check it was based on."""

    added: list[Trainee]
    check: RosterCheck


@transaction.atomic
def commit(*, training_class: TrainingClass, data: bytes, filename: str, by: User | None) -> RosterResult:
    """Puts the good rows on the roster. Writing the same file again adds nobody.

    Raises SpreadsheetError and ClassError class_final.
    """
    # Held to the end: two officers who press the button together write one after the other.
    training_class = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    refuse_final(training_class)
    checked = check(training_class=training_class, data=data, filename=filename)
    admitted = admissions.admit_many(training_class=training_class, rows=checked.to_write, by=by)
    if admitted:
        kept = _keep(training_class, data, filename, checked, by)
        admissions.keep_entries(roster_import=kept, admissions=admitted)
        audit.record(by, "roster.commit", training_class, after={"file": filename, "added": len(admitted), **checked.counts})
        # A mail server that is down must not undo or hide a roster that has been written.
        transaction.on_commit(lambda: roster_mails.send(roster_import=kept), robust=True)
    return RosterResult([one.trainee for one in admitted], checked)


def _keep(training_class: TrainingClass, data: bytes, filename: str, checked: RosterCheck, by: User | None) -> RosterImport:
    now = timezone.now()
    return RosterImport.objects.create(
        training_class=training_class,
        source=RosterImport.Source.COMMAND,
        state=RosterImport.State.WRITTEN,
        filename=filename[-200:],
        file_sha256=files.store(data).sha256,
        report_sha256=Report.of(checked.rows, checked.read, encoding=checked.encoding).store(),
        counts={**checked.counts, "mails_due": True},
        notes=checked.notes,
        done=len(checked.to_write),
        total=len(checked.to_write),
        by=by,
        created_at=now,
        written_at=now,
    )

"""Issuing and preparing for a large class in the background. The people's rows are the work; a worker may die anywhere."""

import logging
import time
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates import doorbell
from certificates.actions import certificates, preparing
from certificates.actions.reports import CHUNK, IssueReport
from certificates.exceptions import CertificateError
from certificates.models import Certificate, DocumentClass, IssueBatch
from certificates.rules import CLOSED, Grounds, grounds_for, grounds_to_prepare
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.people.models import User

log = logging.getLogger(__name__)
State = IssueBatch.State
Task = IssueBatch.Task
# SQLite has one writer: between two portions somebody else gets a turn.
BREATH = 0.05
STALE = timedelta(seconds=60)
CLASSES_AT_ONCE = 20


def begin(*, training_class: TrainingClass, document_class: DocumentClass, task: str, by: User) -> IssueBatch:
    """From now on the worker issues or prepares for everybody; while one is under way, that one. Raises NotEligible."""
    _grounds(training_class, document_class, task)
    try:
        with transaction.atomic():
            batch = _new(training_class, document_class, task, by)
    except IntegrityError:
        if under_way := of_class(training_class):
            return under_way  # a second press, or another officer a moment ago
        raise
    return batch


def _new(training_class: TrainingClass, document_class: DocumentClass, task: str, by: User) -> IssueBatch:
    total = training_class.trainees.active().count()
    batch = IssueBatch.objects.create(training_class=training_class, document_class=document_class, task=task, total=total, by=by)
    audit.record(by, "issue_batch.begin", batch, after={"class": training_class.code, "task": task, "people": total})
    transaction.on_commit(partial(doorbell.ring_batch, batch.pk))
    return batch


def _grounds(training_class: TrainingClass, document_class: DocumentClass, task: str) -> Grounds:
    return (grounds_for if task == Task.ISSUE else grounds_to_prepare)(training_class, document_class)


def of_class(training_class: TrainingClass) -> IssueBatch | None:
    """The one under way."""
    return IssueBatch.objects.under_way().filter(training_class=training_class).first()


def write(*, batch: IssueBatch) -> None:
    """Works on a batch to its end. Nothing happens to one that is done, or that somebody else is working on."""
    if not _is_free(batch) or not _claim(batch):
        return
    # Sentences are kept with the batch, for whoever looks at it.
    with translation.override("vi"):
        try:
            run = Run(batch)
            while run.step():
                time.sleep(BREATH)
        except CertificateError as error:
            fail(batch, str(error))
        except (OSError, OperationalError):
            raise  # the disk or the database: the sweep goes on when they answer again
        except Exception:
            log.exception("The batch %s stopped.", batch.pk)
            fail(batch, _("An error stopped the work. What was issued stays; press again to go on, and tell the administrator."))


def _is_free(batch: IssueBatch) -> bool:
    return batch.state == State.QUEUED or (batch.state == State.RUNNING and _is_stale(batch.heartbeat_at))


def _is_stale(heartbeat_at: datetime | None) -> bool:
    return heartbeat_at is None or heartbeat_at < timezone.now() - STALE


def _claim(batch: IssueBatch) -> bool:
    """Only one of several takes it: the heartbeat that was read must still be the one that stands there."""
    now = timezone.now()
    free = IssueBatch.objects.under_way().filter(pk=batch.pk, heartbeat_at=batch.heartbeat_at)
    batch.heartbeat_at = now
    return bool(free.update(state=State.RUNNING, heartbeat_at=now))


class Run:
    """One worker's turn at a batch. People who were done before somebody died are found as such, and counted once."""

    def __init__(self, batch: IssueBatch) -> None:
        self.pk, self.task, self.by, self.mark = batch.pk, batch.task, batch.by, batch.heartbeat_at
        training_class = TrainingClass.objects.select_related("issuer__parent", "programme").get(pk=batch.training_class_id)
        self.grounds = _grounds(training_class, batch.document_class, batch.task)
        people = training_class.trainees.active() if self.task == Task.ISSUE else training_class.trainees.all()
        self.waiting = list(people.by_name().values_list("pk", flat=True))
        self.done_before = batch.issued
        IssueBatch.objects.filter(pk=batch.pk).update(already=0, refused=[], total=len(self.waiting))

    def step(self) -> bool:
        """The next people; False when all are done, or when somebody else has taken over."""
        with transaction.atomic():
            current = IssueBatch.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if current.state != State.RUNNING or current.heartbeat_at != self.mark:
                return False
            if not self.waiting:
                self._finish(current)
                return False
            self._count(current, self._write(self.waiting[:CHUNK]))
        del self.waiting[:CHUNK]
        return True

    def _write(self, trainees: list[int]) -> IssueReport:
        chunk = certificates.issue_chunk if self.task == Task.ISSUE else preparing.prepare_chunk
        return chunk(grounds=self.grounds, trainees=trainees, by=self.by)

    def _count(self, current: IssueBatch, report: IssueReport) -> None:
        found_again = min(self.done_before, len(report.already))
        self.done_before -= found_again
        current.issued += len(report.issued)
        current.already += len(report.already) - found_again
        current.refused = [*current.refused, *(refusal.as_plain() for refusal in report.refused)]
        current.heartbeat_at = self.mark = timezone.now()
        current.save(update_fields=["issued", "already", "refused", "heartbeat_at"])

    def _finish(self, current: IssueBatch) -> None:
        current.state, current.finished_at = State.DONE, timezone.now()
        current.save(update_fields=["state", "finished_at"])
        counts = {"issued": current.issued, "already": current.already, "refused": len(current.refused)}
        audit.record(current.by, "issue_batch.finish", current, after=counts)


def fail(batch: IssueBatch, sentence: str) -> None:
    """Stopped for good; what was written stays. Pressing the button again goes on."""
    IssueBatch.objects.under_way().filter(pk=batch.pk).update(state=State.FAILED, problem=sentence[:500], finished_at=timezone.now())


def abandoned() -> list[IssueBatch]:
    """Those that nobody works on: the ring was lost, or the worker died."""
    before = timezone.now() - STALE
    never_begun = Q(state=State.QUEUED, asked_at__lt=before)
    return list(IssueBatch.objects.filter(never_begun | Q(state=State.RUNNING, heartbeat_at__lt=before)).order_by("pk"))


def take_up(*, batch: IssueBatch) -> bool:
    """Goes on with an abandoned one."""
    log.warning("Nobody works on the batch %s any more; it is taken up again.", batch.pk)
    write(batch=batch)
    return True


def finalise_closed() -> int:
    """Makes final what was prepared for classes that have been closed; what cannot be says why at its row, once."""
    return sum(_finalise(training_class) for training_class in _closed_with_prepared()[:CLASSES_AT_ONCE])


def _closed_with_prepared() -> list[TrainingClass]:
    prepared = Certificate.objects.filter(
        enrollment__trainee__training_class=OuterRef("pk"), state=Certificate.State.PREPARED, file_problem=""
    )
    working = IssueBatch.objects.under_way().filter(training_class=OuterRef("pk"))
    closed = TrainingClass.objects.filter(Exists(prepared), ~Exists(working), state__in=CLOSED)
    return list(closed.select_related("issuer__parent", "programme").order_by("closed_at", "pk"))


def _finalise(training_class: TrainingClass) -> int:
    with translation.override("vi"):
        try:
            return len(preparing.finalise(training_class=training_class, by=None).issued)
        except CertificateError as error:
            waiting = Certificate.objects.of_class(training_class).filter(state=Certificate.State.PREPARED, file_problem="")
            Certificate.objects.filter(pk__in=waiting.values("pk")).update(file_problem=str(error)[:300])
            return 0

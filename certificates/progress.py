"""How far the work on a class is: the batch in the background, and the files. Reading only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from certificates.models import Certificate, IssueBatch
from lms.classes.models import TrainingClass

# So long its result is of interest.
NEWS = timedelta(days=1)
EXPECTED = ("conditions_unmet", "not_in_decision", "left_class")


@dataclass(frozen=True)
class FilesProgress:
    """How far the files of what was issued are. `failed` ones are tried again; `unsigned` wait for the officer who signs."""

    made: int
    issued: int
    failed: int
    unsigned: int
    problem: str

    @property
    def is_under_way(self) -> bool:
        return self.made + self.failed < self.issued


def files_progress(training_class: TrainingClass) -> FilesProgress:
    final = Certificate.objects.standing().exclude(state=Certificate.State.PREPARED).of_class(training_class)
    missing = Q(file_sha256="")
    waits = Q(state=Certificate.State.AWAITING_SIGNATURE)
    counted = final.aggregate(
        all=Count("pk"),
        missing=Count("pk", filter=missing),
        failed=Count("pk", filter=missing & ~Q(file_problem="")),
        unsigned=Count("pk", filter=waits & ~missing),
        problem=Min("file_problem", filter=missing & ~Q(file_problem="")),
    )
    made = counted["all"] - counted["missing"]
    return FilesProgress(made, counted["all"], counted["failed"], counted["unsigned"], counted["problem"] or "")


@dataclass(frozen=True)
class BatchProgress:
    """The last press of the button for a large class."""

    batch: IssueBatch

    @property
    def is_under_way(self) -> bool:
        return self.batch.state in (IssueBatch.State.QUEUED, IssueBatch.State.RUNNING)

    @property
    def is_preparing(self) -> bool:
        return self.batch.task == IssueBatch.Task.PREPARE

    @property
    def done(self) -> int:
        return min(self.batch.total, self.batch.issued + self.batch.already + len(self.batch.refused))

    @property
    def surprises(self) -> list[dict[str, Any]]:
        """Refused for another reason than their results, which the list of the class explains already."""
        return [refusal for refusal in self.batch.refused if refusal["code"] not in EXPECTED]

    @property
    def without(self) -> int:
        return len(self.batch.refused)


def batch_progress(training_class: TrainingClass) -> BatchProgress | None:
    """Of the last batch, while it is under way and for a day afterwards."""
    batch = IssueBatch.objects.filter(training_class=training_class).select_related("by").order_by("-pk").first()
    if batch is None or (batch.finished_at and batch.finished_at < timezone.now() - NEWS):
        return None
    return BatchProgress(batch)

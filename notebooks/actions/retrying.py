"""A learner has a grading that did not succeed tried once more."""

from django.db import transaction

from lms.people.models import User
from notebooks.actions import grading
from notebooks.exceptions import LabError
from notebooks.models import GradingRun, Submission


def can_retry(submission: Submission, run: GradingRun | None) -> bool:
    """Whether the newest run failed, and no earlier one did: the machine's fault is tried twice, then a person looks."""
    failed = GradingRun.State.FAILED
    return bool(run and run.state == failed) and submission.grading_runs.filter(state=failed).count() == 1


@transaction.atomic
def retry(*, submission: Submission, by: User) -> GradingRun:
    """Queues the failed grading again. Raises LabError: not_failed, retry_used."""
    Submission.objects.select_for_update().get(pk=submission.pk)
    newest = submission.grading_runs.first()
    if newest is None or newest.state != GradingRun.State.FAILED:
        raise LabError("not_failed")
    if not can_retry(submission, newest):
        raise LabError("retry_used")
    return grading.regrade(submission=submission, by=by)

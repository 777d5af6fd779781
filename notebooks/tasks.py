"""What a worker does when the doorbell rings. The rows are the work; every task may run twice."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from notebooks import queue
from notebooks.models import GradingRun, LabVersion

log = logging.getLogger(__name__)


@shared_task
def grade_waiting() -> int:
    """Grades until nothing waits; returns how many."""
    from notebooks import sandbox
    from notebooks.actions import running
    from notebooks.exceptions import SandboxUnavailable

    if not GradingRun.objects.waiting().exists():
        sandbox.rest()
        return 0
    graded = 0
    try:
        sandbox.keep_warm()
    except SandboxUnavailable as error:
        log.error("Labs stand still: %s", error)
        # The pages of those who wait say so.
        GradingRun.objects.waiting().update(error_code=error.code)
        return graded
    while (run := queue.claim_next()) is not None:
        try:
            running.grade_claimed(run=run)
            graded += 1
        except SandboxUnavailable as error:
            log.error("Labs stand still: %s", error)
            return graded
        except Exception:
            # A fault of ours with one run must not keep the others waiting: its lease ends, it is tried again, thrice in all.
            log.exception("Run %s could not be graded.", run.pk)
    return graded


@shared_task
def check_version(version_pk: int) -> None:
    """Takes a lab version through the release gate."""
    from notebooks.actions import gate
    from notebooks.exceptions import SandboxUnavailable

    try:
        # A task speaks to people later, through the row: in the site's language.
        with translation.override(settings.LANGUAGE_CODE):
            gate.check(version_pk=version_pk)
    except SandboxUnavailable as error:
        log.error("Labs stand still: %s", error)


@shared_task
def sweep_runs() -> None:
    """Frees what a dead worker held and goes on with what waits, rung for or not."""
    now = timezone.now()
    queue.sweep(now)
    grade_waiting()
    for pk in LabVersion.objects.filter(state=LabVersion.State.CHECKING).exclude(lease_until__gt=now).values_list("pk", flat=True):
        check_version(pk)

"""What a worker does when the doorbell rings. The rows are the work; every task may run twice."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from notebooks import check_queue, queue, servers
from notebooks.hub import HubUnavailable
from notebooks.models import CheckRun, GradingRun, LabVersion

log = logging.getLogger(__name__)


@shared_task
def grade_waiting() -> int:
    """Grades and checks until nothing waits; returns how much was done."""
    from notebooks import sandbox
    from notebooks.exceptions import SandboxUnavailable

    if not GradingRun.objects.waiting().exists() and not CheckRun.objects.waiting().exists():
        sandbox.rest()
        return 0
    try:
        sandbox.keep_warm()
    except SandboxUnavailable as error:
        stand_still(error)
        # The pages of those who wait say so.
        GradingRun.objects.waiting().update(error_code=error.code)
        return 0
    return work_off()


def work_off() -> int:
    """One submission and one check in turn, so that neither waits for the end of the other's line."""
    from notebooks.exceptions import SandboxUnavailable

    done = 0
    try:
        while found := grade_next() + check_next():
            done += found
    except SandboxUnavailable as error:
        stand_still(error)
    return done


def grade_next() -> int:
    """1 where a run waited. Raises SandboxUnavailable."""
    from notebooks.actions import running
    from notebooks.exceptions import SandboxUnavailable

    run = queue.claim_next()
    if run is None:
        return 0
    try:
        running.grade_claimed(run=run)
    except SandboxUnavailable:
        raise
    except Exception:
        # A fault of ours with one run must not keep the others waiting: its lease ends, it is tried again, thrice in all.
        log.exception("Run %s could not be graded.", run.pk)
    return 1


def check_next() -> int:
    """1 where a check waited. Raises SandboxUnavailable."""
    from notebooks.actions import checks
    from notebooks.exceptions import SandboxUnavailable

    try:
        return int(checks.run_next())
    except SandboxUnavailable:
        raise
    except Exception:
        log.exception("A check could not be carried out.")
        return 1


def stand_still(error: Exception) -> None:
    log.error("Labs stand still: %s", error)


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
        stand_still(error)


@shared_task
def sweep_runs() -> None:
    """Frees what a dead worker held and goes on with what waits, rung for or not."""
    from notebooks.actions import gate

    now = timezone.now()
    queue.sweep(now)
    check_queue.sweep(now)
    grade_waiting()
    with translation.override(settings.LANGUAGE_CODE):
        gate.give_up(now)
    for pk in LabVersion.objects.filter(state=LabVersion.State.CHECKING).exclude(lease_until__gt=now).values_list("pk", flat=True):
        check_version(pk)


@shared_task
def stop_left_servers() -> int:
    """Ends the lab servers of people who were suspended or have left, and takes their tokens; how many."""
    return turn_out(servers.stop_left_servers)


@shared_task
def forget_left_people() -> int:
    """Takes the accounts of such people off the hub, also where no server runs; how many."""
    return turn_out(servers.forget_left_people)


def turn_out(action: Callable[[], int]) -> int:
    try:
        return action()
    except HubUnavailable:
        # A hub that is down runs nobody's server; the next round asks again.
        return 0

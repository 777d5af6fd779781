"""Ends a worker whose pool stands still, so that the supervisor starts another one.

A process of the pool that is killed while it waits for work takes the lock of the pool's queue with it, and nobody can take a task any
more: beat rings, the messages arrive, nothing happens. The rows show it from outside, whatever the cause may be.
"""

import logging
import os
import signal
import threading
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from notebooks.models import CheckRun, GradingRun, LabVersion

SWEEPS = 12

log = logging.getLogger(__name__)


def patience() -> timedelta:
    """Twelve sweeps: each of them would have begun with what waits."""
    return timedelta(seconds=settings.HOCAI_SWEEP_SECONDS * SWEEPS)


def stands_still(at: datetime) -> bool:
    """Work has waited for long, and for as long nothing was begun, is under way or ended."""
    since = at - patience()
    # Where the sandbox is missing the sweep has said so on every row: that is no fault of the pool.
    waits = GradingRun.objects.waiting().filter(queued_at__lt=since, error_code="").exists() or (
        CheckRun.objects.waiting().filter(queued_at__lt=since, message="").exists()
    )
    return waits and not is_at_work(at, since)


def is_at_work(at: datetime, since: datetime) -> bool:
    held = Q(lease_until__gt=at)
    return (
        GradingRun.objects.filter(held | Q(started_at__gt=since) | Q(finished_at__gt=since)).exists()
        or CheckRun.objects.filter(held | Q(finished_at__gt=since)).exists()
        or LabVersion.objects.filter(held).exists()
    )


def begin() -> None:
    """Looks once per sweep, from a thread of the worker's first process."""
    threading.Thread(target=look_on, daemon=True, name="watch").start()


def look_on() -> None:
    """Never returns. A worker that has just started gets its time first."""
    time.sleep(patience().total_seconds())
    while True:
        try:
            if stands_still(timezone.now()):
                log.error("Work waits and nobody takes it: this worker ends itself and is started again.")
                end_everything()
        except DatabaseError as error:
            log.warning("The worker could not look at its queue (%s).", error)
        finally:
            connection.close()
        time.sleep(settings.HOCAI_SWEEP_SECONDS)


def end_everything() -> None:
    """The pool with us: its processes wait for a lock that nobody will give back."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)

"""The queue of grading runs: claimed with a lease by one conditional UPDATE, renewed by a heartbeat, freed by a sweep."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from notebooks.models import GradingRun

# A run that ended its worker this often is set aside instead of ending the next one.
MAX_CLAIMS = 3
CANDIDATES = 8

log = logging.getLogger(__name__)


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.HOCAI_LEASE_SECONDS)


def in_fair_order() -> list[int]:
    """The next waiting runs: whoever has fewer runs before this one goes first, then by time."""
    before = (
        GradingRun.objects.filter(submission__enrollment__person=OuterRef("submission__enrollment__person"))
        .filter(Q(state=GradingRun.State.RUNNING) | Q(state=GradingRun.State.QUEUED, queued_at__lt=OuterRef("queued_at")))
        .order_by()
        .values("submission__enrollment__person")
        .annotate(n=Count("pk"))
        .values("n")
    )
    waiting = GradingRun.objects.waiting().annotate(ahead=Coalesce(Subquery(before), 0))
    return list(waiting.order_by("ahead", "queued_at", "pk").values_list("pk", flat=True)[:CANDIDATES])


def claim_next() -> GradingRun | None:
    """The next run, claimed for this worker, or None when nothing waits. Two workers never hold one run: the UPDATE decides."""
    # Others may take every candidate between the two queries: then there are new ones, or nothing waits.
    with_work = GradingRun.objects.select_related("lab_version", "submission__lab", "submission__enrollment__run")
    while candidates := in_fair_order():
        for pk in candidates:
            if claim(pk):
                return with_work.get(pk=pk)
    return None


def claim(pk: int) -> bool:
    now = timezone.now()
    claimed = {"state": GradingRun.State.RUNNING, "claim_token": str(uuid.uuid4()), "claims": F("claims") + 1, "error_code": ""}
    return bool(GradingRun.objects.waiting().filter(pk=pk).update(**claimed, lease_until=lease_end(now), started_at=now))


def renew(run: GradingRun) -> bool:
    """Holds the run for another lease; False when it is no longer ours."""
    held = GradingRun.objects.filter(pk=run.pk, claim_token=run.claim_token, state=GradingRun.State.RUNNING)
    return bool(held.update(lease_until=lease_end(timezone.now())))


def heartbeat(run: GradingRun) -> AbstractContextManager[None]:
    """Renews the run's lease from a thread of its own while the block works."""
    return beating(lambda: renew(run))


@contextmanager
def beating(renewed: Callable[[], bool]) -> Iterator[None]:
    """Calls `renewed` three times in a lease, until it says False or the block ends."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(settings.HOCAI_LEASE_SECONDS / 3):
            try:
                if not renewed():
                    break
            except DatabaseError as error:
                log.warning("The lease could not be renewed (%s); the next beat tries again.", error)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def sweep(at: datetime) -> int:
    """Puts back every run whose lease has ended; sets aside those that ended too many workers. Returns how many wait again."""
    expired = GradingRun.objects.expired(at)
    expired.filter(claims__gte=MAX_CLAIMS).update(
        state=GradingRun.State.FAILED, error_code="gave_up", claim_token="", lease_until=None, finished_at=at
    )
    return expired.filter(claims__lt=MAX_CLAIMS).update(state=GradingRun.State.QUEUED, claim_token="", lease_until=None)


def place_of(run: GradingRun) -> int:
    """How many runs were queued before this one and still wait: what the page tells the learner."""
    return GradingRun.objects.waiting().filter(queued_at__lt=run.queued_at).count()

"""The queue of grading runs: claimed with a lease by one conditional UPDATE, renewed by a heartbeat, freed by a sweep."""

import itertools
import logging
import math
import statistics
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Case, F, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from notebooks.models import GradingRun

# A run that ended its worker this often is set aside instead of ending the next one.
MAX_CLAIMS = 3
CANDIDATES = 8
# More runs than this are never being graded at one moment.
MOST_SLOTS = 64
FAIR_WINDOW = timedelta(minutes=30)
PACE_WINDOW = timedelta(minutes=10)
PACE_RUNS = 20

log = logging.getLogger(__name__)


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.HOCAI_LEASE_SECONDS)


def in_turn() -> QuerySet[GradingRun, tuple[int, str]]:
    """(pk, state) of open runs in fair order: whoever has had fewer runs lately goes first, then by time.

    Runs that are done count as well: else somebody with a hundred runs would be the oldest again after each of them.
    What a teacher regrades for everybody comes after the work that somebody has just handed in.
    """
    states = GradingRun.State
    turn = Window(
        RowNumber(),
        partition_by=[F("submission__enrollment__person"), F("is_bulk")],
        order_by=[is_waiting(), F("queued_at").asc(), F("pk").asc()],
    )
    # As a window too: it chooses from the rows that have been numbered, not before.
    is_open = Window(Max(Case(When(state__in=[states.RUNNING, states.QUEUED], then=1), default=0)), partition_by=F("pk"))
    lately = Q(state__in=[states.RUNNING, states.QUEUED]) | Q(state__in=GradingRun.FINAL, queued_at__gt=timezone.now() - FAIR_WINDOW)
    is_bulk = Case(When(move__isnull=True, then=Value(0)), default=Value(1))
    numbered = GradingRun.objects.filter(lately).annotate(is_bulk=is_bulk).annotate(turn=turn, is_open=is_open)
    return numbered.filter(is_open=1).order_by("is_bulk", "turn", "queued_at", "pk").values_list("pk", "state")


def is_waiting() -> Case:
    """A run that is being graded or done counts as one before all that wait."""
    return Case(When(state=GradingRun.State.QUEUED, then=Value(1)), default=Value(0))


def in_fair_order() -> list[int]:
    """The next waiting runs."""
    # Few are running at any moment.
    return [pk for pk, state in in_turn()[: CANDIDATES + MOST_SLOTS] if state == GradingRun.State.QUEUED][:CANDIDATES]


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
    """How many waiting runs will be claimed before this one: what the page tells the learner."""
    return waiting_before(run, list(in_turn()))


def waiting_before(run: GradingRun, line: list[tuple[int, str]]) -> int:
    before = itertools.takewhile(lambda each: each[0] != run.pk, line)
    return sum(state == GradingRun.State.QUEUED for _, state in before)


def expected_seconds(run: GradingRun) -> int | None:
    """How long until this open run is likely to be graded, by its place, the recent pace and the busy slots; None where nothing tells."""
    if run.is_final:
        return None
    pace = recent_seconds()
    if pace is None:
        return None
    line = list(in_turn())
    busy = sum(state == GradingRun.State.RUNNING for _, state in line)
    if run.state == GradingRun.State.RUNNING and run.started_at is not None:
        return max(1, math.ceil(pace - (timezone.now() - run.started_at).total_seconds()))
    return max(1, math.ceil((waiting_before(run, line) / max(1, busy) + 1) * pace))


def recent_seconds() -> float | None:
    """The median seconds of the last runs that were graded, if any was lately."""
    finished = GradingRun.objects.filter(finished_at__gt=timezone.now() - PACE_WINDOW, started_at__isnull=False)
    times = finished.order_by("-pk").values_list("started_at", "finished_at")[:PACE_RUNS]
    seconds = [(end - begin).total_seconds() for begin, end in times if begin and end]
    return statistics.median(seconds) if seconds else None

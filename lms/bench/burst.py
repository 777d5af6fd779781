"""A thousand submissions at once while the worker is killed three times: none lost, none graded twice, nobody waits for a flood."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from lms.bench.figures import Figure
from lms.bench.learners import add_people, enroll
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.bench.submissions import NotGraded, next_number, receive_one, seconds
from lms.learning.models import GradeChange
from lms.ops import processes
from notebooks.models import CellScore, GradingRun

MEASURE = "burst"
KILLS = 3
FLOOD = 10  # of so many submissions one is the flooder's
LOOK_EVERY = 0.1
PATIENCE = 120.0
# Shorter than in an installation, so that the measure does not mostly wait for leases of killed workers.
TIMES = {"HOCAI_LEASE_SECONDS": "9", "HOCAI_SWEEP_SECONDS": "2"}


def measure(ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """One person's flood comes first, then everybody else's one submission each."""
    flood, others = queue_all(ground, options.count)
    say(f"{options.count} bài đang chờ; worker sẽ bị giết {KILLS} lần")
    with clock():
        taken = work_off(options.count, [*flood, *others])
    yield from figures(flood, others, taken)


def queue_all(ground: Ground, count: int) -> tuple[list[UUID], list[UUID]]:
    """Keys of the flooder's submissions and of the others'."""
    flooding = max(1, count // FLOOD)
    first = next_number(count)
    with transaction.atomic():
        places = enroll(ground.run, add_people(range(first, first + count - flooding)))
        flood = [receive_one(ground, ground.place, number).pk for number in range(flooding)]
        return flood, [receive_one(ground, place, number).pk for number, place in enumerate(places)]


# --- processes --------------------------------------------------------------------------------------------------------
def start(spec: processes.Process) -> subprocess.Popen[bytes]:
    silence = subprocess.DEVNULL
    environment = {**spec.environment, **TIMES}
    return subprocess.Popen(
        spec.command, cwd=spec.folder, env=environment, stdin=silence, stdout=silence, stderr=silence, start_new_session=True
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and its pool at once; its sandboxes end by themselves."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def clock() -> Iterator[None]:
    """Rings for the sweep, which frees what a killed worker held."""
    process = start(processes.beat(os.environ, settings.BASE_DIR, settings.HOCAI_VAR))
    try:
        yield
    finally:
        kill(process)


def work_off(count: int, pks: Sequence[UUID]) -> float:
    """Seconds until every submission is graded, with a worker that is killed after each quarter. Raises NotGraded."""
    begin = last_change = time.monotonic()
    worker, killed, known = new_worker(), 0, 0
    try:
        while (done := ended(pks)) < count:
            if done > known:
                known, last_change = done, time.monotonic()
            if killed < KILLS and done >= count * (killed + 1) // (KILLS + 1):
                kill(worker)
                worker, killed = new_worker(), killed + 1
            if time.monotonic() - last_change > PATIENCE:
                raise NotGraded(f"{count - done} bài chưa được chấm, {PATIENCE:.0f} giây không có bài nào xong")
            time.sleep(LOOK_EVERY)
        return time.monotonic() - begin
    finally:
        kill(worker)


def new_worker() -> subprocess.Popen[bytes]:
    return start(processes.worker(os.environ, settings.BASE_DIR, labs=True))


def ended(pks: Sequence[UUID]) -> int:
    return runs_of(pks).filter(state__in=GradingRun.FINAL).count()


def runs_of(pks: Sequence[UUID]):  # type: ignore[no-untyped-def]
    return GradingRun.objects.filter(submission__in=pks)


# --- what came of it --------------------------------------------------------------------------------------------------
def figures(flood: Sequence[UUID], others: Sequence[UUID], taken: float) -> Iterator[Figure]:
    everything = [*flood, *others]
    runs = runs_of(everything)
    lost = len(everything) - runs.filter(state=GradingRun.State.GRADED).count()
    begin = min(runs.values_list("queued_at", flat=True))
    yield Figure(MEASURE, f"Bài mất, {len(everything)} bài, worker bị giết {KILLS} lần", lost, "bài", 0)
    yield Figure(MEASURE, "Bài chấm hai lần", graded_twice(everything), "bài", 0)
    yield Figure(MEASURE, "   bài phải làm lại vì worker bị giết", runs.filter(claims__gt=1).count(), "bài")
    yield Figure(MEASURE, "Tổng thời gian", taken, "giây", note="gồm cả thời gian khởi động lại worker")
    yield Figure(MEASURE, "   tốc độ", len(everything) / taken * 60, "bài/phút")
    yield Figure(MEASURE, f"Người dồn {len(flood)} bài: bài đầu xong sau", at_which_end(flood, begin, min), "giây")
    yield Figure(MEASURE, f"Người dồn {len(flood)} bài: bài cuối xong sau", at_which_end(flood, begin, max), "giây")
    yield Figure(MEASURE, "Người nộp một bài: trung vị", at_which_end(others, begin, median), "giây")
    yield Figure(MEASURE, "Người nộp một bài: chờ lâu nhất", at_which_end(others, begin, max), "giây", note="gồm bài phải làm lại")


def graded_twice(pks: Sequence[UUID]) -> int:
    """Runs beyond the first of a submission, points entered again, or two results of one cell."""
    runs = list(runs_of(pks).values_list("pk", flat=True))
    again = len(runs) - len(pks)
    changes = GradeChange.objects.filter(reference__in=[f"run:{pk}" for pk in runs])
    entered = changes.values("reference").annotate(n=Count("pk")).filter(n__gt=1).count()
    cells = CellScore.objects.filter(run__in=runs).values("run", "notebook", "grade_id").annotate(n=Count("pk")).filter(n__gt=1).count()
    return again + entered + cells


def at_which_end(pks: Sequence[UUID], begin: datetime, which: Callable[[list[float]], float]) -> float:
    """Seconds from the beginning to the first, middle or last end."""
    return which([seconds(begin, end) for end in runs_of(pks).values_list("finished_at", flat=True)])

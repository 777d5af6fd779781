"""Submissions on their way through the running installation: how long one takes, and a hundred beside stock nbgrader."""

import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lms import demo
from lms.bench import stock
from lms.bench.exercise import Exercise
from lms.bench.figures import Figure, percentile
from lms.bench.learners import add_people, enroll
from lms.bench.options import Options
from lms.bench.preparation import LEARNER, Ground, Say
from lms.bench.visitor import Visitor, hidden_fields, multipart
from lms.learning.models import Enrollment
from notebooks import blobs
from notebooks.actions import submissions
from notebooks.models import GradingRun, Submission
from notebooks.totals import total_of

LATENCY, THROUGHPUT = "submission", "throughput"
SECONDS_TO_GRADED = 2.0
LOOK_EVERY = 0.02
PATIENCE = 120.0
# The site takes no more from one person in an hour.
MOST_OF_ONE_PERSON = 40
# Bench people of this measure; those of the pages are numbered from 0.
FIRST_NUMBER = 1_000_000
_numbers = [FIRST_NUMBER]
TIMES_STOCK = 5.0


class NotGraded(Exception):
    """A submission was not graded in time, or not to a score."""


def files_of(ground: Ground, number: int) -> dict[str, bytes]:
    """What learner `number` hands in."""
    return ground.exercise.answered(blobs.load(ground.version.release_files), number)


def receive_one(ground: Ground, place: Enrollment, number: int) -> Submission:
    """A submission without the way over HTTP."""
    files = files_of(ground, number)
    return submissions.receive(lab=ground.lab, enrollment=place, files=files, idempotency_key=secrets.token_hex(16), channel="upload")


def wait_for(pks: Sequence[UUID]) -> float:
    """Until every one is graded; the moment it was (perf_counter). Raises NotGraded when none was for a long time."""
    ungraded = GradingRun.objects.filter(submission__in=pks).exclude(state__in=GradingRun.FINAL)
    left, end = len(pks), time.perf_counter() + PATIENCE
    while number := ungraded.count():
        if number < left:
            left, end = number, time.perf_counter() + PATIENCE
        if time.perf_counter() > end:
            raise NotGraded(f"{left} bài chưa được chấm, {PATIENCE:.0f} giây không có bài nào xong")
        time.sleep(LOOK_EVERY)
    now = time.perf_counter()
    graded = [GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL]
    failed = GradingRun.objects.filter(submission__in=pks).exclude(state__in=graded)
    if failed.exists():
        raise NotGraded(f"{failed.count()} bài không chấm được: {set(failed.values_list('error_code', flat=True))}")
    return now


def warm_up(ground: Ground) -> None:
    """Gives each process of the worker something to grade, so that each has a warm sandbox afterwards."""
    with transaction.atomic():
        pks = [receive_one(ground, ground.place, number).pk for number in range(6)]
    wait_for(pks)


# --- one submission ---------------------------------------------------------------------------------------------------
def measure_latency(ground: Ground, options: Options, _say: Say) -> Iterator[Figure]:
    """From the POST of the upload form to the graded row, through a real login."""
    warm_up(ground)
    visitor = Visitor(settings.HOCAI_SITE_URL)
    visitor.log_in(LEARNER, demo.PASSWORD)
    rounds = [hand_in(visitor, ground, number) for number in range(min(options.repeats, MOST_OF_ONE_PERSON))]
    graded, answered = [each[0] for each in rounds], [each[1] for each in rounds]
    runs = GradingRun.objects.filter(submission__in=[each[2] for each in rounds])
    yield Figure(LATENCY, "Nộp bài tới khi có điểm, trung vị", statistics.median(graded), "giây", SECONDS_TO_GRADED)
    yield Figure(LATENCY, f"Nộp bài tới khi có điểm, p95 của {len(rounds)}", percentile(graded, 95), "giây", SECONDS_TO_GRADED)
    yield Figure(LATENCY, "   trong đó: trang web nhận bài", statistics.median(answered), "giây")
    yield Figure(
        LATENCY, "   trong đó: chờ worker nhận việc", statistics.median(seconds(run.queued_at, run.started_at) for run in runs), "giây"
    )
    yield Figure(LATENCY, "   trong đó: worker chấm", statistics.median(seconds(run.started_at, run.finished_at) for run in runs), "giây")


def hand_in(visitor: Visitor, ground: Ground, number: int) -> tuple[float, float, UUID]:
    """Seconds until the row is graded, seconds until the site answered, the submission."""
    place = (ground.run.code, ground.lab.slug)
    fields = hidden_fields(visitor.get(reverse("lab-detail", args=place)))
    [(name, content)] = files_of(ground, number).items()
    body, kind = multipart(fields, name, content)
    begin = time.perf_counter()
    address = visitor.post(reverse("lab-submit", args=place), body, kind)
    answered = time.perf_counter()
    pk = UUID(address.rstrip("/").rpartition("/")[2])
    return wait_for([pk]) - begin, answered - begin, pk


def seconds(begin, end) -> float:  # type: ignore[no-untyped-def]
    return (end - begin).total_seconds()


# --- many submissions -------------------------------------------------------------------------------------------------
def measure_throughput(ground: Ground, options: Options, say: Say, exercise: Exercise) -> Iterator[Figure]:
    """The same notebooks with stock nbgrader, one after the other as it does, and through our queue."""
    measure = f"{THROUGHPUT}-{exercise.name}".rstrip("-")
    ground = ground.with_exercise(exercise)
    warm_up(ground)
    say(f"nbgrader gốc đang chấm {options.count} bài: {exercise.title}")
    theirs = stock.grade(exercise, [files_of(ground, number) for number in range(options.count)])
    say(f"hàng chờ đang chấm {options.count} bài: {exercise.title}")
    pks, taken = grade_all(ground, options.count)
    runs = list(GradingRun.objects.filter(submission__in=pks))
    points = float(sum(total_of(run).score for run in runs))
    same = "cùng tổng điểm với nbgrader gốc" if abs(points - theirs.points) < 0.01 else f"TỔNG ĐIỂM KHÁC: {points} và {theirs.points}"
    rates = [options.count / seconds * 60 for seconds in (theirs.seconds, taken)]
    yield Figure(
        measure, f"nbgrader gốc, {exercise.title}", rates[0], "bài/phút", note=f"{options.count} bài, một tiến trình, không hộp cát"
    )
    yield Figure(measure, "Hàng chờ của ta", rates[1], "bài/phút", note=f"hai chỗ, có hộp cát; {same}")
    yield Figure(measure, "Tỷ lệ ta / nbgrader gốc", theirs.seconds / taken, "lần", TIMES_STOCK, at_least=True)
    yield from stage_figures(measure, runs)


def next_number(count: int) -> int:
    """The first of `count` numbers that no bench person of these measures has yet."""
    first = _numbers[-1]
    _numbers.append(first + count)
    return first


def grade_all(ground: Ground, count: int) -> tuple[list[UUID], float]:
    """Queues one submission for each of `count` people at one moment; seconds until the last one is graded."""
    first = next_number(count)
    with transaction.atomic():
        places = enroll(ground.run, add_people(range(first, first + count)))
        pks = [receive_one(ground, place, number).pk for number, place in enumerate(places)]
        begin = time.perf_counter()
    return pks, wait_for(pks) - begin


def stage_figures(measure: str, runs: Sequence[GradingRun]) -> Iterator[Figure]:
    """What the rows say about one run while both slots are busy."""
    whole = [seconds(run.started_at, run.finished_at) * 1_000 for run in runs]
    walls = [run.timings.get("wall", 0.0) * 1_000 for run in runs]
    rest = [all_of_it - wall for all_of_it, wall in zip(whole, walls, strict=True)]
    yield Figure(measure, "   một bài, cả lượt chấm", statistics.median(whole), "ms")
    yield Figure(measure, "   một bài, trong hộp cát", statistics.median(walls), "ms")
    yield Figure(measure, "   một bài, dựng lại, tính điểm, ghi điểm", statistics.median(rest), "ms")

"""Where the time of one grading goes, step by step in one process with a warm sandbox and nobody else in the queue."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeVar

from lms.bench.figures import Figure
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.bench.submissions import receive_one
from notebooks import blobs, pipeline, queue, sandbox
from notebooks.actions import grading
from notebooks.actions.running import release_of

MEASURE = "stages"
WARM_UP = 2
Result = TypeVar("Result")


class Clock:
    """Milliseconds of each step of several rounds."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = defaultdict(list)

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        result = work()
        self.note(name, (time.perf_counter() - begin) * 1_000)
        return result

    def note(self, name: str, milliseconds: float) -> None:
        self.steps[name].append(milliseconds)


def measure(ground: Ground, options: Options, _say: Say) -> Iterator[Figure]:
    """The medians, in the order of the steps."""
    clock = Clock()
    sandbox.keep_warm()
    try:
        for number in range(WARM_UP):
            grade_one(ground, number, Clock())
        for number in range(options.repeats):
            grade_one(ground, number, clock)
    finally:
        sandbox.cool_down()
    for name, values in clock.steps.items():
        yield Figure(MEASURE, name, statistics.median(values), "ms")


def grade_one(ground: Ground, number: int, clock: Clock) -> None:
    """What a worker does with one submission (`notebooks.actions.running.grade_claimed`), timed between the steps."""
    begin = time.perf_counter()
    clock.time("1. nhận bài: kiểm tra, lưu tệp, ghi cơ sở dữ liệu", lambda: receive_one(ground, ground.place, number))
    run = clock.time("2. nhận việc từ hàng chờ", queue.claim_next)
    assert run is not None
    release = release_of(run.lab_version_id, run.lab_version.digest)
    bundle = clock.time("3. đọc tệp đã nộp", lambda: blobs.load(run.submission.files))
    rebuilt = clock.time("4. dựng lại sổ tính", lambda: pipeline.rebuild_all(release, release.grading, bundle))
    job = pipeline.job_for(rebuilt, release.plans, release.data, None)
    result = clock.time("5. chạy trong hộp cát, cả đi và về", lambda: sandbox.run(job))
    clock.note("   trong đó: bản thân hộp cát", result.wall * 1_000)
    graded = clock.time("6. tính điểm", lambda: pipeline.score(rebuilt, result, release.plans))
    clock.time("7. ghi điểm, sổ điểm, nhật ký", lambda: grading.settle(run=run, result=graded))
    clock.note("cả bài", (time.perf_counter() - begin) * 1_000)

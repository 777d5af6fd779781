"""What is measured and in which order: first what needs a quiet machine, last what fills the database."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, replace

from lms.bench import (
    burst,
    certificates,
    classroom,
    grading_pages,
    hall,
    memory,
    pages,
    roster,
    stages,
    submissions,
    transfer,
    verification,
)
from lms.bench.exercise import EXERCISES, Exercise
from lms.bench.figures import Figure, Trouble
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say, prepare
from lms.bench.stack import Stack, running_stack

Take = Callable[[Ground, Options, Say, Stack | None], Iterable[Figure]]


@dataclass(frozen=True)
class Measure:
    """`on_stack`: needs the whole installation running."""

    name: str
    sentence: str
    take: Take
    on_stack: bool = True


def throughput_of(exercise: Exercise) -> Measure:
    """One comparison with stock nbgrader."""
    return Measure(
        f"{submissions.THROUGHPUT}-{exercise.name}".rstrip("-"),
        f"chấm nhiều bài, so với nbgrader gốc: {exercise.title}",
        lambda ground, options, say, _stack: submissions.measure_throughput(ground, options, say, exercise),
    )


MEASURES = (
    Measure(
        "stages", "từng bước của một lượt chấm", lambda ground, options, say, _stack: stages.measure(ground, options, say), on_stack=False
    ),
    Measure("memory", "bộ nhớ khi rảnh", lambda ground, options, say, stack: memory.measure(ground, options, say, needed(stack))),
    Measure("bytes", "dung lượng một bài học", lambda ground, options, say, _stack: transfer.measure(ground, options, say)),
    Measure(
        "submission", "nộp bài tới khi có điểm", lambda ground, options, say, _stack: submissions.measure_latency(ground, options, say)
    ),
    *map(throughput_of, EXERCISES),
    Measure(
        "classroom",
        "một lớp cùng mở bài thực hành",
        lambda ground, options, say, stack: classroom.measure(ground, options, say, needed(stack)),
    ),
    Measure(
        "burst", "nộp dồn dập, worker bị giết", lambda ground, options, say, _stack: burst.measure(ground, options, say), on_stack=False
    ),
    Measure(
        "grading-page",
        "trang chấm của giáo viên với nhiều bài nộp",
        lambda ground, options, say, _stack: grading_pages.measure(ground, options, say),
        on_stack=False,
    ),
    Measure(
        "hall",
        "một hội trường cùng điểm danh, trang bị giết",
        lambda ground, options, say, _stack: hall.measure(ground, options, say),
        on_stack=False,
    ),
    Measure(
        "certificates",
        "cấp, vẽ và ký hàng nghìn giấy chứng nhận, worker bị giết",
        lambda ground, options, say, _stack: certificates.measure(ground, options, say),
        on_stack=False,
    ),
    Measure(
        "roster",
        "danh sách 10.000 người: kiểm tra trước và ghi vào lớp",
        lambda ground, options, say, _stack: roster.measure(ground, options, say),
        on_stack=False,
    ),
    Measure(
        "pages",
        "trang web với ít và nhiều người học",
        lambda ground, options, say, _stack: pages.measure(ground, options, say),
        on_stack=False,
    ),
    Measure(
        "verification",
        "xác minh công khai với một triệu giấy chứng nhận",
        lambda ground, options, say, _stack: verification.measure(ground, options, say),
        on_stack=False,
    ),
)
NAMES = tuple(measure.name for measure in MEASURES)


def needed(stack: Stack | None) -> Stack:
    assert stack is not None
    return stack


def take(options: Options, say: Say) -> tuple[list[Figure], list[Trouble]]:
    """Every chosen measure; one that fails is told and does not keep the others from being taken."""
    figures: list[Figure] = []
    troubles: list[Trouble] = []
    say("đang chuẩn bị một bản cài đặt tạm")
    with redirect_stdout(sys.stderr):  # commands report; only the table goes to standard output
        ground = prepare(say)
    with ExitStack() as block:
        stack: Stack | None = None
        for measure in chosen(options):
            try:
                if measure.on_stack and stack is None:
                    say("đang khởi động mọi tiến trình")
                    stack = block.enter_context(running_stack())
                elif not measure.on_stack:
                    block.close()
                    stack = None
                say(f"đang đo: {measure.sentence}")
                figures += with_load(measure.take(ground, options, say, stack))
            except Exception as error:
                troubles.append(Trouble(measure.name, f"{type(error).__name__}: {error}"))
    return figures, troubles


def chosen(options: Options) -> list[Measure]:
    return [measure for measure in MEASURES if not options.only or measure.name in options.only]


def with_load(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each figure with the machine's load average of the last minute, by which it can be judged."""
    for figure in figures:
        yield replace(figure, load=round(os.getloadavg()[0], 2))

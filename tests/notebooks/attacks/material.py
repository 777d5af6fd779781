"""Hostile work on the small lab of the mean, and what came of it."""

import copy
from functools import cache

import pytest

from notebooks.pipeline import GradeResult, grade_release
from notebooks.rebuild import Role
from notebooks.release import Release, make_release
from notebooks.sandbox import Limits
from tests.notebooks.material.cells import answer, bundle, check, code, notebook
from tests.notebooks.material.labs import MEAN, RIGHT, handed_in, mean_release

attack = pytest.mark.attack
SHORT = Limits(cell_timeout=2, wall_seconds=20, memory_mb=768, processes=32, disk_mb=20, output_bytes=200_000, cell_output_bytes=50_000)
RIGHT_POINTS, WRONG_POINTS, NOTHING = (1, 2, 2), (0, 0, 2), (0, 0, 0)
SECRET = "7431"

# Every probe says what it tried; DONE is what must not be seen.
TRIED = """
def tried(name, action):
    try:
        action()
    except BaseException as error:
        print("refused", name, type(error).__name__)
    else:
        print("DONE", name)
"""


def graded(
    source: str = RIGHT, *, first: tuple[str, ...] | str = (), release: Release | None = None, limits: Limits = SHORT
) -> GradeResult:
    """The result of an answer, below cells of the learner's own."""
    first = (first,) if isinstance(first, str) else first

    def add(content):
        content["cells"][:0] = [code(each) | {"id": f"mine-{number}"} for number, each in enumerate(first)]

    release = release or mean_release()
    return grade_release(release, handed_in(release, {"mean": source}, add if first else None), limits=limits)


def points(result: GradeResult) -> tuple[float | None, ...]:
    return tuple(cell.score for cell in result.cells if cell.is_auto)


def printed(result: GradeResult) -> str:
    return "".join(output.body for cell in result.review for output in cell.outputs)


def by_cell(result: GradeResult) -> list[str]:
    """What each cell of the learner's own printed."""
    return ["".join(output.body for output in cell.outputs) for cell in result.review if cell.role is Role.EXTRA]


def to_learner(result: GradeResult) -> str:
    """Everything of a result that a learner may read."""
    return " ".join(f"{cell.message} {cell.state} {cell.score}" for cell in result.cells) + result.message


T1 = (
    "# Gợi ý: thử số khác\nassert trung_binh([2, 4]) == 3\n"
    "### BEGIN HIDDEN TESTS\nassert trung_binh([7431, 7433]) == 7432\nassert trung_binh([-8, 2]) == -3\n### END HIDDEN TESTS"
)
T2 = (
    "# Kiểu chấm: in ra\nprint(trung_binh([2, 4]))\n"
    "### BEGIN HIDDEN TESTS\nprint(trung_binh([7431, 7433]))\n# Kết quả mong đợi:\n# 3.0\n# 7432.0\n### END HIDDEN TESTS"
)
PARTIAL = "float(sum(trung_binh([n, n + 2]) == n + 1 for n in (1, 7431)))"


@cache
def tiered(tier: str) -> Release:
    """The same question, checked in the learner's process (T1), by what is printed (T2), by what is returned (T3)."""
    sources = {"T1": T1, "T2": T2, "T3": "# Kiểu chấm: gọi hàm\n" + T1, "partial": PARTIAL}
    return make_release(bundle(bai1=notebook(answer("mean", MEAN), check("test", sources[tier], 2))))


def score_of(tier: str, source: str, *, first: tuple[str, ...] | str = ()) -> float:
    return graded(source, first=first, release=tiered(tier)).score


def tampered(change):
    """The bundle of a wrong answer whose file was changed by hand."""
    return handed_in(mean_release(), {"mean": "def trung_binh(so):\n    return max(so)", "why": "Vì."}, change)


def rebuilt_bytes(files) -> tuple[bytes, ...]:
    """What would be run for these files, byte by byte, and everything that scoring looks at."""
    from notebooks.pipeline import job_for, rebuild_all

    release = mean_release()
    rebuilt = rebuild_all(release, release.grading, copy.deepcopy(files))
    job = job_for(rebuilt, release.plans, release.data, None)
    ours = [(cell.id, cell.role, cell.grade_id, cell.metadata) for each in rebuilt for cell in each.cells if cell.role is not Role.EXTRA]
    return (*(content for _, content in sorted(job.notebooks.items())), repr(ours).encode())


def content_of(response) -> bytes:
    """The body of an answer, streamed or not, with its file closed."""
    try:
        return b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        response.close()

"""Stock nbgrader of the lab environment on the same notebooks, in a course folder of its own."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lms.bench.exercise import Exercise


@dataclass(frozen=True)
class Stock:
    """Seconds of `nbgrader autograde` for all students, and the points it gave together."""

    seconds: float
    points: float


class StockFailed(Exception):
    """nbgrader did not grade everything; the end of its output."""


def grade(exercise: Exercise, submitted: Sequence[Mapping[str, bytes]]) -> Stock:
    """Student n hands in the nth files. Making the release is not counted. Raises StockFailed."""
    source, slug = exercise.source(), exercise.slug
    with tempfile.TemporaryDirectory(dir=settings.HOCAI_VAR, prefix="stock-") as name:
        course = Path(name)
        write(course / "source" / slug, source.files)
        nbgrader(course, "generate_assignment", slug)
        for number, files in enumerate(submitted):
            write(course / "submitted" / f"hv{number:04}" / slug, files)
        begin = time.perf_counter()
        said = nbgrader(course, "autograde", slug)
        taken = time.perf_counter() - begin
        graded = len(list((course / "autograded").glob(f"*/{slug}/*.ipynb")))
        if graded != len(submitted) * len(source.notebook_paths):
            raise StockFailed(f"nbgrader gốc chỉ chấm {graded} sổ tính của {len(submitted)} bài: {said[-500:]}")
        return Stock(taken, points_in(course / "gradebook.db"))


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def nbgrader(course: Path, step: str, slug: str) -> str:
    """One of nbgrader's own commands on the assignment; what it said."""
    python = Path(settings.HOCAI_LAB_PYTHON)
    home = course / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": f"{python.parent}:{os.defpath}", "HOME": str(home), "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    command = [str(python), "-m", "nbgrader", step, slug, f"--CourseDirectory.root={course}", "--log-level=ERROR"]
    done = subprocess.run(command, cwd=course, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise StockFailed(f"nbgrader {step}: {done.stdout[-500:]}")
    return done.stdout


def points_in(gradebook: Path) -> float:
    """The sum of the machine's points."""
    with sqlite3.connect(gradebook) as connection:
        (total,) = connection.execute("SELECT SUM(auto_score) FROM grade").fetchone()
    connection.close()
    return float(total or 0)

"""Stock nbgrader of the lab environment on the same notebooks, in a course folder of its own."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lms.bench.exercise import NOTEBOOK, SLUG
from notebooks.intake import Bundle


@dataclass(frozen=True)
class Stock:
    """Seconds of `nbgrader autograde` for all students, and the points it gave together."""

    seconds: float
    points: float


class StockFailed(Exception):
    """nbgrader did not grade everything; the end of its output."""


def grade(source: Bundle, notebooks: Sequence[bytes]) -> Stock:
    """Student n hands in notebook n. Making the release is not counted. Raises StockFailed."""
    with tempfile.TemporaryDirectory(dir=settings.HOCAI_VAR, prefix="stock-") as name:
        course = Path(name)
        write(course / "source" / SLUG, source.files[f"{NOTEBOOK}.ipynb"])
        nbgrader(course, "generate_assignment")
        for number, content in enumerate(notebooks):
            write(course / "submitted" / f"hv{number:04}" / SLUG, content)
        begin = time.perf_counter()
        said = nbgrader(course, "autograde")
        taken = time.perf_counter() - begin
        graded = len(list((course / "autograded").glob(f"*/{SLUG}/{NOTEBOOK}.ipynb")))
        if graded != len(notebooks):
            raise StockFailed(f"nbgrader gốc chỉ chấm {graded}/{len(notebooks)} bài: {said[-500:]}")
        return Stock(taken, points_in(course / "gradebook.db"))


def write(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(content)


def nbgrader(course: Path, step: str) -> str:
    """One of nbgrader's own commands on the assignment; what it said."""
    python = Path(settings.HOCAI_LAB_PYTHON)
    home = course / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": f"{python.parent}:{os.defpath}", "HOME": str(home), "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    command = [str(python), "-m", "nbgrader", step, SLUG, f"--CourseDirectory.root={course}", "--log-level=ERROR"]
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

"""What a stranger's nbgrader gradebook says, read with the standard library: read-only, without triggers or views of theirs, within limits."""

import math
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from notebooks.course_archive import BadFolder

Key = tuple[str, str, str]
TABLES = ("assignment", "notebook", "base_cell", "submitted_assignment", "submitted_notebook", "grade", "comment")
ROWS = 500_000
SECONDS = 60
TEXT_BYTES = 1_000_000
STEPS = 100_000

GRADES = """
    SELECT sa.student_id, n.name, b.name, g.auto_score, g.manual_score, g.extra_credit
    FROM grade g JOIN submitted_notebook sn ON sn.id = g.notebook_id JOIN submitted_assignment sa ON sa.id = sn.assignment_id
    JOIN assignment a ON a.id = sa.assignment_id JOIN notebook n ON n.id = sn.notebook_id JOIN base_cell b ON b.id = g.cell_id
    WHERE a.name = ? LIMIT ?"""
COMMENTS = """
    SELECT sa.student_id, n.name, b.name, c.manual_comment
    FROM comment c JOIN submitted_notebook sn ON sn.id = c.notebook_id JOIN submitted_assignment sa ON sa.id = sn.assignment_id
    JOIN assignment a ON a.id = sa.assignment_id JOIN notebook n ON n.id = sn.notebook_id JOIN base_cell b ON b.id = c.cell_id
    WHERE a.name = ? AND c.manual_comment IS NOT NULL AND c.manual_comment <> '' LIMIT ?"""
TIMES = """
    SELECT sa.student_id, sa.timestamp FROM submitted_assignment sa JOIN assignment a ON a.id = sa.assignment_id
    WHERE a.name = ? AND sa.timestamp IS NOT NULL LIMIT ?"""


@dataclass(frozen=True)
class FoundGrade:
    auto: float | None
    manual: float | None
    extra: float


@dataclass(frozen=True)
class FoundGradebook:
    """By (student, notebook, cell); `timestamps` by student."""

    grades: dict[Key, FoundGrade] = field(default_factory=dict)
    comments: dict[Key, str] = field(default_factory=dict)
    timestamps: dict[str, datetime] = field(default_factory=dict)

    @property
    def students(self) -> set[str]:
        return {student for student, _notebook, _cell in (*self.grades, *self.comments)}


def read_gradebook(content: bytes, assignment: str) -> FoundGradebook:
    """Raises BadFolder("bad_gradebook") for what is no gradebook of nbgrader, or one that wears us out."""
    try:
        with opened(content) as database:
            return FoundGradebook(
                grades={
                    key(row): FoundGrade(number(row[3]), number(row[4]), number(row[5]) or 0.0)
                    for row in rows(database, GRADES, assignment)
                },
                comments={key(row): str(row[3]) for row in rows(database, COMMENTS, assignment)},
                timestamps={str(row[0]): at for row in rows(database, TIMES, assignment) if (at := moment(row[1]))},
            )
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise BadFolder("bad_gradebook") from error


@contextmanager
def opened(content: bytes) -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory(prefix="hocai-gradebook-") as folder:
        path = Path(folder, "gradebook.db")
        path.write_bytes(content)
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, TEXT_BYTES)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.set_progress_handler(until(time.monotonic() + SECONDS), STEPS)
            require_tables(database)
            yield database


def until(end: float) -> Callable[[], int]:
    return lambda: int(time.monotonic() > end)


def require_tables(database: sqlite3.Connection) -> None:
    """Plain tables, not views that compute."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchmany(1000))
    if any(kinds.get(table) != "table" for table in TABLES):
        raise ValueError("not nbgrader's tables")
    if database.execute("SELECT 1 FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' OR sql LIKE '%GENERATED ALWAYS%' LIMIT 1").fetchone():
        raise ValueError("tables that compute")


def rows(database: sqlite3.Connection, query: str, assignment: str) -> list[tuple[Any, ...]]:
    found = database.execute(query, (assignment, ROWS + 1)).fetchall()
    if len(found) > ROWS:
        raise ValueError("too many rows")
    return found


def key(row: tuple[Any, ...]) -> Key:
    return str(row[0]), str(row[1]), str(row[2])


def number(value: Any) -> float | None:
    """Finite points, or none where there are none. Raises ValueError for anything else."""
    if value is None:
        return None
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no points")
    return float(value)


def moment(value: Any) -> datetime | None:
    """nbgrader keeps times in UTC without saying so."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at

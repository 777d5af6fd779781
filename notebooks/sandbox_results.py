"""What comes back from the sandbox, read as if a stranger had written it: files with limits, values with checks."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notebooks.exceptions import BadUpload
from notebooks.notebook_json import NotebookLimits, read_json

CELL_STATUSES = frozenset({"ok", "error", "timeout", "skipped", "not_executed"})
OUR_FAILURES = frozenset({"kernel_not_ready", "no_result"})
RESULT_BYTES = 32_000_000
RESULT_LIMITS = NotebookLimits(depth=40)


@dataclass(frozen=True)
class CellRun:
    status: str
    execution_count: int | None
    outputs: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class NotebookRun:
    cells: Mapping[str, CellRun]
    error: str | None


def read_notebooks(path: Path, names: Iterable[str]) -> dict[str, NotebookRun]:
    """The runner's file, read as if a stranger had written it; an unreadable one means that nothing was executed."""
    try:
        written = read_json(read_regular(path, RESULT_BYTES), name=path.name, limits=RESULT_LIMITS)
    except (OSError, BadUpload):
        written = None
    notebooks = written.get("notebooks") if isinstance(written, dict) else None
    found = notebooks if isinstance(notebooks, dict) else {}
    return {name: notebook_run(found.get(name)) for name in names}


def never_started(notebooks: Mapping[str, NotebookRun]) -> bool:
    """No kernel came up before any code of the learner ran: our failure, not a score of 0."""
    errors = {run.error for run in notebooks.values()}
    ran = any(cell.status not in ("skipped", "not_executed") for run in notebooks.values() for cell in run.cells.values())
    return not ran and bool(errors & OUR_FAILURES)


def read_regular(path: Path, limit: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
            raise OSError("not a regular file of a sane size")
        return stream.read(limit)


def notebook_run(value: Any) -> NotebookRun:
    if not isinstance(value, dict) or not isinstance(value.get("cells"), dict):
        return NotebookRun({}, "no_result")
    cells = {cell_id: cell_run(cell) for cell_id, cell in value["cells"].items()}
    error = value.get("error")
    return NotebookRun(cells, str(error)[:200] if error else None)


def cell_run(value: Any) -> CellRun:
    if not isinstance(value, dict) or value.get("status") not in CELL_STATUSES:
        return CellRun("not_executed", None, ())
    executed = value.get("execution_count")
    is_count = isinstance(executed, int) and not isinstance(executed, bool)
    outputs = value.get("outputs")
    kept = tuple(output for output in outputs if isinstance(output, dict)) if isinstance(outputs, list) else ()
    return CellRun(value["status"], executed if is_count else None, kept)


def last_object(stream: Any, limit: int) -> dict[str, Any] | None:
    """The last line that is a JSON object, within the last `limit` bytes."""
    stream.seek(0, os.SEEK_END)
    stream.seek(max(0, stream.tell() - limit))
    for line in reversed(stream.read().decode("utf-8", "replace").splitlines()):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0

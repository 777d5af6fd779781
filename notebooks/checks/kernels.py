"""Which cells run in which kernel: plain asserts beside the learner's code, everything else in a kernel that holds no test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from notebooks.checks.plan import Plan
from notebooks.checks.plans import Plans
from notebooks.intake import NOTEBOOK_SUFFIX
from notebooks.rebuild import Rebuilt, RebuiltCell, Role
from notebooks.sandbox import CellRun, NotebookRun

CALLS_SUFFIX = ".calls"


def file_name(name: str) -> str:
    return name + NOTEBOOK_SUFFIX


def calls_file_name(name: str, names: Iterable[str]) -> str:
    """A name of its own for the second kernel's notebook, whatever the notebooks of the lab are called."""
    taken = set(names)
    found = name + CALLS_SUFFIX
    while found in taken:
        found += CALLS_SUFFIX
    return found + NOTEBOOK_SUFFIX


def has_asserts(rebuilt: Rebuilt, plans: Plans) -> bool:
    return any(cell.role is Role.TEST and cell.grade_id not in plans and bool(cell.source.strip()) for cell in rebuilt.cells)


def notebooks_for(rebuilt: Rebuilt, plans: Plans, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The files of one notebook's run. A kernel that would decide nothing is not started."""
    if plans:
        yield calls_file_name(rebuilt.name, names), as_bytes(rebuilt.for_run(calls_cells(rebuilt, plans)))
    if not plans or has_asserts(rebuilt, plans):
        yield file_name(rebuilt.name), as_bytes(rebuilt.for_run(assert_cells(rebuilt, plans)))


def assert_cells(rebuilt: Rebuilt, plans: Plans) -> Iterator[RebuiltCell]:
    return (cell for cell in rebuilt.cells if not (cell.role is Role.TEST and cell.grade_id in plans))


def calls_cells(rebuilt: Rebuilt, plans: Plans) -> Iterator[RebuiltCell]:
    """The learner's cells; in the place of each test what it asks for, without what it expects. Plain asserts stay out."""
    for cell in rebuilt.cells:
        if cell.role is not Role.TEST:
            yield cell
        elif cell.grade_id in plans:
            for number, source in enumerate(plans[cell.grade_id].cells):
                yield RebuiltCell(part_id(cell.id, number), "code", source, Role.TEST)


def part_id(cell_id: str, number: int) -> str:
    return f"part-{hashlib.sha256(cell_id.encode()).hexdigest()[:16]}-{number}"


def parts_of(cell_id: str, plan: Plan, run: NotebookRun | None) -> list[CellRun | None]:
    """What each generated cell of a test came to, in order."""
    return [run.cells.get(part_id(cell_id, number)) if run else None for number in range(len(plan.cells))]


def as_bytes(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook).encode()

"""Run the cells of one notebook in a forked kernel and keep, per cell id, what came out."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hocai_lab.kernel import ForkedKernel, KernelEnded
from hocai_lab.messages import CellOutputs, Displays
from hocai_lab.outputs import Budget, RunBudget
from hocai_lab.pipe_kernel import READY

STARTUP_SECONDS = 20
SETTLE_SECONDS = 3.0  # how long an interrupted kernel may take to become idle again
SAVE_AFTER_SECONDS = 0.02  # a cell that ends sooner is kept together with the next one
Cell = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """Seconds for one cell, and the moment (time.monotonic) after which no further cell is started."""

    cell_timeout: int
    deadline: float


def blank(cell: Cell) -> dict[str, Any]:
    """The record of a cell that has not run."""
    return {"execution_count": None, "outputs": [], "status": "not_executed" if cell["source"].strip() else "skipped"}


def untouched(cells: list[Cell]) -> dict[str, Any]:
    """The record of cells before the first one has run."""
    return {cell["id"]: blank(cell) for cell in cells}


def execute(
    cells: list[Cell], *, kernel: ForkedKernel, pace: Pace, run_budget: RunBudget, cell_bytes: int, saved: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Run every code cell; `saved` gets the record so far while a cell runs, so that a killed run keeps what it had."""
    run = Run(kernel, pace, run_budget, cell_bytes, {"cells": untouched(cells), "error": None}, saved)
    try:
        run.all_cells(cells)
    finally:
        kernel.kill()
    return run.record


@dataclass
class Run:
    """One notebook on its way through one kernel."""

    kernel: ForkedKernel
    pace: Pace
    run_budget: RunBudget
    cell_bytes: int
    record: dict[str, Any]
    saved: Callable[[dict[str, Any]], None]
    displays: Displays = field(default_factory=Displays)

    def all_cells(self, cells: list[Cell]) -> None:
        if not self.is_ready():
            self.record["error"] = "kernel_not_ready"
            return
        for cell in cells:
            if cell["source"].strip() and not self.one_cell(cell):
                return

    def is_ready(self) -> bool:
        """Whether the kernel has settled in."""
        try:
            message = self.kernel.message(time.monotonic() + STARTUP_SECONDS)
        except KernelEnded:
            return False
        return message is not None and message[0] == READY

    def one_cell(self, cell: Cell) -> bool:
        """Run one cell; whether the next one may run."""
        left = self.pace.deadline - time.monotonic()
        if left <= 0:
            self.record["error"] = "out_of_time"
            return False
        found = CellOutputs(Budget(self.cell_bytes, self.run_budget), self.displays)
        entry = self.record["cells"][cell["id"]]
        try:
            in_time = self.ended(found, self.kernel.ask(cell["source"]), max(1.0, min(self.pace.cell_timeout, left)))
        except KernelEnded:
            self.record["error"] = "out_of_memory" if self.kernel.was_killed else "kernel_died"
            close(entry, found, "error")
            return False
        close(entry, found, ("error" if found.failed else "ok") if in_time else "timeout")
        if not found.idle:
            self.record["error"] = "kernel_stuck"
        return found.idle

    def ended(self, found: CellOutputs, asked: str, seconds: float) -> bool:
        """Take the cell's messages until it has ended; False where it had to be interrupted. Raises KernelEnded."""
        begin = time.monotonic()
        if not self.listen(found, asked, begin + min(SAVE_AFTER_SECONDS, seconds)):
            self.saved({**self.record, "error": "killed"})
            if not self.listen(found, asked, begin + seconds):
                self.kernel.interrupt()
                self.settle(found, asked)
                return False
        return True

    def settle(self, found: CellOutputs, asked: str) -> None:
        """Wait for an interrupted cell; one that ends the kernel instead is stuck as well."""
        try:
            self.listen(found, asked, time.monotonic() + SETTLE_SECONDS)
        except KernelEnded:
            found.idle = False

    def listen(self, found: CellOutputs, asked: str, deadline: float) -> bool:
        """Take messages of this cell until it is idle or time is up; whether it is idle."""
        while not found.idle and (message := self.kernel.message(deadline)) is not None:
            kind, of, content = message
            if of == asked:
                found.take(kind, content)
        return found.idle


def close(entry: dict[str, Any], found: CellOutputs, status: str) -> None:
    entry.update(execution_count=found.execution_count, outputs=found.outputs, status=status)


def read(path: Path) -> list[Cell]:
    """The code cells of a notebook with their ids as they are, and without metadata: no tag decides what runs."""
    document = json.loads(path.read_text("utf-8"))
    return [{"id": cell["id"], "source": joined(cell["source"])} for cell in document["cells"] if cell["cell_type"] == "code"]


def joined(source: str | list[str]) -> str:
    """A source may be written as its lines."""
    return source if isinstance(source, str) else "".join(source)

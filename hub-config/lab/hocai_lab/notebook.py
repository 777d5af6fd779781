"""Run the cells of one notebook in a forked kernel and keep, per cell id, what came out."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from hocai_lab.kernel import ForkedKernel
from hocai_lab.outputs import Budget, RunBudget

STARTUP_SECONDS = 20
SETTLE_SECONDS = 3.0  # how long an interrupted kernel may take to become idle again
ASK_AGAIN_SECONDS = 0.08  # a question whose answer was published before we listened is asked again
COUNTED = {"stream", "display_data", "execute_result", "error"}
TIMEOUT_ERROR = {"ename": "CellTimeout", "evalue": "cell ran out of time", "traceback": []}


@dataclass(frozen=True)
class Pace:
    """Seconds for one cell, and the moment (time.monotonic) after which no further cell is started."""

    cell_timeout: int
    deadline: float


class CappedClient(NotebookClient):
    """nbclient with byte caps, without widgets, and with one status per cell."""

    budget: Budget

    async def _async_check_alive(self) -> None:
        # The client itself cannot tell (no heartbeat channel); the kernel is our child.
        if not await self.km.is_alive():
            raise DeadKernelError("Kernel died")

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        kind = msg["msg_type"]
        if kind.startswith("comm"):
            return None
        if kind == "update_display_data" and not self.budget.pay(64):
            return None
        if kind in COUNTED:
            kept = self.budget.admit(kind, msg["content"])
            if kept is None:
                return None
            msg = {**msg, "content": kept}
        return super().process_message(msg, cell, cell_index)


def blank(cell: Any) -> dict[str, Any]:
    """The record of a cell that has not run."""
    runs = cell.cell_type == "code" and cell.source.strip()
    return {"execution_count": None, "outputs": [], "status": "not_executed" if runs else "skipped"}


def execute(
    notebook: Any, *, kernel: ForkedKernel, pace: Pace, run_budget: RunBudget, cell_bytes: int, saved: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Run every code cell; `saved` gets the record so far before each cell, so that a killed run keeps what it had."""
    record: dict[str, Any] = {"cells": {cell.id: blank(cell) for cell in notebook.cells if cell.cell_type == "code"}, "error": None}
    run = Run(notebook, kernel, pace, run_budget, cell_bytes, record, saved)
    try:
        asyncio.run(run.all_cells())
    finally:
        kernel.kill()
    return record


@dataclass
class Run:
    """One notebook on its way through one kernel."""

    notebook: Any
    kernel: ForkedKernel
    pace: Pace
    run_budget: RunBudget
    cell_bytes: int
    record: dict[str, Any]
    saved: Callable[[dict[str, Any]], None]

    async def all_cells(self) -> None:
        client = CappedClient(
            self.notebook,
            km=self.kernel,
            timeout=self.pace.cell_timeout,
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout=TIMEOUT_ERROR,
            skip_cells_with_tag="",
            store_widget_state=False,
            record_timing=False,
            iopub_timeout=SETTLE_SECONDS,
        )
        client.kc = connect(self.kernel)
        try:
            if not await ready(client.kc, self.kernel):
                self.record["error"] = "kernel_not_ready"
                return
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip() and not await self.one_cell(client, cell, index):
                    return
        finally:
            client.kc.stop_channels()

    async def one_cell(self, client: CappedClient, cell: Any, index: int) -> bool:
        """Run one cell; whether the next one may run."""
        if time.monotonic() >= self.pace.deadline:
            self.record["error"] = "out_of_time"
            return False
        self.saved({**self.record, "error": "killed"})
        client.budget = Budget(self.cell_bytes, self.run_budget)
        entry = self.record["cells"][cell.id]
        replies: list[dict[str, Any]] = []
        client.on_cell_executed = lambda execute_reply, **_: replies.append(execute_reply)
        client.timeout = max(1, min(self.pace.cell_timeout, math.ceil(self.pace.deadline - time.monotonic())))
        try:
            await client.async_execute_cell(cell, index)
        except DeadKernelError:
            self.record["error"] = "out_of_memory" if self.kernel.was_killed else "kernel_died"
            return self.close(entry, cell, "error", go_on=False)
        except CellTimeoutError:
            return self.close(entry, cell, "timeout", go_on=False)
        if is_timeout(replies):
            return await self.after_timeout(client, entry, cell)
        return self.close(entry, cell, "error" if has_error(cell, replies) else "ok", go_on=True)

    async def after_timeout(self, client: CappedClient, entry: dict[str, Any], cell: Any) -> bool:
        """An interrupted cell is marked; a kernel that ignores the interrupt is not asked again."""
        self.close(entry, cell, "timeout", go_on=False)
        if await settled(client.kc, self.kernel, SETTLE_SECONDS):
            return True
        self.record["error"] = "kernel_stuck"
        return False

    def close(self, entry: dict[str, Any], cell: Any, status: str, *, go_on: bool) -> bool:
        entry.update(execution_count=cell.get("execution_count"), outputs=merged(cell.outputs), status=status)
        return go_on


def is_timeout(replies: list[dict[str, Any]]) -> bool:
    return bool(replies) and replies[-1]["content"].get("ename") == TIMEOUT_ERROR["ename"] and "header" not in replies[-1]


def has_error(cell: Any, replies: list[dict[str, Any]]) -> bool:
    return any(output.output_type == "error" for output in cell.outputs) or (
        bool(replies) and replies[-1]["content"].get("status") == "error"
    )


def merged(outputs: list[Any]) -> list[Any]:
    """Neighbouring pieces of one stream as one output. (nbclient's own merging takes quadratic time on one long line.)"""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream" and output.name == joined[-1].name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def connect(kernel: ForkedKernel) -> AsyncKernelClient:
    client = AsyncKernelClient()
    client.load_connection_info(kernel.connection)
    client.start_channels(stdin=False, hb=False)
    return client


async def ready(client: AsyncKernelClient, kernel: ForkedKernel) -> bool:
    """Wait until the kernel answers and its output channel is heard, so that no output of the first cell is lost."""
    end = time.monotonic() + STARTUP_SECONDS
    return await answered(client, kernel, end)


async def settled(client: AsyncKernelClient, kernel: ForkedKernel, seconds: float) -> bool:
    """Whether the kernel answers again within a time."""
    return await answered(client, kernel, time.monotonic() + seconds)


async def answered(client: AsyncKernelClient, kernel: ForkedKernel, end: float) -> bool:
    """Ask for the kernel's description until its idle message is heard on the output channel."""
    while time.monotonic() < end and await kernel.is_alive():
        asked = client.kernel_info()
        pause = time.monotonic() + ASK_AGAIN_SECONDS
        while (left := pause - time.monotonic()) > 0:
            if await heard(client, asked, left):
                await drain(client)
                return True
    return False


async def heard(client: AsyncKernelClient, asked: str, seconds: float) -> bool:
    if not await client.iopub_channel.socket.poll(max(1, int(seconds * 1000))):
        return False
    message = await client.iopub_channel.get_msg(timeout=0)
    ours = message["parent_header"].get("msg_id") == asked
    return ours and message["content"].get("execution_state") == "idle"


async def drain(client: AsyncKernelClient) -> None:
    """Throw away replies that were asked for while waiting."""
    while await client.shell_channel.socket.poll(5):
        await client.shell_channel.get_msg(timeout=0)


def read(path: Path) -> Any:
    """A notebook in the current format with its cell ids as they are, and without metadata: no tag decides what runs."""
    document = nbformat.reads(path.read_text("utf-8"), as_version=4)
    document.metadata = NotebookNode()
    for cell in document.cells:
        cell.metadata = NotebookNode()
    return document

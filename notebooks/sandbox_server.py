"""The warm server of a worker process: a sandbox that is ready before the next job comes."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from notebooks.sandbox_processes import REPORT_BYTES, start, stop
from notebooks.sandbox_selftest import require_self_test

START_SECONDS = 60
IDLE_SECONDS = 600


class WarmServer:
    """`hocai_lab.serve`: a sandbox that has imported everything and forks one confined child per job. It never sees a submission itself."""

    def __init__(self) -> None:
        self.process = start(["hocai_lab.serve", "--slots", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.owner = os.getpid()
        self.turn = threading.Lock()

    @property
    def is_ours(self) -> bool:
        """A process forked from this one must not speak into the same pipe."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, folder: Path, seconds: float) -> dict[str, Any] | None:
        """The report of one job, or None where the server cannot be relied on; it is closed then."""
        with self.turn:
            try:
                os.write(self.input, f"{folder}\n".encode())
                answer = json.loads(self.line(time.monotonic() + seconds))
            except (OSError, ValueError):
                answer = None
            if isinstance(answer, dict) and answer.get("job") == str(folder):
                return answer
            self.close()
            return None

    @property
    def input(self) -> int:
        assert self.process.stdin is not None
        return self.process.stdin.fileno()

    def line(self, deadline: float) -> bytes:
        """One line, of at most REPORT_BYTES, before the deadline; else what there is."""
        assert self.process.stdout is not None
        found = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not found.endswith(b"\n") and len(found) < REPORT_BYTES:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return found
                piece = os.read(self.process.stdout.fileno(), REPORT_BYTES)
                if not piece:
                    return found
                found += piece
        return found

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        stop(self.process)


_server: WarmServer | None = None
_wanted_at = 0.0


def keep_warm() -> None:
    """For a worker process that grades again and again: later calls of `run` in this process need no cold start.

    Returns at once. The server ends with this process: it reads the end of its input.
    """
    global _server, _wanted_at
    _wanted_at = time.monotonic()
    if warm_server() is None:
        drop()
        require_self_test()
        _server = WarmServer()


def rest(*, after_seconds: float = IDLE_SECONDS) -> None:
    """Ends a warm server that nobody has wanted for so long: it holds about 100 MB."""
    if warm_server() is not None and time.monotonic() - _wanted_at >= after_seconds:
        cool_down()


def cool_down() -> None:
    """Ends the warm server of this process, if there is one."""
    drop()


def drop() -> None:
    """Closes our ends of the server's pipes, also of one that has died; one of the process that forked us is only forgotten."""
    global _server
    if _server is not None and _server.owner == os.getpid():
        _server.close()
    _server = None


def warm_server() -> WarmServer | None:
    return _server if _server is not None and _server.is_ours else None

"""The whole installation as a person starts it, for measures that need running processes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

START_SECONDS = 180
STOP_SECONDS = 15


class NotUp(Exception):
    """The installation did not start; the text is the end of its output."""


@dataclass(frozen=True)
class Stack:
    """`manage.py up` and its state file."""

    process: subprocess.Popen[bytes]
    log: Path

    def pids(self) -> dict[str, int]:
        """Name → pid of every supervised process that is up; empty while the supervisor has not begun."""
        try:
            state = json.loads((Path(settings.HOCAI_VAR) / "run" / "processes.json").read_text())
        except (OSError, ValueError):
            return {}
        return {name: each["pid"] for name, each in state["processes"].items() if each["state"] == "up"}


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Everything up until the block ends. Raises NotUp."""
    log = Path(settings.HOCAI_VAR) / "up.log"
    with log.open("wb") as out:
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
    stack = Stack(process, log)
    try:
        wait_until_up(stack)
        yield stack
    finally:
        stop(process)


def wait_until_up(stack: Stack) -> None:
    """Until site, exchange, worker, beat, proxy and hub are up. Raises NotUp."""
    end = time.monotonic() + START_SECONDS
    while len(stack.pids()) < 6:
        if stack.process.poll() is not None or time.monotonic() > end:
            raise NotUp(stack.log.read_text()[-2_000:])
        time.sleep(0.3)


def stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; whoever does not leave in time is ended."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

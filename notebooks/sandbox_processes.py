"""Processes of the lab environment: started with none of our environment variables, ended with everything they started."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from notebooks.exceptions import SandboxUnavailable

STOP_SECONDS = 5
REPORT_BYTES = 64_000


@contextmanager
def started(arguments: Sequence[str], *, stdout: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the lab environment, ended with its group when the block ends."""
    process = start(arguments, stdin=subprocess.DEVNULL, stdout=stdout)
    try:
        yield process
    finally:
        stop(process)


def start(arguments: Sequence[str], *, stdin: Any, stdout: Any) -> subprocess.Popen[bytes]:
    """A process group of the lab environment with none of our environment variables."""
    command = [str(settings.HOCAI_LAB_PYTHON), "-I", "-m", *arguments]
    try:
        return subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=clean_environment(), cwd="/", start_new_session=True
        )
    except OSError as error:
        raise SandboxUnavailable("no_lab_environment") from error


def clean_environment() -> dict[str, str]:
    wanted = {"HOCAI_SANDBOX_BACKEND": os.environ["HOCAI_SANDBOX_BACKEND"]} if os.environ.get("HOCAI_SANDBOX_BACKEND") else {}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", **wanted}


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the launcher to end its tree, then ends the group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue

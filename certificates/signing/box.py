"""A process of its own in which strangers' files are looked at. One is kept warm: starting it costs a second, a file 0.03."""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic

from django.conf import settings

from .findings import Findings
from .trusted import Trust

PROCESS = Path(__file__).with_name("check_process.py")
FILE_SECONDS = 30
LARGEST_FILE = 30_000_000
TOO_COMPLEX = Findings.from_facts({"state": "too_complex", "signatures": []})


class CheckBox:
    """One file after the other; a file that ends the process takes nothing else along."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        # What the process was told last; said again only when it changes.
        self.told: Trust | None = None
        self.owner = os.getpid()
        self.process: subprocess.Popen[bytes] | None = None

    def check(self, pdf: bytes, unsigned: bytes | None = None) -> Findings:
        """A file that needs more time or memory than any certificate is told as such."""
        if len(pdf) > LARGEST_FILE:
            return TOO_COMPLEX
        was_running = self.process is not None
        found = self._asked(pdf, unsigned)
        if found is None and was_running:
            # An idle process ends by itself: only a fresh one says something about the file.
            found = self._asked(pdf, unsigned)
        return found or TOO_COMPLEX

    def end(self) -> None:
        if self.process is None:
            return
        process, self.process, self.told = self.process, None, None
        process.kill()
        process.communicate()

    def _asked(self, pdf: bytes, unsigned: bytes | None) -> Findings | None:
        try:
            process = self._running()
            assert process.stdin is not None
            news = b"" if self.told == self.trust else self.trust.as_json()
            process.stdin.write(_framed(news) + _framed(pdf) + _framed(unsigned or b""))
            process.stdin.flush()
            self.told = self.trust
            return Findings.from_facts(json.loads(_line(process)))
        except (BrokenPipeError, TimeoutError, EOFError):
            self.end()
            return None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            command = [sys.executable, "-IB", str(PROCESS), str(settings.BASE_DIR)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}
            )
        return self.process


_warm: list[CheckBox] = []
_guard = Lock()


@contextmanager
def check_box(trust: Trust) -> Iterator[CheckBox]:
    """The warm one where it is free; afterwards one stays warm, for this process and no fork of it."""
    box = _taken() or CheckBox(trust)
    box.trust = trust
    try:
        yield box
    finally:
        if not _kept(box):
            box.end()


def end_warm() -> None:
    """At the end of the process."""
    with _guard:
        boxes, _warm[:] = list(_warm), []
    for box in boxes:
        if box.owner == os.getpid():
            box.end()


atexit.register(end_warm)


def _taken() -> CheckBox | None:
    with _guard:
        box = _warm.pop() if _warm else None
    return box if box is not None and box.owner == os.getpid() else None


def _kept(box: CheckBox) -> bool:
    with _guard:
        if _warm:
            return False
        _warm.append(box)
        return True


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _line(process: "subprocess.Popen[bytes]") -> bytes:
    """One line of the answer. Raises TimeoutError, and EOFError when the process has ended."""
    assert process.stdout is not None
    descriptor, line, deadline = process.stdout.fileno(), b"", monotonic() + FILE_SECONDS
    while not line.endswith(b"\n"):
        if not select.select([descriptor], [], [], max(deadline - monotonic(), 0))[0]:
            raise TimeoutError
        part = os.read(descriptor, 65_536)
        if not part:
            raise EOFError
        line += part
    return line

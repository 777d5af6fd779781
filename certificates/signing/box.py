"""A process of its own in which strangers' files are looked at; it is started again when a file has ended it."""

import json
import os
import select
import struct
import subprocess
import sys
from pathlib import Path
from time import monotonic
from types import TracebackType

from django.conf import settings

from .findings import Findings
from .trusted import Trust

PROCESS = Path(__file__).with_name("check_process.py")
FILE_SECONDS = 30
LARGEST_FILE = 30_000_000


class CheckBox:
    """`with CheckBox(trust) as box: box.check(pdf)`; one file at a time."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "CheckBox":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def check(self, pdf: bytes, unsigned: bytes | None = None) -> Findings:
        """A file that needs more time or memory than any certificate is told as such."""
        if len(pdf) > LARGEST_FILE:
            return Findings.from_facts({"state": "too_complex", "signatures": []})
        try:
            process = self._running()
            assert process.stdin is not None
            process.stdin.write(_framed(pdf) + _framed(unsigned or b""))
            process.stdin.flush()
            return Findings.from_facts(json.loads(_line(process)))
        except (BrokenPipeError, TimeoutError, EOFError):
            self._end()
            return Findings.from_facts({"state": "too_complex", "signatures": []})

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            command = [sys.executable, "-IB", str(PROCESS), str(settings.BASE_DIR)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"}
            )
            assert self.process.stdin is not None
            self.process.stdin.write(_framed(self.trust.as_json()))
        return self.process

    def _end(self) -> None:
        if self.process is None:
            return
        process, self.process = self.process, None
        process.kill()
        process.communicate()


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

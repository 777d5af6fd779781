"""A kernel forked from a process that has already made it: no second interpreter start, no second import."""

import contextlib
import fcntl
import json
import os
import secrets
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hocai_lab.guardian import die_with_parent

PIECE = 262_144
# A line longer than this is no message of ours: the budgets of a run are far smaller.
LINE_BYTES = 64_000_000
LOOK_SECONDS = 0.1


class KernelEnded(Exception):
    """The kernel has gone, or says what no kernel says."""


class ForkedKernel:
    """The side of a kernel that asks: a child process and two pipes. Whatever comes back was written by a stranger."""

    def __init__(self, *, folder: Path, home: Path, confine: Callable[[], None]) -> None:
        theirs_in, self.requests = os.pipe()
        self.answers, theirs_out = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.requests)
            os.close(self.answers)
            serve_kernel(requests=theirs_in, answers=theirs_out, folder=folder, home=home, confine=confine)
        os.close(theirs_in)
        os.close(theirs_out)
        os.set_blocking(self.requests, False)
        with contextlib.suppress(OSError):  # a user may have only so many large pipes
            fcntl.fcntl(self.answers, fcntl.F_SETPIPE_SZ, PIECE)
        self.poll = select.poll()
        self.poll.register(self.answers, select.POLLIN)
        self.unsent = b""
        self.unread: list[bytes] = []  # pieces of a line whose end has not come
        self.unread_bytes = 0
        self.lines: list[bytes] = []
        self.ended = False
        self.was_killed = False

    def ask(self, code: str) -> str:
        """Hand over a cell; the id by which its messages are known. It is sent while answers are awaited."""
        asked = secrets.token_hex(8)
        self.unsent += json.dumps({"id": asked, "code": code}).encode() + b"\n"
        self.poll.register(self.requests, select.POLLOUT)
        return asked

    def message(self, deadline: float) -> tuple[str, str, dict[str, Any]] | None:
        """The next message (type, id of its cell, content), or None at the deadline. Raises KernelEnded."""
        while not self.lines:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self.exchange(min(left, LOOK_SECONDS))
        return checked(self.lines.pop(0))

    def exchange(self, seconds: float) -> None:
        """Send what waits, read what is there."""
        events = dict(self.poll.poll(max(1, int(seconds * 1000))))
        if self.requests in events:
            self.send()
        if self.answers in events:
            piece = os.read(self.answers, PIECE)
            if not piece:
                self.collect(wait=True)
                raise KernelEnded
            self.take(piece)
        elif not self.is_alive():  # something that it started still holds the pipe
            raise KernelEnded

    def take(self, piece: bytes) -> None:
        """Whole lines wait to be read; the rest waits for its end."""
        first, *more = piece.split(b"\n")
        self.unread.append(first)
        self.unread_bytes += len(first)
        if self.unread_bytes > LINE_BYTES:
            raise KernelEnded
        if more:
            self.lines += [b"".join(self.unread), *more[:-1]]
            self.unread, self.unread_bytes = [more[-1]], len(more[-1])

    def send(self) -> None:
        try:
            self.unsent = self.unsent[os.write(self.requests, self.unsent) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.unsent = b""
        if not self.unsent:
            self.poll.unregister(self.requests)

    def is_alive(self) -> bool:
        """Whether the kernel process still runs; collects it once it has ended."""
        self.collect(wait=False)
        return not self.ended

    def collect(self, *, wait: bool) -> None:
        """Take note of the kernel's end, which is sure to come where `wait` is said."""
        if self.ended:
            return
        pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
        self.ended = pid != 0
        # Nobody here sends SIGKILL to a kernel that is being waited for: it is how the sandbox ends a process over its memory.
        self.was_killed = self.ended and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def interrupt(self) -> None:
        """Ctrl-C in the kernel."""
        self.signal(signal.SIGINT)

    def kill(self) -> None:
        """End the kernel without asking it."""
        self.signal(signal.SIGKILL)
        if not self.ended:
            os.waitpid(self.pid, 0)
            self.ended = True
        os.close(self.requests)
        os.close(self.answers)

    def signal(self, number: int) -> None:
        if not self.ended:
            os.kill(self.pid, number)


def checked(line: bytes) -> tuple[str, str, dict[str, Any]]:
    """A line of the kernel as a message. Raises KernelEnded: who writes anything else is no kernel any more."""
    try:
        kind, asked, content = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        raise KernelEnded from None
    if not isinstance(kind, str) or not isinstance(asked, str) or not isinstance(content, dict):
        raise KernelEnded
    return kind, asked, content


def serve_kernel(*, requests: int, answers: int, folder: Path, home: Path, confine: Callable[[], None]) -> None:
    """The child's whole life: confine itself further, answer requests, exit without returning."""
    from hocai_lab import pipe_kernel

    try:
        os.setsid()
        die_with_parent()
        os.chdir(folder)
        confine()
        silence()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        pipe_kernel.serve(requests=requests, answers=answers, folder=folder, home=home)
    except SystemExit:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def without_debugger() -> None:
    """Nobody debugs in these kernels, its sockets would be refused, and importing it is two thirds of a kernel's start."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]


def without_internet_sockets() -> Any:
    """The kernel's application; the socket on which it hears forked children is TCP, and trying to open it would abort libzmq."""
    from ipykernel import kernelapp

    class OutputThread(kernelapp.IOPubThread):
        def _setup_pipe_in(self) -> None:
            self._pipe_flag = False

    kernelapp.IOPubThread = OutputThread
    return kernelapp.IPKernelApp


def silence() -> None:
    """Standard streams of the process go nowhere; what cells print travels as messages."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)

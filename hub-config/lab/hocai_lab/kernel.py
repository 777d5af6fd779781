"""A kernel forked from a process that has already imported it: no second interpreter start, no second import."""

import json
import os
import secrets
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hocai_lab.guardian import die_with_parent

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")


class ForkedKernel:
    """What nbclient asks of a kernel manager, for a kernel that is our child."""

    kernel_id = "hocai"
    has_kernel = True
    ipykernel = True

    def __init__(self, *, folder: Path, run_folder: Path, confine: Callable[[], None]) -> None:
        self.connection = {
            "transport": "ipc",
            "ip": str(run_folder / "k"),
            "key": secrets.token_hex(16),
            "signature_scheme": "hmac-sha256",
            "kernel_name": "python3",
            **{f"{channel}_port": number for number, channel in enumerate(CHANNELS, start=1)},
        }
        self.connection_file = run_folder / "connection.json"
        self.connection_file.write_text(json.dumps(self.connection))
        self.pid = os.fork()
        if self.pid == 0:
            serve_kernel(folder=folder, connection_file=self.connection_file, confine=confine)
        self.ended = False
        self.was_killed = False

    async def is_alive(self) -> bool:
        """Whether the kernel process still runs; collects it once it has ended."""
        if not self.ended:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.ended = pid != 0
            # Nobody here sends SIGKILL to a kernel that is being waited for: it is how the sandbox ends a process over its memory.
            self.was_killed = self.ended and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return not self.ended

    async def interrupt_kernel(self) -> None:
        """Ctrl-C in the kernel."""
        self.signal(signal.SIGINT)

    def kill(self) -> None:
        """End the kernel without asking it."""
        self.signal(signal.SIGKILL)
        if not self.ended:
            os.waitpid(self.pid, 0)
            self.ended = True

    def signal(self, number: int) -> None:
        if not self.ended:
            os.kill(self.pid, number)


def serve_kernel(*, folder: Path, connection_file: Path, confine: Callable[[], None]) -> None:
    """The child's whole life: confine itself further, answer requests, exit without returning."""
    try:
        os.setsid()
        die_with_parent()
        os.chdir(folder)
        confine()
        silence()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        app = without_internet_sockets().instance(log_level=50)
        app.initialize(["-f", str(connection_file), "--HistoryManager.enabled=False"])
        app.start()
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

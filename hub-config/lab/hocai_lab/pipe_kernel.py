"""A kernel made before any submission is there: ipykernel with its shell, speaking through two pipes instead of five sockets.

`prepare` runs once, in the process that is forked for every job; `serve` is the life of a forked kernel. Cells see what they would see in
any ipykernel: the same shell, display hooks, streams and tracebacks. Requests come in and messages go out as one JSON line each.
"""

import asyncio
import json
import logging
import os
import select
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets.config import Config

FLUSH_SECONDS = 0.2
FLUSH_CHARACTERS = 32_768
READY = "ready"


class PipeSession(Session):
    """Sends to the pipe: `[type, id of the request, content]` on a line. Processes that a cell forks send nothing."""

    descriptor: int = -1

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.sending = threading.Lock()

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, *_: Any, **more: Any) -> Any:
        """As Session.send, whoever asks and whatever socket it names; binary buffers are left out."""
        if isinstance(msg_or_type, str):
            known = {name: more.get(name) for name in ("header", "metadata")}
            message = self.msg(msg_or_type, content=content, parent=parent, **known)
        else:
            message = msg_or_type
        if os.getpid() == self.pid:
            asked = (message.get("parent_header") or {}).get("msg_id", "")
            self.write(message["header"]["msg_type"], asked, message["content"])
        return message

    def write(self, kind: str, asked: str, content: Any) -> None:
        line = self.pack([kind, asked, content]) + b"\n"
        with self.sending:
            while line:
                line = line[os.write(self.descriptor, line) :]


class NoThread(IOPubThread):
    """Stands where ipykernel has the thread of its output socket."""

    thread = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self.io_loop = None
        self.background_socket = self

    def schedule(self, f: Any) -> None:
        f()


class Stream(OutStream):
    """Standard output or error of cells. Text waits for the end of the cell, for a while or for its size, whatever comes first."""

    waiting = 0
    sent_at = 0.0

    def write(self, string: str) -> int | None:
        self.waiting += len(string)
        return super().write(string)

    def _schedule_flush(self) -> None:
        if self.waiting > FLUSH_CHARACTERS or time.monotonic() - self.sent_at > FLUSH_SECONDS:
            self._flush()

    def flush(self) -> None:
        self._flush()

    def _flush(self) -> None:
        self.waiting, self.sent_at = 0, time.monotonic()
        if self._is_master_process():
            super()._flush()
            return
        # A process that a cell forked: its text takes the way of every other program's, and our own reader brings it in.
        for _, text in self._flush_buffers():
            os.write(self._original_stdstream_fd, text.encode("utf-8", "replace"))


class PipeKernel(IPythonKernel):
    """ipykernel without channels: one request at a time, no subshells."""

    # Asked for its parent thread alone: where Ctrl-C may be handled.
    shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
    _supports_kernel_subshells = False

    async def answer(self, request: dict[str, Any]) -> None:
        """Run one cell, as ipykernel's own dispatcher does."""
        content = {"code": request["code"], "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
        parent = self.session.msg("execute_request", content=content)
        parent["header"]["msg_id"] = parent["msg_id"] = request["id"]
        self.set_parent([], parent)
        self.pre_handler_hook()
        try:
            await self.execute_request(None, [], parent)
        except KeyboardInterrupt:
            self.session.send(None, "execute_reply", {"status": "error"}, parent)
        finally:
            self.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", "shell")


def prepare() -> None:
    """Build the shell, before any fork. It starts no thread and opens no socket."""
    wire = NoThread()
    config = Config({"HistoryManager": {"enabled": False}})
    kernel = PipeKernel.instance(config=config, session=PipeSession(), iopub_thread=wire, iopub_socket=wire, log=quiet_log())
    kernel.shell.extension_manager.load_extension("storemagic")
    kernel.shell.exit_now = False
    interruptible_debugger()
    load_for_errors(kernel.shell)


def quiet_log() -> logging.Logger:
    """Nobody reads what a kernel logs."""
    log = logging.getLogger("hocai_lab.kernel")
    log.propagate = False
    log.setLevel(logging.CRITICAL)
    return log


def load_for_errors(shell: Any) -> None:
    """Show one error to nobody: what colours a traceback is loaded at its first use."""
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        shell.InteractiveTB.structured_traceback(*sys.exc_info())


def interruptible_debugger() -> None:
    """As ipykernel's application does: `pdb` that Ctrl-C can end."""
    import pdb

    from IPython.core import debugger

    debugger.Pdb = pdb.Pdb = debugger.InterruptiblePdb
    pdb.set_trace = debugger.set_trace


def serve(*, requests: int, answers: int, folder: Path, home: Path) -> None:
    """Answer requests until the pipe ends. The process is confined already, its standard streams go nowhere."""
    kernel = PipeKernel.instance()
    settle_in(kernel, answers=answers, folder=folder, home=home)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    Requests(kernel, requests, loop).listen()
    kernel.session.write(READY, "", {})
    loop.run_forever()


def settle_in(kernel: PipeKernel, *, answers: int, folder: Path, home: Path) -> None:
    """Whatever the shell learned of its surroundings before the fork, it learns again."""
    shell = kernel.shell
    kernel.session.descriptor, kernel.session.pid = answers, os.getpid()
    sys.argv[:] = [""]
    if "" not in sys.path:
        sys.path.insert(place_in_path(), "")
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    shell.init_environment()
    shell.starting_dir = str(folder)
    shell.ipython_dir = str(home / ".ipython")
    shell.profile_dir._trait_values["location"] = str(home / ".ipython" / "profile_default")  # without making its folders
    shell.history_manager.dir_hist[:] = [str(folder)]
    tempfile.tempdir = str(home)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed()  # else every submission would draw the same numbers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire = kernel.iopub_thread
    sys.stdout, sys.stderr = (Stream(kernel.session, wire, name) for name in ("stdout", "stderr"))
    kernel._stdout, kernel._stderr = sys.stdout, sys.stderr


def place_in_path() -> int:
    """Before the installed packages, after the standard library: where IPython puts the working folder."""
    return next((at for at, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))), 0)


class Requests:
    """Reads requests between cells, so that what a cell left running goes on meanwhile."""

    def __init__(self, kernel: PipeKernel, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        self.kernel, self.descriptor, self.loop = kernel, descriptor, loop
        self.read = b""
        self.tasks: set[Any] = set()

    def listen(self) -> None:
        async def begin() -> None:
            self.kernel.io_loop = IOLoop.current()
            self.loop.add_reader(self.descriptor, self.ready)

        self.loop.run_until_complete(begin())

    def ready(self) -> None:
        piece = os.read(self.descriptor, select.PIPE_BUF * 16)
        if not piece:
            self.loop.stop()
        self.read += piece
        *lines, self.read = self.read.split(b"\n")
        for line in lines:
            task = self.loop.create_task(self.kernel.answer(json.loads(line)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

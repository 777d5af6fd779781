"""One sandbox with a runner in it, seen from outside: start, give a job, watch the clock and the disk, end."""

import contextlib
import json
import os
import selectors
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hocai_lab import folders, policy
from hocai_lab.backends import Backend, Confined, choose
from hocai_lab.guardian import bury_everything, memory_of_tree, private_folder, usage_of_tree

WATCH_SECONDS = 0.2
OUT_OF_TIME, OUT_OF_MEMORY = 4, 5  # exit codes of a job: its last cells were not started; a kernel was ended for its memory
START_SECONDS = 60
# The runner stops starting cells this long before the outer clock ends the sandbox, so that a slow notebook keeps its results.
RESERVE_SECONDS = 4.0
SOCKET_PATH_BYTES = 80  # a Unix socket's path must stay under 108 bytes, the job's and the kernel's names included


@dataclass(frozen=True)
class Size:
    """What the sandbox of a slot is made for; a job of another size needs another slot."""

    memory_mb: int = 2_048
    processes: int = 64
    disk_mb: int = 200


@dataclass(frozen=True)
class Outcome:
    """How a job ended: status, seconds, and a sentence for the log."""

    status: str
    wall: float
    cpu: float
    max_rss_mb: int
    message: str = ""

    def as_line(self) -> str:
        return json.dumps(
            {"status": self.status, "wall": self.wall, "cpu": self.cpu, "max_rss_mb": self.max_rss_mb, "message": self.message},
            ensure_ascii=False,
        )


class Slot:
    """A private folder and a sandbox whose only writable place it is."""

    def __init__(self, size: Size, *, warm: bool, backend: Backend | None = None) -> None:
        self.size, self.warm = size, warm
        self.backend = backend or choose()
        self.folder = private_folder(longest=SOCKET_PATH_BYTES)
        self.jobs = 0
        self.started = time.monotonic()
        try:
            self.process = self.start()
        except BaseException:
            folders.remove(self.folder)
            raise
        self.ready = False
        self.alive = True

    def start(self) -> Confined:
        rules = policy.grading_run(
            folder=str(self.folder), memory_mb=self.size.memory_mb, processes=self.size.processes, disk_mb=self.size.disk_mb
        )
        settings = {"disk_mb": rules.limits.disk_mb, "open_files": rules.limits.open_files, "warm": self.warm}
        if not self.backend.filters_ports:  # namespaces alone limit neither memory nor processes
            settings |= {"address_space_mb": self.size.memory_mb, "user_processes": self.size.processes if os.geteuid() else None}
        command = [sys.executable, "-I", "-m", "hocai_lab.runner", json.dumps(settings)]
        return self.backend.start(rules, command, piped=True)

    def wait_until_ready(self) -> bool:
        """Wait for the runner's imports; False where it did not come up."""
        if not self.ready:
            self.ready = self.line(time.monotonic() + START_SECONDS)[0] is not None
        return self.ready

    def new_job_folder(self) -> Path:
        """A fresh folder for one job inside the slot, with places for notebooks and data."""
        self.jobs += 1
        folder = self.folder / f"j{self.jobs}"
        (folder / "notebooks").mkdir(parents=True)
        (folder / "work").mkdir()
        return folder

    def run(self, job: dict[str, Any], *, folder: Path, wall_seconds: float, cpu_seconds: float | None = None) -> Outcome:
        """Run a prepared job; afterwards either every process of it is gone or the slot is dead."""
        begin = time.monotonic()
        if not self.wait_until_ready():
            self.end()
            return outcome(begin, "infra", "the runner did not start")
        left = wall_seconds - (time.monotonic() - begin)
        seconds = max(1.0, left - min(RESERVE_SECONDS, left / 4))
        self.send({**job, "folder": str(folder), "seconds": seconds})
        watch = Watch(self, folder, cpu_seconds or wall_seconds)
        reply, reason = self.line(begin + wall_seconds, watch)
        if reply is None:
            self.end()
            return outcome(begin, reason or "oom", MESSAGES[reason or "oom"])
        if not reply["clean"]:
            self.end()
        status = status_of(reply["code"])
        ended = outcome(begin, status, MESSAGES.get(status, f"the run ended with {reply['code']}"))
        return Outcome(ended.status, ended.wall, reply["cpu"], reply["max_rss_mb"], ended.message)

    def send(self, job: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(job).encode() + b"\n")

    def line(self, deadline: float, watch: "Watch | None" = None) -> tuple[dict[str, Any] | None, str | None]:
        """The runner's next answer, or (None, why): what the watch says, "timeout", or None where the sandbox ended by itself."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        data = b""
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while not data.endswith(b"\n"):
                if time.monotonic() >= deadline:
                    return None, "timeout"
                if selector.select(min(WATCH_SECONDS, max(0.0, deadline - time.monotonic()))):
                    piece = os.read(descriptor, 65_536)
                    if not piece:
                        return None, None
                    data += piece
                elif watch is not None and (passed := watch.passed()):
                    return None, passed
        return json.loads(data), None

    def forget(self, folder: Path) -> None:
        """Remove one job's folder."""
        folders.remove(folder)

    def close(self) -> None:
        """End everything in the sandbox and remove its folder."""
        self.end()
        folders.remove(self.folder)

    def end(self) -> None:
        """End everything in the sandbox; what it wrote stays readable until `close`."""
        if not self.alive:
            return
        self.alive = False
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()
        bury_everything()


class Watch:
    """The limits of a job that nothing inside the sandbox can hold: its folder, its processor time, and memory where only we count it."""

    def __init__(self, slot: Slot, folder: Path, cpu_seconds: float) -> None:
        self.slot, self.folder, self.cpu_seconds = slot, folder, cpu_seconds
        self.cpu_before = usage_of_tree(slot.process.pid).cpu

    def passed(self) -> str | None:
        """The limit that has been passed, as the status of the run."""
        size = self.slot.size
        if too_large(self.folder, size.disk_mb):
            return "limit"
        used = usage_of_tree(self.slot.process.pid)
        if used.cpu - self.cpu_before > self.cpu_seconds:
            return "timeout"
        counts_memory = not self.slot.backend.filters_ports
        if counts_memory and used.rss_mb > size.memory_mb and memory_of_tree(self.slot.process.pid) > size.memory_mb:
            return "oom"
        return None


MESSAGES = {
    "ok": "",
    "timeout": "the whole run took too long",
    "limit": "too many or too large files",
    "oom": "the run used too much memory",
}


def status_of(code: int) -> str:
    """The status that the exit code of a job's process stands for."""
    if code < 0:
        return "killed"
    return {0: "ok", OUT_OF_TIME: "timeout", OUT_OF_MEMORY: "oom"}.get(code, "infra")


def outcome(begin: float, status: str, message: str) -> Outcome:
    return Outcome(status=status, wall=round(time.monotonic() - begin, 3), cpu=0.0, max_rss_mb=0, message=message)


def too_large(folder: Path, disk_mb: int, files: int = 5_000) -> bool:
    """Whether a folder holds more than it may; links are counted, never followed."""
    found = folders.usage_of(folder, most_bytes=disk_mb * policy.MEBIBYTE, most_files=files)
    return found.too_deep or found.bytes > disk_mb * policy.MEBIBYTE or found.files > files

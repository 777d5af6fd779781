"""No orphans: an outer process that only waits, an inner one that works, each cleaning up after the other's sudden death.

Killed inner process: its sandbox's processes become the outer one's children, which are killed and collected. Killed outer process (or the
caller of both): the kernel sends the inner one SIGTERM, and it ends its sandbox.
"""

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from hocai_lab import folders

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PREFIX = "hocai-"
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def guarded(action: Callable[[], int]) -> NoReturn:
    """Run an action in an inner process and exit with its code; afterwards no process and no folder of it is left."""
    parent = os.getpid()
    become_reaper()
    inner = os.fork()
    if inner == 0:
        os.setsid()
        become_reaper()
        if os.getppid() != parent:  # it died before we could ask for the signal
            os._exit(1)
        signal.signal(signal.SIGTERM, stop)
        leave(action)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda sign, frame: send(inner, sign))
    status = wait_for(inner)
    bury_everything()
    remove_folders(inner)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 1)


def leave(action: Callable[[], int]) -> NoReturn:
    """Finish the inner process with the action's code, output flushed."""
    try:
        code = action()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM unwinds the inner process, so that its sandboxes are closed."""
    raise SystemExit(1)


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_for(pid: int) -> int:
    """Collect orphans until the one that matters has ended; its status."""
    while True:
        ended, status = os.wait()
        if ended == pid:
            return status


def become_reaper() -> None:
    """Orphans below become our children; our own parent's death reaches us as SIGTERM."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def die_with_parent() -> None:
    """Inside the sandbox: end at once when the process that forked us ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def bury_everything() -> None:
    """Kill and collect every child of this process until there is none; call it only where no other sandbox is running."""
    while True:
        for pid in children_of(os.getpid()):
            send(pid, signal.SIGKILL)
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.005)


def children_of(parent: int) -> list[int]:
    """Direct children of a process; none where it has gone."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{parent}/task"):
            with contextlib.suppress(OSError):
                found += [int(pid) for pid in Path(f"/proc/{parent}/task/{task}/children").read_text().split()]
    return found


@dataclass
class TreeUsage:
    """What a process and everything below it has used: seconds (collected children included), MB held now, number of processes."""

    cpu: float = 0.0
    rss_mb: float = 0.0
    processes: int = 0


def usage_of_tree(root: int) -> TreeUsage:
    """Read from outside, so that nothing inside can lie about it."""
    found = TreeUsage()
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            # After the name, which may hold anything, in order: state (0) … utime stime cutime cstime (11-14) … rss (21).
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            found.cpu += sum(map(int, fields[11:15])) / TICKS
            found.rss_mb += int(fields[21]) * PAGE / 2**20
            found.processes += 1
            waiting += children_of(pid)
    return found


def memory_of_tree(root: int) -> float:
    """MB held by a process and everything below it, what they share counted once. Slow: a few ms per process."""
    total = 0.0
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            waiting += children_of(pid)
    return total


def private_folder(*, longest: int) -> Path:
    """A folder for this user only, named after this process, with a path of at most `longest` bytes."""
    parent = os.path.realpath(tempfile.gettempdir())
    if len(os.fsencode(parent)) + 32 > longest:
        parent = "/tmp"  # noqa: S108 (mkdtemp makes the folder private)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))


def remove_folders(pid: int) -> None:
    """Remove the private folders of a process that has ended."""
    for parent in {os.path.realpath(tempfile.gettempdir()), "/tmp"}:  # noqa: S108 (only folders of our own user are removed)
        for folder in Path(parent).glob(f"{PREFIX}{pid}-*"):
            if folder.lstat().st_uid == os.geteuid():
                folders.remove(folder)

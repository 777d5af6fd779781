"""Who descends from this process, and ending all of them. Linux: reads /proc."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Let every descendant whose parent ends become a child of this process, instead of getting lost."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def parents() -> dict[int, int]:
    """pid → parent's pid of every process that is not a zombie."""
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def descendants(ancestor: int, tree: dict[int, int]) -> set[int]:
    """Every process below `ancestor`."""
    found: set[int] = set()
    generation = {ancestor}
    while generation := {pid for pid, parent in tree.items() if parent in generation} - found:
        found |= generation
    return found


def send(pids: Iterable[int], number: int) -> None:
    """Signal each process that is still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def reap() -> list[tuple[int, int]]:
    """(pid, exit code) of every child that ended, adopted ones too; a signal counts as negative code."""
    ended: list[tuple[int, int]] = []
    with contextlib.suppress(ChildProcessError):
        while (answer := os.waitpid(-1, os.WNOHANG))[0]:
            ended.append((answer[0], os.waitstatus_to_exitcode(answer[1])))
    return ended


def end_all(grace: float) -> None:
    """TERM to everything below this process, KILL to what is still there after `grace` seconds."""
    own = os.getpid()
    send(descendants(own, parents()), signal.SIGTERM)
    patience = time.monotonic() + grace
    surrender = patience + 2.0
    while time.monotonic() < surrender:
        reap()
        left = descendants(own, parents())
        if not left:
            return
        if time.monotonic() >= patience:
            send(left, signal.SIGKILL)
        time.sleep(0.05)

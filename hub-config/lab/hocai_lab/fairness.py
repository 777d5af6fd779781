"""Stepping back behind the site and the hub where the kernel shares processors out by session ("autogroup") and not by process."""

import contextlib
import os
from pathlib import Path


def step_back(pids: set[int], niceness: int) -> None:
    """Give the sessions of these processes the niceness that each process has already; without autogroups that one is enough."""
    for pid in {session_of(pid): pid for pid in pids}.values():
        path = Path(f"/proc/{pid}/autogroup")
        with contextlib.suppress(OSError):
            stated = path.read_text().split()  # nothing where this session is in no group, as in some containers
            if stated and stated[-1] != str(niceness):
                path.write_text(str(niceness))


def session_of(pid: int) -> int:
    with contextlib.suppress(OSError):
        return os.getsid(pid)
    return pid


def family_of(parent: int) -> set[int]:
    """A process and everything below it."""
    found = {parent}
    waiting = [parent]
    while waiting:
        for task in tasks_of(waiting.pop()):
            with contextlib.suppress(OSError):
                children = {int(pid) for pid in (task / "children").read_text().split()} - found
                found |= children
                waiting += children
    return found


def tasks_of(pid: int) -> list[Path]:
    with contextlib.suppress(OSError):
        return list(Path(f"/proc/{pid}/task").iterdir())
    return []

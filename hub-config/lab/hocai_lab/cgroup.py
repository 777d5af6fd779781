"""A control group of its own for each student's server, where the installation has a delegated part of cgroup v2 (systemd: `Delegate=`).

The sandbox's own limits hold with and without it. The group adds what only the kernel can: real memory instead of address space, and a share
of the processors per server instead of per process.
"""

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

CONTROLLERS = ("cpu", "memory", "pids")
REMOVE_SECONDS = 2.0


class NoGroup(Exception):
    """The folder that was named is no delegated part of cgroup v2 with the three controllers."""


@dataclass(frozen=True)
class Share:
    """What one server may use of the machine; `cores` may be a fraction."""

    memory_mb: int
    processes: int
    cores: float


class Group:
    """One server's group below `parent`."""

    def __init__(self, parent: Path, name: str) -> None:
        self.folder = parent / name

    def make(self, share: Share) -> None:
        """Create it with its limits; whatever does not work is a reason not to start."""
        parent = self.folder.parent
        try:
            if not parent.is_dir():
                pass_controllers_on(parent.parent)
                parent.mkdir(exist_ok=True)
            pass_controllers_on(parent)
            self.folder.mkdir(exist_ok=True)
            for name, value in settings_of(share).items():
                (self.folder / name).write_text(value)
        except OSError as error:
            raise NoGroup(f"{parent}: {error}") from error

    def enter(self) -> None:
        """Move this process and so every later child into it."""
        try:
            (self.folder / "cgroup.procs").write_text(str(os.getpid()))
        except OSError as error:
            raise NoGroup(f"{self.folder}: {error}") from error

    def remove(self) -> None:
        """Kill what is left and remove the group."""
        end = time.monotonic() + REMOVE_SECONDS
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.kill").write_text("1")
        while self.folder.is_dir() and time.monotonic() < end:
            with contextlib.suppress(OSError):
                self.folder.rmdir()
                return
            time.sleep(0.02)


def pass_controllers_on(folder: Path) -> None:
    """Let the groups below a group have limits of their own; the group itself may hold no process then."""
    missing = set(CONTROLLERS) - set((folder / "cgroup.controllers").read_text().split())
    if missing:
        raise NoGroup(f"{folder} lacks {', '.join(sorted(missing))}")
    (folder / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))


def settings_of(share: Share) -> dict[str, str]:
    """The kernel's names for it. One process over the memory ends the whole server, as in the sandbox."""
    return {
        "memory.max": str(share.memory_mb * 2**20),
        "memory.swap.max": "0",
        "memory.oom.group": "1",
        "pids.max": str(share.processes),
        "cpu.max": f"{int(share.cores * 100_000)} 100000",
        "cpu.weight": "50",
    }

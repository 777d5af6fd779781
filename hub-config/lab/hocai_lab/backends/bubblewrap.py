"""bubblewrap: namespaces by a system package, for kernels before 6.12. Grading only: it cannot filter ports."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from typing import BinaryIO

from hocai_lab import landlock
from hocai_lab.backends import Exit
from hocai_lab.policy import Policy

WALLS = ("--unshare-all",)


class Bubblewrap:
    """Every namespace of its own, so no network at all; a student's server needs the other back-end."""

    name = "bubblewrap"
    filters_ports = False
    own_root = True

    def missing(self) -> str | None:
        """Why it cannot be used here, or None; tries it, since some distributions forbid user namespaces."""
        if shutil.which("bwrap") is None:
            return "bwrap is not installed"
        if landlock.version() < 1:
            return "this kernel has no Landlock (Linux 5.13), which keeps a run's tests apart from its code"
        trial = subprocess.run(["bwrap", *WALLS, "--ro-bind", "/", "/", "true"], capture_output=True, check=False, text=True)
        return None if trial.returncode == 0 else trial.stderr.strip() or "bwrap fails"

    def start(self, policy: Policy, command: Sequence[str], *, piped: bool) -> ConfinedByBubblewrap:
        """Start the command; with `piped` its standard input and output are ours, else inherited."""
        if policy.connect or policy.bind:
            raise ValueError("bubblewrap cannot filter ports")
        mode = subprocess.PIPE if piped else None
        return ConfinedByBubblewrap(subprocess.Popen([*arguments(policy), *command], stdin=mode, stdout=mode, bufsize=0))


def arguments(policy: Policy) -> list[str]:
    """The command line of bwrap for a policy. Its root is held in memory: closed at the end, so that nothing can fill it."""
    line = ["bwrap", *WALLS, "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    for name, value in policy.environment.items():
        line += ["--setenv", name, value]
    for path in policy.readable:
        line += ["--dev-bind" if path.startswith("/dev/") else "--ro-bind", path, path]
    if policy.process_information:
        line += ["--proc", "/proc"]
    for path in policy.writable:
        line += ["--dev-bind" if path.startswith("/dev/") else "--bind", path, path]
    return [*line, "--remount-ro", "/", "--chdir", policy.cwd, "--"]


class ConfinedByBubblewrap:
    """The running tree: bwrap's process namespace dies with its first process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.pid = process.pid
        self.stdin: BinaryIO | None = process.stdin
        self.stdout: BinaryIO | None = process.stdout

    def kill(self) -> None:
        """Kill bwrap and with it everything inside; idempotent."""
        self.process.kill()

    def wait(self) -> Exit:
        """Wait for the end."""
        code = self.process.wait()
        return Exit(code=code if code >= 0 else None)

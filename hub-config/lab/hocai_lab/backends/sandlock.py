"""sandlock: Landlock and seccomp, no root, no namespace. The only importer of that library."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
from collections.abc import Sequence
from typing import BinaryIO

from hocai_lab.backends import Exit
from hocai_lab.policy import Policy

LANDLOCK_WITH_SCOPES = 6  # Linux 6.12: signals and abstract sockets are confined too


class Sandlock:
    """Refuses on kernels before 6.12."""

    name = "sandlock"
    filters_ports = True
    own_root = False

    def missing(self) -> str | None:
        """Why it cannot be used here, or None."""
        if importlib.util.find_spec("sandlock") is None:
            return "sandlock is not installed"
        import sandlock

        version = sandlock.landlock_abi_version()
        if version < LANDLOCK_WITH_SCOPES:
            return f"Landlock ABI {version}, needs {LANDLOCK_WITH_SCOPES} (Linux 6.12)"
        return None

    def start(self, policy: Policy, command: Sequence[str], *, piped: bool) -> ConfinedBySandlock:
        """Start the command; with `piped` its standard input and output are ours, else inherited."""
        import sandlock

        mode = sandlock.StdioMode.PIPED if piped else sandlock.StdioMode.INHERIT
        box = sandlock.Sandbox(
            fs_readable=policy.readable,
            fs_writable=policy.writable,
            net_allow=[f"tcp://127.0.0.1:{port}" for port in policy.connect],
            net_allow_bind=list(policy.bind),
            max_memory=f"{policy.limits.memory_mb}M",
            max_processes=policy.limits.processes,
            max_open_files=policy.limits.open_files,
            no_coredump=False,
            clean_env=True,
            env=dict(policy.environment),
            cwd=policy.cwd,
        )
        return ConfinedBySandlock(box.popen(list(command), stdin=mode, stdout=mode))


class ConfinedBySandlock:
    """The running tree; leaving `wait` means that all of it is gone."""

    def __init__(self, process: object) -> None:
        self.process = process
        self.pid: int = process.pid
        self.stdin: BinaryIO | None = process.stdin
        self.stdout: BinaryIO | None = process.stdout

    def kill(self) -> None:
        """Kill the process group; idempotent."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self) -> Exit:
        """Wait for the end and release the sandbox; what is left of the tree is killed."""
        result = self.process.wait()
        return Exit(code=result.exit_code if result.reason.name == "EXITED" else None)

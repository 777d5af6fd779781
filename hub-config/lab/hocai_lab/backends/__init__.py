"""The two sandboxes behind one interface: sandlock first, bubblewrap where the kernel is too old for it, else nothing runs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from hocai_lab.policy import Policy

WANTED = "HOCAI_SANDBOX_BACKEND"


class NoSandbox(Exception):
    """No sandbox works on this machine; labs and grading must not start."""


@dataclass(frozen=True)
class Exit:
    """How a confined process tree ended: its exit code, or None where it was killed."""

    code: int | None


class Confined(Protocol):
    """A running confined process tree."""

    pid: int
    stdin: BinaryIO | None
    stdout: BinaryIO | None

    def kill(self) -> None: ...
    def wait(self) -> Exit: ...


class Backend(Protocol):
    """A way to confine: refuses with a reason, or starts a command under a policy."""

    name: str
    filters_ports: bool
    own_root: bool  # its / and /tmp are empty ones of its own, not the machine's with the door shut

    def missing(self) -> str | None: ...
    def start(self, policy: Policy, command: Sequence[str], *, piped: bool) -> Confined: ...


def all_backends() -> list[Backend]:
    """In order of preference."""
    from hocai_lab.backends.bubblewrap import Bubblewrap
    from hocai_lab.backends.sandlock import Sandlock

    return [Sandlock(), Bubblewrap()]


def choose() -> Backend:
    """The first sandbox that this machine can use, or the one that the administrator names; raises NoSandbox with every reason."""
    wanted = os.environ.get(WANTED, "")
    reasons = [f"{WANTED}={wanted}"] if wanted else []
    for backend in all_backends():
        if wanted not in ("", backend.name):
            continue
        reason = backend.missing()
        if reason is None:
            return backend
        reasons.append(f"{backend.name}: {reason}")
    raise NoSandbox("; ".join(reasons))

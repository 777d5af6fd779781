"""One running installation per data folder: a lock that the kernel frees when its holder ends."""

import contextlib
import fcntl
import os
from pathlib import Path

DESCRIPTOR_SETTING = "HOCAI_LOCK_FD"


def lock_file(var: Path) -> Path:
    """The file that a running installation holds locked."""
    return var / "run" / "up.lock"


def take(var: Path) -> int | None:
    """Lock this data folder; the descriptor that holds the lock (inherited over exec), or None when it is taken."""
    path = lock_file(var)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    os.set_inheritable(descriptor, True)
    return descriptor


def holder(var: Path) -> int:
    """The pid of the running installation, 0 when none runs."""
    path = lock_file(var)
    if not path.exists():
        return 0
    with path.open("r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            with contextlib.suppress(ValueError):
                return int(handle.read())
            return 1
    return 0

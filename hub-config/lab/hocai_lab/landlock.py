"""Landlock's file rules by plain system calls, for kernels older than the sandbox library takes (Linux 5.13 to 6.11)."""

import contextlib
import ctypes
import os
import stat
import struct
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine type
VERSION_FLAG, PATH_BENEATH = 1, 1
PR_SET_NO_NEW_PRIVS = 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL_DEVICE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
# Rights that each version of Landlock knows: 13 at first, then linking between folders, truncation, (ports), device control.
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
NEWEST = (1 << 16) - 1


class LandlockFailed(Exception):
    """The layer is not in place; nothing of a stranger may run."""


def version() -> int:
    """Landlock's version on this kernel, 0 where there is none."""
    return max(0, int(call(CREATE_RULESET, 0, 0, VERSION_FLAG)))


def confine(*, readable: tuple[str, ...], writable: tuple[str, ...]) -> None:
    """Leave this thread and what it starts these paths alone; irreversible. Raises LandlockFailed."""
    found = version()
    if found < 1:
        raise LandlockFailed("this kernel has no Landlock")
    handled = RIGHTS.get(found, NEWEST)
    rules = require(call(CREATE_RULESET, address_of(struct.pack("=Q", handled)), 8, 0), "create")
    try:
        for paths, rights in ((readable, READ), (writable, handled)):
            for path in paths:
                allow(rules, path, rights & handled)
        require(ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        require(call(RESTRICT_SELF, rules, 0), "restrict")
    finally:
        os.close(rules)


def allow(rules: int, path: str, rights: int) -> None:
    """Rights beneath a path; one that is not there needs none."""
    with contextlib.suppress(FileNotFoundError):
        place = os.open(Path(path), os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= OF_FILES
            require(call(ADD_RULE, rules, PATH_BENEATH, address_of(struct.pack("=Qi", rights, place)), 0), path)
        finally:
            os.close(place)


def address_of(data: bytes) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(data, len(data))


def call(number: int, *arguments: object) -> int:
    values = [value if isinstance(value, ctypes.Array) else ctypes.c_long(value) for value in arguments]  # type: ignore[arg-type]
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *values))


def require(answer: int, what: str) -> int:
    if answer < 0:
        raise LandlockFailed(f"{what}: {os.strerror(ctypes.get_errno())}")
    return answer

"""Whether this machine's sandbox holds: tried once per boot, day, account and lab environment; where it does not, nothing runs."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from notebooks.exceptions import SandboxUnavailable
from notebooks.sandbox_processes import REPORT_BYTES, started

SELF_TEST_SECONDS = 120
STAMP = "sandbox-self-test"
STAMP_SECONDS = 24 * 3600


@dataclass(frozen=True)
class SelfTest:
    ok: bool
    backend: str
    checks: tuple[Mapping[str, Any], ...]
    advice: str


def self_test() -> SelfTest:
    """Tries every limit of the sandbox on this machine; takes some seconds."""
    with tempfile.TemporaryFile() as said:
        with started(["hocai_lab.selftest", "--json"], stdout=said) as process:
            try:
                process.wait(SELF_TEST_SECONDS)
            except subprocess.TimeoutExpired:
                return SelfTest(False, "none", (), "")
        said.seek(0)
        return self_test_of(said.read(REPORT_BYTES))


def self_test_of(written: bytes) -> SelfTest:
    try:
        found = json.loads(written)
        checks = tuple(dict(check) for check in found["checks"])
        return SelfTest(found["ok"] is True, str(found["backend"]), checks, str(found["advice"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return SelfTest(False, "none", (), "")


def require_self_test() -> None:
    """Passes when the self-test did, on this boot, with this lab environment, within a day; else tries it now.

    The stamp spares every worker process the test; a failed test leaves none, so that a repaired machine needs no restart.
    """
    stamp = Path(settings.HOCAI_VAR) / STAMP
    machine = this_machine()
    if is_fresh(stamp, machine):
        return
    test = self_test()
    if not test.ok:
        stamp.unlink(missing_ok=True)
        raise SandboxUnavailable("self_test_failed", advice=test.advice)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_suffix(f".{os.getpid()}")
    draft.write_text(machine)
    draft.replace(stamp)


def is_fresh(stamp: Path, machine: str) -> bool:
    try:
        return stamp.read_text() == machine and 0 <= time.time() - stamp.stat().st_mtime < STAMP_SECONDS
    except OSError:
        return False


def this_machine() -> str:
    """Changes with the boot, the kernel, the account and the lab environment: whatever may change what the sandbox can do."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        state = os.lstat(settings.HOCAI_LAB_PYTHON)
    except OSError as error:
        raise SandboxUnavailable("no_lab_environment") from error
    wanted = os.environ.get("HOCAI_SANDBOX_BACKEND", "")
    return f"{boot} {platform.release()} {os.getuid()} {settings.HOCAI_LAB_PYTHON} {state.st_mtime_ns} {wanted}"

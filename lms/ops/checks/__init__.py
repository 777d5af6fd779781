"""Everything `manage.py doctor` looks at, in the order it prints."""

from lms.ops.checks import environment, processes, storage
from lms.ops.checks.findings import Check, Finding, Level, bad

ALL: tuple[Check, ...] = (
    environment.python,
    environment.environments,
    environment.fonts,
    environment.sandbox,
    storage.keys,
    storage.database,
    storage.disk,
    storage.backup,
    storage.demo,
    processes.processes,
    processes.hub,
    processes.broker,
    processes.queue,
)

__all__ = ["ALL", "Finding", "Level", "run"]


def run(checks: tuple[Check, ...] = ALL) -> list[Finding]:
    """Every finding of these checks; a check that breaks is itself a finding."""
    return [finding for check in checks for finding in run_one(check)]


def run_one(check: Check) -> list[Finding]:
    """One check's findings."""
    try:
        return check()
    except Exception as error:
        return [bad(check.__name__, f"không kiểm tra được: {error!r}", "Báo lỗi này cho người phát triển.")]

"""What every kind of check outside the sandbox has: cells to run there, and a verdict on what they printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from notebooks.checks.tiers import Way
from notebooks.sandbox import CellRun

MOST_PARTS = 200
CLASS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")


class Unreadable(Exception):
    """A test cell that cannot be read in the way its author asks for; `code` names the sentence, `line` counts in the cell."""

    def __init__(self, code: str, line: int = 1, **details: object) -> None:
        super().__init__(code)
        self.code, self.line, self.details = code, line, details


class Verdict(StrEnum):
    PASSED = "passed"
    WRONG = "wrong"
    NO_FILE = "no_file"
    TIMEOUT = "timeout"
    NOT_EXECUTED = "not_executed"


@dataclass(frozen=True)
class Mark:
    """One point of a test. `hint` may be shown to the learner, `line` only where the learner can read the test anyway."""

    verdict: Verdict
    hint: str = ""
    line: str = ""


class Plan(Protocol):
    """A test cell that is compared outside. `cells` go into the sandbox and hold nothing that is expected."""

    @property
    def way(self) -> Way: ...

    @property
    def all_or_nothing(self) -> bool: ...

    @property
    def cells(self) -> tuple[str, ...]: ...

    def marks(self, runs: Sequence[CellRun | None]) -> list[Mark]:
        """One mark per thing that was asked for, given what each of `cells` came to."""


def verdict_on(ran: CellRun | None) -> Verdict:
    """Whether a cell ran to its end; PASSED means no more than that."""
    if ran is None:
        return Verdict.NOT_EXECUTED
    if ran.status == "timeout":
        return Verdict.TIMEOUT
    if ran.status not in ("ok", "error") or ran.execution_count is None:
        return Verdict.NOT_EXECUTED
    failed = ran.status == "error" or any(output.get("output_type") == "error" for output in ran.outputs)
    return Verdict.WRONG if failed else Verdict.PASSED


def error_of(ran: CellRun | None) -> str:
    """The class of the exception that a cell ended with, or nothing; a name only, whatever a learner calls a class of theirs."""
    for output in ran.outputs if ran else ():
        name = output.get("ename") if output.get("output_type") == "error" else None
        if isinstance(name, str) and CLASS_NAME.fullmatch(name):
            return name
    return ""

"""Checks of the register: one row for the public page, one book, and all of them with their checkpoints. Nothing is written here."""

from dataclasses import dataclass, field
from datetime import date

from certificates import checkpoint_text
from certificates.models import Certificate, RegisterCheckpoint, RegisterEntry
from certificates.register_findings import Finding
from certificates.register_rows import problems_of

NOT_CHECKABLE = ("key_missing",)


@dataclass(frozen=True)
class RowCheck:
    """One certificate against its own lines, and what the last checkpoint found in the whole register.

    `could_check` is False where a key is missing: nothing is known then, and nobody is to be called a forger.
    """

    problems: list[Finding] = field(default_factory=list)
    whole_checked_on: date | None = None
    whole_intact: bool | None = None

    @property
    def is_intact(self) -> bool:
        return not self.problems

    @property
    def could_check(self) -> bool:
        return not any(problem.code in NOT_CHECKABLE for problem in self.problems)


def check_row(certificate: Certificate) -> RowCheck:
    """In two queries, however many certificates there are."""
    problems = problems_of(certificate, list(RegisterEntry.objects.filter(certificate=certificate.pk).order_by("position")))
    last = RegisterCheckpoint.objects.order_by("-day").first()
    if last is None:
        return RowCheck(problems)
    return RowCheck(problems, last.day, last.is_intact and checkpoint_text.is_ours(last))

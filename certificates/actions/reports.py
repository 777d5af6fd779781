"""What one press of a button did for a class, and its people in handy portions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from certificates.exceptions import NotEligible
from certificates.models import Certificate
from lms.classes.models import Trainee
from lms.classes.models.classes import TraineeQuerySet

# SQLite has one writer: so many people hold it for a part of a second.
CHUNK = 200


@dataclass(frozen=True)
class Refusal:
    """Why somebody got no certificate, in sentences."""

    trainee: Trainee
    error: NotEligible

    @property
    def code(self) -> str:
        return self.error.code

    @property
    def reasons(self) -> list[str]:
        return self.error.reasons

    def as_plain(self) -> dict[str, Any]:
        person = self.trainee.enrollment.person
        return {"trainee": self.trainee.pk, "name": person.full_name, "code": self.code, "reasons": self.reasons}


@dataclass
class IssueReport:
    """`issued`: new, or said anew while it was only prepared. `is_late`: not on the closing day, on which it should be done."""

    issued: list[Certificate] = field(default_factory=list)
    already: list[Certificate] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    voided: list[Certificate] = field(default_factory=list)
    is_late: bool = False

    def add(self, other: "IssueReport") -> None:
        self.issued += other.issued
        self.already += other.already
        self.refused += other.refused
        self.voided += other.voided


def in_chunks(trainees: TraineeQuerySet) -> Iterator[list[int]]:
    """The ids of these people in their order, as many at a time as one transaction takes."""
    waiting = list(trainees.values_list("pk", flat=True))
    for start in range(0, len(waiting), CHUNK):
        yield waiting[start : start + CHUNK]

"""What is found about a document: the outcome, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from certificates.history import Step
from certificates.models import Certificate, Revocation
from certificates.register_check import RowCheck
from certificates.signing.findings import Findings


class Outcome(StrEnum):
    """The one word of an answer. UNCONFIRMED: our own record was changed, so nothing is said about the document."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    UNCONFIRMED = "unconfirmed"


class Way(StrEnum):
    """By what it was asked for: the code and the file show that somebody holds the document."""

    CODE = "code"
    NUMBER = "number"
    FILE = "file"


class Version(StrEnum):
    """Which version of our file was dropped."""

    CURRENT = "current"
    EARLIER = "earlier"


@dataclass
class Answer:
    """`certificate` only where the public may see it; `signature` are the findings about the signatures of a dropped file."""

    outcome: Outcome
    way: Way
    certificate: Certificate | None = None
    row: RowCheck | None = None
    steps: Sequence[Step] = ()
    version: Version | None = None
    signature: Findings | None = None
    # What a changed file says about itself.
    claimed_number: str = ""
    claims_code: bool = False
    at: datetime = field(default_factory=timezone.now)

    @property
    def is_valid(self) -> bool:
        return self.outcome == Outcome.VALID

    @property
    def is_of_child(self) -> bool:
        """Of a child the public sees the initials, the state and the programme."""
        return self.certificate is not None and self.certificate.snapshot["public_name"] != self.certificate.snapshot["holder"]

    @cached_property
    def successor(self) -> Certificate | None:
        """The document that took its place, where the public may see it. One query, of a replaced document only."""
        if self.outcome != Outcome.REPLACED or self.certificate is None:
            return None
        return Certificate.objects.published().filter(replaces=self.certificate.pk).defer("snapshot").order_by().first()

    @cached_property
    def revocation(self) -> Revocation | None:
        """One query, of a revoked or annulled document only."""
        if self.outcome not in (Outcome.REVOKED, Outcome.ANNULLED):
            return None
        return Revocation.objects.select_related("decided_by").filter(certificate=self.certificate).first()

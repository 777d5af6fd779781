"""What signs in an issuer's name: a certificate, the way to its private key, and how the signature shall look."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from .errors import SigningError
from .subjects import Subject

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


@dataclass(frozen=True)
class Credential:
    """Ready to sign; kept in the memory of a process and nowhere else."""

    signer: "Signer"
    subject: Subject
    digest: str = "sha256"
    reason: str = ""
    timestamp_url: str = ""
    with_long_term_data: bool = False
    # A token does one thing at a time; None where several threads may sign together.
    lock: "Lock | None" = None

    def refuse_out_of_date(self, at: datetime | None = None) -> None:
        """Raises SigningError: certificate_not_yet_valid, certificate_expired."""
        at = at or datetime.now(UTC)
        if at < self.subject.not_before:
            raise SigningError("certificate_not_yet_valid", name=self.subject.name, day=f"{self.subject.not_before:%d/%m/%Y}")
        if at > self.subject.not_after:
            raise SigningError("certificate_expired", name=self.subject.name, day=f"{self.subject.not_after:%d/%m/%Y}")

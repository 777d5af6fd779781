"""Making the files: drawn from the snapshot, signed where the issuer's key is at hand, kept. What fails is said and tried again."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from certificates.actions import signatures
from certificates.actions.files import Arrival, attach_many
from certificates.exceptions import CertificateError
from certificates.models import Certificate, CertificateFile
from lms.foundation import files
from lms.foundation.files import StoredBlob
from lms.people.models import Organization

log = logging.getLogger(__name__)
Kind = CertificateFile.Kind
State = Certificate.State
# What is not final yet has no file, and what never became a document neither.
WITHOUT_FILE = (State.PREPARED, State.VOID)
Signer = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Draft:
    """One file before it is kept: its bytes, and the digest of the unsigned one when these are signed."""

    certificate: Certificate
    data: bytes
    kind: str
    drawn: StoredBlob | None = None


def make_file(*, certificate: Certificate) -> Certificate:
    """Draw the PDF from the snapshot, sign it where that goes by itself, and keep it. Twice gives the same unsigned bytes.

    Raises CertificateError with the sentence that is noted at the certificate, too: not_final, file_not_drawn,
    file_not_signed, file_not_kept, signed_file_lost, or what the signer says.
    """
    made, problems = make_files(certificates=[certificate])
    if problems:
        raise problems[0]
    return made[0]


def make_files(*, certificates: Sequence[Certificate]) -> tuple[list[Certificate], list[CertificateError]]:
    """A slice at once: the queries are the same for one and for fifty. One that fails does not stop the others."""
    arrivals, problems = [], []
    signers = Signers()
    for certificate in certificates:
        try:
            arrivals.append(_keep(_draft(certificate, signers)))
        except CertificateError as error:
            problems.append(error)
            _note_problem(certificate, error)
    return (attach_many(arrivals=arrivals) if arrivals else []), problems


def mark_signed(*, certificate: Certificate, signed: bytes, findings: dict[str, Any]) -> Certificate:
    """A signed file that came: it is given out from now on, and what waited for it is valid. The first signature stays.

    `findings` are plain values, as `Findings.as_plain()` gives them. Raises CertificateError: not_final, file_not_kept.
    """
    if certificate.state in WITHOUT_FILE:
        raise CertificateError("not_final", number=certificate.serial_no)
    arrival = _keep(Draft(certificate, signed, Kind.SIGNED), findings)
    return attach_many(arrivals=[arrival])[0]


def ensure_file(*, certificate: Certificate) -> Certificate:
    """The certificate with a file that is there: made now when the worker has not come to it, or the disk lost it.

    Raises CertificateError as `make_file`.
    """
    if certificate.has_file and files.exists(certificate.file_sha256):
        return certificate
    return make_file(certificate=certificate)


class Signers:
    """The signer of each issuer, asked for once: opening a key takes longer than signing with it."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.found: dict[int, Signer | Exception | None] = {}

    def of(self, issuer: Organization) -> Signer | None:
        """Raises what asking for it raised, also the next time: a token that is not there is not waited for forty times."""
        if issuer.pk not in self.found:
            try:
                self.found[issuer.pk] = signatures.signer_of(issuer, self.today)
            except Exception as error:
                self.found[issuer.pk] = error
        found = self.found[issuer.pk]
        if isinstance(found, Exception):
            raise found
        return found


def _draft(certificate: Certificate, signers: Signers) -> Draft:
    if certificate.state in WITHOUT_FILE:
        raise CertificateError("not_final", number=certificate.serial_no)
    sign = _signer(certificate, signers)
    drawn = _drawn(certificate)
    if sign is not None:
        with _said_as("file_not_signed", certificate):
            signed = sign(drawn)
        return Draft(certificate, signed, Kind.SIGNED, StoredBlob(hashlib.sha256(drawn).hexdigest(), len(drawn)))
    if certificate.signed_at:
        # Only the officer who signed it outside could make it again.
        raise CertificateError("signed_file_lost", number=certificate.serial_no)
    return Draft(certificate, drawn, Kind.UNSIGNED)


def _drawn(certificate: Certificate) -> bytes:
    # Fonts are read only by those who issue and by the worker.
    from certificates.document import render

    with _said_as("file_not_drawn", certificate):
        return render(certificate.snapshot)


def _signer(certificate: Certificate, signers: Signers) -> Signer | None:
    with _said_as("file_not_signed", certificate):
        return signers.of(certificate.issuer)


def _keep(draft: Draft, findings: dict[str, Any] | None = None) -> Arrival:
    with _said_as("file_not_kept", draft.certificate):
        blob = files.store(draft.data)
    return Arrival(draft.certificate.pk, blob, draft.kind, findings or {}, draft.drawn)


@contextmanager
def _said_as(code: str, certificate: Certificate) -> Iterator[None]:
    """Whatever goes wrong here, with a form of somebody's or a foreign key store, becomes one sentence; the log has the rest."""
    try:
        yield
    except CertificateError:
        raise
    except Exception as error:
        log.exception("The file of %s was not made.", certificate.serial_no)
        raise CertificateError(code, number=certificate.serial_no) from error


def _note_problem(certificate: Certificate, error: CertificateError) -> None:
    """Said on the class page; the file that was given out until now stays."""
    if error.code != "not_final":
        Certificate.objects.filter(pk=certificate.pk).update(file_problem=str(error)[:300])

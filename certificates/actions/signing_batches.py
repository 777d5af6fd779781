"""Files handed out for signing, and what comes back: every file is checked, taken or refused with a sentence; nothing else is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from certificates import signing, signing_desk
from certificates.actions.certificates import mark_signed
from certificates.actions.signatures import profile_of
from certificates.exceptions import CertificateError
from certificates.models import Certificate, SigningBatch, SigningLine, SigningProfile
from certificates.signed_uploads import Piece, pieces
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.people.models import Organization, User

if TYPE_CHECKING:
    from certificates.signing.box import CheckBox
    from certificates.signing.findings import Findings

State = SigningBatch.State


@dataclass(frozen=True)
class Result:
    """What became of one file. `outcome`: taken, already (signed before) or refused."""

    name: str
    outcome: str
    sentences: list[str] = field(default_factory=list)
    certificate: Certificate | None = None


@transaction.atomic
def open_batch(*, training_class: TrainingClass, by: User) -> SigningBatch:
    """What waits for its signature, as one batch; what became ready since is added to the batch that is open.

    Raises CertificateError: signed_here, signing_way_missing, nothing_to_sign.
    """
    TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    _outside(training_class.issuer)
    found = SigningBatch.objects.filter(training_class=training_class, state=State.OPEN).first()
    ready = list(signing_desk.ready_to_sign(training_class))
    if found is None and not ready:
        raise CertificateError("nothing_to_sign")
    batch = found or SigningBatch.objects.create(issuer=training_class.issuer, training_class=training_class, made_by=by)
    lines = [SigningLine(batch=batch, certificate=each, unsigned_sha256=each.file_sha256) for each in ready]
    SigningLine.objects.bulk_create(lines, batch_size=500)
    if lines:
        audit.record(by, "signing_batch.open", batch, after={"files": len(lines)})
    return batch


@transaction.atomic
def cancel(*, batch: SigningBatch, by: User) -> SigningBatch:
    """Nothing more is taken into it; what was signed stays signed, the rest may go into another batch.

    Raises CertificateError: batch_not_open.
    """
    batch = _held(batch)
    batch.state, batch.finished_at = State.CANCELLED, timezone.now()
    batch.save(update_fields=["state", "finished_at"])
    audit.record(by, "signing_batch.cancel", batch, after={"left": signing_desk.waiting_lines(batch).count()})
    return batch


def take(*, batch: SigningBatch, uploads: Iterable[UploadedFile], by: User) -> list[Result]:
    """Each file by itself: one that is refused stops no other. The batch is done when nothing waits any more.

    Raises CertificateError for the whole: batch_not_open, signed_here, signing_way_missing, upload_too_many, upload_too_large.
    """
    if batch.state != State.OPEN:
        raise CertificateError("batch_not_open", state=batch.get_state_display())
    profile = _outside(batch.issuer)
    arrived = pieces(uploads)
    shelf = signing_desk.Shelf(batch)
    with signing.check_many_in_box() as box:
        results = [_take_piece(piece, shelf, profile, box, by) for piece in arrived]
    _finish_when_done(batch, by)
    return results


def _take_piece(piece: Piece, shelf: signing_desk.Shelf, profile: SigningProfile, box: "CheckBox", by: User) -> Result:
    if piece.problem:
        return Result(piece.name, "refused", [str(piece.problem)])
    line = shelf.line_for(piece)
    if line is None:
        return Result(piece.name, "refused", [str(CertificateError("upload_unknown", name=piece.name))])
    try:
        findings = box.check(piece.data, signing_desk.unsigned_bytes(line))
        return _take_checked(piece, line, findings, profile, by)
    except CertificateError as error:
        _note(line, str(error))
        return Result(piece.name, "refused", [str(error)], line.certificate)


def _take_checked(piece: Piece, line: SigningLine, findings: "Findings", profile: SigningProfile, by: User) -> Result:
    from certificates.signed_files import why_refused

    if problem := why_refused(findings, profile, is_demo=settings.HOCAI_DEMO):
        raise problem
    certificate, is_new = _give_out(line, piece.data, findings, by)
    return Result(piece.name, "taken" if is_new else "already", findings.sentences, certificate)


@transaction.atomic
def _give_out(line: SigningLine, data: bytes, findings: "Findings", by: User) -> tuple[Certificate, bool]:
    """(the certificate, whether this file is the first). Two who upload at once take it once. Raises CertificateError."""
    line = SigningLine.objects.select_for_update(of=("self",)).select_related("certificate", "batch").get(pk=line.pk)
    certificate = line.certificate
    if line.signed_sha256 or certificate.signed_at:
        return certificate, False
    if certificate.state != Certificate.State.AWAITING_SIGNATURE:
        raise CertificateError("no_longer_waiting", number=certificate.serial_no, state=certificate.get_state_display())
    certificate = mark_signed(certificate=certificate, signed=data, findings=findings.as_plain())
    line.signed_sha256, line.problem = certificate.file_sha256, ""
    line.save(update_fields=["signed_sha256", "problem"])
    audit.record(by, "certificate.take_signed", certificate, after={"sha256": certificate.file_sha256, "signer": findings.signer})
    return certificate, True


def _note(line: SigningLine, problem: str) -> None:
    """What was taken before stays without a blemish."""
    SigningLine.objects.filter(pk=line.pk, signed_sha256="").update(problem=problem[:500])


@transaction.atomic
def _finish_when_done(batch: SigningBatch, by: User) -> None:
    batch = SigningBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == State.OPEN and not signing_desk.waiting_lines(batch).exists():
        batch.state, batch.finished_at = State.DONE, timezone.now()
        batch.save(update_fields=["state", "finished_at"])
        audit.record(by, "signing_batch.finish", batch)


def _held(batch: SigningBatch) -> SigningBatch:
    batch = SigningBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != State.OPEN:
        raise CertificateError("batch_not_open", state=batch.get_state_display())
    return batch


def _outside(issuer: Organization) -> SigningProfile:
    profile = profile_of(issuer, timezone.localdate())
    if profile is None:
        raise CertificateError("signing_way_missing", issuer=issuer.name)
    if profile.backend != SigningProfile.Backend.DETACHED:
        raise CertificateError("signed_here", issuer=issuer.name)
    return profile

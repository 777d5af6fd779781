"""The versions of a certificate's file: the digest of each is kept, sealed by a key outside the database."""

from typing import Any

from django.db import transaction

from certificates import chain
from certificates.models import Certificate, CertificateFile
from lms.foundation import audit, files, keyed_seals
from lms.foundation.keyed_seals import KeyedSeal


@transaction.atomic
def attach(
    *, certificate: Certificate, data: bytes, kind: str = CertificateFile.Kind.UNSIGNED, findings: dict[str, Any] | None = None
) -> Certificate:
    """Store the bytes under their digest and make them the file that is given out. The same file again changes nothing.

    Raises OSError when the disk is full: nothing is written then.
    """
    blob = files.store(data)
    current = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if current.file_sha256 == blob.sha256:
        return current
    note_version(certificate=current, sha256=blob.sha256, size=blob.size, kind=kind, findings=findings or {})
    before, current.file_sha256 = current.file_sha256, blob.sha256
    current.save(update_fields=["file_sha256"])
    audit.record(None, "certificate.attach_file", current, before={"sha256": before}, after={"sha256": blob.sha256, "kind": kind})
    return current


def note_version(*, certificate: Certificate, sha256: str, size: int, kind: str, findings: dict[str, Any]) -> None:
    """Keep the digest of a version, once."""
    row = CertificateFile(certificate=certificate, kind=kind, sha256=sha256, size=size, findings=findings)
    sealed = keyed_seals.seal(_sealed_bytes(row), keyed_seals.newest_key(keyed_seals.REGISTER_KEY))
    row.key_name, row.seal = sealed.key_name, sealed.digits
    CertificateFile.objects.bulk_create([row], ignore_conflicts=True)


def is_ours(version: CertificateFile) -> bool:
    """Whether we wrote this row: a digest that somebody put into the table has no seal. Raises KeyMissing."""
    return keyed_seals.holds(_sealed_bytes(version), KeyedSeal(version.key_name, version.seal))


def _sealed_bytes(version: CertificateFile) -> bytes:
    return chain.canonical([str(version.certificate_id), version.kind, version.sha256, version.size])

"""The versions of a certificate's file: the digest of each is kept, sealed by a key outside the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from certificates import chain
from certificates.models import Certificate, CertificateFile
from lms.foundation import audit, files, keyed_seals
from lms.foundation.files import StoredBlob
from lms.foundation.keyed_seals import KeyedSeal

Kind = CertificateFile.Kind
State = Certificate.State


@dataclass(frozen=True)
class Arrival:
    """A file that lies on the disk already and is to be given out; `drawn` is the unsigned one that it was made of, if another."""

    certificate_id: UUID
    blob: StoredBlob
    kind: str = Kind.UNSIGNED
    findings: dict[str, Any] = field(default_factory=dict)
    drawn: StoredBlob | None = None


def attach(*, certificate: Certificate, data: bytes, kind: str = Kind.UNSIGNED, findings: dict[str, Any] | None = None) -> Certificate:
    """Store the bytes under their digest and make them the file that is given out. The same file again changes nothing.

    Raises OSError when the disk is full: nothing is written then.
    """
    # Before the transaction: nobody waits for the database while the disk writes.
    blob = files.store(data)
    return attach_many(arrivals=[Arrival(certificate.pk, blob, kind, findings or {})])[0]


@transaction.atomic
def attach_many(*, arrivals: Sequence[Arrival]) -> list[Certificate]:
    """The same for many files, in the same number of queries; returns the certificates as they are now, in the same order.

    A signed file takes the place of an unsigned one, never the other way round, and the first signature stays. What waited
    for its signature is valid with it.
    """
    held = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=[each.certificate_id for each in arrivals])
    rows = {row.pk: row for row in held.order_by("pk")}
    taken = [each for each in arrivals if _is_news(each, rows[each.certificate_id])]
    for each in taken:
        _take(rows[each.certificate_id], each)
    _note([(rows[each.certificate_id], each) for each in taken])
    changed = [rows[each.certificate_id] for each in taken]
    Certificate.objects.bulk_update(changed, ["file_sha256", "file_problem", "signed_at", "state"], batch_size=100)
    lines = [(rows[each.certificate_id], {"sha256": each.blob.sha256, "kind": each.kind}) for each in taken]
    audit.record_many(None, "certificate.attach_file", lines)
    return [rows[each.certificate_id] for each in arrivals]


def _is_news(arrival: Arrival, row: Certificate) -> bool:
    if row.file_sha256 == arrival.blob.sha256:
        return bool(row.file_problem)
    return row.signed_at is None or not files.exists(row.file_sha256)


def _take(row: Certificate, arrival: Arrival) -> None:
    row.file_sha256, row.file_problem = arrival.blob.sha256, ""
    if arrival.kind == Kind.SIGNED:
        row.signed_at = timezone.now()
        if row.state == State.AWAITING_SIGNATURE:
            row.state = State.VALID


def _note(taken: list[tuple[Certificate, Arrival]]) -> None:
    versions = []
    for row, arrival in taken:
        if arrival.drawn:
            versions.append(_version(row, arrival.drawn.sha256, arrival.drawn.size, Kind.UNSIGNED, {}))
        versions.append(_version(row, arrival.blob.sha256, arrival.blob.size, arrival.kind, arrival.findings))
    CertificateFile.objects.bulk_create(versions, ignore_conflicts=True, batch_size=100)


def note_version(*, certificate: Certificate, sha256: str, size: int, kind: str, findings: dict[str, Any]) -> None:
    """Keep the digest of a version, once."""
    CertificateFile.objects.bulk_create([_version(certificate, sha256, size, kind, findings)], ignore_conflicts=True)


def _version(certificate: Certificate, sha256: str, size: int, kind: str, findings: dict[str, Any]) -> CertificateFile:
    row = CertificateFile(certificate=certificate, kind=kind, sha256=sha256, size=size, findings=findings)
    sealed = keyed_seals.seal(_sealed_bytes(row), keyed_seals.newest_key(keyed_seals.REGISTER_KEY))
    row.key_name, row.seal = sealed.key_name, sealed.digits
    return row


def is_ours(version: CertificateFile) -> bool:
    """Whether we wrote this row: a digest that somebody put into the table has no seal. Raises KeyMissing."""
    return keyed_seals.holds(_sealed_bytes(version), KeyedSeal(version.key_name, version.seal))


def _sealed_bytes(version: CertificateFile) -> bytes:
    return chain.canonical([str(version.certificate_id), version.kind, version.sha256, version.size])

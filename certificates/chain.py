"""The chain of a register book: what a line says as bytes, and its seal, which covers the line before. Nothing is written here."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from certificates.models import Certificate, RegisterEntry
from lms.foundation import keyed_seals
from lms.foundation.keyed_seals import KeyedSeal


def canonical(value: Any) -> bytes:
    """One spelling for equal values: sorted names, no blanks, UTF-8."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def snapshot_sha256(snapshot: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def statement_of(certificate: Certificate, **more: Any) -> dict[str, Any]:
    """What the register says about a document: enough to find every later change of its row."""
    return {
        "certificate": str(certificate.pk),
        "serial_no": certificate.serial_no,
        "register_no": certificate.register_no,
        "code": certificate.verification_code,
        "issued_on": certificate.issued_on.isoformat(),
        "enrollment": certificate.enrollment_id,
        "issuer": certificate.issuer_id,
        "document_class": certificate.document_class_id,
        "replaces": str(certificate.replaces_id) if certificate.replaces_id else None,
        "snapshot_sha256": snapshot_sha256(certificate.snapshot),
        **more,
    }


def sealed_bytes(entry: RegisterEntry) -> bytes:
    """What the seal of this line covers: its book, its place, what it says, when, by whom, and the seal before."""
    return canonical(
        {
            "book": entry.book_id,
            "position": entry.position,
            "event": entry.event,
            "certificate": str(entry.certificate_id) if entry.certificate_id else None,
            "register_number": entry.register_number,
            "statement": entry.statement,
            "previous": entry.previous,
            "by": entry.by_id,
            "at": entry.at.isoformat(timespec="microseconds"),
        }
    )


def seal_entry(entry: RegisterEntry, key_name: str) -> None:
    sealed = keyed_seals.seal(sealed_bytes(entry), key_name)
    entry.key_name, entry.seal = sealed.key_name, sealed.digits


def holds(entry: RegisterEntry) -> bool:
    """Whether the line is as it was sealed. Raises KeyMissing."""
    return keyed_seals.holds(sealed_bytes(entry), KeyedSeal(entry.key_name, entry.seal))

"""What the public may know of an answer, as plain values: one list for the page, the API and the terminal."""

from typing import Any

from django.utils import timezone

from certificates import codes
from certificates.models import Certificate
from certificates.verifying import sentences
from certificates.verifying.answers import Answer, Way


def as_plain(answer: Answer) -> dict[str, Any]:
    """Keys and codes are English and stay; sentences are in the language of the one who asks."""
    return {
        "outcome": answer.outcome.value,
        "is_valid": answer.is_valid,
        "message": sentences.headline(answer),
        "advice": sentences.advice(answer),
        "checked_at": timezone.localtime(answer.at).isoformat(timespec="seconds"),
        "certificate": _certificate(answer),
        "replaced_by": _successor(answer),
        "revocation": _revocation(answer),
        "file": _file(answer),
        "register_entry": _register(answer),
        "history": _history(answer),
    }


def _certificate(answer: Answer) -> dict[str, Any] | None:
    """No birth date, no position, no workplace; of a child the initials and the programme."""
    if answer.certificate is None:
        return None
    printed = answer.certificate.snapshot
    if answer.is_of_child:
        return {"holder": printed["public_name"], "programme": printed["programme"], "is_abridged": True}
    return {
        "holder": printed["holder"],
        "programme": printed["programme"],
        "is_abridged": False,
        "document": printed["title"],
        "training_class": printed["class_code"],
        "class_title": printed["class_title"],
        "issuer": printed["issuer"],
        "serial_no": answer.certificate.serial_no,
        "register_no": answer.certificate.register_no,
        "issued_on": answer.certificate.issued_on.isoformat(),
    }


def address_of(answer: Answer) -> str:
    """Where the same answer stands; only for those who have the document: a number must not lead to its code."""
    if answer.certificate is None or answer.way == Way.NUMBER:
        return ""
    return codes.verify_url(answer.certificate.verification_code)


def _successor(answer: Answer) -> dict[str, str] | None:
    """The code of the next document only for those who have this one."""
    following: Certificate | None = answer.successor
    if following is None or answer.way == Way.NUMBER:
        return None
    said = {"code": following.verification_code, "url": codes.verify_url(following.verification_code)}
    return said if answer.is_of_child else said | {"serial_no": following.serial_no}


def _revocation(answer: Answer) -> dict[str, str] | None:
    revocation = answer.revocation
    if revocation is None or answer.is_of_child:
        return None
    return {
        "ground": revocation.ground,
        "ground_text": str(revocation.get_ground_display()),
        "decision_number": revocation.decision_number,
        "decided_on": revocation.decided_on.isoformat(),
        "decided_by": revocation.decided_by.name,
        "legal_basis": revocation.legal_basis,
    }


def _file(answer: Answer) -> dict[str, Any] | None:
    if answer.way != Way.FILE:
        return None
    return {
        "version": answer.version.value if answer.version else None,
        "claimed_number": answer.claimed_number or None,
        "signature": _signature(answer),
    }


def _signature(answer: Answer) -> dict[str, Any] | None:
    found = answer.signature
    if found is None or not found.is_signed:
        return None
    return {
        "verdict": found.verdict.value,
        "signer": found.signer,
        "certificate_issuer": found.issuer,
        "signed_at": found.signed_at,
        "timestamped_at": found.timestamped_at,
        "is_intact": found.is_intact,
        "is_trusted": found.is_trusted,
        "is_demo": found.is_demo,
        "revocation": found.revocation,
        "covers_whole_file": found.covers_whole_file,
        "sentences": sentences.signature_lines(answer),
    }


def _register(answer: Answer) -> dict[str, Any] | None:
    row = answer.row
    if row is None:
        return None
    day = row.whole_checked_on
    return {"is_intact": row.is_intact, "whole_checked_on": day.isoformat() if day else None, "whole_intact": row.whole_intact}


def _history(answer: Answer) -> list[dict[str, str]]:
    if answer.is_of_child:
        return []
    return [{"on": step.day.isoformat(), "event": str(step.event), "text": step.sentence} for step in answer.steps]

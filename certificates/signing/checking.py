"""What a PDF says about its signatures, as plain values. Without Django and without settings: it also runs in a box of its own.

The file is a stranger's: whatever the reader stumbles over means that the file cannot be read, and nothing worse.
"""

import asyncio
import io
import logging
from datetime import UTC, datetime
from typing import Any

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from .additions import is_only_signed
from .revocation import REVOKED, UNKNOWN, Evidence, Revocation, revocation_of
from .subjects import Subject, subject_of
from .trusted import Trust

Facts = dict[str, Any]
UNREADABLE, ENCRYPTED, UNSIGNED, SIGNED = "unreadable", "encrypted", "unsigned", "signed"
MOST_SIGNATURES = 20
# Certificates of the country's authorities carry one of the two or both.
SIGNING_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
# pyHanko tells every oddity of a stranger's file with its traceback.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def facts_of(pdf: bytes, trust: Trust, unsigned: bytes | None = None) -> Facts:
    """{"state", "signatures": [...], "is_only_signed": None or whether nothing but signatures was added to `unsigned`}."""
    try:
        return _facts(pdf, trust, unsigned)
    except (PdfError, SignatureValidationError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError):
        return _nothing(UNREADABLE)
    except (RecursionError, NotImplementedError):
        return _nothing(UNREADABLE)


def _nothing(state: str) -> Facts:
    return {"state": state, "signatures": [], "is_only_signed": False}


def _facts(pdf: bytes, trust: Trust, unsigned: bytes | None) -> Facts:
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        return _nothing(ENCRYPTED)
    embedded = reader.embedded_regular_signatures[:MOST_SIGNATURES]
    if not embedded:
        return _nothing(UNSIGNED)
    evidence = Evidence.gather(reader, trust)
    signatures = [_signature(each, evidence, ask_services=trust.ask_services) for each in embedded]
    is_covered = signatures[-1]["is_whole_file"] or any(_covers_all(each) for each in reader.embedded_timestamp_signatures)
    return {
        "state": SIGNED,
        "signatures": signatures,
        "is_covered": is_covered,
        "has_long_term_data": evidence.is_embedded,
        "is_only_signed": is_only_signed(reader, pdf, unsigned) if unsigned is not None else None,
    }


def _signature(embedded: EmbeddedPdfSignature, evidence: Evidence, *, ask_services: bool) -> Facts:
    """One signature; broken beyond judging, it is altered and by nobody we can name."""
    try:
        return asyncio.run(_judged(embedded, evidence, ask_services=ask_services))
    except (SignatureValidationError, PdfError, ValueError, LookupError, TypeError):
        return {"subject": None, "is_intact": False, "is_whole_file": False, "is_trusted": False, "revocation": {"state": UNKNOWN}}


async def _judged(embedded: EmbeddedPdfSignature, evidence: Evidence, *, ask_services: bool) -> Facts:
    subject = subject_of(load_der_x509_certificate(embedded.signer_cert.dump()))
    claimed = _aware(embedded.self_reported_timestamp)
    status = await _status(embedded, evidence, _within(subject, claimed or datetime.now(UTC)))
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp and stamp.valid and stamp.intact and stamp.trusted else None
    at = stamped or claimed or datetime.now(UTC)
    if stamped and claimed and _within(subject, stamped) != _within(subject, claimed):
        status = await _status(embedded, evidence, _within(subject, stamped))
    revocation = await _revocation(status, evidence, _within(subject, at), ask_services=ask_services)
    return {
        "subject": _plain_subject(subject),
        "signed_at": _iso(claimed),
        "timestamped_at": _iso(stamped),
        "timestamped_by": subject_of(load_der_x509_certificate(stamp.signing_cert.dump())).name if stamp and stamped else "",
        # A timestamp that does not fit is worse than none.
        "has_bad_timestamp": bool(stamp and not stamped),
        "is_intact": bool(status.intact and status.valid and status.docmdp_ok),
        "is_signature_valid": bool(status.intact and status.valid),
        "is_whole_file": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "later_changes": status.modification_level.name if status.modification_level else "OTHER",
        # The chain alone: whether the certificate was in force then is told apart.
        "is_trusted": bool(status.trusted) or (status.revocation_details is not None and status.valid and status.intact),
        "trust_problem": status.trust_problem_indic.standard_name if status.trust_problem_indic else "",
        "was_in_force": subject.not_before <= at <= subject.not_after,
        "revocation": {"state": revocation.state, "at": _iso(revocation.revoked_at), "is_later": revocation.is_later},
        "algorithm": status.pkcs7_signature_mechanism,
        "digest": status.md_algorithm,
        "reason": str(embedded.sig_object.get("/Reason", ""))[:200],
    }


async def _status(embedded: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> PdfSignatureStatus:
    context = evidence.context(at, others=embedded.other_embedded_certs)
    return await async_validate_pdf_signature(embedded, context, key_usage_settings=SIGNING_USAGE)


async def _revocation(status: PdfSignatureStatus, evidence: Evidence, at: datetime, *, ask_services: bool) -> Revocation:
    if status.revocation_details is not None:
        return Revocation(REVOKED, status.revocation_details.revocation_date)
    if not status.trusted or status.validation_path is None:
        return Revocation()
    return await revocation_of(status.validation_path, evidence, at, ask_services=ask_services)


def _covers_all(embedded: EmbeddedPdfSignature) -> bool:
    return embedded.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE


def _within(subject: Subject, at: datetime) -> datetime:
    return max(min(at, subject.not_after), subject.not_before)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _plain_subject(subject: Subject) -> Facts:
    return {
        "name": subject.name,
        "organization": subject.organization,
        "issuer": subject.issuer,
        "serial": subject.serial,
        "sha256": subject.sha256,
        "not_before": _iso(subject.not_before),
        "not_after": _iso(subject.not_after),
        "is_demo": subject.is_demo,
    }

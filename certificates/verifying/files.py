"""A file that somebody drops: looked at in memory and in processes with limits, never kept, never logged."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import BoundedSemaphore

from certificates import signing
from certificates.exceptions import CertificateError
from certificates.verifying import lookups
from certificates.verifying.answers import Answer, Outcome, Way

FILE_BYTES = 10_000_000
READER = Path(__file__).with_name("pdf_process.py")
READER_SECONDS = 10
SIGNED = b"/ByteRange"  # stands in every file with a signature
# Two processes at a time beside the pages: more of them would take the machine from everybody else.
WAIT_SECONDS = 10
_boxes = BoundedSemaphore(2)


@dataclass(frozen=True)
class Reading:
    """What stands in a PDF, found without understanding it."""

    numbers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    is_encrypted: bool = False
    has_signature: bool = False


def judge(data: bytes) -> Answer:
    """Ours and unchanged, changed, or unknown. Raises CertificateError: file_empty, file_too_large, file_not_pdf, file_encrypted,
    file_unreadable, file_busy."""
    refuse_at_sight(data)
    found = lookups.by_digest(hashlib.sha256(data).hexdigest())
    if found and (found.signature or found.certificate is None or SIGNED not in data):
        return found
    if not _boxes.acquire(timeout=WAIT_SECONDS):
        raise CertificateError("file_busy")
    try:
        # What the site signed by itself has no findings of an arrival.
        return replace(found, signature=signing.check_in_box(data)) if found else _of_stranger(data)
    finally:
        _boxes.release()


def _of_stranger(data: bytes) -> Answer:
    reading = read(data)
    number, is_code = lookups.exists(reading.numbers, reading.codes)
    signature = signing.check_in_box(data) if reading.has_signature else None
    if number:
        return Answer(Outcome.ALTERED, Way.FILE, signature=signature, claimed_number=number, claims_code=is_code)
    if reading.is_encrypted:
        raise CertificateError("file_encrypted")
    return Answer(Outcome.UNKNOWN, Way.FILE, signature=signature)


def refuse_at_sight(data: bytes) -> None:
    """What needs no process to be refused."""
    if not data:
        raise CertificateError("file_empty")
    if len(data) > FILE_BYTES:
        raise CertificateError("file_too_large", limit=FILE_BYTES // 1_000_000)


def read(data: bytes) -> Reading:
    """Raises CertificateError: file_empty, file_not_pdf, file_unreadable."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER)], input=data, capture_output=True, timeout=READER_SECONDS, check=False, env={}
        )
        said = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise CertificateError("file_unreadable") from error
    if "error" in said:
        raise CertificateError(f"file_{said['error']}")
    return Reading(**said)

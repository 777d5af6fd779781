"""A file that somebody drops: looked at in memory and in processes with limits, never kept, never logged."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from certificates import signing
from certificates.exceptions import CertificateError
from certificates.verifying import lookups
from certificates.verifying.answers import Answer, Outcome, Way

FILE_BYTES = 10_000_000
READER = Path(__file__).with_name("pdf_process.py")
READER_SECONDS = 10
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
    if found := lookups.by_digest(hashlib.sha256(data).hexdigest()):
        return found
    if not _boxes.acquire(timeout=WAIT_SECONDS):
        raise CertificateError("file_busy")
    try:
        reading = read(data)
        number, is_code = lookups.exists(reading.numbers, reading.codes)
        signature = findings_of(data) if reading.has_signature else {}
    finally:
        _boxes.release()
    if not number:
        if reading.is_encrypted:
            raise CertificateError("file_encrypted")
        return Answer(Outcome.UNKNOWN, Way.FILE, signature=signature)
    return Answer(Outcome.ALTERED, Way.FILE, signature=signature, claimed_number=number, claims_code=is_code)


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


def findings_of(data: bytes) -> dict[str, Any]:
    """Of the signature in a stranger's file; a file that breaks the check has none that counts."""
    try:
        return signing.check_in_box(data).as_plain()
    except (ModuleNotFoundError, CertificateError):
        return {"sentences": []}

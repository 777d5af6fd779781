"""A receipt that anybody can have verified: a short code that only this site can make.

Sixteen bytes in base 32: half of the submission's random id, to find it, and a signature over everything that the receipt says. The signature's
key is `var/keys/receipt_key`; an installation without that file signs with a key made from its secret key, and goes on accepting those codes.
"""

import base64
import hashlib
import hmac
import re
import uuid

from django.conf import settings
from django.utils.encoding import force_bytes

from notebooks.models import Submission

PURPOSE = b"hocai receipt of a submission, 1"
HALF = 8
GROUP = 5
LETTERS = 26
# Letters that are misread are read as what was meant: the alphabet has no 0, 1, 8 and 9.
MISREAD = str.maketrans("018", "OIB")


def code_for(submission: Submission) -> str:
    """The receipt's code, in groups of five characters."""
    plain = base64.b32encode(submission.pk.bytes[:HALF] + _signature(submission, _keys()[0])).decode().rstrip("=")
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def find(code: str) -> Submission | None:
    """The submission that a code was given for; None for a code that this site did not make, or whose submission has changed."""
    plain = re.sub(r"[\s-]", "", code).upper().translate(MISREAD)
    if not re.fullmatch(f"[A-Z2-7]{{{LETTERS}}}", plain):
        return None
    packed = base64.b32decode(plain + "=" * (-len(plain) % 8))
    found = _of_half(packed[:HALF])
    if found is None or not any(hmac.compare_digest(_signature(found, key), packed[HALF:]) for key in _keys()):
        return None
    return found


def _of_half(half: bytes) -> Submission | None:
    first, last = uuid.UUID(bytes=half + bytes(HALF)), uuid.UUID(bytes=half + b"\xff" * HALF)
    return Submission.objects.select_related("enrollment__run__course", "lab", "lab_version").filter(pk__gte=first, pk__lte=last).first()


def _signature(submission: Submission, key: bytes) -> bytes:
    said = (str(submission.pk), submission.enrollment_id, submission.lab_id, submission.lab_version_id, submission.sha256)
    message = "\n".join(map(str, (*said, submission.received_at.timestamp())))
    return hmac.digest(key, message.encode(), hashlib.sha256)[:HALF]


def _keys() -> list[bytes]:
    """The key that signs, then those that only verify."""
    own = settings.HOCAI_KEYS_DIR / "receipt_key"
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hmac.digest(force_bytes(secret), PURPOSE, hashlib.sha256) for secret in secrets]
    return [hmac.digest(own.read_bytes().strip(), PURPOSE, hashlib.sha256), *derived] if own.exists() else derived

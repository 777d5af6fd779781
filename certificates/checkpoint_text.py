"""What a daily checkpoint says as bytes, and its signature. Nothing is written here."""

import hashlib
from base64 import b64decode, b64encode
from functools import lru_cache

from certificates import chain
from certificates.models import RegisterCheckpoint
from lms.foundation import signing_keys


def text_of(checkpoint: RegisterCheckpoint) -> bytes:
    """The signed text: outsiders get the same bytes and need nothing else to check it."""
    return chain.canonical(
        {
            "day": checkpoint.day.isoformat(),
            "heads": checkpoint.heads,
            "is_intact": checkpoint.is_intact,
            # The text is published; what was found names rows and stays here.
            "findings": len(checkpoint.findings),
            "findings_sha256": hashlib.sha256(chain.canonical(checkpoint.findings)).hexdigest(),
            "entries_checked": checkpoint.entries_checked,
            "previous_sha256": checkpoint.previous_sha256,
            "made_at": checkpoint.made_at.isoformat(timespec="microseconds"),
        }
    )


def sign(checkpoint: RegisterCheckpoint) -> None:
    """Fill digest, signature and the name of the key."""
    text = text_of(checkpoint)
    checkpoint.sha256 = hashlib.sha256(text).hexdigest()
    checkpoint.key_name = signing_keys.newest_key(signing_keys.CHECKPOINT_KEY)
    checkpoint.signature = b64encode(signing_keys.sign(text, checkpoint.key_name)).decode()


def is_ours(checkpoint: RegisterCheckpoint) -> bool:
    """Whether it says what we signed; a checkpoint whose key is gone proves nothing."""
    text = text_of(checkpoint)
    try:
        signed = _verifies(text, checkpoint.signature, checkpoint.key_name)
    except (signing_keys.KeyMissing, ValueError):
        return False
    return signed and hashlib.sha256(text).hexdigest() == checkpoint.sha256


@lru_cache(maxsize=4)
def _verifies(text: bytes, signature: str, key_name: str) -> bool:
    """Every public page asks this of the same checkpoint."""
    return signing_keys.verifies(text, b64decode(signature), key_name)

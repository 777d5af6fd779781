"""A keyed hash over bytes that must stand for years: only who holds the key can make one, anybody changed is found.

The keys are files `book_seal_key`, `book_seal_key_2`, … of the key folder (`register_seal_key` for certificates): the newest
seals, all of them verify. Rotation: put the next file beside the others and keep the old ones, else what they sealed can no
longer be checked.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEAL_KEY = "book_seal_key"  # of attendance books
REGISTER_KEY = "register_seal_key"  # of the registers of certificates
_NAME = re.compile(rf"(?:{SEAL_KEY}|{REGISTER_KEY})(?:_(\d+))?")


class KeyMissing(Exception):
    """The key that made a seal is not in the key folder: restore it from the backup."""


@dataclass(frozen=True)
class KeyedSeal:
    """64 hexadecimal digits, and the name of the key that made them."""

    key_name: str
    digits: str


def newest_key(family: str = SEAL_KEY) -> str:
    """The name of the key that seals now."""
    names = key_names(family)
    if not names:
        raise ImproperlyConfigured(f"The key file {family} is missing: make the keys, or restore them from the backup.")
    return names[-1]


def seal(data: bytes, key_name: str) -> KeyedSeal:
    """A seal under this key. Raises KeyMissing."""
    return KeyedSeal(key_name, _digits(data, key_name))


def holds(data: bytes, sealed: KeyedSeal) -> bool:
    """Whether exactly these bytes were sealed. Raises KeyMissing."""
    return hmac.compare_digest(_digits(data, sealed.key_name), sealed.digits)


def key_names(family: str = SEAL_KEY) -> list[str]:
    """The keys there are, the newest last."""
    found = [match for path in Path(settings.HOCAI_KEYS_DIR).glob(f"{family}*") if (match := _NAME.fullmatch(path.name))]
    return [match.string for match in sorted(found, key=lambda match: int(match[1] or 1))]


def _digits(data: bytes, key_name: str) -> str:
    if not _NAME.fullmatch(key_name):
        raise KeyMissing(key_name)
    try:
        key = (Path(settings.HOCAI_KEYS_DIR) / key_name).read_bytes().strip()
    except FileNotFoundError as error:
        raise KeyMissing(key_name) from error
    if not key:
        raise KeyMissing(key_name)
    return hmac.new(key, data, hashlib.sha256).hexdigest()

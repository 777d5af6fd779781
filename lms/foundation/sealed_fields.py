"""Personal values that the database holds only sealed, with a keyed hash beside them to find them again.

`field_key` holds one key per line: the first seals, all of them open. Rotation: `rotate_field_key`, then `reseal` every
value, then drop the old lines. `lookup_key` is never rotated without computing every hash again.
"""

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .vietnamese import normalise

FIELD_KEY, LOOKUP_KEY = "field_key", "lookup_key"


class SealBroken(Exception):
    """A sealed value that no key of ours opens: changed, or sealed with a lost key."""


def seal(plaintext: str) -> bytes:
    """Encrypted and authenticated; sealing twice gives two different values."""
    return _fernet().encrypt(plaintext.encode())


def unseal(sealed: bytes) -> str:
    """The text that was sealed. Raises `SealBroken`."""
    try:
        return _fernet().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise SealBroken("no key in field_key opens this value") from error


def reseal(sealed: bytes) -> bytes:
    """The same text under the newest key. Raises `SealBroken`."""
    try:
        return _fernet().rotate(bytes(sealed))
    except InvalidToken as error:
        raise SealBroken("no key in field_key opens this value") from error


def lookup_hash(value: str) -> str:
    """64 hexadecimal digits, equal for equal values: finds a sealed value without opening any."""
    return hmac.new(_key_bytes(LOOKUP_KEY), normalise(value).encode(), hashlib.sha256).hexdigest()


def ensure_keys(keys_dir: Path) -> list[str]:
    """Make the keys that are missing, readable by us alone, and name them. A key that exists is never touched."""
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    new_keys = {FIELD_KEY: Fernet.generate_key(), LOOKUP_KEY: secrets.token_hex(32).encode()}
    return [name for name, key in new_keys.items() if _write_new(keys_dir / name, key + b"\n")]


def rotate_field_key(keys_dir: Path) -> None:
    """Put a new key in front of the old ones, which still open what they sealed."""
    path = keys_dir / FIELD_KEY
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, Fernet.generate_key() + b"\n" + path.read_bytes())
    fresh.replace(path)


def _write_new(path: Path, content: bytes) -> bool:
    """Whether the file was made; O_EXCL lets only one of two processes that start together make it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return True


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _key_bytes(FIELD_KEY).split()])


def _key_bytes(name: str) -> bytes:
    path = Path(settings.HOCAI_KEYS_DIR) / name
    try:
        return _read_key(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"The key file {name} is missing: make the keys, or restore them from the backup.") from error


@lru_cache(maxsize=8)
def _read_key(path: Path, changed_at: int) -> bytes:
    """Kept in memory until the file changes (`changed_at`), so that a rotation needs no restart."""
    key = path.read_bytes().strip()
    if not key:
        raise ImproperlyConfigured(f"The key file {path.name} is empty: restore it from the backup.")
    return key

"""Keys of this installation that others check with a public half: ECDSA on P-256, one PEM file of the key folder each.

They sign daily checkpoints and digital credentials, never an official's document. Rotation: put `<name>_2.pem` beside the
first; the newest signs, all of them are published, so that what older ones signed can still be checked.
"""

import hashlib
import json
import os
import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CHECKPOINT_KEY, CREDENTIAL_KEY = "checkpoint_key", "credential_key"
FAMILIES = (CHECKPOINT_KEY, CREDENTIAL_KEY)
_NAME = re.compile(rf"(?:{'|'.join(FAMILIES)})(?:_(\d+))?")


class KeyMissing(Exception):
    """The named key is not in the key folder: restore it from the backup."""


def key_names(family: str) -> list[str]:
    """The keys there are, the newest last."""
    found = [match for path in Path(settings.HOCAI_KEYS_DIR).glob(f"{family}*.pem") if (match := _NAME.fullmatch(path.stem))]
    return [match.string for match in sorted(found, key=lambda match: int(match[1] or 1))]


def newest_key(family: str) -> str:
    """The name of the key that signs now."""
    names = key_names(family)
    if not names:
        raise ImproperlyConfigured(f"The key file {family}.pem is missing: make the keys, or restore them from the backup.")
    return names[-1]


def sign(data: bytes, name: str) -> bytes:
    """A DER signature over SHA-256 of the data. Raises KeyMissing."""
    return private_key(name).sign(data, ec.ECDSA(hashes.SHA256()))


def verifies(data: bytes, signature: bytes, name: str) -> bool:
    """Whether this key signed exactly these bytes. Raises KeyMissing."""
    try:
        private_key(name).public_key().verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def public_jwk(name: str) -> dict[str, str]:
    """The public half as a JSON Web Key; `kid` is its thumbprint (RFC 7638). Raises KeyMissing."""
    numbers = private_key(name).public_key().public_numbers()
    core = {"crv": "P-256", "kty": "EC", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}
    thumbprint = hashlib.sha256(json.dumps(core, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**core, "alg": "ES256", "use": "sig", "kid": _base64url(thumbprint)}


def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Raises KeyMissing."""
    if not _NAME.fullmatch(name):
        raise KeyMissing(name)
    try:
        pem = (Path(settings.HOCAI_KEYS_DIR) / f"{name}.pem").read_bytes()
    except FileNotFoundError as error:
        raise KeyMissing(name) from error
    return _loaded(pem)


def ensure_keys(keys_dir: Path) -> list[str]:
    """Make the keys that are missing, readable by us alone, and name them. A key that exists is never touched."""
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [name for name in FAMILIES if _write_new(keys_dir / f"{name}.pem")]


def _write_new(path: Path) -> bool:
    """Whether the file was made; O_EXCL lets only one of two processes that start together make it."""
    if path.exists():
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return True


@lru_cache(maxsize=16)
def _loaded(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "these files hold keys on P-256"
    return key


def _coordinate(value: int) -> str:
    return _base64url(value.to_bytes(32, "big"))


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

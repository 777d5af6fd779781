"""Secrets of this installation, made at the first start and never printed. Standard library only.

Every key is one file in `var/keys` (mode 0600 in a folder of mode 0700), so that backup and restore are a copy.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
# Text secrets and their size in random bytes. The hub demands exactly 32 bytes of hex for its crypt key.
TEXT_SECRETS = {
    "django_secret_key": 50,
    "hub_oidc_client_secret": 32,
    "hub_cookie_secret": 32,
    "hub_crypt_key": 32,
    "hub_proxy_token": 32,
    "hub_site_token": 32,
    "receipt_key": 32,
    "book_seal_key": 32,
    "register_seal_key": 32,
}


def keys_folder(environ: Mapping[str, str], project: Path) -> Path:
    """Where the keys live: `keys` under HOCAI_VAR, else var/keys of the project."""
    return Path(environ.get("HOCAI_VAR") or project / "var") / "keys"


def make_private_folder(folder: Path) -> None:
    """A folder that only its owner can enter."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)


@contextmanager
def private_files() -> Iterator[None]:
    """Within the block every new file is its owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def write_once(path: Path, content: bytes) -> bool:
    """Write a key file unless it is there; True when it was written. Never overwrites, also not in a race."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.link(fresh, path)  # unlike a rename it refuses to replace a key that is already there
        return True
    except FileExistsError:
        return False
    finally:
        fresh.unlink()


def ensure_text_secrets(folder: Path) -> list[str]:
    """Make the text secrets that are missing; names of those made."""
    make_private_folder(folder)
    missing = [name for name in TEXT_SECRETS if not (folder / name).exists()]
    return [name for name in missing if write_once(folder / name, secrets.token_hex(TEXT_SECRETS[name]).encode())]


def too_open(folder: Path) -> list[Path]:
    """Key files and folders that somebody else could read or write."""
    if not folder.exists():
        return []
    everything = [folder, *folder.rglob("*")]
    return [path for path in everything if not path.is_symlink() and path.stat().st_mode & 0o077]


def close_up(folder: Path) -> None:
    """Give every key its private mode again."""
    for path in too_open(folder):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def ensure_oidc_key(folder: Path) -> list[str]:
    """Make the RSA key with which the site signs what it tells the hub about a person."""
    path = folder / "oidc_private_key"
    if path.exists():
        return []
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    make_private_folder(folder)
    pem = rsa.generate_private_key(public_exponent=65537, key_size=3072).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return [path.name] if write_once(path, pem) else []


def ensure_keys(folder: Path) -> list[str]:
    """Make every key that is missing and close what is too open; names of the keys made."""
    made = ensure_text_secrets(folder) + ensure_oidc_key(folder)
    close_up(folder)
    return made

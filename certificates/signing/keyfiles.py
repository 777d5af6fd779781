"""Files of the key folder by their plain names: certificates' keys, PINs and passphrases are never anywhere else."""

import re
from pathlib import Path

from django.conf import settings

from .errors import SigningError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def path_of(name: str) -> Path:
    """Raises SigningError: key_file_name, key_file_missing."""
    if not _NAME.fullmatch(name):
        raise SigningError("key_file_name", name=name[:100])
    path = Path(settings.HOCAI_KEYS_DIR) / name
    if not path.is_file():
        raise SigningError("key_file_missing", name=name)
    return path


def secret(name: str) -> str:
    """A PIN or passphrase: the first line of its file. Raises SigningError as `path_of`, and secret_empty."""
    lines = path_of(name).read_text(encoding="utf-8", errors="replace").splitlines()
    if not lines or not lines[0]:
        raise SigningError("secret_empty", name=name)
    return lines[0]


def stamp(*names: str) -> tuple[tuple[str, int, int], ...]:
    """Changes when one of the files is exchanged: what was read from them is read again then."""
    found = [(name, path_of(name).stat()) for name in names if name]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)

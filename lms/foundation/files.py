"""Private files, named by their content: what is stored once can be neither changed nor mixed up.

The bytes lie in `settings.HOCAI_FILES_DIR/ab/cd/<sha256>`. Who may read them is decided by the room with the hash.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobDamaged(Exception):
    """The bytes on disk are no longer those that were stored: restore the file from the backup."""


@dataclass(frozen=True)
class StoredBlob:
    sha256: str
    size: int


def store(data: bytes) -> StoredBlob:
    """Keep these bytes for good. Storing them again changes nothing."""
    blob = StoredBlob(hashlib.sha256(data).hexdigest(), len(data))
    path = blob_path(blob.sha256)
    if not (path.exists() and path.stat().st_size == blob.size):
        _write_whole(path, data)
    return blob


def exists(sha256: str) -> bool:
    return blob_path(sha256).is_file()


def open_blob(sha256: str) -> BinaryIO:
    """For sending on. Raises FileNotFoundError."""
    return blob_path(sha256).open("rb")


def read(sha256: str) -> bytes:
    """The bytes, checked against their name. Raises FileNotFoundError and `BlobDamaged`."""
    data = blob_path(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BlobDamaged(sha256)
    return data


def blob_path(sha256: str) -> Path:
    """Raises ValueError for anything that is not a hash, so that no name of a stranger's choice reaches the disk."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256[:80]!r}")
    return Path(settings.HOCAI_FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def private_response(sha256: str, filename: str, content_type: str) -> FileResponse:
    """The file as a download that no browser guesses at, opens in our origin or keeps. Check the right to it first."""
    response = FileResponse(open_blob(sha256), as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    make_harmless(response)
    return response


def make_harmless(response: HttpResponseBase) -> None:
    """Whatever these bytes are, they cannot act in our name."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _write_whole(path: Path, data: bytes) -> None:
    """All or nothing, also when the power fails: the name appears only after the bytes are on the disk."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

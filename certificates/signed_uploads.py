"""What an officer uploads: single PDFs or .zip files of them, one piece after the other and never all in memory."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from certificates.exceptions import CertificateError
from lms.foundation.uploads import harmless_name

MOST_FILES = 200
MOST_BYTES = 100_000_000
FILE_BYTES = 5_000_000  # forty times a certificate; lists of revoked ones may be in it
PDF_MARK, ZIP_MARK = b"%PDF-", b"PK\x03\x04"
# What programs leave in folders.
CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Piece:
    """One file that came. `problem`: why it was not even looked at."""

    name: str
    data: bytes = b""
    problem: CertificateError | None = None


def pieces(uploads: Iterable[UploadedFile]) -> Iterator[Piece]:
    """Every file of every upload. Raises CertificateError at once where the whole is too much: upload_too_many, upload_too_large."""
    uploads = list(uploads)
    if sum(upload.size or 0 for upload in uploads) > MOST_BYTES:
        raise CertificateError("upload_too_large", limit=MOST_BYTES // 1_000_000)
    archives = {number: _archive(upload) for number, upload in enumerate(uploads)}
    counts = (len(found) if isinstance(found := archives[number], list) else 1 for number in archives)
    if sum(counts) > MOST_FILES:
        raise CertificateError("upload_too_many", most=MOST_FILES)
    return _pieces(uploads, archives)


def _pieces(uploads: list[UploadedFile], archives: dict[int, "list[zipfile.ZipInfo] | Piece | None"]) -> Iterator[Piece]:
    for number, upload in enumerate(uploads):
        found = archives[number]
        if isinstance(found, Piece):
            yield found
        elif found is None:
            upload.seek(0)
            yield _piece(upload.name or "", upload.read(FILE_BYTES + 1))
        else:
            upload.seek(0)
            with zipfile.ZipFile(upload) as archive:
                yield from (_member(archive, member) for member in found)


def _archive(upload: UploadedFile) -> "list[zipfile.ZipInfo] | Piece | None":
    """The members of a .zip, why it cannot be opened, or None for anything that is no .zip."""
    name = harmless_name(upload.name or "")
    upload.seek(0)
    if upload.read(len(ZIP_MARK)) != ZIP_MARK:
        return None
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and not _is_clutter(each.filename)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Piece(name, problem=CertificateError("zip_unreadable", name=name))
    if sum(each.file_size for each in members) > MOST_BYTES:
        return Piece(name, problem=CertificateError("zip_too_large", name=name, limit=MOST_BYTES // 1_000_000))
    if not members:
        return Piece(name, problem=CertificateError("zip_empty", name=name))
    return members


def _is_clutter(name: str) -> bool:
    return name.startswith(CLUTTER[0]) or PurePosixPath(name).name in CLUTTER


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Piece:
    """Its size is what is really unpacked; what the archive says about it may be a lie."""
    name = harmless_name(member.filename)
    if member.flag_bits & 1:
        return Piece(name, problem=CertificateError("zip_locked", name=name))
    try:
        with archive.open(member) as file:
            return _piece(name, file.read(FILE_BYTES + 1))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zipfile.zlib.error):  # type: ignore[attr-defined]
        return Piece(name, problem=CertificateError("zip_unreadable", name=name))


def _piece(name: str, data: bytes) -> Piece:
    name = harmless_name(name)
    if len(data) > FILE_BYTES:
        return Piece(name, problem=CertificateError("upload_file_too_large", name=name, limit=FILE_BYTES // 1_000_000))
    if not data.startswith(PDF_MARK):
        return Piece(name, problem=CertificateError("upload_not_pdf", name=name))
    return Piece(name, data)


def zipped(files: Iterable[tuple[str, bytes]], out: io.BufferedIOBase) -> None:
    """PDFs are packed already: they are only put together. The same files give the same archive."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[type-var]
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)

"""Folders to .tar.gz and back. Regular files only: what a student's home may hold besides them is never followed, never restored."""

import os
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lms.ops.dumps import copy_sqlite

COMPRESSION = 1
COPY_BYTES = 1 << 20
LIVE_DATABASES = (".sqlite", ".sqlite3", ".db")
SIDE_FILES = ("-wal", "-shm", "-journal")


class ArchiveProblem(Exception):
    """An archive that we did not write like this."""


def open_regular(name: str, folder: int) -> int | None:
    """Descriptor of a regular file below an open folder; None for a link, a pipe, a socket or what just vanished."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def regular_files(root: Path) -> Iterator[tuple[str, int]]:
    """(path below root, open descriptor) of every regular file; the receiver closes it."""
    for folder, folders, names, descriptor in os.fwalk(root, follow_symlinks=False):
        folders.sort()
        for name in sorted(names):
            found = None if name.endswith(SIDE_FILES) else open_regular(name, descriptor)
            if found is not None:
                yield (Path(folder) / name).relative_to(root).as_posix(), found


def copy_bytes(source: IO[bytes], target: IO[bytes]) -> None:
    """Everything from one to the other, in blocks."""
    while block := source.read(COPY_BYTES):
        target.write(block)


def copy_live_database(path: Path, target: IO[bytes]) -> None:
    """A database that may be in use, through SQLite's own backup."""
    with tempfile.TemporaryDirectory(prefix="hocai-copy-") as folder:
        copy = Path(folder) / "copy"
        copy_sqlite(path, copy)
        target.write(copy.read_bytes())


def pack(root: Path, target: Path, *, live_databases: bool = False) -> int:
    """Write every regular file below `root` to a new archive; how many. A missing folder makes an empty archive.

    `live_databases` is for folders that only we write: opening a database by its name would follow a link in a student's home.
    """
    count = 0
    with tarfile.open(target, "x:gz", compresslevel=COMPRESSION) as archive:
        for name, descriptor in regular_files(root) if root.is_dir() else ():
            with os.fdopen(descriptor, "rb") as source, tempfile.SpooledTemporaryFile(max_size=8 * COPY_BYTES) as spool:
                entry = tarfile.TarInfo(name)
                status = os.fstat(source.fileno())
                entry.mode, entry.mtime = stat.S_IMODE(status.st_mode) & 0o755, int(status.st_mtime)
                if live_databases and name.endswith(LIVE_DATABASES):
                    copy_live_database(root / name, spool)
                else:
                    copy_bytes(source, spool)
                entry.size = spool.tell()
                spool.seek(0)
                archive.addfile(entry, spool)
                count += 1
    return count


def is_safe(name: str) -> bool:
    """True for a relative path that stays below its root."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def unpack(source: Path, root: Path) -> int:
    """Write an archive's files below a new folder; how many. Raises ArchiveProblem for anything but plain files."""
    root.mkdir(mode=0o700, parents=True)
    count = 0
    with tarfile.open(source, "r:gz") as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isfile() else None
            if content is None or not is_safe(entry.name):
                raise ArchiveProblem(f"{source.name}: mục lạ {entry.name!r}")
            target = root / entry.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, entry.mode & 0o755 | 0o600)
            with os.fdopen(descriptor, "wb") as handle:
                copy_bytes(content, handle)
            os.utime(target, (entry.mtime, entry.mtime))
            count += 1
    return count

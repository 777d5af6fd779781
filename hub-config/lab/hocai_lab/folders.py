"""Folders that a stranger has filled: measured and removed without following a link, however deep they go and whatever their modes are."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Deeper than any notebook needs; a path through all of it may be longer than the system takes.
DEPTH = 100


@dataclass
class Usage:
    """What a folder holds; `too_deep` where it was not looked into any further."""

    bytes: int = 0
    files: int = 0
    too_deep: bool = False


def usage_of(folder: Path, *, most_bytes: int, most_files: int, depth: int = DEPTH) -> Usage:
    """What lies in a folder that may be changing meanwhile; stops counting where a ceiling is passed."""
    found = Usage()
    levels: list[tuple[int, list[str]]] = []
    try:
        with contextlib.suppress(OSError):
            levels.append(look_into(str(folder), None, found))
        while levels and found.bytes <= most_bytes and found.files <= most_files:
            descriptor, names = levels[-1]
            if not names:
                os.close(levels.pop()[0])
            elif len(levels) >= depth:
                found.too_deep = True
                names.clear()
            else:
                with contextlib.suppress(OSError):  # gone, or a link by now
                    levels.append(look_into(names.pop(), descriptor, found))
    finally:
        for descriptor, _ in levels:
            os.close(descriptor)
    return found


def look_into(name: str, parent: int | None, found: Usage) -> tuple[int, list[str]]:
    """Count the entries of one folder; it and the names of its folders. Raises OSError."""
    descriptor = open_folder(name, parent)
    folders = []
    try:
        for entry, is_folder, size in entries_of(descriptor):
            found.files += 1
            found.bytes += size
            if is_folder:
                folders.append(entry)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor, folders


def entries_of(descriptor: int) -> Iterator[tuple[str, bool, int]]:
    """Name, whether it is a folder, and bytes on the disk, of everything in an open folder; links are what they are."""
    with os.scandir(descriptor) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                yield entry.name, entry.is_dir(follow_symlinks=False), entry.stat(follow_symlinks=False).st_blocks * 512


def open_folder(name: str, parent: int | None = None) -> int:
    """A folder to read and change, also one whose owner (we are) took every permission away. Raises OSError."""
    place = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        if os.fstat(place).st_mode & 0o700 != 0o700:
            os.chmod(f"/proc/self/fd/{place}", 0o700)
        return os.open(f"/proc/self/fd/{place}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.close(place)


def remove(folder: Path) -> None:
    """Remove a folder in which nobody works any more. Never fails; what belongs to somebody else stays."""
    with contextlib.suppress(OSError):
        top = open_folder(str(folder))
        try:
            empty(top)
        finally:
            os.close(top)
        os.rmdir(folder)


def empty(top: int) -> None:
    """Lift folders to the top, one level at a time, until none is left: no path grows long and no call nests."""
    lifted = 0
    while entries := list(entries_of(top)):
        progress = False
        for name, is_folder, _ in entries:
            with contextlib.suppress(OSError):
                if is_folder:
                    lifted = lift(top, name, lifted)
                    os.rmdir(name, dir_fd=top)
                else:
                    os.unlink(name, dir_fd=top)
                progress = True
        if not progress:
            return


def lift(top: int, name: str, lifted: int) -> int:
    """Delete the files of one folder and move its folders to the top, under names that nobody else uses."""
    inside = open_folder(name, top)
    try:
        for entry, is_folder, _ in list(entries_of(inside)):
            with contextlib.suppress(OSError):
                if is_folder:
                    os.close(open_folder(entry, inside))  # a folder that may not be written cannot be moved
                    lifted += 1
                    os.rename(entry, f"\x01{lifted}", src_dir_fd=inside, dst_dir_fd=top)
                else:
                    os.unlink(entry, dir_fd=inside)
    finally:
        os.close(inside)
    return lifted

"""The door to the homes of the lab servers: what a learner last saved, found also when their server or the hub is down.

A home belongs to its owner, who may have put anything there. So nothing is followed and nothing is guessed: folders are opened one below the
other without links, under names that we make; files must be regular, the owner's, known under one name only and of a reasonable size.
"""

import contextlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from notebooks.exceptions import BadUpload
from notebooks.intake import LIMITS, NOTEBOOK_SUFFIX, safe_path

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
MARKER, MARKER_BYTES = ".hocai.json", 10_000
ENTRIES, NOTEBOOKS = 2_000, 20
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class SavedFile:
    name: str
    size: int
    saved_at: datetime


@dataclass(frozen=True)
class SavedWork:
    """The notebooks of one folder of a lab; `version` is what the learner's server fetched, as far as the home says so."""

    handle: str
    course: str
    folder: str
    version: int | None
    files: tuple[SavedFile, ...]

    @property
    def saved_at(self) -> datetime:
        return max(each.saved_at for each in self.files)


def find(handle: str, course: str, assignment: str) -> SavedWork | None:
    """What this person saved last in this lab; None where nothing is, and where homes are not on this machine."""
    try:
        with opened(handle, course) as folder:
            names = [name for name, _ in entries_of(folder) if re.fullmatch(re.escape(assignment) + r"(\.v\d{1,6})?", name)]
        found = [work for name in names if (work := look_into(handle, course, name))]
    except OSError:
        return None
    return max(found, key=lambda work: work.saved_at, default=None)


def look_into(handle: str, course: str, folder: str) -> SavedWork | None:
    try:
        with opened(handle, course, folder) as descriptor:
            files = tuple(notebooks_in(descriptor))
            version = version_in(descriptor)
    except OSError:
        return None
    return SavedWork(handle, course, folder, version, files) if files else None


def read(work: SavedWork, names: set[str]) -> dict[str, bytes]:
    """The bytes of those of the notebooks that have these names. What changed or vanished meanwhile is left out."""
    contents: dict[str, bytes] = {}
    with contextlib.suppress(OSError), opened(work.handle, work.course, work.folder) as folder:
        for name in sorted(names & {each.name for each in work.files}):
            with contextlib.suppress(OSError):
                contents[name] = bytes_of(folder, name, LIMITS.file_bytes)
    return contents


@contextlib.contextmanager
def opened(*names: str) -> Iterator[int]:
    """A folder below the homes, opened step by step. Raises OSError where one of the steps is no plain folder."""
    if not settings_folder() or not all(PLAIN.fullmatch(name) for name in names):
        raise FileNotFoundError
    descriptor = os.open(str(settings_folder()), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names:
            below = os.open(name, FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)


def settings_folder() -> Path | None:
    """Where the homes are, on an installation that has them on the machine of the site."""
    return settings.HOCAI_HOMES_DIR


def entries_of(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    """Names and facts of a folder's entries, links as links, at most so many."""
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= ENTRIES:
                return
            with contextlib.suppress(OSError):
                yield entry.name, entry.stat(follow_symlinks=False)


def notebooks_in(folder: int) -> Iterator[SavedFile]:
    owner = os.fstat(folder).st_uid
    found = [
        (name, facts) for name, facts in entries_of(folder) if is_notebook_name(name) and is_plain_file(facts, owner, LIMITS.file_bytes)
    ]
    for name, facts in sorted(found)[:NOTEBOOKS]:
        yield SavedFile(name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def is_notebook_name(name: str) -> bool:
    if not name.endswith(NOTEBOOK_SUFFIX) or name.startswith("."):
        return False
    try:
        return safe_path(name, LIMITS) == name
    except (BadUpload, UnicodeError):
        return False


def is_plain_file(facts: os.stat_result, owner: int, limit: int) -> bool:
    """A second name might belong to somebody else's folder: such a file is left alone."""
    return stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 and facts.st_uid == owner and facts.st_size <= limit


def bytes_of(folder: int, name: str, limit: int) -> bytes:
    """The content of a plain file, judged by what was opened and not by what was listed. Raises OSError."""
    descriptor = os.open(name, FILE, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as stream:
        if not is_plain_file(os.fstat(descriptor), os.fstat(folder).st_uid, limit):
            raise OSError(f"not a plain file: {name!r}")
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise OSError(f"too large: {name!r}")
    return content


def version_in(folder: int) -> int | None:
    """Which version was fetched; the site checks it like any other version that a learner's server names."""
    try:
        told = json.loads(bytes_of(folder, MARKER, MARKER_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    version = told.get("version") if isinstance(told, dict) else None
    return version if isinstance(version, int) and not isinstance(version, bool) and 0 < version < 1_000_000 else None

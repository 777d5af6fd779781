"""Stage 0: files of a stranger become a Bundle, or one clear sentence. Nothing is executed, nothing heavy is imported."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from notebooks.exceptions import BadUpload
from notebooks.notebook_json import NotebookLimits, grade_id_of, read_notebook

MB = 1_000_000
NOTEBOOK_SUFFIX = ".ipynb"
NAME_CHARACTERS = 100
LEFT_OUT = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})
ENCRYPTED = 0x1
# Each entry of a zip has one; reading the list of many takes time before any of them can be refused.
ENTRY = b"PK\x01\x02"
ENTRIES = 20_000
READABLE_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True)
class Limits:
    """What one upload may hold; sizes in bytes, unpacked."""

    files: int = 200
    file_bytes: int = 20 * MB
    total_bytes: int = 60 * MB
    ratio: int = 200
    path_characters: int = 200
    depth: int = 8
    notebook: NotebookLimits = field(default_factory=NotebookLimits)


LIMITS = Limits()


@dataclass(frozen=True)
class FileEntry:
    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Bundle:
    """Checked files by path. Notebooks are the `.ipynb` files at the top; every other file is data."""

    files: Mapping[str, bytes]

    @cached_property
    def notebook_paths(self) -> tuple[str, ...]:
        return tuple(sorted(path for path in self.files if is_notebook(path)))

    @cached_property
    def notebooks(self) -> Mapping[str, dict[str, Any]]:
        """Parsed notebooks by name without `.ipynb`. Read them; whoever changes one copies it first."""
        return {stem(path): read_notebook(self.files[path], name=path) for path in self.notebook_paths}

    @property
    def data(self) -> Mapping[str, bytes]:
        return {path: content for path, content in self.files.items() if not is_notebook(path)}

    @cached_property
    def manifest(self) -> tuple[FileEntry, ...]:
        return tuple(FileEntry(path, hashlib.sha256(content).hexdigest(), len(content)) for path, content in sorted(self.files.items()))

    @cached_property
    def digest(self) -> str:
        """One SHA-256 over all paths and contents: the receipt's hash."""
        lines = "".join(f"{entry.sha256}  {entry.path}\n" for entry in self.manifest)
        return hashlib.sha256(lines.encode()).hexdigest()


def is_notebook(path: str) -> bool:
    return "/" not in path and path.endswith(NOTEBOOK_SUFFIX)


def stem(path: str) -> str:
    return path.removesuffix(NOTEBOOK_SUFFIX)


def read_upload(upload: Mapping[str, bytes] | bytes, *, limits: Limits = LIMITS) -> Bundle:
    """Files by relative path, or the bytes of a zip (also a mapping with one `.zip`), checked and parsed once.

    Raises BadUpload, whose text is shown to the person.
    """
    if isinstance(upload, Mapping):
        packed = sole_zip(upload)
        entries = unzip(packed, limits) if packed is not None else iter(upload.items())
    else:
        entries = unzip(upload, limits)
    bundle = Bundle(without_shared_folder(collect(entries, limits)))
    if not bundle.notebook_paths:
        raise BadUpload("no_notebook")
    for path in bundle.notebook_paths:
        if len(stem(path)) not in range(1, NAME_CHARACTERS + 1):
            raise BadUpload("bad_path", name=path)
        read_notebook(bundle.files[path], name=path, limits=limits.notebook)
    return bundle


def sole_zip(upload: Mapping[str, bytes]) -> bytes | None:
    names = list(upload)
    return upload[names[0]] if len(names) == 1 and names[0].lower().endswith(".zip") else None


def collect(entries: Iterable[tuple[str, bytes]], limits: Limits) -> dict[str, bytes]:
    """The entries under safe, unique names and within the limits; hidden files and machine litter are left out."""
    files: dict[str, bytes] = {}
    taken: dict[str, str] = {}
    total = 0
    for name, content in entries:
        path = safe_path(name, limits)
        total += len(content)
        check_size(path, content, total, limits)
        if is_litter(path):
            continue
        claim(path, taken)
        files[path] = content
        if len(files) > limits.files:
            raise BadUpload("too_many_files", limit=limits.files)
    return files


def check_size(path: str, content: bytes, total: int, limits: Limits) -> None:
    if len(content) > limits.file_bytes:
        raise BadUpload("file_too_big", name=path, limit=limits.file_bytes // MB)
    if total > limits.total_bytes:
        raise BadUpload("too_big", limit=limits.total_bytes // MB)


def safe_path(name: str, limits: Limits) -> str:
    """A relative POSIX path in NFC that stays where it is unpacked; BadUpload for every other name."""
    parts = name.split("/")
    bad = (
        not name
        or len(name) > limits.path_characters
        or len(parts) > limits.depth
        or "\\" in name
        or ":" in parts[0]
        or any(part in ("", ".", "..") or part != part.strip() for part in parts)
        or any(unicodedata.category(character)[0] == "C" for character in name)
        or any(len(part.encode()) > 200 for part in parts)
    )
    if bad:
        raise BadUpload("bad_path", name=name)
    return unicodedata.normalize("NFC", name)


def claim(path: str, taken: dict[str, str]) -> None:
    """Two names that one file system would take for the same one are refused, a file in place of a folder too."""
    key = unicodedata.normalize("NFC", path.casefold())
    if key in taken or any(str(parent) in taken for parent in PurePosixPath(key).parents):
        raise BadUpload("same_name", name=path)
    if any(other.startswith(key + "/") for other in taken):
        raise BadUpload("same_name", name=path)
    taken[key] = path


def is_litter(path: str) -> bool:
    return any(part.startswith(".") or part in LEFT_OUT for part in path.split("/"))


def without_shared_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """`ps1/problem1.ipynb` as `problem1.ipynb` when everything lies in `ps1`: most people zip the folder."""
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) != 1 or not all("/" in path for path in files):
        return files
    return without_shared_folder({path.split("/", 1)[1]: content for path, content in files.items()})


# --- zip --------------------------------------------------------------------------------------------------------------
def unzip(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Entries of a zip, one after the other, never more than the limits in memory."""
    if len(data) > limits.total_bytes:
        raise BadUpload("too_big", limit=limits.total_bytes // MB)
    if data.count(ENTRY) > ENTRIES:
        raise BadUpload("too_many_files", limit=limits.files)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            if len(entries) > limits.files * 2:
                raise BadUpload("too_many_files", limit=limits.files)
            for info in entries:
                yield unpacked(archive, info, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadUpload("bad_zip") from error


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> tuple[str, bytes]:
    name = info.orig_filename  # `filename` is cut at a NUL and has its separators changed
    safe_path(name, limits)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BadUpload("not_a_file", name=name)
    if info.flag_bits & ENCRYPTED or info.compress_type not in READABLE_METHODS:
        raise BadUpload("bad_zip")
    if info.file_size > limits.file_bytes:
        raise BadUpload("file_too_big", name=name, limit=limits.file_bytes // MB)
    if info.file_size > MB and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise BadUpload("zip_bomb", name=name)
    with archive.open(info) as stream:
        content = stream.read(limits.file_bytes + 1)
    return name, content


# --- files on this machine --------------------------------------------------------------------------------------------
def read_path(path: Path, *, limits: Limits = LIMITS) -> Bundle:
    """A notebook, a folder or a zip on disk; links and devices are refused, not followed."""
    if path.is_symlink():
        raise BadUpload("not_a_file", name=path.name)
    if path.is_dir():
        return read_upload(dict(collect(walk(path, limits), limits)), limits=limits)
    if not path.exists():
        raise BadUpload("missing", name=path.name)
    content = read_file(path, limits)
    return read_upload(content if zipfile.is_zipfile(io.BytesIO(content)) else {path.name: content}, limits=limits)


def walk(folder: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_litter(name))
        for name in (*folders, *sorted(names)):
            path = Path(parent, name)
            if path.is_symlink():
                raise BadUpload("not_a_file", name=name)
            if name not in folders and not is_litter(name):
                yield path.relative_to(folder).as_posix(), read_file(path, limits)


def read_file(path: Path, limits: Limits) -> bytes:
    """Opens without following a link and without waiting for a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise BadUpload("not_a_file", name=path.name) from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise BadUpload("not_a_file", name=path.name)
        return stream.read(limits.file_bytes + 1)


# --- is it this lab's? ------------------------------------------------------------------------------------------------
def match_notebooks(expected: Mapping[str, Iterable[str]], submitted: Bundle) -> dict[str, str]:
    """Which submitted notebook answers which of the lab's: by name, else by the questions it holds.

    `expected` maps the lab's notebook names to their grade ids. A renamed download ("bai1 (1)") is found by its questions.
    Raises BadUpload("other_lab") when no submitted notebook has anything to do with this lab.
    """
    claims = {name: {grade_id_of(cell) for cell in notebook["cells"]} for name, notebook in submitted.notebooks.items()}
    known = {name: set(ids) for name, ids in expected.items()}
    matched = {name: name for name in known if name in claims and (claims[name] & known[name] or not known[name])}
    free = sorted(set(claims) - set(matched.values()))
    for name in sorted(set(known) - set(matched)):
        best = max(free, key=lambda candidate: len(claims[candidate] & known[name]), default=None)
        if best is not None and claims[best] & known[name]:
            matched[name] = best
            free.remove(best)
    if not matched:
        raise BadUpload("other_lab")
    return matched

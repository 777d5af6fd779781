"""A whole installation to one folder: database, private files, media, keys, students' homes and the hub's own data.

The database is copied first: files are only ever added, so every file that a copied row names is there a moment later. The manifest is
written last: a folder without it is an interrupted backup and is not restored.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lms.ops import archives, dumps, keys

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
FOLDERS = ("keys", "files", "media", "homes", "hub")


class BackupProblem(Exception):
    """One Vietnamese sentence."""


@dataclass(frozen=True)
class Places:
    """Where an installation keeps its data: the folder `var` and Django's settings of its database."""

    var: Path
    database: Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: engine, SHA-256 and size of each file, number of files in each folder."""

    engine: str
    made_at: str
    digests: dict[str, str]
    sizes: dict[str, int]
    counts: dict[str, int]
    format: int = FORMAT
    note: str = field(default="Bản sao này chứa khóa bí mật và dữ liệu cá nhân: hãy giữ kín.")


def sha256_of(path: Path) -> str:
    """Digest of a file of any size."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def make(places: Places, target: Path) -> Manifest:
    """Write a backup to `target`, which must be missing or empty. Raises BackupProblem, DumpProblem, OSError."""
    if target.exists() and any(target.iterdir()):
        raise BackupProblem(f"Thư mục {target} không trống: hãy chọn một thư mục mới cho bản sao lưu này.")
    if target.resolve().is_relative_to(places.var.resolve()):
        raise BackupProblem(f"Thư mục {target} nằm trong chính dữ liệu được sao lưu: hãy chọn nơi khác, tốt nhất là ổ đĩa khác.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.chmod(0o700)
    with keys.private_files():
        return write(places, target)


def write(places: Places, target: Path) -> Manifest:
    """Database first, then the folders, then the manifest."""
    dumps.dump(places.database, target / DATABASE)
    counts = {name: archives.pack(places.var / name, target / archive_name(name), live_databases=name == "hub") for name in FOLDERS}
    manifest = describe(dumps.engine_of(places.database), target, counts)
    (target / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    write_stamp(places.var, manifest)
    return manifest


def archive_name(folder: str) -> str:
    """The archive of one folder."""
    return f"{folder}.tar.gz"


def describe(engine: str, target: Path, counts: dict[str, int]) -> Manifest:
    """The manifest of what was just written."""
    names = [DATABASE, *map(archive_name, FOLDERS)]
    digests = {name: sha256_of(target / name) for name in names}
    sizes = {name: (target / name).stat().st_size for name in names}
    return Manifest(engine, datetime.now(UTC).isoformat(timespec="seconds"), digests, sizes, counts)


def write_stamp(var: Path, manifest: Manifest) -> None:
    """Say when the last backup was made, for `doctor` and the administrator's lights."""
    fresh = var / "last_backup.new"
    fresh.write_text(json.dumps({"at": manifest.made_at, "bytes": sum(manifest.sizes.values())}))
    fresh.replace(var / "last_backup")

"""A backup back into an installation that stands still. Nothing is touched before every digest is right, nothing is deleted."""

import json
import secrets
import shutil
import tarfile
from datetime import datetime
from pathlib import Path
from typing import Any

from lms.ops import archives, dumps, running
from lms.ops.backup import DATABASE, FOLDERS, FORMAT, MANIFEST, BackupProblem, Places, archive_name, sha256_of

SQLITE_FILES = ("", "-wal", "-shm", "-journal")


def read_manifest(source: Path) -> dict[str, Any]:
    """The manifest, checked for shape. Raises BackupProblem."""
    try:
        manifest = json.loads((source / MANIFEST).read_text())
        if manifest["format"] != FORMAT or set(manifest["digests"]) != {DATABASE, *map(archive_name, FOLDERS)}:
            raise BackupProblem(f"Bản sao lưu {source} thuộc phiên bản khác: hãy phục hồi bằng đúng phiên bản đã tạo ra nó.")
        return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupProblem(f"{source} không phải bản sao lưu hoàn chỉnh (không đọc được {MANIFEST}): hãy chọn thư mục khác.") from error


def check(source: Path, places: Places) -> dict[str, Any]:
    """Every digest, and that the engine is the same; the manifest. Raises BackupProblem."""
    manifest = read_manifest(source)
    for name, digest in manifest["digests"].items():
        if not (source / name).is_file() or sha256_of(source / name) != digest:
            raise BackupProblem(f"Tệp {name} của bản sao lưu đã hỏng hoặc thiếu: hãy dùng bản sao khác. Chưa có gì bị thay đổi.")
    engine = dumps.engine_of(places.database)
    if manifest["engine"] != engine:
        raise BackupProblem(f"Bản sao lưu thuộc {manifest['engine']} nhưng nơi này dùng {engine}: hãy đặt HOCAI_DATABASE_URL cho khớp.")
    return manifest


def occupied(places: Places) -> list[str]:
    """What is there already and would be replaced."""
    folders = [name for name in FOLDERS if any(path.is_file() for path in (places.var / name).rglob("*"))]
    return folders if dumps.is_empty(places.database) else ["cơ sở dữ liệu", *folders]


def restore(source: Path, places: Places, *, force: bool = False) -> Path | None:
    """Put a backup in place; the folder that keeps what was there before, None when nothing was."""
    check(source, places)
    if running.holder(places.var):
        raise BackupProblem("Học AI đang chạy trên dữ liệu này: hãy dừng nó (Ctrl-C) rồi phục hồi.")
    present = occupied(places)
    if present and not force:
        raise BackupProblem(
            f"Nơi này đã có dữ liệu ({', '.join(present)}): thêm --force để thay; dữ liệu cũ được giữ trong var/replaced-…."
        )
    staging = places.var / f"restoring-{secrets.token_hex(4)}"
    try:
        unpack_all(source, staging)
        kept = make_aside(places.var)
        replace_database(places, source / DATABASE, staging / DATABASE, kept)
        for name in FOLDERS:
            move_if_there(places.var / name, kept / name)
            (staging / name).rename(places.var / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    if present:
        return kept
    shutil.rmtree(kept)  # empty folders only
    return None


def unpack_all(source: Path, staging: Path) -> None:
    """Every folder beside the live ones, so that the change itself is a rename."""
    try:
        for name in FOLDERS:
            archives.unpack(source / archive_name(name), staging / name)
    except (archives.ArchiveProblem, tarfile.TarError) as error:
        raise BackupProblem(f"Không mở được bản sao lưu: {error}. Chưa có gì bị thay đổi.") from error


def make_aside(var: Path) -> Path:
    """A new folder for what is replaced."""
    kept = var / f"replaced-{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    kept.mkdir(mode=0o700, parents=True)
    return kept


def move_if_there(old: Path, new: Path) -> None:
    """Move a file or folder that may be missing."""
    if old.exists():
        shutil.move(old, new)


def replace_database(places: Places, dump: Path, staged: Path, kept: Path) -> None:
    """The dump instead of the database: SQLite by a rename after an integrity check, PostgreSQL in one transaction."""
    if dumps.engine_of(places.database) == "sqlite3":
        database = Path(places.database["NAME"])
        dumps.copy_sqlite(dump, staged)
        for suffix in SQLITE_FILES:
            move_if_there(database.with_name(database.name + suffix), kept / (database.name + suffix))
        shutil.move(staged, database)
        return
    if not dumps.is_empty(places.database):
        dumps.dump(places.database, kept / DATABASE)
    dumps.load_postgres(places.database, dump)

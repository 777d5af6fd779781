"""Backup → destroy → restore on a real SQLite database and real folders; the same rows and files come back."""

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lms.ops import archives, backup, dumps, postgres, running
from lms.ops.backup import BackupProblem, Places
from lms.ops.restore import restore

NAMES = ["Nguyễn Thị Ánh", "Đỗ Văn Ước"]


def make_places(var: Path) -> Places:
    return Places(var, {"ENGINE": "django.db.backends.sqlite3", "NAME": var / "db.sqlite3"})


def write_sqlite(path: Path, names: list[str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE person (name text)")
        connection.executemany("INSERT INTO person VALUES (?)", [(name,) for name in names])
        connection.commit()


def names_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM person ORDER BY rowid")]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    var = tmp_path / "var"
    for name in backup.FOLDERS:
        (var / name).mkdir(parents=True)
    write_sqlite(var / "db.sqlite3", NAMES)
    write_sqlite(var / "hub" / "jupyterhub.sqlite", ["u7f3k2m9"])
    (var / "keys" / "field_key").write_bytes(b"khoa")
    (var / "keys" / "field_key").chmod(0o600)
    (var / "files" / "ab").mkdir()
    (var / "files" / "ab" / "cd").write_bytes(bytes(range(256)) * 1000)
    (var / "homes" / "u7f3k2m9").mkdir()
    (var / "homes" / "u7f3k2m9" / "bài làm.ipynb").write_text("{}")
    return make_places(var)


@pytest.fixture
def saved(places: Places, tmp_path: Path) -> Path:
    backup.make(places, tmp_path / "copy")
    return tmp_path / "copy"


def test_restore_brings_back_rows_files_and_keys_after_a_loss(places: Places, saved: Path) -> None:
    shutil.rmtree(places.var)
    places.var.mkdir()

    kept = restore(saved, places)

    assert kept is None
    assert names_in(places.var / "db.sqlite3") == NAMES
    assert names_in(places.var / "hub" / "jupyterhub.sqlite") == ["u7f3k2m9"]
    assert (places.var / "files" / "ab" / "cd").read_bytes() == bytes(range(256)) * 1000
    assert (places.var / "homes" / "u7f3k2m9" / "bài làm.ipynb").read_text() == "{}"
    key = places.var / "keys" / "field_key"
    assert key.read_bytes() == b"khoa"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_make_holds_rows_that_are_not_checkpointed_yet(places: Places, tmp_path: Path) -> None:
    with closing(sqlite3.connect(places.var / "db.sqlite3")) as writer:
        writer.execute("INSERT INTO person VALUES ('Ý Nhi')")
        writer.commit()
        assert (places.var / "db.sqlite3-wal").stat().st_size > 0

        backup.make(places, tmp_path / "copy")

    assert names_in(tmp_path / "copy" / backup.DATABASE) == [*NAMES, "Ý Nhi"]


def test_make_is_private_and_leaves_a_stamp(places: Places, saved: Path) -> None:
    at = datetime.fromisoformat(json.loads((places.var / "last_backup").read_text())["at"])

    assert datetime.now(UTC) - at < timedelta(minutes=1)
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [saved, *saved.iterdir()]] == [0] * 8


def test_make_refuses_a_folder_with_something_in_it(places: Places, saved: Path) -> None:
    with pytest.raises(BackupProblem, match="không trống"):
        backup.make(places, saved)


def test_make_refuses_a_folder_inside_the_data(places: Places) -> None:
    with pytest.raises(BackupProblem, match="nằm trong"):
        backup.make(places, places.var / "copy")


def test_restore_refuses_to_replace_data_without_force(places: Places, saved: Path) -> None:
    with pytest.raises(BackupProblem, match=r"cơ sở dữ liệu, keys, files, homes, hub.*--force"):
        restore(saved, places)

    assert names_in(places.var / "db.sqlite3") == NAMES


def test_restore_with_force_keeps_what_it_replaces(places: Places, saved: Path) -> None:
    write = closing(sqlite3.connect(places.var / "db.sqlite3"))
    with write as connection:
        connection.execute("INSERT INTO person VALUES ('mới')")
        connection.commit()
    (places.var / "files" / "ef").write_bytes(b"new")

    kept = restore(saved, places, force=True)

    assert kept is not None
    assert names_in(places.var / "db.sqlite3") == NAMES
    assert not (places.var / "files" / "ef").exists()
    assert names_in(kept / "db.sqlite3") == [*NAMES, "mới"]
    assert (kept / "files" / "ef").read_bytes() == b"new"


@pytest.mark.parametrize("name", [backup.DATABASE, "keys.tar.gz", "files.tar.gz"])
def test_restore_changes_nothing_when_a_byte_of_the_backup_flipped(places: Places, saved: Path, name: str) -> None:
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / name).write_bytes(content)

    with pytest.raises(BackupProblem, match=f"{name}.*hỏng"):
        restore(saved, places, force=True)

    assert names_in(places.var / "db.sqlite3") == NAMES
    assert sorted(path.name for path in places.var.iterdir() if path.name.startswith("re")) == []


def test_restore_refuses_an_interrupted_backup(places: Places, saved: Path) -> None:
    (saved / backup.MANIFEST).unlink()

    with pytest.raises(BackupProblem, match="không phải bản sao lưu hoàn chỉnh"):
        restore(saved, places, force=True)


def test_restore_refuses_another_engine(places: Places, saved: Path) -> None:
    with pytest.raises(BackupProblem, match="sqlite3 nhưng nơi này dùng postgresql"):
        restore(saved, Places(places.var, {"ENGINE": "django.db.backends.postgresql", "NAME": "x"}), force=True)


def test_restore_refuses_while_the_installation_runs(places: Places, saved: Path) -> None:
    descriptor = running.take(places.var)
    assert descriptor is not None

    try:
        with pytest.raises(BackupProblem, match="đang chạy"):
            restore(saved, places, force=True)
    finally:
        os.close(descriptor)


def test_pack_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret").write_text("secret")
    (home / "link").symlink_to(tmp_path / "secret")
    (home / "folder-link").symlink_to(tmp_path)
    os.mkfifo(home / "pipe")
    (home / "work.txt").write_text("work")

    assert archives.pack(home, tmp_path / "home.tar.gz") == 1
    assert archives.unpack(tmp_path / "home.tar.gz", tmp_path / "out") == 1
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["work.txt"]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_is_safe_refuses_a_path_that_leaves_its_root(name: str) -> None:
    assert not archives.is_safe(name)


def test_copy_sqlite_refuses_a_damaged_database(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "db", ["x" * 100] * 2000)
    with closing(sqlite3.connect(tmp_path / "db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "db").open("r+b") as handle:
        handle.seek(5 * 4096)
        handle.write(b"\xff" * 4096)

    with pytest.raises(dumps.DumpProblem, match="Không sao chép được"):
        dumps.copy_sqlite(tmp_path / "db", tmp_path / "copy")


@pytest.mark.slow
@pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not installed")
def test_restore_brings_back_a_postgresql_database(places: Places, tmp_path: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    server = postgres.binaries()
    assert server is not None
    with postgres.throw_away(server) as cluster:
        login = {"HOST": "127.0.0.1", "PORT": str(cluster.port), "USER": "hocai", "PASSWORD": cluster.password, "NAME": "postgres"}
        on_server = Places(places.var, {"ENGINE": "django.db.backends.postgresql", **login})
        with psycopg.connect(cluster.url) as connection:
            connection.execute("CREATE TABLE person (name text)")
            connection.execute("INSERT INTO person VALUES ('Đỗ Văn Ước')")
        backup.make(on_server, tmp_path / "copy")
        with psycopg.connect(cluster.url) as connection:
            connection.execute("UPDATE person SET name = 'mới'")

        kept = restore(tmp_path / "copy", on_server, force=True)

        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT name FROM person").fetchall() == [("Đỗ Văn Ước",)]
    assert kept is not None
    assert (kept / backup.DATABASE).stat().st_size > 0

"""The database to one file and back: SQLite by its own backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

NO_CLIENT = "Cần {name} để sao lưu PostgreSQL: hãy cài gói postgresql-client cùng phiên bản với máy chủ rồi chạy lại lệnh."


class DumpProblem(Exception):
    """One Vietnamese sentence."""


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use. `target` must not exist."""
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise DumpProblem(
            f"Không sao chép được cơ sở dữ liệu {source} ({answer}): hãy kiểm tra ổ đĩa hoặc phục hồi từ bản sao lưu gần nhất."
        )


def client(name: str) -> str:
    """Path of pg_dump or pg_restore: the newest of Debian's, else the one on PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int("0" + "".join(filter(str.isdigit, path.parent.name))))
    found = next((str(folder / name) for folder in reversed(folders) if (folder / name).exists()), shutil.which(name))
    if not found:
        raise DumpProblem(NO_CLIENT.format(name=name))
    return found


def postgres_client(name: str, database: Mapping[str, Any], *arguments: str) -> str:
    """Run a client program against this database; its output. The password goes through the environment."""
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | {
        key: str(database[place]) for key, place in places.items() if database.get(place)
    }
    done = subprocess.run([client(name), *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise DumpProblem(f"{name} không xong: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
    return done.stdout


def engine_of(database: Mapping[str, Any]) -> str:
    """sqlite3 or postgresql."""
    return str(database["ENGINE"]).rpartition(".")[2]


def dump(database: Mapping[str, Any], target: Path) -> None:
    """Write the whole database to a new file."""
    if engine_of(database) == "sqlite3":
        copy_sqlite(Path(database["NAME"]), target)
    else:
        postgres_client("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))


def load_postgres(database: Mapping[str, Any], source: Path) -> None:
    """Put the dump in the place of the database, all or nothing."""
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--dbname", str(database["NAME"]))
    postgres_client("pg_restore", database, *options, str(source))


def is_empty(database: Mapping[str, Any]) -> bool:
    """True when there is no table yet."""
    if engine_of(database) != "sqlite3":
        query = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'"
        return postgres_client("psql", database, "--no-psqlrc", "--tuples-only", "--command", query).strip() == "0"
    path = Path(database["NAME"])
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0] == 0

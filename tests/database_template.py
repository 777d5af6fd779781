"""One run of the migrations for many test processes: the filled SQLite database is kept and copied into the next process's memory.

`migrate` still runs on the copy and finds nothing to do. The copy's name is a digest of everything that could make it
stale: every migration of the house, the locked versions of everybody else's, this file.
"""

import atexit
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "var" / "test-template"
STATED = ("dev.lock.txt", "tests/database_template.py")

_create = DatabaseCreation.create_test_db
_make_empty = DatabaseCreation._create_test_db


def use() -> None:
    """From now on test databases on SQLite begin as a copy of the template."""
    DatabaseCreation.create_test_db = _create_from_template  # type: ignore[method-assign]
    DatabaseCreation._create_test_db = _fill_from_template  # type: ignore[method-assign]


def template() -> Path:
    """Where the template of this state of the house lies, or will lie."""
    migrations = [path for room in ("lms", "courses", "notebooks", "certificates") for path in (PROJECT / room).rglob("migrations/*.py")]
    digest = hashlib.sha256("\n".join(settings.INSTALLED_APPS).encode())
    for path in sorted([*migrations, *(PROJECT / name for name in STATED)]):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return FOLDER / f"{digest.hexdigest()[:32]}.sqlite3"


def _create_from_template(self: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
    with _held():  # one process fills the template while the others wait for it
        name = _create(self, *args, **kwargs)
        if not template().exists():
            _keep(self)
    return name


def _fill_from_template(self: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
    name = _make_empty(self, *args, **kwargs)
    path = template()
    if path.exists() and self.is_in_memory_db(name):
        # Django connects only later; a database in memory lives as long as somebody holds it open.
        holder = sqlite3.connect(name, uri=True)
        atexit.register(holder.close)
        with closing(sqlite3.connect(path)) as source:
            source.backup(holder)
    return name


def _keep(creation: DatabaseCreation) -> None:
    for stale in FOLDER.glob("*.sqlite3"):
        stale.unlink(missing_ok=True)
    half = FOLDER / f"{os.getpid()}.half"
    creation.connection.ensure_connection()
    with closing(sqlite3.connect(half)) as kept:
        creation.connection.connection.backup(kept)
    half.replace(template())


@contextmanager
def _held() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""A copy of the migrated test database that other processes and threads can open too: what is written there is committed.

Tests usually live in a transaction that nobody else can see. `copied` makes the copy, `inside` moves the test's own connection there.
"""

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection, connections


@dataclass(frozen=True)
class OwnDatabase:
    settings: dict[str, Any]

    @property
    def url(self) -> str:
        """The address as HOCAI_DATABASE_URL wants it."""
        known = self.settings
        if connection.vendor == "sqlite":
            return f"sqlite:///{known['NAME']}"
        return f"postgresql://{quote(known['USER'])}:{quote(known['PASSWORD'])}@{known['HOST']}:{known['PORT']}/{known['NAME']}"

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Every thread of this process works in the copy until the block ends."""
        usual, usual_settings = connections["default"], connections.settings["default"]
        connections.settings["default"] = self.settings
        connections["default"] = connections.create_connection("default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"], connections.settings["default"] = usual, usual_settings


@contextmanager
def copied(folder: Path, of: OwnDatabase | None = None) -> Iterator[OwnDatabase]:
    """A copy of the test database, made while no test is running in it, or of another copy."""
    make = copied_file if connection.vendor == "sqlite" else copied_on_server
    copy = make(folder, of)
    try:
        yield copy
    finally:
        if connection.vendor == "postgresql":
            execute(f'DROP DATABASE "{copy.settings["NAME"]}" WITH (FORCE)')


def copied_file(folder: Path, of: OwnDatabase | None) -> OwnDatabase:
    path = folder / "own.sqlite3"
    if of:
        shutil.copy(of.settings["NAME"], path)
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
    return OwnDatabase({**connection.settings_dict, "NAME": str(path)})


def copied_on_server(folder: Path, of: OwnDatabase | None) -> OwnDatabase:
    """PostgreSQL copies no database that somebody is connected to."""
    name = f"own_{uuid.uuid4().hex}"
    if not of:
        connection.close()
    source = of.settings if of else connection.settings_dict
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{source["NAME"]}"')
    return OwnDatabase({**connection.settings_dict, "NAME": name})


def execute(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)

"""Tables that only grow: the database itself refuses UPDATE and DELETE.

Put `*append_only_operations("learning_gradechange")` at the end of the migration that creates the table. On SQLite a
later migration that alters the table makes it anew and loses the triggers: repeat the operations there (a table that still has them keeps them). `unguarded`
tells whether that was forgotten.
"""

# ruff: noqa: S608 (no parameter can name a table; every name here is a constant of the code)

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

PREFIX = "append_only_"
VERBS = ("UPDATE", "DELETE")
LONGEST_NAME = 63  # of anything in PostgreSQL, which cuts longer names silently


class GuardTable(Operation):
    """Makes the triggers of one table. Needs no models, so it costs a migration nothing but two statements."""

    reduces_to_sql = True
    elidable = False

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _run(schema_editor, _guard_sql(schema_editor.connection.vendor, self.table))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        _run(schema_editor, _lift_sql(schema_editor.connection.vendor, self.table))

    def describe(self) -> str:
        return f"Guard {self.table} against change"


def append_only_operations(table: str) -> list[Operation]:
    """Operations that guard this table, and lift the guard when they are reversed."""
    return [GuardTable(table)]


def unguarded(tables: Iterable[str], *, using: str = "default") -> set[str]:
    """Which of these tables the database would let somebody change."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGER_NAMES[connection.vendor])
        names = {row[0] for row in cursor.fetchall()}
    return {table for table in tables if not {_name(table, verb) for verb in VERBS} <= names}


@contextmanager
def lifted(*, using: str = "default") -> Iterator[None]:
    """Lift every guard for a while: to empty a test database, restore a backup, or erase a person as the law asks."""
    connection = connections[using]
    restore = _drop_triggers(connection) if connection.vendor == "sqlite" else _disable_triggers(connection)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in restore:
                cursor.execute(statement)


_TRIGGER_NAMES = {
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'",
    "postgresql": f"SELECT tgname FROM pg_trigger WHERE tgname LIKE '{PREFIX}%' AND tgenabled <> 'D'",
}


def _name(table: str, verb: str) -> str:
    name = f"{PREFIX}{table}_{verb.lower()}"
    if len(name) > LONGEST_NAME:
        raise ValueError(f"the name of the table {table} is too long for a trigger name")
    return name


def _message(table: str) -> str:
    return f"{table} is append-only: add a row that supersedes the old one"


def _guard_sql(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{_name(table, verb)}" BEFORE {verb} ON "{table}" BEGIN SELECT RAISE(ABORT, \'{_message(table)}\'); END'
            for verb in VERBS
        ]
    function = (
        f'CREATE OR REPLACE FUNCTION "{PREFIX}{table}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{_message(table)}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    triggers = [
        f'CREATE OR REPLACE TRIGGER "{_name(table, verb)}" BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{PREFIX}{table}"()'
        for verb in VERBS
    ]
    return [function, *triggers]


def _lift_sql(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{_name(table, verb)}"' for verb in VERBS]
    triggers = [f'DROP TRIGGER IF EXISTS "{_name(table, verb)}" ON "{table}"' for verb in VERBS]
    return [*triggers, f'DROP FUNCTION IF EXISTS "{PREFIX}{table}"()']


def _run(schema_editor: object, statements: list[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)  # type: ignore[attr-defined]


def _drop_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """SQLite cannot switch a trigger off. Returns what makes them again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in triggers]


def _disable_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            f"WHERE t.tgname LIKE '{PREFIX}%' AND t.tgenabled <> 'D'"
        )
        triggers = cursor.fetchall()
        # Foreign keys of rows written a moment ago are still to be checked, and a table that waits for that cannot be altered.
        check_now = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"] if connection.in_atomic_block else []
        for statement in check_now:
            cursor.execute(statement)
        for table, name in triggers:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')
    return [*check_now, *(f'ALTER TABLE "{table}" ENABLE TRIGGER "{name}"' for table, name in triggers)]

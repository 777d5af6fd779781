import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from lms.foundation.append_only import append_only_operations, lifted, unguarded

TABLE = "test_marks"
pytestmark = [pytest.mark.db, pytest.mark.django_db]


def migrate(*, forwards):
    state = ProjectState()
    # SQLite's schema editor must own its transaction; the one of the test is already open.
    editor = connection.schema_editor(collect_sql=False, atomic=False)
    editor.deferred_sql = []
    for operation in append_only_operations(TABLE):
        move = operation.database_forwards if forwards else operation.database_backwards
        move("foundation", editor, state, state)


def execute(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def marks():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM {TABLE} ORDER BY mark")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def table():
    execute(f"CREATE TABLE {TABLE} (mark integer)")
    execute(f"INSERT INTO {TABLE} VALUES (7)")
    migrate(forwards=True)


def test_append_only_insert_is_allowed(table):
    execute(f"INSERT INTO {TABLE} VALUES (8)")

    assert marks() == [7, 8]


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET mark = 10", f"DELETE FROM {TABLE}"])
def test_append_only_change_is_refused_with_a_reason(table, statement):
    with pytest.raises(IntegrityError, match="test_marks is append-only: add a row that supersedes the old one"):
        execute(statement)

    assert marks() == [7]


def test_append_only_reversed_lifts_the_guard(table):
    migrate(forwards=False)

    execute(f"UPDATE {TABLE} SET mark = 10")

    assert marks() == [10]


def test_append_only_again_after_reversal_guards_again(table):
    migrate(forwards=False)
    migrate(forwards=True)

    with pytest.raises(IntegrityError):
        execute(f"DELETE FROM {TABLE}")


def test_unguarded_names_the_tables_without_triggers(table):
    assert unguarded([TABLE, "other_table"]) == {"other_table"}


def test_unguarded_names_a_table_that_lost_its_guard(table):
    migrate(forwards=False)

    assert unguarded([TABLE]) == {TABLE}


def test_lifted_allows_a_change_and_guards_again_afterwards(table):
    with lifted():
        execute(f"DELETE FROM {TABLE}")

    assert marks() == []
    assert unguarded([TABLE]) == set()


def test_lifted_guards_again_after_a_failure(table):
    with pytest.raises(RuntimeError), lifted():
        raise RuntimeError

    assert unguarded([TABLE]) == set()


def test_append_only_name_too_long_for_a_trigger_is_refused():
    with pytest.raises(ValueError, match="too long"):
        unguarded(["a" * 60])

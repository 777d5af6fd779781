"""Locks on a session: many scans at once, but none while its book is being closed.

Whoever closes a book, cancels a session or marks by hand takes the row for itself (`actions.sessions.locked`, FOR
UPDATE). A scan only asks that nobody does so meanwhile: on PostgreSQL FOR KEY SHARE, which scans hold together and
which waits for, and holds off, FOR UPDATE. The row is read again *after* the lock, so a scan that waited sees the closed
book. On SQLite a transaction that writes is alone anyway (BEGIN IMMEDIATE).
"""

from django.db import connection, transaction

from lms.classes.models import ClassSession, Trainee


def shared(session: ClassSession) -> ClassSession:
    """The row as it is now, with its class; it stays like that until the transaction ends, and others may share it."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a shared session needs a transaction")
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(ClassSession._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", [session.pk])  # noqa: S608 - a table of ours
    return ClassSession.objects.select_related("training_class").get(pk=session.pk)


def alone(trainee: Trainee) -> Trainee:
    """The place as it is now; two scans of one person wait for each other, those of two people do not."""
    found = Trainee.objects.select_for_update(of=("self",), no_key=True).select_related("enrollment__person")
    return found.get(pk=trainee.pk)

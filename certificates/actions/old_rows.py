"""Certificates from before the register was a chain get their lines, marked as added later; once, before anything else is written."""

from collections.abc import Iterable

from django.db import transaction

from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, RegisterBook, RegisterCheckpoint, RegisterEntry
from certificates.models.certificates import CertificateQuerySet
from lms.foundation import audit

Event, State = RegisterEntry.Event, Certificate.State
AT_ONCE = 500
EVENT_OF_STATE: dict[str, str] = {
    State.REPLACED: Event.REPLACED,
    State.REVOKED: Event.REVOKED,
    State.ANNULLED: Event.ANNULLED,
}


def without_line() -> CertificateQuerySet:
    """Certificates that should stand in the register and do not."""
    return Certificate.objects.exclude(state=State.PREPARED).filter(register_entries__isnull=True)


def is_chain_new() -> bool:
    """Before the first line and the first checkpoint: afterwards a row without a line is a finding, not an old row."""
    return not RegisterEntry.objects.exists() and not RegisterCheckpoint.objects.exists()


@transaction.atomic
def chain_all() -> int:
    """Give every certificate its line; all or nothing. Returns how many; 0 when the chain has begun already."""
    if not is_chain_new():
        return 0
    return sum(_chain_book(book) for book in RegisterBook.objects.select_for_update().order_by("pk"))


def _chain_book(book: RegisterBook) -> int:
    """In the order of the numbers, some hundred rows in memory."""
    count = 0
    while rows := list(without_line().filter(book=book, register_number__isnull=False).by_number()[:AT_ONCE]):
        ledger.append(book=book, entries=[entry for row in rows for entry in _entries(row)], by=None)
        count += len(rows)
    if count:
        audit.record(None, "register.chain", book, after={"certificates": count})
    return count


def _entries(row: Certificate) -> Iterable[NewEntry]:
    more = {"added_later": True, "issued_at": row.issued_at, "issued_by": row.issued_by_id}
    if row.state == State.VOID:
        yield NewEntry(Event.VOIDED, row, more=more | {"reason": "Có trước khi sổ cấp được niêm phong"})
        return
    yield NewEntry(Event.ISSUED, row, more=more)
    if event := EVENT_OF_STATE.get(row.state):
        yield NewEntry(event, row, more={"added_later": True})

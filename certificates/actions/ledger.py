"""Writing into the register: lines are only ever added, each sealed over the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.utils import timezone

from certificates import chain
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation import keyed_seals
from lms.people.models import User


@dataclass(frozen=True)
class NewEntry:
    """A line to be written. Of a certificate it says the numbers and the digest of the snapshot, and `more` beside them."""

    event: str
    certificate: Certificate | None = None
    register_number: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def append(*, book: RegisterBook, entries: Sequence[NewEntry], by: User | None) -> list[RegisterEntry]:
    """Add lines to a book that the caller holds (`numbering.lock_book`), in two queries whatever their number."""
    if not entries:
        return []
    key_name = keyed_seals.newest_key(keyed_seals.REGISTER_KEY)
    at = timezone.now().astimezone(UTC)
    rows, position, previous = [], book.last_position, book.head
    for new in entries:
        position += 1
        row = _row(book, new, position=position, previous=previous, by=by, at=at)
        chain.seal_entry(row, key_name)
        previous = row.seal
        rows.append(row)
    RegisterEntry.objects.bulk_create(rows, batch_size=500)
    book.last_position, book.head = position, previous
    book.save(update_fields=["last_position", "head", "last_number"])
    return rows


def _row(book: RegisterBook, new: NewEntry, **values: Any) -> RegisterEntry:
    said = chain.statement_of(new.certificate, **new.more) if new.certificate else new.more
    number = new.certificate.register_number if new.certificate else new.register_number
    return RegisterEntry(book=book, event=new.event, certificate=new.certificate, register_number=number, statement=said, **values)

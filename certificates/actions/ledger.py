"""Writing into the register: lines are only ever added, each sealed over the one before."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from certificates import chain
from certificates.exceptions import CertificateError
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation import keyed_seals
from lms.people.models import User

log = logging.getLogger(__name__)
# What still happens to older documents after their book was closed; it goes on in the same chain, behind the closing line.
LATER_EVENTS = frozenset(
    {RegisterEntry.Event.REPLACED, RegisterEntry.Event.REVOKED, RegisterEntry.Event.ANNULLED, RegisterEntry.Event.HANDED_OVER}
)


@dataclass(frozen=True)
class NewEntry:
    """A line to be written. Of a certificate it says the numbers and the digest of the snapshot, and `more` beside them."""

    event: str
    certificate: Certificate | None = None
    register_number: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def hold(book: RegisterBook) -> RegisterBook:
    """The book, open or closed, held until the end of the transaction: for later events of its documents.

    Whoever enters a new document takes `numbering.lock_book`, which refuses a closed book.
    """
    return RegisterBook.objects.select_for_update().get(pk=book.pk)


def append(*, book: RegisterBook, entries: Sequence[NewEntry], by: User | None) -> list[RegisterEntry]:
    """Add lines to a book that the caller holds (`numbering.lock_book`, `hold`), in three queries whatever their number.

    Raises CertificateError: book_closed, unless every line is a later event of a document that the book has.
    """
    if not entries:
        return []
    if book.is_closed and not all(new.event in LATER_EVENTS for new in entries):
        raise CertificateError("book_closed", year=book.year, book=str(book))
    key_name = keyed_seals.newest_key(keyed_seals.REGISTER_KEY)
    at, clock = _moment(book)
    rows, position, previous = [], book.last_position, book.head
    for new in entries:
        position += 1
        row = _row(book, new, clock, position=position, previous=previous, by=by, at=at)
        chain.seal_entry(row, key_name)
        previous = row.seal
        rows.append(row)
    RegisterEntry.objects.bulk_create(rows, batch_size=500)
    book.last_position, book.head = position, previous
    book.save(update_fields=["last_position", "head", "last_number"])
    return rows


def _moment(book: RegisterBook) -> tuple[datetime, dict[str, str]]:
    """Now, or the time of the last line where the clock was set back behind it; the line then says what the clock said."""
    now = timezone.now().astimezone(UTC)
    last = RegisterEntry.objects.filter(book=book, position=book.last_position).values_list("at", flat=True).first()
    if last is None or now >= last:
        return now, {}
    log.warning("The clock says %s, the last line of register book %s was written at %s: it was set back.", now, book.pk, last)
    return last, {"clock": now.isoformat()}


def _row(book: RegisterBook, new: NewEntry, clock: dict[str, str], **values: Any) -> RegisterEntry:
    said = chain.statement_of(new.certificate, **new.more) if new.certificate else new.more
    number = new.certificate.register_number if new.certificate else new.register_number
    # As the database gives it back: what is sealed here is what a later check reads.
    plain = json.loads(chain.canonical({**said, **clock}))
    return RegisterEntry(book=book, event=new.event, certificate=new.certificate, register_number=number, statement=plain, **values)

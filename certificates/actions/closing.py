"""Closing the register book of a past year: checked from end to end, hashed, sealed by a closing line, and kept as a PDF.

Afterwards no number is given out any more. What still happens to its documents (replaced, revoked, annulled, handed over)
goes on in the same chain behind the closing line, so that the history of a document stays in one place.
"""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from certificates import closing_text, register, register_check
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.actions.signatures import signer_of
from certificates.exceptions import CertificateError
from certificates.lineage import successors_of
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation import audit, files
from lms.people.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def close(*, book: RegisterBook, by: User) -> RegisterBook:
    """The closed book; the same one when it was closed before. Its PDF is made afterwards (`ensure_file`).

    Raises CertificateError: book_year_running, book_empty, book_has_prepared, book_damaged.
    """
    held = ledger.hold(book)
    if held.is_closed:
        return held
    check_ready(held)
    findings = register_check.verify_book(held)
    if not findings.is_intact:
        raise CertificateError("book_damaged", count=findings.count)
    digest = closing_text.sha256_of(held)
    said = {"closing_sha256": digest, "last_number": held.last_number, "lines": held.last_position}
    line = ledger.append(book=held, entries=[NewEntry(RegisterEntry.Event.CLOSED, more=said)], by=by)[0]
    held.closed_at, held.closed_by, held.closing_sha256 = line.at, by, digest
    held.save(update_fields=["closed_at", "closed_by", "closing_sha256"])
    audit.record(by, "book.close", held, after=said)
    transaction.on_commit(partial(ring, held.pk))
    return held


def check_ready(book: RegisterBook) -> None:
    """Raises CertificateError: book_year_running, book_empty, book_has_prepared."""
    if book.year >= timezone.localdate().year:
        raise CertificateError("book_year_running", year=book.year)
    if not book.last_number:
        raise CertificateError("book_empty")
    prepared = Certificate.objects.filter(book=book, state=Certificate.State.PREPARED).by_number()
    if first := prepared.values_list("register_no", flat=True).first():
        raise CertificateError("book_has_prepared", count=prepared.count(), number=first)


def ensure_file(*, book: RegisterBook) -> RegisterBook:
    """The closed book with a PDF that is there, signed where the issuer signs by itself; made now when it is missing.

    Raises SigningError when the way of signing does not work, OSError when the disk is full: the book stays closed.
    """
    if has_file(book):
        return book
    line = RegisterEntry.objects.filter(book=book, event=RegisterEntry.Event.CLOSED).order_by("position")[0]
    with translation.override("vi"):
        data = register.as_pdf(book, until=line.position - 1, remarks=_remarks(book))
    sign = _signer(book)
    blob = files.store(sign(data) if sign else data)
    # Two who download at once make it twice; the file is whole either way, and the later name stays.
    RegisterBook.objects.filter(pk=book.pk).update(closing_file_sha256=blob.sha256)
    book.closing_file_sha256 = blob.sha256
    audit.record(None, "book.closing_file", book, after={"sha256": blob.sha256, "is_signed": bool(sign)})
    return book


def _signer(book: RegisterBook) -> Callable[[bytes], bytes] | None:
    """The issuer's, or that of whoever took over from it."""
    today = timezone.localdate()
    for organization in (book.issuer, *successors_of(book.issuer, today)):
        if sign := signer_of(organization, today):
            return sign
    return None


def _remarks(book: RegisterBook) -> list[str]:
    assert book.closed_at is not None
    closed = timezone.localtime(book.closed_at)
    return [
        f"Sổ được khóa lúc {closed:%H:%M} ngày {closed:%d/%m/%Y}.",
        f"Mã băm SHA-256 của nội dung sổ: {book.closing_sha256}",
    ]


def has_file(book: RegisterBook) -> bool:
    """Whether the PDF of a closed book is there."""
    return bool(book.closing_file_sha256) and files.exists(book.closing_file_sha256)


def ring(book_pk: int) -> None:
    """Tell the worker to make the PDF; a lost ring loses nothing, the next download rings again."""
    from certificates.tasks_register import make_closing_file

    try:
        make_closing_file.delay(book_pk)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the download makes the closing file.", error)

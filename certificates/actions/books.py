"""Holding several register books at once, always in one order, so that two who do it never wait for each other."""

from collections.abc import Iterable
from datetime import date

from certificates.exceptions import CertificateError
from certificates.models import Certificate, RegisterBook
from lms.people.models import Organization


def hold_for_facts(certificates: Iterable[Certificate]) -> dict[int | None, RegisterBook]:
    """The books of these documents, open or closed, by key and held until the end of the transaction.

    A later fact stands in the book of its document, behind the closing line when it was closed.
    """
    return _held({row.book_id for row in certificates})


def hold_for_successor(old: Certificate, *, issuer: Organization, kind: str, on: date) -> tuple[RegisterBook | None, RegisterBook]:
    """(the book that says that the old one is replaced, the book of this day in which the new one is entered).

    Raises CertificateError book_closed.
    """
    new, _is_first = RegisterBook.objects.get_or_create(issuer=issuer, document_kind=kind, year=on.year)
    held = _held({old.book_id, new.pk})
    if held[new.pk].is_closed:
        raise CertificateError("book_closed", year=new.year, book=str(new))
    return held.get(old.book_id), held[new.pk]


def _held(keys: set[int | None]) -> dict[int | None, RegisterBook]:
    known = [key for key in keys if key is not None]
    found = RegisterBook.objects.select_for_update(of=("self",)).select_related("issuer").filter(pk__in=known)
    return {book.pk: book for book in found.order_by("pk")}

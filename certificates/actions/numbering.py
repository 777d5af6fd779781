"""The book is the queue: whoever holds it takes the next numbers, so none is given twice and none is left out."""

from certificates import codes, numbers
from certificates.exceptions import CertificateError
from certificates.models import RegisterBook
from certificates.snapshots import Numbers
from lms.people.models import Organization


def lock_book(*, issuer: Organization, kind: str, year: int) -> RegisterBook:
    """The book of this issuer, kind and year, held until the end of the transaction; made when it is the first of its year.

    Raises CertificateError: book_closed.
    """
    made, _ = RegisterBook.objects.get_or_create(issuer=issuer, document_kind=kind, year=year)
    book = RegisterBook.objects.select_for_update().get(pk=made.pk)
    if book.is_closed:
        raise CertificateError("book_closed", year=book.year, book=str(book))
    return book


def next_numbers(*, book: RegisterBook, issuer: Organization, number_code: str) -> Numbers:
    """The next number of a book that the caller holds; the caller saves the book (`ledger.append` does)."""
    book.last_number += 1
    short = issuer.abbreviation or issuer.code
    return Numbers(
        register_no=numbers.register_no(book.last_number, year=book.year, issuer=short, code=number_code),
        serial_no=numbers.serial_no(book.last_number, year=book.year, issuer=short, book=book.pk),
        code=codes.new_code(),
    )

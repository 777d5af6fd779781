"""The book is the queue: whoever holds it takes the next numbers, so none is given twice and none is left out."""

from datetime import timedelta

from django.utils import timezone

from certificates import codes, numbers
from certificates.exceptions import CertificateError, NotEligible
from certificates.models import RegisterBook, RegisterEntry
from certificates.snapshots import Numbers
from lms.people.models import Organization

# Clocks of two machines may differ by so much.
CLOCK_TOLERANCE = timedelta(minutes=2)


def lock_book(*, issuer: Organization, kind: str, year: int) -> RegisterBook:
    """The book of this issuer, kind and year, held until the end of the transaction; made when it is the first of its year.

    Raises CertificateError: book_closed.
    """
    made, _ = RegisterBook.objects.get_or_create(issuer=issuer, document_kind=kind, year=year)
    book = RegisterBook.objects.select_for_update().get(pk=made.pk)
    if book.is_closed:
        raise CertificateError("book_closed", year=book.year, book=str(book))
    return book


def check_clock(book: RegisterBook) -> None:
    """For whoever holds the book: a line dated before the one above it would make the whole book doubtful.

    Raises NotEligible: clock_set_back.
    """
    last = RegisterEntry.objects.filter(book=book, position=book.last_position).values_list("at", flat=True).first()
    now = timezone.now()
    if last and last > now + CLOCK_TOLERANCE:
        said = {"last": timezone.localtime(last), "now": timezone.localtime(now)}
        raise NotEligible("clock_set_back", **{name: f"{at:%H:%M %d/%m/%Y}" for name, at in said.items()})


def next_numbers(*, book: RegisterBook, issuer: Organization, number_code: str) -> Numbers:
    """The next number of a book that the caller holds; the caller saves the book (`ledger.append` does)."""
    book.last_number += 1
    short = issuer.abbreviation or issuer.code
    return Numbers(
        register_no=numbers.register_no(book.last_number, year=book.year, issuer=short, code=number_code),
        serial_no=numbers.serial_no(book.last_number, year=book.year, issuer=short, book=book.pk),
        code=codes.new_code(),
    )

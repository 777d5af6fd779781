"""Finding numbers in a register book: by name, number or class, and by state. Only numbers come back; the page fetches its rows."""

from django.db.models import Q

from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation.vietnamese import fold, normalise

State = Certificate.State


def numbers_of(book: RegisterBook, words: str = "", state: str = "") -> list[int]:
    """The numbers of a book that fit, in order; all of them when nothing is asked for."""
    words = normalise(words)
    certificates = Certificate.objects.filter(book=book, register_number__isnull=False)
    if words:
        certificates = certificates.filter(_meant(words))
    if state in State.values:
        certificates = certificates.filter(state=state)
    found = {number or 0 for number in certificates.values_list("register_number", flat=True)}
    if state in ("", State.VOID):
        found |= {number for number in _never_used(book) if not words or words == str(number)}
    return sorted(found)


def _meant(words: str) -> Q:
    """A number of the book; else the name as it is printed or as the person is called now, marks or not, a number, a class."""
    if words.isdecimal() and len(words) < 9:
        return Q(register_number=int(words))
    name = Q()
    for word in fold(words).split():
        name &= Q(enrollment__person__name_search_key__contains=word)
    meant = name | Q(snapshot__holder__icontains=words) | Q(snapshot__class_code__icontains=words)
    return meant | Q(serial_no__icontains=words) | Q(register_no__icontains=words)


def _never_used(book: RegisterBook) -> list[int]:
    """Numbers that were declared unused without ever having had a document."""
    voided = RegisterEntry.objects.filter(
        book=book, event=RegisterEntry.Event.VOIDED, certificate__isnull=True, register_number__isnull=False
    )
    return [number or 0 for number in voided.values_list("register_number", flat=True)]

"""Who reads, closes and audits register books: registrars and auditors of the issuer, or of whoever took over from it."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from certificates.models import RegisterBook
from certificates.models.register import RegisterBookQuerySet
from lms.people.models import Organization, User
from lms.people.permissions import Role, organizations_of
from lms.people.requests import LoggedInRequest


@dataclass(frozen=True)
class Shelf:
    """The issuers whose books somebody may read, and those whose books they may close."""

    reads: frozenset[int]
    manages: frozenset[int]

    @property
    def is_registrar(self) -> bool:
        return bool(self.manages)

    @property
    def frame(self) -> str:
        """The tabs of a registrar lead to pages that an auditor may not see."""
        return "certificates/registrar_frame.html" if self.is_registrar else "certificates/auditor_frame.html"

    def books(self) -> RegisterBookQuerySet:
        return RegisterBook.objects.of_issuers(set(self.reads))


def shelf_of(person: User) -> Shelf:
    manages = issuers_reached(person, Role.REGISTRAR)
    return Shelf(manages | issuers_reached(person, Role.AUDITOR), manages)


def issuers_reached(person: User, role: str) -> frozenset[int]:
    """Where the role is held, everything below, and those that ended and that these took over from: their books stay behind."""
    waiting = list(organizations_of(person, role).values_list("pk", flat=True))
    if not waiting:
        return frozenset()
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Organization.objects.values_list("pk", "parent"):
        below[parent].append(pk)
    links = Organization.predecessors.through.objects.filter(to_organization__valid_to__lt=timezone.localdate())
    for successor, predecessor in links.values_list("from_organization", "to_organization"):
        below[successor].append(predecessor)
    reach: set[int] = set()
    while waiting:
        organization = waiting.pop()
        if organization not in reach:
            reach.add(organization)
            waiting += below[organization]
    return frozenset(reach)


def require_shelf(request: LoggedInRequest) -> Shelf:
    """403 for everybody who is neither registrar nor auditor."""
    shelf = shelf_of(request.user)
    if not shelf.reads:
        raise PermissionDenied
    return shelf


def get_book(request: LoggedInRequest, pk: int) -> tuple[RegisterBook, Shelf]:
    """A book of the shelf; it does not exist for others."""
    book = get_object_or_404(RegisterBook.objects.select_related("issuer__parent", "closed_by"), pk=pk)
    shelf = shelf_of(request.user)
    if book.issuer_id not in shelf.reads:
        raise Http404
    return book, shelf


def get_book_for_closing(request: LoggedInRequest, pk: int) -> RegisterBook:
    """Registrars close; an auditor reads and gets 403."""
    book, shelf = get_book(request, pk)
    if book.issuer_id not in shelf.manages:
        raise PermissionDenied
    return book

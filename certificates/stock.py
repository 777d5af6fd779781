"""What the page of blanks shows: how many are free, used, spoiled, and what should be looked at. Reading only."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from certificates.models import Blank, BlankRange, Certificate, DocumentClass
from lms.foundation.vietnamese import normalise
from lms.people.models import Organization

LOW_SHARE, LOW_LEAST = 0.1, 50
# Documents that no longer stand; their paper, if it is still in the office, must not lie among the good ones.
FALLEN = (Certificate.State.VOID, Certificate.State.REPLACED, Certificate.State.REVOKED, Certificate.State.ANNULLED)
State = Blank.State


@dataclass(frozen=True)
class Stock:
    """The blanks of one issuer and kind."""

    issuer: Organization
    document_kind: str
    free: int
    used: int
    spoiled: int
    next_free: str

    @property
    def kind_label(self) -> str:
        return str(DocumentClass.Kind(self.document_kind).label)

    @property
    def total(self) -> int:
        return self.free + self.used + self.spoiled

    @property
    def is_empty(self) -> bool:
        return self.free == 0

    @property
    def is_low(self) -> bool:
        """Fewer than fifty, or than a tenth: the printing house needs weeks."""
        return 0 < self.free < max(LOW_LEAST, self.total * LOW_SHARE) and self.total > LOW_LEAST


def stocks_of(issuers: set[int]) -> list[Stock]:
    counted = (
        Blank.objects.filter(issuer__in=issuers)
        .values("issuer", "document_kind")
        .annotate(
            free=Count("pk", filter=Q(state=State.FREE)),
            used=Count("pk", filter=Q(state=State.USED)),
            spoiled=Count("pk", filter=Q(state=State.SPOILED)),
        )
        .order_by("issuer__name", "document_kind")
    )
    rows = list(counted)
    organizations = Organization.objects.in_bulk([row["issuer"] for row in rows])
    return [
        Stock(
            organizations[row["issuer"]],
            row["document_kind"],
            row["free"],
            row["used"],
            row["spoiled"],
            _next(row["issuer"], row["document_kind"]),
        )
        for row in rows
    ]


def stock_of(issuer: Organization, document_kind: str) -> Stock | None:
    return next((stock for stock in stocks_of({issuer.pk}) if stock.document_kind == document_kind), None)


def free_in_stack_order(issuer: Organization, document_kind: str) -> QuerySet[Blank]:
    """Free blanks as they lie: package after package, each by number."""
    return Blank.objects.free().filter(issuer=issuer, document_kind=document_kind).order_by("range_id", "number")


def _next(issuer: int, document_kind: str) -> str:
    first = Blank.objects.free().filter(issuer=issuer, document_kind=document_kind).order_by("range_id", "number").first()
    return first.text if first else ""


def ranges_of(issuers: set[int]) -> QuerySet[BlankRange]:
    found = BlankRange.objects.filter(issuer__in=issuers).select_related("issuer", "entered_by")
    return found.annotate(
        free=Count("blanks", filter=Q(blanks__state=State.FREE)),
        used=Count("blanks", filter=Q(blanks__state=State.USED)),
        spoiled=Count("blanks", filter=Q(blanks__state=State.SPOILED)),
    ).order_by("-entered_at", "-pk")


def blanks_found(issuers: set[int], words: str, state: str) -> QuerySet[Blank]:
    """By a part of the number, or of the number of the document that stands on it; in the order of the stack."""
    found = Blank.objects.filter(issuer__in=issuers).select_related("issuer", "certificate", "by", "range")
    if state in State.values:
        found = found.filter(state=state)
    if words := normalise(words).replace(" ", ""):
        found = found.filter(Q(text__icontains=words) | Q(certificate__serial_no__iexact=words))
    return found.order_by("range_id", "number")


def left_on_fallen(issuers: set[int]) -> QuerySet[Blank]:
    """Blanks of documents that stand no longer and were not handed over: each should be noted as spoiled."""
    found = Blank.objects.filter(issuer__in=issuers, state=State.USED, certificate__state__in=FALLEN, certificate__hand_over__isnull=True)
    return found.select_related("certificate").order_by("range_id", "number")

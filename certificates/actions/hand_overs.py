"""The paper leaves the office: a row, and a line in the register. To its holder, or to somebody with a letter of authority."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.exceptions import CertificateError
from certificates.models import Certificate, DocumentClass, HandOver, RegisterBook, RegisterEntry
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import User


@dataclass
class HandOverReport:
    """What one press of the button did; `refused` are sentences."""

    done: list[HandOver] = field(default_factory=list)
    already: list[Certificate] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proxy:
    """Who took a paper for somebody else (người nhận thay), and by which letter."""

    receiver: str
    authority: str = ""
    scan: Paper | None = None


@transaction.atomic
def record(*, certificates: Sequence[Certificate], taken_on: date | None, by: User) -> HandOverReport:
    """Each holder took the paper in person. Whose paper was handed over before is passed over; the others are entered all the same.

    Raises CertificateError: hand_over_nobody, hand_over_day_missing, hand_over_in_future.
    """
    day = check(certificates=certificates, taken_on=taken_on)
    report = HandOverReport()
    for book, found in _by_book(certificates):
        new = []
        for certificate in found:
            if hasattr(certificate, "hand_over"):
                report.already.append(certificate)
            elif refusal := refusal_of(certificate, day):
                report.refused.append(str(refusal))
            else:
                new.append(HandOver(certificate=certificate, taken_on=day, receiver=certificate.snapshot["holder"], by=by))
        report.done += _enter(book, new, by)
    return report


def check(*, certificates: Sequence[Certificate], taken_on: date | None) -> date:
    """Before the question whether to enter them; the day. Raises CertificateError as `record`."""
    if not certificates:
        raise CertificateError("hand_over_nobody")
    return _checked_day(taken_on)


@transaction.atomic
def record_proxy(*, certificate: Certificate, proxy: Proxy, taken_on: date | None, by: User) -> HandOver:
    """Somebody else took the paper, with a letter of authority: its number and date, its scan, or both.

    Raises CertificateError: receiver_missing, authority_missing, hand_over_done, and as `record` and `refusal_of`.
    """
    day = _checked_day(taken_on)
    receiver, authority = normalise(proxy.receiver), normalise(proxy.authority)
    if not receiver:
        raise CertificateError("receiver_missing")
    if not authority and proxy.scan is None:
        raise CertificateError("authority_missing")
    [(book, [certificate])] = _by_book([certificate])
    if hasattr(certificate, "hand_over"):
        raise _done(certificate.hand_over)
    if refusal := refusal_of(certificate, day):
        raise refusal
    row = HandOver(
        certificate=certificate, taken_on=day, receiver=receiver[:150], is_proxy=True, by=by,
        authority=(authority or f"Bản chụp kèm theo: {proxy.scan.name if proxy.scan else ''}")[:300],
        file_sha256=proxy.scan.sha256 if proxy.scan else "", file_name=proxy.scan.name if proxy.scan else "",
    )  # fmt: skip
    return _enter(book, [row], by)[0]


@transaction.atomic
def correct_receiver(*, hand_over: HandOver, receiver: str, by: User) -> HandOver:
    """Another spelling of who took the paper, on the day of the entry only. The register names the document and the day, not the receiver.

    Raises CertificateError: receiver_missing, receiver_is_holder, correction_too_late.
    """
    hand_over = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    receiver = normalise(receiver)
    entered = timezone.localdate(hand_over.at)
    if not receiver:
        raise CertificateError("receiver_missing")
    if not hand_over.is_proxy:
        raise CertificateError("receiver_is_holder")
    if entered != timezone.localdate():
        raise CertificateError("correction_too_late", day=format_date(entered))
    before, hand_over.receiver = hand_over.receiver, receiver[:150]
    if before != hand_over.receiver:
        hand_over.save(update_fields=["receiver"])
        audit.record(by, "hand_over.correct", hand_over, before={"receiver": before}, after={"receiver": hand_over.receiver})
    return hand_over


def refusal_of(certificate: Certificate, day: date) -> CertificateError | None:
    """Why this paper cannot have been handed over on this day: hand_over_not_paper, hand_over_not_valid, hand_over_before_issue."""
    name = certificate.snapshot["holder"]
    if certificate.document_class.original != DocumentClass.Original.PAPER:
        return CertificateError("hand_over_not_paper", name=name)
    if certificate.state != Certificate.State.VALID:
        return CertificateError("hand_over_not_valid", name=name, state=certificate.get_state_display())
    if day < certificate.issued_on:
        return CertificateError("hand_over_before_issue", name=name, issued=format_date(certificate.issued_on), day=format_date(day))
    return None


def _by_book(certificates: Sequence[Certificate]) -> list[tuple[RegisterBook | None, list[Certificate]]]:
    """The rows as they are now, book by book, each book held: two clerks enter one after the other, also after it was closed."""
    keys = [certificate.pk for certificate in certificates]
    books = dict.fromkeys(Certificate.objects.filter(pk__in=keys).order_by("book").values_list("book", flat=True))
    held = {book.pk: ledger.hold(book) for book in RegisterBook.objects.filter(pk__in=[pk for pk in books if pk]).order_by("pk")}
    rows = Certificate.objects.filter(pk__in=keys).select_related("document_class", "hand_over").by_number()
    found: dict[int | None, list[Certificate]] = {pk: [] for pk in books}
    for row in rows:
        found[row.book_id].append(row)
    return [(held.get(pk or 0), rows_of) for pk, rows_of in found.items()]


def _enter(book: RegisterBook | None, rows: list[HandOver], by: User) -> list[HandOver]:
    if not rows:
        return []
    assert book is not None, "a valid document is registered"
    HandOver.objects.bulk_create(rows, batch_size=500)
    said = [{"taken_on": row.taken_on.isoformat(), "is_proxy": row.is_proxy} for row in rows]
    entries = [NewEntry(RegisterEntry.Event.HANDED_OVER, row.certificate, more=more) for row, more in zip(rows, said, strict=True)]
    ledger.append(book=book, entries=entries, by=by)
    audit.record_many(by, "hand_over.record", [(row, {"receiver": row.receiver, "taken_on": row.taken_on}) for row in rows])
    return rows


def _done(hand_over: HandOver) -> CertificateError:
    name = hand_over.certificate.snapshot["holder"]
    return CertificateError("hand_over_done", name=name, day=format_date(hand_over.taken_on), receiver=hand_over.receiver)


def _checked_day(taken_on: date | None) -> date:
    if taken_on is None:
        raise CertificateError("hand_over_day_missing")
    if taken_on > timezone.localdate():
        raise CertificateError("hand_over_in_future", day=format_date(taken_on))
    return taken_on

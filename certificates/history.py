"""What happened to a document, as sentences: everybody's version, without personal data, and the fuller one of the registrar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateFile, CertificateRequest
from certificates.models.certificates import PUBLISHED
from lms.foundation.vietnamese import format_date

State, Way = Certificate.State, Certificate.Way


class Event(StrEnum):
    ISSUED = "issued"
    REISSUED = "reissued"
    REPLACEMENT = "replacement"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    SIGNED = "signed"
    HANDED_OVER = "handed_over"
    ASKED = "asked"
    ANSWERED = "answered"


ISSUING = {Way.REISSUE: Event.REISSUED, Way.REPLACEMENT: Event.REPLACEMENT}


@dataclass(frozen=True)
class Step:
    """`certificate`: the document that the step is about, where it is another one than that of the page."""

    day: date
    event: str
    sentence: str
    certificate: Certificate | None = None


def history_of(certificate: Certificate) -> list[Step]:
    """For everybody, oldest first, with the documents that it replaces and that replace it. One query.

    No name, no birth date; of a child no numbers either, as on the page of its document.
    """
    says_numbers = certificate.snapshot["public_name"] == certificate.snapshot["holder"]
    return _public_steps(certificate, chain_of(certificate), says_numbers)


def full_history_of(certificate: Certificate) -> list[Step]:
    """For the registrar: also signatures, the hand-over and requests. Four queries."""
    steps = _public_steps(certificate, chain_of(certificate), True)
    steps += [*_signatures(certificate), *_hand_over(certificate), *_requests(certificate)]
    return sorted(steps, key=lambda step: step.day)


def chain_of(certificate: Certificate) -> list[Certificate]:
    """Every document of this chain, the first one first. One query: all of them are of the same person and class."""
    found = Certificate.objects.filter(enrollment=certificate.enrollment_id).exclude(state__in=[State.PREPARED, State.VOID])
    same = found.select_related("revocation__decided_by", "decision", "document_class").defer("snapshot")
    by_pk = {row.pk: row for row in same}
    followers = {row.replaces_id: row for row in by_pk.values() if row.replaces_id}
    first = by_pk.get(certificate.pk)
    while first and first.replaces_id in by_pk:
        first = by_pk[first.replaces_id]
    chain = []
    while first and first not in chain:
        chain.append(first)
        first = followers.get(first.pk)
    return chain


def _public_steps(certificate: Certificate, chain: list[Certificate], says_numbers: bool) -> list[Step]:
    steps: list[Step] = []
    for row in chain:
        other = row if row.pk != certificate.pk else None
        if row.state in PUBLISHED:
            event = ISSUING.get(Way(row.way), Event.ISSUED)
            steps.append(Step(row.issued_on, event, _issued(row, chain, says_numbers), other))
            steps += _revoked(row, other, says_numbers)
        elif row.replaces_id:  # the public learns of a document only when it is signed
            steps.append(Step(row.issued_on, Event.REPLACED, _("Replaced; the new document is waiting for its signature.")))
    return steps


def _issued(row: Certificate, chain: list[Certificate], says_numbers: bool) -> str:
    before = next((old.serial_no for old in chain if old.pk == row.replaces_id), "")
    if row.way in ISSUING and not says_numbers:
        return _("A new document was issued in place of the one before.")
    if row.way == Way.REISSUE and row.replaces_id in {old.pk for old in chain if old.state in (State.REVOKED, State.ANNULLED)}:
        return _("Document no. %(number)s was issued anew after no. %(before)s had been revoked or annulled.") % {
            "number": row.serial_no, "before": before,
        }  # fmt: skip
    if row.way == Way.REISSUE:
        return _("Document no. %(number)s was issued in place of no. %(before)s, in which the issuer had made a mistake.") % {
            "number": row.serial_no, "before": before,
        }  # fmt: skip
    if row.way == Way.REPLACEMENT:
        return _("Document no. %(number)s was issued in place of no. %(before)s, which was lost or damaged; it counts the same.") % {
            "number": row.serial_no, "before": before,
        }  # fmt: skip
    return _first_issue(row, says_numbers)


def _first_issue(row: Certificate, says_numbers: bool) -> str:
    if not says_numbers:
        return _("Issued.")
    if row.decision:
        return _("Issued with no. %(number)s after recognition decision %(decision)s of %(day)s.") % {
            "number": row.serial_no, "decision": row.decision.number, "day": format_date(row.decision.decided_on),
        }  # fmt: skip
    return _("Issued with no. %(number)s.") % {"number": row.serial_no}


def _revoked(row: Certificate, other: Certificate | None, says_numbers: bool) -> Iterable[Step]:
    revocation = getattr(row, "revocation", None)
    if revocation is None:
        return
    if row.state == State.ANNULLED:
        event, text = (
            Event.ANNULLED,
            _("%(what)s was annulled by decision %(decision)s of %(day)s of %(by)s. Ground: %(ground)s (%(basis)s)."),
        )
    else:
        event, text = (
            Event.REVOKED,
            _("%(what)s was revoked by decision %(decision)s of %(day)s of %(by)s. Ground: %(ground)s (%(basis)s)."),
        )
    sentence = text % {
        "what": _("Document no. %(number)s") % {"number": row.serial_no} if says_numbers else _("The document"),
        "decision": revocation.decision_number,
        "day": format_date(revocation.decided_on),
        "by": revocation.decided_by.name,
        "ground": revocation.get_ground_display(),
        "basis": revocation.legal_basis,
    }
    yield Step(revocation.decided_on, event, sentence, other)


def _signatures(certificate: Certificate) -> Iterable[Step]:
    for version in certificate.files.filter(kind=CertificateFile.Kind.SIGNED).order_by("made_at"):
        yield Step(timezone.localdate(version.made_at), Event.SIGNED, _("The file was signed."))


def _hand_over(certificate: Certificate) -> Iterable[Step]:
    hand_over = getattr(certificate, "hand_over", None)
    if hand_over is not None:
        text = (
            _("The paper was taken by %(receiver)s, for the holder.") if hand_over.is_proxy else _("The paper was taken by %(receiver)s.")
        )
        yield Step(hand_over.taken_on, Event.HANDED_OVER, text % {"receiver": hand_over.receiver})


def _requests(certificate: Certificate) -> Iterable[Step]:
    for request in certificate.requests.order_by("pk"):
        yield Step(request.received_on, Event.ASKED, _("Request: %(what)s.") % {"what": request.get_kind_display()})
        if request.state != CertificateRequest.State.ASKED:
            day = timezone.localdate(request.decided_at) if request.decided_at else request.received_on
            yield Step(
                day, Event.ANSWERED, _("Request: %(state)s. %(answer)s") % {"state": request.get_state_display(), "answer": request.answer}
            )

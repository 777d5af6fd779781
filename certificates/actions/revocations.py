"""Thu hồi, hủy bỏ (TT 03/2023/TT-BNV, Điều 8): public at once, and not undone but by a new document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates import letters
from certificates.actions import ledger
from certificates.actions.books import hold_for_facts
from certificates.actions.ledger import NewEntry
from certificates.exceptions import CertificateError
from certificates.lifecycle_rules import GroundRule, ground_on
from certificates.lineage import competence_of
from certificates.models import Certificate, RegisterEntry, Revocation
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import Organization, User

State = Certificate.State
EVENTS = {State.REVOKED: RegisterEntry.Event.REVOKED, State.ANNULLED: RegisterEntry.Event.ANNULLED}
ENDED = tuple(EVENTS)
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Order:
    """The decision as it is on paper. `effect`: REVOKED ends a document, ANNULLED says that it never counted."""

    ground: str
    number: str
    decided_on: date
    decided_by: Organization
    effect: str = State.REVOKED
    note: str = ""
    paper: Paper | None = None


def revoke(*, certificate: Certificate, order: Order, by: User) -> Revocation:
    """The same decision again changes nothing. Raises CertificateError as `revoke_many`."""
    return revoke_many(certificates=[certificate], order=order, by=by)[0]


@transaction.atomic
def revoke_many(*, certificates: Sequence[Certificate], order: Order, by: User) -> list[Revocation]:
    """All of them by one decision, or none. Those that this decision has ended before are left as they are.

    Raises CertificateError: nothing_chosen, revocation_number_missing, revocation_in_future, revocation_before_issue,
    ground_not_in_force, decider_not_competent, certificate_revoked, certificate_replaced, certificate_not_final.
    """
    if not certificates:
        raise CertificateError("nothing_chosen")
    rule = _checked(order)
    books = hold_for_facts(certificates)
    standing = _locked(certificates)
    made = {row.pk: found for row in standing if (found := _same_before(row, order))}
    for row in standing:
        if row.pk not in made:
            _check_one(row, order)
            made[row.pk] = _entered(row, order, rule, by)
            ledger.append(book=books[row.book_id], entries=[_line(row, order)], by=by)
    return [made[row.pk] for row in standing]


def ended_of(enrollments: Iterable[int]) -> dict[int, Certificate]:
    """Whose last document a decision has ended: issuing to the class passes them over, a new one comes from `successors.renew`.

    By enrollment, in one query.
    """
    ended = Certificate.objects.ended().filter(enrollment__in=list(enrollments))
    return {row.enrollment_id: row for row in ended.defer("snapshot").order_by("issued_at")}


def _checked(order: Order) -> GroundRule:
    if not normalise(order.number):
        raise CertificateError("revocation_number_missing")
    if order.decided_on > timezone.localdate():
        raise CertificateError("revocation_in_future", day=format_date(order.decided_on))
    return ground_on(order.ground, order.decided_on)


def _locked(certificates: Sequence[Certificate]) -> list[Certificate]:
    found = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in certificates])
    return list(found.select_related("issuer__parent", "revocation", "replaced_by", "enrollment__person").order_by("pk"))


def _same_before(certificate: Certificate, order: Order) -> Revocation | None:
    """What this very decision has done before."""
    before = getattr(certificate, "revocation", None)
    if before is None or certificate.state != order.effect:
        return None
    same = (before.decision_number, before.decided_on, before.ground) == (normalise(order.number), order.decided_on, order.ground)
    return before if same else None


def _check_one(certificate: Certificate, order: Order) -> None:
    refuse_unless_valid(certificate)
    if order.decided_on < certificate.issued_on:
        raise CertificateError(
            "revocation_before_issue",
            day=format_date(order.decided_on),
            number=certificate.serial_no,
            issued=format_date(certificate.issued_on),
        )
    competence = competence_of(certificate.issuer, order.decided_on)
    if order.decided_by not in competence.deciders:
        raise CertificateError("decider_not_competent", decider=order.decided_by.name, reason=competence.sentence)


def refuse_unless_valid(certificate: Certificate) -> None:
    """Raises CertificateError: certificate_replaced, certificate_revoked, certificate_not_final."""
    if certificate.state == State.VALID and certificate.book_id:
        return
    if certificate.state == State.REPLACED:
        newer = getattr(certificate, "replaced_by", None)
        raise CertificateError("certificate_replaced", number=certificate.serial_no, newer=newer.serial_no if newer else "–")
    if certificate.state in ENDED:
        before = certificate.revocation
        raise CertificateError(
            "certificate_revoked", number=certificate.serial_no, decision=before.decision_number, day=format_date(before.decided_on)
        )
    raise CertificateError("certificate_not_final", number=certificate.serial_no, state=certificate.get_state_display())


def _entered(certificate: Certificate, order: Order, rule: GroundRule, by: User) -> Revocation:
    paper = order.paper
    made = Revocation.objects.create(
        certificate=certificate,
        ground=order.ground,
        legal_basis=rule.legal_basis,
        decision_number=normalise(order.number),
        decided_on=order.decided_on,
        decided_by=order.decided_by,
        note=normalise(order.note)[:NOTE_LENGTH],
        file_sha256=paper.sha256 if paper else "",
        file_name=paper.name if paper else "",
        entered_by=by,
    )
    before, certificate.state = certificate.state, order.effect
    certificate.save(update_fields=["state"])
    audit.record(by, f"certificate.{order.effect}", certificate, before={"state": before}, after=_said(order))
    letters.tell(
        certificate.enrollment.person,
        order.effect,
        number=certificate.serial_no,
        decision=made.decision_number,
        day=format_date(made.decided_on),
        by=made.decided_by.name,
        ground=rule.text,
    )
    return made


def _line(certificate: Certificate, order: Order) -> NewEntry:
    return NewEntry(EVENTS[State(order.effect)], certificate, more=_said(order))


def _said(order: Order) -> dict[str, Any]:
    return {
        "ground": order.ground,
        "decision": normalise(order.number),
        "decided_on": order.decided_on.isoformat(),
        "decided_by": order.decided_by.name,
    }

"""Issuing: a frozen snapshot and two numbers now, the file afterwards by the worker."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates import doorbell, snapshots
from certificates.actions import ledger, numbering
from certificates.actions.ledger import NewEntry
from certificates.actions.making import ensure_file, make_file, mark_signed
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, RecognitionDecision, RegisterEntry
from certificates.rules import Grounds, check_trainee, grounds_for
from lms.classes.models import Trainee, TrainingClass
from lms.foundation import audit
from lms.learning.models import Enrollment
from lms.people.models import User

__all__ = ["IssueReport", "Refusal", "ensure_file", "issue", "issue_all", "make_file", "mark_signed"]


@dataclass(frozen=True)
class Refusal:
    """Why somebody got no certificate, in sentences."""

    trainee: Trainee
    code: str
    reasons: list[str]


@dataclass
class IssueReport:
    """What one press of the button did for a class. `is_late`: not on the closing day, on which it should be done."""

    issued: list[Certificate] = field(default_factory=list)
    already: list[Certificate] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    is_late: bool = False


def issue(*, enrollment: Enrollment, document_class: DocumentClass, by: User) -> Certificate:
    """The certificate of one person, dated the closing day; the same one when it was issued before.

    Raises NotEligible with its reasons.
    """
    trainee = (
        Trainee.objects.select_related("training_class__issuer__parent", "training_class__programme").filter(enrollment=enrollment).first()
    )
    if trainee is None:
        raise NotEligible("no_class")
    return _issue(grounds_for(trainee.training_class, document_class), trainee, by)[0]


def issue_all(*, training_class: TrainingClass, document_class: DocumentClass, by: User) -> IssueReport:
    """Everybody whom the decision recognises, in the order of their names. Broken off, it goes on where it stopped.

    Raises NotEligible when nobody of this class can get such a document.
    """
    grounds = grounds_for(training_class, document_class)
    report = IssueReport(is_late=timezone.localdate() > grounds.day)
    for trainee in training_class.trainees.select_related("enrollment__person", "agency").active().by_name():
        try:
            certificate, is_new = _issue(grounds, trainee, by)
        except NotEligible as refusal:
            report.refused.append(Refusal(trainee, refusal.code, refusal.reasons))
        else:
            (report.issued if is_new else report.already).append(certificate)
    return report


@transaction.atomic
def _issue(grounds: Grounds, trainee: Trainee, by: User) -> tuple[Certificate, bool]:
    """(the certificate, whether it is new). Each person is a transaction of its own, so that no number is lost."""
    # The book is the queue: whoever holds it sees everything that was issued before.
    issuer = grounds.training_class.issuer
    book = numbering.lock_book(issuer=issuer, kind=grounds.document_class.kind, year=grounds.day.year)
    if standing := Certificate.objects.standing().filter(enrollment=trainee.enrollment_id).select_related("document_class").first():
        return _same_kind(standing, grounds.document_class), False
    _hold_decision(grounds.decision)
    check_trainee(grounds.decision, trainee)
    given = numbering.next_numbers(book=book, issuer=issuer, number_code=grounds.document_class.number_code)
    snapshot = _snapshot(grounds, trainee, given)
    _refuse_unprintable(snapshot)
    certificate = Certificate.objects.create(
        enrollment_id=trainee.enrollment_id,
        document_class=grounds.document_class,
        issuer=issuer,
        decision=grounds.decision,
        book=book,
        state=Certificate.State.VALID,
        snapshot=snapshot,
        verification_code=given.code,
        serial_no=given.serial_no,
        register_number=book.last_number,
        register_no=given.register_no,
        issued_on=grounds.day,
        issued_by=by,
        finalised_at=timezone.now(),
    )
    ledger.append(book=book, entries=[NewEntry(RegisterEntry.Event.ISSUED, certificate)], by=by)
    audit.record(by, "certificate.issue", certificate, after={"serial_no": given.serial_no, "register_no": given.register_no})
    transaction.on_commit(partial(doorbell.ring, certificate.pk))
    return certificate, True


def _hold_decision(decision: RecognitionDecision) -> None:
    """Nobody corrects the decision while a document is issued after it; one corrected a moment ago is read again first."""
    entered_at = RecognitionDecision.objects.select_for_update().values_list("entered_at", flat=True).get(pk=decision.pk)
    if entered_at != decision.entered_at:
        raise NotEligible("decision_changed")


def _same_kind(standing: Certificate, document_class: DocumentClass) -> Certificate:
    if standing.document_class.kind != document_class.kind:
        raise NotEligible("other_document_issued", number=standing.serial_no)
    return standing


def _snapshot(grounds: Grounds, trainee: Trainee, given: snapshots.Numbers) -> dict[str, Any]:
    return {
        **snapshots.class_part(grounds.training_class, grounds.document_class, grounds.decision),
        **snapshots.signer_part(grounds.authorisation),
        **snapshots.holder_part(trainee, grounds.day),
        **snapshots.numbers_part(given),
    }


def _refuse_unprintable(snapshot: dict[str, Any]) -> None:
    """An empty box on a certificate is worse than a sentence now."""
    # Fonts are read only by those who issue and by the worker.
    from certificates.document import unprintable

    if characters := unprintable(snapshot):
        raise NotEligible("text_unprintable", characters=" ".join(sorted(characters)))

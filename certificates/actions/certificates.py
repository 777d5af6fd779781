"""Issuing: a frozen snapshot and two numbers now, the file afterwards by the worker."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates import codes, doorbell, numbers, snapshots
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, RecognitionDecision, RegisterBook
from certificates.rules import Grounds, check_trainee, grounds_for
from lms.classes.models import Trainee, TrainingClass
from lms.foundation import audit, files
from lms.learning.models import Enrollment
from lms.people.models import User


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
    book = _locked_book(grounds)
    if standing := Certificate.objects.standing().filter(enrollment=trainee.enrollment_id).select_related("document_class").first():
        return _same_kind(standing, grounds.document_class), False
    _hold_decision(grounds.decision)
    check_trainee(grounds.decision, trainee)
    issuer = grounds.training_class.issuer
    given = _next_numbers(book, issuer.abbreviation or issuer.code, grounds.document_class.number_code)
    snapshot = _snapshot(grounds, trainee, given)
    _refuse_unprintable(snapshot)
    book.save(update_fields=["last_number"])
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
    )
    audit.record(by, "certificate.issue", certificate, after={"serial_no": given.serial_no, "register_no": given.register_no})
    transaction.on_commit(partial(doorbell.ring, certificate.pk))
    return certificate, True


def _locked_book(grounds: Grounds) -> RegisterBook:
    issuer, kind, year = grounds.training_class.issuer, grounds.document_class.kind, grounds.day.year
    book, _ = RegisterBook.objects.get_or_create(issuer=issuer, document_kind=kind, year=year)
    return RegisterBook.objects.select_for_update().get(pk=book.pk)


def _hold_decision(decision: RecognitionDecision) -> None:
    """Nobody corrects the decision while a document is issued after it; one corrected a moment ago is read again first."""
    entered_at = RecognitionDecision.objects.select_for_update().values_list("entered_at", flat=True).get(pk=decision.pk)
    if entered_at != decision.entered_at:
        raise NotEligible("decision_changed")


def _same_kind(standing: Certificate, document_class: DocumentClass) -> Certificate:
    if standing.document_class.kind != document_class.kind:
        raise NotEligible("other_document_issued", number=standing.serial_no)
    return standing


def _next_numbers(book: RegisterBook, issuer: str, code: str) -> snapshots.Numbers:
    book.last_number += 1
    return snapshots.Numbers(
        register_no=numbers.register_no(book.last_number, year=book.year, issuer=issuer, code=code),
        serial_no=numbers.serial_no(book.last_number, year=book.year, issuer=issuer, book=book.pk),
        code=codes.new_code(),
    )


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


def make_file(*, certificate: Certificate) -> Certificate:
    """Draw the PDF from the snapshot and keep it. Twice gives the same bytes, and one file."""
    from certificates.document import render

    return attach_file(certificate=certificate, data=render(certificate.snapshot))


@transaction.atomic
def attach_file(*, certificate: Certificate, data: bytes) -> Certificate:
    """Store the bytes under their digest and note it in the row. The same file again changes nothing."""
    blob = files.store(data)
    current = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if current.file_sha256 == blob.sha256:
        return current
    before, current.file_sha256 = current.file_sha256, blob.sha256
    current.save(update_fields=["file_sha256"])
    # Every version of the file that ever was leaves its digest here.
    audit.record(None, "certificate.attach_file", current, before={"sha256": before}, after={"sha256": blob.sha256})
    return current


def ensure_file(*, certificate: Certificate) -> Certificate:
    """The certificate with a file that is there: made now when the worker has not come to it, or the disk lost it."""
    if certificate.has_file and files.exists(certificate.file_sha256):
        return certificate
    return make_file(certificate=certificate)

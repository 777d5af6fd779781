"""Documents prepared before the ceremony, so that papers can be printed: their numbers are taken, but they are no documents yet."""

from django.db import transaction

from certificates.actions import blanks, ledger, numbering
from certificates.actions.entering import Entering
from certificates.actions.ledger import NewEntry
from certificates.actions.reports import IssueReport, Refusal, in_chunks
from certificates.exceptions import CertificateError, NotEligible
from certificates.models import Certificate, DocumentClass, RegisterEntry
from certificates.rules import Grounds, grounds_for, grounds_to_prepare
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.foundation.vietnamese import normalise
from lms.people.models import User

State = Certificate.State


def prepare(*, training_class: TrainingClass, document_class: DocumentClass, by: User) -> IssueReport:
    """Everybody whom the decision recognises gets numbers and a snapshot dated the closing day.

    Again, it says anew what changed since and keeps the numbers; in `issued` is what is new. Raises NotEligible.
    """
    grounds, report = grounds_to_prepare(training_class, document_class), IssueReport()
    # Those who left since are looked at, too: what was prepared for them is void.
    for trainees in in_chunks(training_class.trainees.by_name()):
        report.add(prepare_chunk(grounds=grounds, trainees=trainees, by=by))
    return report


@transaction.atomic
def prepare_chunk(*, grounds: Grounds, trainees: list[int], by: User | None) -> IssueReport:
    """These people in one transaction. Raises CertificateError: decision_changed, clock_set_back, book_closed."""
    entering, report = Entering(grounds, trainees, by), IssueReport()
    for trainee in entering.trainees:
        try:
            certificate, is_new = entering.prepare(trainee)
        except NotEligible as error:
            report.refused.append(Refusal(trainee, error))
        else:
            (report.issued if is_new else report.already).append(certificate)
    report.voided = [row for row, _reason in entering.voided]
    entering.write()
    return report


def finalise(*, training_class: TrainingClass, by: User | None) -> IssueReport:
    """What was prepared becomes a document, now that the class is closed; what is outdated stays prepared and says so.

    `by` is None when the clock found the closed class. Raises NotEligible when nothing of this class can become final.
    """
    report = IssueReport()
    prepared = Certificate.objects.of_class(training_class).filter(state=State.PREPARED)
    for document_class in DocumentClass.objects.filter(pk__in=prepared.values("document_class")).newest_first():
        grounds = grounds_for(training_class, document_class)
        waiting = training_class.trainees.filter(enrollment__certificates__in=prepared.filter(document_class=document_class))
        for trainees in in_chunks(waiting.by_name()):
            report.add(_finalise_chunk(grounds, trainees, by))
    return report


@transaction.atomic
def _finalise_chunk(grounds: Grounds, trainees: list[int], by: User | None) -> IssueReport:
    entering, report = Entering(grounds, trainees, by), IssueReport()
    for trainee in entering.trainees:
        if trainee.enrollment_id not in entering.standing:
            continue  # made void a moment ago: nobody gets a document here that was not prepared
        try:
            certificate, is_new = entering.issue(trainee)
        except NotEligible as error:
            report.refused.append(Refusal(trainee, error))
        else:
            (report.issued if is_new else report.already).append(certificate)
    report.voided = [row for row, _reason in entering.voided]
    entering.write()
    return report


@transaction.atomic
def void(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """A prepared document will not be one: its number stays in the book with the reason. Twice changes nothing.

    Raises CertificateError: void_reason_missing, void_issued, book_closed.
    """
    reason = normalise(reason)
    if not reason:
        raise CertificateError("void_reason_missing")
    assert certificate.book is not None, "whoever has a number has a book"
    book = numbering.lock_book(issuer=certificate.issuer, kind=certificate.book.document_kind, year=certificate.book.year)
    current = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if current.state == State.VOID:
        return current
    if current.state != State.PREPARED:
        raise CertificateError("void_issued", number=current.serial_no)
    current.state, current.file_problem = State.VOID, ""
    current.save(update_fields=["state", "file_problem"])
    ledger.append(book=book, entries=[NewEntry(RegisterEntry.Event.VOIDED, current, more={"reason": reason})], by=by)
    blanks.release_for(certificate=current, reason=f"{current.serial_no} hủy số: {reason}", by=by)
    audit.record(by, "certificate.void", current, after={"register_no": current.register_no, "reason": reason})
    return current

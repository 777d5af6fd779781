"""Issuing: a frozen snapshot and two numbers now, the file afterwards by the worker."""

from django.db import transaction
from django.utils import timezone

from certificates.actions.entering import Entering
from certificates.actions.making import ensure_file, make_file, mark_signed
from certificates.actions.preparing import finalise, prepare, void
from certificates.actions.reports import IssueReport, Refusal, in_chunks
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass
from certificates.rules import Grounds, grounds_for
from lms.classes.models import Trainee, TrainingClass
from lms.learning.models import Enrollment
from lms.people.models import User

__all__ = [
    "IssueReport",
    "Refusal",
    "ensure_file",
    "finalise",
    "issue",
    "issue_all",
    "issue_chunk",
    "make_file",
    "mark_signed",
    "prepare",
    "void",
]


@transaction.atomic
def issue(*, enrollment: Enrollment, document_class: DocumentClass, by: User) -> Certificate:
    """The certificate of one person, dated the closing day; the same one when it was issued before.

    Raises NotEligible with its reasons.
    """
    trainee = (
        Trainee.objects.select_related("training_class__issuer__parent", "training_class__programme").filter(enrollment=enrollment).first()
    )
    if trainee is None:
        raise NotEligible("no_class")
    report = issue_chunk(grounds=grounds_for(trainee.training_class, document_class), trainees=[trainee.pk], by=by)
    if report.refused:
        raise report.refused[0].error
    return (report.issued + report.already)[0]


def issue_all(*, training_class: TrainingClass, document_class: DocumentClass, by: User) -> IssueReport:
    """Everybody whom the decision recognises, in the order of their names; what was prepared becomes final.

    Broken off, it goes on where it stopped. Raises NotEligible when nobody of this class can get such a document.
    """
    grounds = grounds_for(training_class, document_class)
    report = IssueReport(is_late=timezone.localdate() > grounds.day)
    for trainees in in_chunks(training_class.trainees.active().by_name()):
        report.add(issue_chunk(grounds=grounds, trainees=trainees, by=by))
    return report


@transaction.atomic
def issue_chunk(*, grounds: Grounds, trainees: list[int], by: User | None) -> IssueReport:
    """These people in one transaction. Raises CertificateError when nobody can get anything: decision_changed, clock_set_back, book_closed."""
    entering, report = Entering(grounds, trainees, by), IssueReport()
    for trainee in entering.trainees:
        try:
            certificate, is_new = entering.issue(trainee)
        except NotEligible as error:
            report.refused.append(Refusal(trainee, error))
        else:
            (report.issued if is_new else report.already).append(certificate)
    entering.write()
    return report

"""Whether a document may be issued to a class at all, and to one of its trainees. No clock, nothing is written."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.exceptions import NotEligible
from certificates.models import DocumentClass, IssuerAuthorisation, RecognitionDecision
from lms.classes.models import Trainee, TrainingClass
from lms.classes.models.classes import ON_ROSTER
from lms.foundation.vietnamese import format_date
from lms.people.models import Organization

CLOSED = (TrainingClass.State.CLOSED, TrainingClass.State.ARCHIVED)


@dataclass(frozen=True)
class Grounds:
    """What everything issued to one class rests on."""

    training_class: TrainingClass
    document_class: DocumentClass
    decision: RecognitionDecision
    authorisation: IssuerAuthorisation
    day: date


def grounds_for(training_class: TrainingClass, document_class: DocumentClass) -> Grounds:
    """Raises NotEligible: class_not_closed, decision_missing, document_class_not_in_force, issuer_not_institution,
    issuer_not_authorised.
    """
    if training_class.state not in CLOSED:
        raise NotEligible("class_not_closed", state=training_class.get_state_display())
    decision = RecognitionDecision.objects.filter(training_class=training_class).first()
    if decision is None:
        raise NotEligible("decision_missing")
    day = closing_day(training_class)
    if not document_class.is_in_force(day):
        raise NotEligible("document_class_not_in_force", title=document_class.title, day=format_date(day))
    return Grounds(training_class, document_class, decision, authorisation_for(training_class, document_class.kind), day)


def authorisation_for(training_class: TrainingClass, kind: str) -> IssuerAuthorisation:
    """The issuer's assignment on the closing day (TT 03/2023/TT-BNV, Điều 5): departments issue nothing themselves.

    Raises NotEligible: issuer_not_institution, issuer_not_authorised.
    """
    issuer, day = training_class.issuer, closing_day(training_class)
    if issuer.kind != Organization.Kind.TRAINING_INSTITUTION:
        raise NotEligible("issuer_not_institution", issuer=issuer.name)
    valid = IssuerAuthorisation.objects.for_class(training_class).valid_on(day)
    authorisation = valid.filter(document_kind=kind).order_by("-valid_from").first()
    if authorisation is None:
        raise NotEligible("issuer_not_authorised", issuer=issuer.name, day=format_date(day))
    return authorisation


def closing_day(training_class: TrainingClass) -> date:
    """The day that certificates bear (TT 03/2023/TT-BNV, Điều 5: trong ngày bế giảng)."""
    assert training_class.closing_on is not None, "the database demands it of a closed class"
    return training_class.closing_on


def check_trainee(decision: RecognitionDecision, trainee: Trainee) -> None:
    """What the decision froze is what counts, whatever happened to grades and attendance since.

    Raises NotEligible: left_class, not_in_decision, conditions_unmet.
    """
    if trainee.enrollment.state not in ON_ROSTER:
        raise NotEligible("left_class")
    frozen = decision.eligibility_of(trainee.pk)
    if frozen is None:
        raise NotEligible("not_in_decision")
    if not frozen["eligible"]:
        raise NotEligible("conditions_unmet", reasons=unmet_reasons(frozen))


def unmet_reasons(frozen: dict[str, Any]) -> list[str]:
    return [reason["text"] for reason in frozen["reasons"] if not reason["met"]]

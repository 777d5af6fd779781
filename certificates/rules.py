"""Whether a document may be issued to a class at all, and to one of its trainees. Nothing is written here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.exceptions import NotEligible
from certificates.models import DocumentClass, IssuerAuthorisation, RecognitionDecision, Signer, SigningProfile
from lms.classes.models import Trainee, TrainingClass
from lms.classes.models.classes import ON_ROSTER
from lms.classes.successors import agency_on
from lms.foundation.vietnamese import format_date
from lms.people.models import Organization

CLOSED = (TrainingClass.State.CLOSED, TrainingClass.State.ARCHIVED)
# Papers are printed before the ceremony; they become documents when the class is closed.
PREPARABLE = (TrainingClass.State.ASSESSING, *CLOSED)
# How a file is drawn and where it can be checked may change between preparing and closing; what it says may not.
NOT_COMPARED = ("layout", "verify_url")
PARTS: dict[Promise, tuple[str, ...]] = {
    _("name, birth date or form of address"): ("honorific", "holder", "born", "public_name"),
    _("position or workplace"): ("position", "workplace"),
    _("closing day or other days"): ("from", "to", "issued_on"),
    _("recognition decision"): ("decision_number", "decided_on"),
    _("signer"): ("signer_name", "signer_position"),
}


@dataclass(frozen=True)
class Grounds:
    """What everything issued to one class rests on."""

    training_class: TrainingClass
    document_class: DocumentClass
    decision: RecognitionDecision
    authorisation: IssuerAuthorisation
    # None where the issuer has no list of signers: then the assignment names who signs.
    signer: Signer | None
    day: date


def grounds_for(training_class: TrainingClass, document_class: DocumentClass) -> Grounds:
    """What issuing to a closed class rests on.

    Raises NotEligible: class_not_closed, closing_day_to_come, and as `grounds_to_prepare`.
    """
    if training_class.state not in CLOSED:
        raise NotEligible("class_not_closed", state=training_class.get_state_display())
    check_day_came(closing_day(training_class))
    return _grounds(training_class, document_class)


def grounds_to_prepare(training_class: TrainingClass, document_class: DocumentClass) -> Grounds:
    """The same before the closing day.

    Raises NotEligible: class_not_assessing_yet, closing_day_missing, decision_missing, document_class_draft,
    document_class_not_in_force, issuer_not_institution, issuer_merged, issuer_ended, issuer_not_authorised, signer_ended,
    signer_missing.
    """
    if training_class.state not in PREPARABLE:
        raise NotEligible("class_not_assessing_yet", state=training_class.get_state_display())
    if training_class.closing_on is None:
        raise NotEligible("closing_day_missing")
    return _grounds(training_class, document_class)


def check_day_came(day: date) -> None:
    """The class room closes no class before its day: where that seems to have happened, the clock of the machine was set back.

    Raises NotEligible: closing_day_to_come.
    """
    today = timezone.localdate()
    if day > today:
        raise NotEligible("closing_day_to_come", day=format_date(day), today=format_date(today))


def _grounds(training_class: TrainingClass, document_class: DocumentClass) -> Grounds:
    decision = RecognitionDecision.objects.filter(training_class=training_class).first()
    if decision is None:
        raise NotEligible("decision_missing")
    day = closing_day(training_class)
    if document_class.is_draft:
        raise NotEligible("document_class_draft", title=document_class.title)
    if not document_class.is_in_force(day):
        raise NotEligible("document_class_not_in_force", title=document_class.title, day=format_date(day))
    authorisation = authorisation_for(training_class, document_class.kind)
    return Grounds(training_class, document_class, decision, authorisation, signer_on(training_class.issuer, day), day)


def authorisation_for(training_class: TrainingClass, kind: str) -> IssuerAuthorisation:
    """The issuer's assignment on the closing day (TT 03/2023/TT-BNV, Điều 5): departments issue nothing themselves.

    Raises NotEligible: issuer_not_institution, issuer_merged, issuer_ended, issuer_not_authorised.
    """
    issuer, day = training_class.issuer, closing_day(training_class)
    if issuer.kind != Organization.Kind.TRAINING_INSTITUTION:
        raise NotEligible("issuer_not_institution", issuer=issuer.name)
    check_existed(issuer, day)
    valid = IssuerAuthorisation.objects.for_class(training_class).valid_on(day)
    authorisation = valid.filter(document_kind=kind).order_by("-valid_from").first()
    if authorisation is None:
        raise NotEligible("issuer_not_authorised", issuer=issuer.name, day=format_date(day))
    return authorisation


def check_existed(issuer: Organization, day: date) -> None:
    """An issuer that was merged before this day issues nothing more; merged later, its name stands as it was.

    Raises NotEligible: issuer_merged, issuer_ended.
    """
    if issuer.valid_to is None or issuer.valid_to >= day:
        return
    successor, ended = agency_on(issuer, day), format_date(issuer.valid_to)
    if successor.pk == issuer.pk:
        raise NotEligible("issuer_ended", issuer=issuer.name, ended=ended)
    raise NotEligible("issuer_merged", issuer=issuer.name, ended=ended, successor=successor.name)


def signer_on(issuer: Organization, day: date) -> Signer | None:
    """Who signs for the issuer on this day, whoever came last; None for an issuer without a list of signers.

    Raises NotEligible: signer_ended, signer_missing.
    """
    signers = Signer.objects.filter(organization=issuer)
    # Open beginnings are the oldest on every database.
    signer = max(signers.valid_on(day), key=lambda each: (each.valid_from or date.min, each.pk), default=None)
    if signer or not signers.exists():
        return signer
    last = signers.filter(valid_to__lt=day).order_by("-valid_to").first()
    if last is None or last.valid_to is None:
        raise NotEligible("signer_missing", issuer=issuer.name, day=format_date(day))
    raise NotEligible("signer_ended", name=last.name, ended=format_date(last.valid_to), day=format_date(day))


def waits_for_signature(document_class: DocumentClass, issuer: Organization) -> bool:
    """Whether the document is valid only with its signed file: where that is the original and the issuer has a way of signing."""
    if document_class.original != DocumentClass.Original.SIGNED_PDF:
        return False
    return SigningProfile.objects.filter(organization=issuer).valid_on(timezone.localdate()).exists()


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


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """In words, where two snapshots do not say the same."""
    changed = {name for name in before.keys() | now.keys() if name not in NOT_COMPARED and before.get(name) != now.get(name)}
    names = {name.removesuffix("_en") for name in changed}
    words = [str(word) for word, parts in PARTS.items() if names.intersection(parts)]
    known = {name for parts in PARTS.values() for name in parts}
    return words + ([str(_("text of the form"))] if names - known else [])

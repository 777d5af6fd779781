"""The recognition decision (quyết định công nhận kết quả): entered once, corrected only before the first document."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from certificates.exceptions import CertificateError
from certificates.models import Certificate, RecognitionDecision
from lms.classes.eligibility import eligibility_of
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import format_date, normalise
from lms.people.models import User

State = TrainingClass.State
DECIDABLE = (State.ASSESSING, State.CLOSED, State.ARCHIVED)
# What is only prepared is prepared again after a correction.
NOT_ISSUED = (Certificate.State.PREPARED, Certificate.State.VOID)


@transaction.atomic
def enter(*, training_class: TrainingClass, number: str, decided_on: date | None, by: User) -> RecognitionDecision:
    """Freeze who is eligible and why, under the decision's number and date. The same values again change nothing.

    Raises CertificateError: class_not_assessing, decision_number_missing, decision_date_missing, decision_in_future,
    decision_before_opening, decision_entered, roster_empty.
    """
    training_class = _locked(training_class)
    number, decided_on = _checked(training_class, number, decided_on)
    entered = RecognitionDecision.objects.filter(training_class=training_class).first()
    if entered is not None:
        if (entered.number, entered.decided_on) == (number, decided_on):
            return entered  # a second press of the button
        raise CertificateError("decision_entered", number=entered.number, day=format_date(entered.decided_on))
    decision = RecognitionDecision.objects.create(
        training_class=training_class, number=number, decided_on=decided_on, entered_by=by, **_frozen(training_class)
    )
    audit.record(by, "decision.enter", decision, after=_summary(decision))
    return decision


@transaction.atomic
def correct(*, decision: RecognitionDecision, number: str, decided_on: date | None, by: User) -> RecognitionDecision:
    """Another number or date, and eligibility as it is now; possible until the first document is issued after it.

    Raises CertificateError: as `enter`, and decision_in_use.
    """
    training_class = _locked(decision.training_class)
    decision = RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    number, decided_on = _checked(training_class, number, decided_on)
    if Certificate.objects.filter(decision=decision).exclude(state__in=NOT_ISSUED).exists():
        raise CertificateError("decision_in_use", number=decision.number)
    before = _summary(decision)
    decision.number, decision.decided_on = number, decided_on
    decision.entered_by, decision.entered_at = by, timezone.now()
    for name, value in _frozen(training_class).items():
        setattr(decision, name, value)
    decision.save()
    audit.record(by, "decision.correct", decision, before=before, after=_summary(decision))
    return decision


@transaction.atomic
def keep_scan(*, decision: RecognitionDecision, paper: Paper, by: User) -> RecognitionDecision:
    """The scan of the signed paper, also after certificates were issued: it changes nothing that the decision froze."""
    decision = RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    if decision.file_sha256 == paper.sha256:
        return decision
    before = {"sha256": decision.file_sha256}
    decision.file_sha256, decision.file_name = paper.sha256, paper.name
    decision.save(update_fields=["file_sha256", "file_name"])
    audit.record(by, "decision.keep_scan", decision, before=before, after={"sha256": paper.sha256, "name": paper.name})
    return decision


def _locked(training_class: TrainingClass) -> TrainingClass:
    """The row as it is now: two registrars enter one after the other, and nobody issues meanwhile."""
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def _checked(training_class: TrainingClass, number: str, decided_on: date | None) -> tuple[str, date]:
    """The number in its stored spelling, and the day."""
    number = normalise(number)
    if training_class.state not in DECIDABLE:
        raise CertificateError("class_not_assessing", state=training_class.get_state_display())
    if not number:
        raise CertificateError("decision_number_missing")
    if decided_on is None:
        raise CertificateError("decision_date_missing")
    if decided_on > timezone.localdate():
        raise CertificateError("decision_in_future", day=format_date(decided_on))
    opening = training_class.opening_on
    if opening and decided_on < opening:
        raise CertificateError("decision_before_opening", day=format_date(decided_on), opening=format_date(opening))
    return number, decided_on


def _frozen(training_class: TrainingClass) -> dict[str, Any]:
    """Sentences go into the record in Vietnamese, whatever language the registrar reads."""
    with translation.override(settings.LANGUAGE_CODE):
        judged = eligibility_of(training_class)
    if not judged:
        raise CertificateError("roster_empty")
    return {
        "eligibility": {str(pk): eligibility.as_snapshot() for pk, eligibility in judged.items()},
        "eligible_count": sum(eligibility.eligible for eligibility in judged.values()),
    }


def _summary(decision: RecognitionDecision) -> dict[str, Any]:
    return {"number": decision.number, "decided_on": decision.decided_on, "eligible": decision.eligible_count}

"""What the registrar's pages show: who is eligible and why, what waits, what comes next. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.actions.decisions import DECIDABLE
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, IssuerAuthorisation, RecognitionDecision
from certificates.rules import CLOSED, authorisation_for, closing_day
from lms.classes.eligibility import eligibility_of
from lms.classes.models import Trainee, TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet


@dataclass(frozen=True)
class Row:
    """One trainee. `eligible` is None for somebody who came after the decision."""

    trainee: Trainee
    eligible: bool | None
    reasons: list[dict[str, Any]]
    certificate: Certificate | None


@dataclass(frozen=True)
class ClassView:
    """The page of one class."""

    rows: list[Row]
    decision: RecognitionDecision | None
    is_decidable: bool
    is_closed: bool
    is_late: bool
    obstacle: str

    @property
    def eligible(self) -> int:
        return sum(1 for row in self.rows if row.eligible)

    @property
    def not_eligible(self) -> int:
        return len(self.rows) - self.eligible

    @property
    def issued(self) -> int:
        return sum(1 for row in self.rows if row.certificate)

    @property
    def waiting(self) -> int:
        """Recognised, and without a certificate yet."""
        return sum(1 for row in self.rows if row.eligible and not row.certificate)

    @property
    def can_correct(self) -> bool:
        return self.decision is not None and not self.issued

    @property
    def can_issue(self) -> bool:
        return self.is_closed and self.decision is not None and self.waiting > 0 and not self.obstacle

    @property
    def steps(self) -> list[tuple[str, str]]:
        """(label, state) of the way to the certificates."""
        names = (_("Close the class"), _("Recognition decision"), _("Issue certificates"))
        done = (self.is_closed, self.decision is not None, bool(self.issued) and not self.waiting)
        states = ["done" if is_done else "to-do" for is_done in done]
        if "to-do" in states:
            states[states.index("to-do")] = "current"
        return list(zip(names, states, strict=True))


def view_of(training_class: TrainingClass) -> ClassView:
    """Before the decision eligibility is counted now; afterwards it is what the decision froze."""
    decision = getattr(training_class, "recognition_decision", None)
    trainees = list(training_class.trainees.active().by_name().select_related("enrollment__person", "agency"))
    issued = {row.enrollment_id: row for row in Certificate.objects.standing().of_class(training_class).defer("snapshot")}
    judged = _frozen(decision, trainees) if decision else _live(training_class)
    rows = [Row(trainee, *judged.get(trainee.pk, (None, [])), issued.get(trainee.enrollment_id)) for trainee in trainees]
    is_closed = training_class.state in CLOSED
    return ClassView(
        rows=rows,
        decision=decision,
        is_decidable=training_class.state in DECIDABLE,
        is_closed=is_closed,
        is_late=is_closed and timezone.localdate() > closing_day(training_class),
        obstacle=obstacle_of(training_class) if is_closed else "",
    )


Judged = dict[int, tuple[bool | None, list[dict[str, Any]]]]


def _frozen(decision: RecognitionDecision, trainees: Iterable[Trainee]) -> Judged:
    found = {trainee.pk: decision.eligibility_of(trainee.pk) for trainee in trainees}
    return {pk: (frozen["eligible"], frozen["reasons"]) for pk, frozen in found.items() if frozen}


def _live(training_class: TrainingClass) -> Judged:
    judged = {pk: eligibility.as_snapshot() for pk, eligibility in eligibility_of(training_class).items()}
    return {pk: (now["eligible"], now["reasons"]) for pk, now in judged.items()}


def document_classes_for(training_class: TrainingClass) -> QuerySet[DocumentClass]:
    """The documents that the issuer may give to this class: assigned and in force on the closing day."""
    day = closing_day(training_class)
    kinds = IssuerAuthorisation.objects.for_class(training_class).valid_on(day).values("document_kind")
    return DocumentClass.objects.valid_on(day).filter(kind__in=kinds).newest_first()


def obstacle_of(training_class: TrainingClass) -> str:
    """Why nothing can be issued to this class at all; empty when nothing stands in the way."""
    kind = document_classes_for(training_class).values_list("kind", flat=True).first()
    try:
        authorisation_for(training_class, kind or "")
    except NotEligible as error:
        return str(error)
    return ""


def files_progress(training_class: TrainingClass) -> tuple[int, int]:
    """(files made, certificates issued)."""
    counted = (
        Certificate.objects.standing().of_class(training_class).aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(file_sha256="")))
    )
    return counted["all"] - counted["waiting"], counted["all"]


def with_issued(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    """Adds `issued`: how many certificates stand."""
    standing = Certificate.objects.standing().filter(enrollment__trainee__training_class=OuterRef("pk")).order_by()
    counted = standing.values("enrollment__trainee__training_class").annotate(n=Count("pk")).values("n")
    return classes.annotate(issued=Coalesce(Subquery(counted), 0)).select_related("issuer", "recognition_decision")


def waiting_for_decision(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    return classes.filter(state__in=DECIDABLE, recognition_decision__isnull=True).order_by("closing_on", "pk")


def waiting_for_issue(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    """Closed, decided, and somebody recognised still without a certificate. Call `with_issued` first."""
    return classes.filter(state__in=CLOSED, recognition_decision__eligible_count__gt=F("issued")).order_by("closing_on", "pk")

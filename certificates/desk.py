"""What the registrar's pages show: who is eligible and why, what waits, what comes next. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.actions.decisions import DECIDABLE
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, IssuerAuthorisation, RecognitionDecision
from certificates.models.certificates import ENDED
from certificates.rules import CLOSED, authorisation_for, check_day_came, closing_day, signer_on
from lms.classes.eligibility import eligibility_of
from lms.classes.models import Trainee, TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet
from lms.foundation.vietnamese import search_key


@dataclass(frozen=True)
class Row:
    """One trainee. `eligible` is None for somebody who came after the decision. `document` stands, be it only prepared, or was taken back."""

    trainee: Trainee
    eligible: bool | None
    reasons: list[dict[str, Any]]
    document: Certificate | None

    @property
    def certificate(self) -> Certificate | None:
        """What was issued."""
        return None if self.prepared else self.document

    @property
    def prepared(self) -> Certificate | None:
        return self.document if self.document and self.document.state == Certificate.State.PREPARED else None

    @property
    def unmet(self) -> list[dict[str, Any]]:
        return [reason for reason in self.reasons if not reason["met"]]

    def reads(self, words: str) -> bool:
        """Whether the person, the agency or a number holds these words, whatever their marks and capitals."""
        person, document = self.trainee.enrollment.person, self.document
        numbers = f"{document.serial_no} {document.register_no}" if document else ""
        return words in search_key(f"{person.full_name} {self.trainee.agency.name} {numbers}")


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
    def prepared(self) -> int:
        return sum(1 for row in self.rows if row.prepared)

    @property
    def stuck(self) -> int:
        """Prepared, and could not become final."""
        return sum(1 for row in self.rows if row.prepared and row.prepared.file_problem)

    @property
    def waiting(self) -> int:
        """Recognised, and nothing issued yet."""
        return sum(1 for row in self.rows if row.eligible and not row.certificate)

    @property
    def unprepared(self) -> int:
        return sum(1 for row in self.rows if row.eligible and not row.document)

    @property
    def recognised(self) -> list[Trainee]:
        return [row.trainee for row in self.rows if row.eligible]

    @property
    def can_correct(self) -> bool:
        return self.decision is not None and not self.issued

    @property
    def can_issue(self) -> bool:
        return self.is_closed and self.decision is not None and self.waiting > 0 and not self.obstacle

    @property
    def can_prepare(self) -> bool:
        """Before the closing day; afterwards only what was prepared is prepared again."""
        is_asked = self.unprepared + self.prepared if not self.is_closed else self.prepared
        return self.is_decidable and self.decision is not None and bool(is_asked) and not self.obstacle

    @property
    def is_reopened(self) -> bool:
        """Certificates stand although the class is not closed any more."""
        return bool(self.issued) and not self.is_closed

    @property
    def steps(self) -> list[tuple[str, str]]:
        """(label, state) of the way to the certificates."""
        names = (_("Recognition decision"), _("Close the class"), _("Issue certificates"))
        done = (self.decision is not None, self.is_closed, bool(self.issued) and not self.waiting)
        states = ["done" if is_done else "to-do" for is_done in done]
        if "to-do" in states:
            states[states.index("to-do")] = "current"
        return list(zip(names, states, strict=True))


def view_of(training_class: TrainingClass) -> ClassView:
    """Before the decision eligibility is counted now; afterwards it is what the decision froze."""
    decision = getattr(training_class, "recognition_decision", None)
    trainees = list(training_class.trainees.active().by_name().select_related("enrollment__person", "agency"))
    settled = Certificate.objects.settled().of_class(training_class).defer("snapshot").select_related("document_class")
    documents = {row.enrollment_id: row for row in sorted(settled, key=lambda row: row.state not in ENDED)}
    judged = _frozen(decision, trainees) if decision else _live(training_class)
    rows = [Row(trainee, *judged.get(trainee.pk, (None, [])), documents.get(trainee.enrollment_id)) for trainee in trainees]
    is_closed, is_decidable = training_class.state in CLOSED, training_class.state in DECIDABLE
    return ClassView(
        rows=rows,
        decision=decision,
        is_decidable=is_decidable,
        is_closed=is_closed,
        is_late=is_closed and timezone.localdate() > closing_day(training_class),
        obstacle=obstacle_of(training_class) if is_closed or (is_decidable and decision) else "",
    )


Judged = dict[int, tuple[bool | None, list[dict[str, Any]]]]


def _frozen(decision: RecognitionDecision, trainees: Iterable[Trainee]) -> Judged:
    found = {trainee.pk: decision.eligibility_of(trainee.pk) for trainee in trainees}
    return {pk: (frozen["eligible"], frozen["reasons"]) for pk, frozen in found.items() if frozen}


def _live(training_class: TrainingClass) -> Judged:
    judged = {pk: eligibility.as_snapshot() for pk, eligibility in eligibility_of(training_class).items()}
    return {pk: (now["eligible"], now["reasons"]) for pk, now in judged.items()}


def document_classes_for(training_class: TrainingClass) -> QuerySet[DocumentClass]:
    """The documents that the issuer may give to this class: released, assigned and in force on the closing day, the newest first."""
    if training_class.closing_on is None:
        return DocumentClass.objects.none()
    day = closing_day(training_class)
    kinds = IssuerAuthorisation.objects.for_class(training_class).valid_on(day).values("document_kind")
    return DocumentClass.objects.released().valid_on(day).filter(kind__in=kinds).newest_first()


def usual_document_class(training_class: TrainingClass) -> DocumentClass | None:
    """The one to be chosen already: what others of the class have, in its newest version; else the first of the list."""
    choices = document_classes_for(training_class)
    given = Certificate.objects.standing().of_class(training_class).values("document_class__kind")[:1]
    return choices.filter(kind__in=given).first() or choices.first()


def obstacle_of(training_class: TrainingClass) -> str:
    """Why nothing can be prepared for this class or issued to it at all; empty when nothing stands in the way."""
    if training_class.closing_on is None:
        return str(NotEligible("closing_day_missing"))
    kind = document_classes_for(training_class).values_list("kind", flat=True).first()
    try:
        authorisation_for(training_class, kind or "")
        signer_on(training_class.issuer, closing_day(training_class))
        if training_class.state in CLOSED:
            check_day_came(closing_day(training_class))
    except NotEligible as error:
        return str(error)
    return ""


def with_issued(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    """Adds `issued`: how many people have theirs, or had it taken back; not those for whom it is only prepared."""
    settled = Certificate.objects.settled().exclude(state=Certificate.State.PREPARED)
    here = settled.filter(enrollment__trainee__training_class=OuterRef("pk")).order_by()
    counted = here.values("enrollment__trainee__training_class").annotate(n=Count("enrollment", distinct=True)).values("n")
    return classes.annotate(issued=Coalesce(Subquery(counted), 0)).select_related("issuer", "recognition_decision")


def waiting_for_decision(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    return classes.filter(state__in=DECIDABLE, recognition_decision__isnull=True).order_by("closing_on", "pk")


def waiting_for_issue(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    """Closed, decided, and somebody recognised still without a certificate. Call `with_issued` first."""
    return classes.filter(state__in=CLOSED, recognition_decision__eligible_count__gt=F("issued")).order_by("closing_on", "pk")

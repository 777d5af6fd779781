"""The papers of a class: on which blank each lies, who took it, and which still wait. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from certificates.models import Blank, Certificate, DocumentClass, HandOver, PrintLine
from certificates.printing import Sheet, in_order
from lms.classes.models import TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet
from lms.foundation.models import AuditEntry

ON_PAPER = Q(document_class__original=DocumentClass.Original.PAPER)


def blank_numbers(certificates: QuerySet[Certificate]) -> dict[object, str]:
    """{certificate pk: number of the blank on which it lies}."""
    found = Blank.objects.filter(state=Blank.State.USED, certificate__in=certificates.order_by().values("pk"))
    return dict(found.values_list("certificate", "text"))


def due(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Valid papers that nobody has fetched; they stay due however old they are."""
    return certificates.filter(ON_PAPER, state=Certificate.State.VALID, hand_over__isnull=True)


def papers_of(training_class: TrainingClass) -> QuerySet[Certificate]:
    """Everything of a class whose original is paper, handed over or not."""
    found = Certificate.objects.of_class(training_class).filter(ON_PAPER, state__in=[Certificate.State.VALID, Certificate.State.PREPARED])
    return found.select_related(
        "document_class", "hand_over", "enrollment__person", "enrollment__trainee__agency", "enrollment__trainee__venue"
    )


def outdated(certificates: Iterable[Certificate]) -> set[UUID]:
    """Those whose words were changed after their sheet was printed: what lies in the stack says something else.

    A prepared document is drawn anew when a name or the closing day is corrected (`certificate.refresh` in the diary). The
    moment of printing is not known; it is after the run was arranged and the blank was matched.
    """
    found = {certificate.pk: certificate for certificate in certificates}
    printed = dict(PrintLine.objects.filter(certificate__in=found).order_by().values_list("certificate").annotate(at=Max("run__made_at")))
    used = Blank.objects.filter(state=Blank.State.USED, certificate__in=found, at__isnull=False)
    for pk, at in used.values_list("certificate", "at"):
        if at and (pk not in printed or printed[pk] < at):
            printed[pk] = at
    about = AuditEntry.objects.filter(object_type=Certificate._meta.label_lower, object_id__in=[str(pk) for pk in printed])
    changed = about.filter(verb="certificate.refresh").order_by().values_list("object_id").annotate(last=Max("at"))
    return {UUID(pk) for pk, at in changed if at > printed[UUID(pk)]}


@dataclass(frozen=True)
class PaperRow:
    """A line of the hand-over list. `is_outdated`: the sheet was printed before its words were corrected."""

    sheet: Sheet
    blank: str
    is_outdated: bool = False

    @property
    def certificate(self) -> Certificate:
        return self.sheet.certificate

    @property
    def hand_over(self) -> HandOver | None:
        return getattr(self.sheet.certificate, "hand_over", None)

    @property
    def is_due(self) -> bool:
        return self.hand_over is None and self.certificate.state == Certificate.State.VALID


def paper_rows(training_class: TrainingClass, order: str) -> list[PaperRow]:
    found = papers_of(training_class)
    numbers, old = blank_numbers(found), outdated(found)
    sheets = in_order(training_class, found, order)
    return [PaperRow(sheet, numbers.get(sheet.certificate.pk, ""), sheet.certificate.pk in old) for sheet in sheets]


def classes_with_due(classes: TrainingClassQuerySet) -> TrainingClassQuerySet:
    """Classes of which papers wait, the oldest first, with `due` and `papers`."""
    certificate = "trainees__enrollment__certificates"
    is_paper = Q(
        **{f"{certificate}__state": Certificate.State.VALID, f"{certificate}__document_class__original": DocumentClass.Original.PAPER}
    )
    waits = is_paper & Q(**{f"{certificate}__hand_over__isnull": True})
    counted = classes.annotate(
        papers=Count(certificate, filter=is_paper, distinct=True), due=Count(certificate, filter=waits, distinct=True)
    )
    return counted.filter(due__gt=0).select_related("issuer").order_by(F("closing_on").asc(nulls_last=True), "pk")


def due_in_all(classes: TrainingClassQuerySet) -> int:
    """How many papers of these classes wait."""
    return due(Certificate.objects.filter(enrollment__trainee__training_class__in=classes.order_by().values("pk"))).count()

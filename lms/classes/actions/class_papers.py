"""Papers of a class: kept by digest, never opened by the site; removing one only hides it. And the decision that may follow."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lms.classes import editions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassDocument, ClassSession, TrainingClass
from lms.foundation import audit, uploads
from lms.people.models import User

from .classes import State, locked
from .sessions import refuse_final

KINDS = (*uploads.PAPERS, "docx")


def add(
    *,
    training_class: TrainingClass,
    upload: UploadedFile,
    kind: str,
    title: str = "",
    document_no: str = "",
    document_on: date | None = None,
    is_public: bool = False,
    session: ClassSession | None = None,
    by: User,
) -> ClassDocument:
    """Keeps the file and enters it, also after the class was closed: scans follow late. Raises uploads.UploadError."""
    paper = uploads.keep(upload, kinds=KINDS)
    with transaction.atomic():
        made = ClassDocument.objects.create(
            training_class=training_class,
            session=session,
            kind=kind,
            title=title.strip() or str(ClassDocument.Kind(kind).label),
            document_no=document_no.strip(),
            document_on=document_on,
            is_public=is_public,
            file_sha256=paper.sha256,
            file_name=paper.name,
            by=by,
        )
        audit.record(by, "paper.add", training_class, after={"paper": made.pk, "kind": kind, "sha256": paper.sha256, "public": is_public})
    return made


@transaction.atomic
def remove(*, paper: ClassDocument, by: User) -> ClassDocument:
    """The paper is no longer shown; row and file stay. Twice changes nothing."""
    paper = ClassDocument.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=paper.pk)
    if paper.removed_at is None:
        paper.removed_at = timezone.now()
        paper.save(update_fields=["removed_at"])
        audit.record(by, "paper.remove", paper.training_class, before={"paper": paper.pk, "title": paper.title})
    return paper


@transaction.atomic
def restore(*, paper: ClassDocument, by: User) -> ClassDocument:
    """Shown again. Twice changes nothing."""
    paper = ClassDocument.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=paper.pk)
    if paper.removed_at is not None:
        paper.removed_at = None
        paper.save(update_fields=["removed_at"])
        audit.record(by, "paper.restore", paper.training_class, after={"paper": paper.pk, "title": paper.title})
    return paper


def shown(training_class: TrainingClass) -> QuerySet[ClassDocument]:
    """Papers that were not removed, newest first."""
    return training_class.documents.filter(removed_at=None).select_related("session", "by").order_by("-at", "-pk")


@transaction.atomic
def decide(*, training_class: TrainingClass, decision_no: str, decision_on: date, by: User) -> TrainingClass:
    """Number and date of the decision that opens the class. A planned class becomes approved.

    Raises ClassError: class_final, decision_missing.
    """
    training_class = locked(training_class)
    refuse_final(training_class)
    if not decision_no.strip() or decision_on is None:
        raise ClassError("decision_missing")
    before = {"decision_no": training_class.decision_no, "decision_on": training_class.decision_on, "state": training_class.state}
    training_class.decision_no, training_class.decision_on = decision_no.strip(), decision_on
    if training_class.state == State.PLANNED:
        training_class.state = State.APPROVED
    editions.advance(training_class)
    training_class.save(update_fields=["decision_no", "decision_on", "state", "edition"])
    after = {"decision_no": training_class.decision_no, "decision_on": decision_on, "state": training_class.state}
    audit.record(by, "class.decide", training_class, before=before, after=after)
    return training_class

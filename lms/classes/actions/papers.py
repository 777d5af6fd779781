"""The signed paper of a session: its scan is kept with the roll call, and its marks are typed in."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassDocument, ClassSession
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.people.models import User

from . import attendance
from .attendance import NewMark
from .sessions import locked, refuse_final

PAPERS_PER_SESSION = 40


@transaction.atomic
def attach(*, session: ClassSession, paper: Paper, by: User) -> ClassDocument:
    """Keeps one scan or photo; the same file twice is kept once. Raises ClassError: class_final, papers_full."""
    session = locked(session)
    refuse_final(session.training_class)
    kept = papers_of(session)
    if same := kept.filter(file_sha256=paper.sha256).first():
        return same
    if kept.count() >= PAPERS_PER_SESSION:
        raise ClassError("papers_full", limit=PAPERS_PER_SESSION)
    document = ClassDocument.objects.create(
        training_class=session.training_class,
        session=session,
        kind=ClassDocument.Kind.SIGNED_SHEET,
        title=f"Bảng ký tên buổi {session.number}",
        document_on=timezone.localdate(session.starts_at),
        file_sha256=paper.sha256,
        file_name=paper.name,
        by=by,
    )
    audit.record(by, "paper.attach", document, after={"session": session.pk, "sha256": paper.sha256})
    return document


@transaction.atomic
def remove(*, document: ClassDocument, by: User) -> ClassDocument:
    """Hides a wrong scan; the bytes stay. Twice changes nothing. Raises ClassError: class_final, book_closed."""
    document = ClassDocument.objects.select_for_update().get(pk=document.pk)
    if document.removed_at is not None:
        return document
    refuse_final(document.training_class)
    if document.session is not None and document.session.is_book_closed:
        raise ClassError("book_closed")
    document.removed_at = timezone.now()
    document.save(update_fields=["removed_at"])
    audit.record(by, "paper.remove", document)
    return document


def type_in(*, session: ClassSession, marks: Iterable[NewMark], by: User) -> int:
    """The marks of the paper; returns how many say something new. Raises what `attendance.record` raises."""
    return attendance.record(session=session, marks=marks, by=by, source=AttendanceRecord.Source.PAPER)


def papers_of(session: ClassSession):  # type: ignore[no-untyped-def]
    """The signed sheets kept with a session, oldest first."""
    return session.documents.filter(kind=ClassDocument.Kind.SIGNED_SHEET, removed_at__isnull=True).order_by("at", "pk")

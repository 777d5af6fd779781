"""What stands on the page of a class that anybody may open. It holds no trainee's name."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .models import ClassDocument, ClassNotice, ClassSession, ClassStaff, TrainingClass

NOTICES = 20
State = TrainingClass.State


@dataclass(frozen=True)
class ClassPage:
    """`now` are today's sessions that are not over, else the next one."""

    training_class: TrainingClass
    now: list[ClassSession]
    is_today: bool
    sessions: list[ClassSession]
    notices: list[ClassNotice]
    documents: list[ClassDocument]
    managers: list[ClassStaff]

    @property
    def is_cancelled(self) -> bool:
        return self.training_class.state == State.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.training_class.state in (State.CLOSED, State.ARCHIVED)


def content_of(training_class: TrainingClass, at: datetime) -> ClassPage:
    """Five queries."""
    sessions = list(training_class.sessions.select_related("venue").prefetch_related("further_venues__venue"))
    ahead = [session for session in sessions if not session.cancelled and session.ends_at > at]
    today = [session for session in ahead if timezone.localdate(session.starts_at) == timezone.localdate(at)]
    return ClassPage(
        training_class=training_class,
        now=today or ahead[:1],
        is_today=bool(today),
        sessions=sessions,
        notices=list(training_class.notices.all()[:NOTICES]),
        documents=list(public_documents(training_class)),
        managers=list(training_class.staff.filter(role=ClassStaff.Role.CLASS_MANAGER).select_related("person").order_by("pk")),
    )


def public_documents(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    """The papers that the class shows to everybody."""
    return training_class.documents.filter(is_public=True, removed_at__isnull=True).order_by("-at", "-pk")

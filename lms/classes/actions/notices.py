"""What a class tells its people: announced once, then sent, pasted, printed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassNotice, ClassSession, TrainingClass
from lms.classes.notice_texts import words_of_change
from lms.foundation import audit
from lms.foundation.vietnamese import normalise_lines
from lms.people.models import User

CHANGES = ("venue", "starts_at", "ends_at", "cancelled")
TEXT_LENGTH = 2000


def as_it_was(session: ClassSession) -> dict[str, Any]:
    """What `announce_change` compares with: take it before the change."""
    return {name: getattr(session, name) for name in CHANGES}


@transaction.atomic
def announce(
    *, training_class: TrainingClass, kind: str, title: str, text: str, by: User, session: ClassSession | None = None
) -> ClassNotice:
    """Stands on the class page at once; nothing is sent yet. Raises ClassError: notice_empty, notice_too_long, session_of_other_class."""
    text = normalise_lines(text)
    if not text or not title.strip():
        raise ClassError("notice_empty")
    if len(text) > TEXT_LENGTH:
        raise ClassError("notice_too_long", limit=TEXT_LENGTH, length=len(text))
    if session is not None and session.training_class_id != training_class.pk:
        raise ClassError("notice_session_of_other_class")
    notice = ClassNotice.objects.create(training_class=training_class, session=session, kind=kind, title=title[:200], text=text, by=by)
    audit.record(by, "notice.announce", notice, after={"kind": kind, "title": notice.title})
    return notice


def announce_change(*, session: ClassSession, before: Mapping[str, Any], by: User) -> ClassNotice | None:
    """The notice that a changed session asks for, in finished words.

    `before` is `as_it_was(session)` taken before the change: {"venue": Venue | None, "starts_at", "ends_at": datetime,
    "cancelled": bool}; what is left out did not change. None when nothing changed that trainees must know.
    """
    words = words_of_change(session, before)
    if words is None:
        return None
    training_class = session.training_class
    return announce(training_class=training_class, kind=words.kind, title=words.title, text=words.text, session=session, by=by)

"""The minutes of an online meeting become marks. The same report twice changes nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.meeting_logs.roll import OnlineMark
from lms.classes.models import ClassSession, OnlinePresence
from lms.foundation import audit
from lms.people.models import User

from . import attendance
from .attendance import NewMark, Source


@transaction.atomic
def write(*, session: ClassSession, marks: Iterable[OnlineMark], file_sha256: str, by: User) -> int:
    """Writes what is new and keeps the minutes; a later report corrects an earlier one, nobody else's mark. Returns how many marks were new.

    Raises ClassError as `attendance.record`.
    """
    marks = [mark for mark in marks if not mark.is_kept]
    new = [_new_mark(mark) for mark in marks if mark.is_new]
    written = attendance.record(session=session, marks=new, by=by, source=Source.ONLINE_LOG) if new else 0
    for mark in marks:
        OnlinePresence.objects.update_or_create(
            session=session,
            trainee=mark.trainee,
            defaults={"minutes": mark.minutes, "names": mark.names, "file_sha256": file_sha256, "by": by, "at": timezone.now()},
        )
    audit.record(by, "session.meeting_log", session, after={"file": file_sha256, "people": len(marks), "marks": written})
    return written


def _new_mark(mark: OnlineMark) -> NewMark:
    reason = _("A later report of the meeting") if mark.current else ""
    return NewMark(mark.trainee, mark.verdict.status, mark.verdict.periods_missed, reason)

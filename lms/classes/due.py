"""What somebody should do next about a class, in one sentence each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation.vietnamese import format_date


@dataclass(frozen=True)
class Due:
    code: str
    text: str
    url_name: str


def is_book_overdue(training_class: Any, now: datetime) -> bool:
    """A book should be closed within `book_days` after its session."""
    ended = training_class.open_book_ended_at
    return ended is not None and ended + timedelta(days=training_class.book_days) <= now


def dues_of(training_class: Any, now: datetime) -> list[Due]:
    """For a class of `TrainingClass.objects.with_counts()`; the most pressing first."""
    if training_class.is_final:
        return []
    dues = []
    if training_class.session_count and training_class.last_ends_at <= now:
        dues.append(Due("to_close", _("The last session is over: close the class."), "class-close"))
    if is_book_overdue(training_class, now):
        day = format_date(timezone.localtime(training_class.open_book_ended_at).date())
        dues.append(Due("book_open", _("The attendance book of %(day)s is still open: close it.") % {"day": day}, "class-books"))
    if not training_class.session_count:
        dues.append(Due("no_sessions", _("No session has been planned yet."), "class-sessions"))
    if not training_class.trainee_count:
        dues.append(Due("roster_empty", _("The roster is still empty."), "roster-check"))
    if not training_class.manager_count:
        dues.append(Due("no_manager", _("Nobody marks attendance: appoint a class manager."), "class-staff"))
    if training_class.waits_for_decision:
        dues.append(Due("decision_missing", _("The decision number is still missing."), "class-change"))
    return dues

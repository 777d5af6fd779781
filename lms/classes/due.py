"""What somebody should do next about a class, in one sentence each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Due:
    code: str
    text: str
    url_name: str


def dues_of(training_class: Any, now: datetime) -> list[Due]:
    """For a class of `TrainingClass.objects.with_counts()`; the most pressing first."""
    if training_class.is_final:
        return []
    dues = []
    if training_class.session_count and training_class.last_ends_at <= now:
        dues.append(Due("to_close", _("The last session is over: close the class."), "class-close"))
    if not training_class.session_count:
        dues.append(Due("no_sessions", _("No session has been planned yet."), "class-sessions"))
    if not training_class.trainee_count:
        dues.append(Due("roster_empty", _("The roster is still empty."), "roster-check"))
    if not training_class.manager_count:
        dues.append(Due("no_manager", _("Nobody marks attendance: appoint a class manager."), "class-staff"))
    if training_class.waits_for_decision:
        dues.append(Due("decision_missing", _("The decision number is still missing."), "class-change"))
    return dues

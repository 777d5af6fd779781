"""When a session lies and when its codes count, from its row."""

from datetime import datetime

from lms.classes.lateness import Hours
from lms.classes.models import ClassSession


def hours_of(session: ClassSession) -> Hours:
    """For the rule of lateness; the length of a tiết is what the class froze."""
    training_class = session.training_class
    return Hours(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        periods=session.periods,
        period_minutes=int(training_class.programme_terms.get("minutes_per_period", Hours.period_minutes)),
        grace_minutes=training_class.late_after_minutes,
    )


def was_open_at(session: ClassSession, moment: datetime) -> bool:
    """Whether a code shown at this moment let somebody in, or out."""
    return session.was_checkin_open_at(moment) or _was_out_open_at(session, moment)


def _was_out_open_at(session: ClassSession, moment: datetime) -> bool:
    """The way out may be opened after the way in was closed; closing again ends both."""
    opened, closed = session.check_out_opened_at, session.checkin_closed_at
    if opened is None or moment < opened or session.cancelled:
        return False
    return closed is None or closed < opened or moment < closed

"""A slip of the finger at the desk, taken back: the book keeps it, the person counts as not marked yet."""

from lms.classes.attendance_rules import ATTENDED
from lms.classes.models import CurrentAttendance

# The reason that taking back leaves in the book, in the language of the book.
MISTAKE = "Bấm nhầm"


def is_undone(current: CurrentAttendance) -> bool:
    """A mark that was only a slip."""
    return current.status not in ATTENDED and current.record.reason == MISTAKE

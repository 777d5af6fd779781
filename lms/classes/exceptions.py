"""What can go wrong with classes: one class for the room, a code for each case, one sentence for the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.classes.sentences import BY_NOUN

MESSAGES: dict[str, str | Promise] = {
    "code_taken": _("The class code “%(code)s” is already in use; choose another one."),
    "course_not_in_programme": _("The course “%(course)s” does not belong to this programme; choose one of the programme's courses."),
    "wrong_state": _("The class is “%(state)s”, so this step is not possible now."),
    "class_final": _("The class is “%(state)s”: nothing in it can be changed any more."),
    "already_closed": _("This class has already been closed."),
    "decision_missing": _("Enter the number and the date of the decision that opened the class before closing it."),
    "closing_day_missing": _("Enter the closing day before closing the class."),
    "closing_day_in_future": _("The closing day %(day)s is still to come; close the class on that day or later."),
    "closing_before_opening": _("The closing day lies before the opening day; correct one of them."),
    "sessions_to_come": _("%(count)s sessions are still to come: hold them or cancel them before closing the class."),
    "session_has_marks": _("Attendance of this session has been recorded, so it can no longer be cancelled."),
    "session_cancelled": _("This session was cancelled."),
    "session_order": _("The session must end after it begins; correct the times."),
    "book_closed": _("The attendance book of this session is closed; only a correction with a reason is possible."),
    "correction_needs_reason": _("A mark of %(name)s is already in the book: write the reason for changing it."),
    "periods_missed_too_many": _(
        "%(name)s cannot miss %(missed)s of %(periods)s tiết and still count as attending; mark an absence instead."
    ),
    "periods_missed_missing": _("Say how many tiết %(name)s missed."),
    "no_mark": _("There is no mark of %(name)s in this session to correct."),
    "not_of_this_class": _("%(name)s is not on the roster of this class."),
    "marked_absent": _("You were already marked “%(status)s” in this session; speak to the class manager."),
    "checkin_not_open": _("Check-in of this session is not open."),
    "nothing_held": _("No session of the class has been held yet, so it cannot be closed."),
}
for _sentences in BY_NOUN:
    MESSAGES.update(_sentences)


class ClassError(Exception):
    """`code` for programs, `str()` for people."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.params

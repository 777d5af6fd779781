"""Sentences about projector, further venues, head counts, online presence: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "session_has_marks_delete": _(
        "Attendance of this session has been recorded, so it cannot be deleted. What was recorded stays as evidence."
    ),
    "session_in_use": _("Papers or a make-up session hang on this session, so it cannot be deleted; cancel it instead."),
    "make_up_of_make_up": _("This is a make-up session itself; make one for the session that was missed first."),
    "venue_twice": _("“%(venue)s” is already a place of this session; choose another one."),
    "not_a_manager": _("%(name)s is not a class manager, so no venue can be entrusted."),
    "venue_has_scans": _("People have checked in or were counted at “%(venue)s”, so it stays with this session."),
    "not_among_called": _("%(name)s is not among the names that were drawn; open the count again."),
    "meeting_log_empty": _("No line with a name and times was found in “%(filename)s”; export the attendance report of the meeting again."),
    "meeting_log_columns": _(
        "“%(filename)s” lacks the columns that are needed: a name, and either minutes or the times of joining and leaving."
    ),
    "meeting_log_day": _("The times in “%(filename)s” do not touch this session (%(day)s); choose the report of this session's meeting."),
    "meeting_upload_gone": _("This upload is no longer here; choose the file once more."),
}

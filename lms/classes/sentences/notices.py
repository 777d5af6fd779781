"""Sentences about notices, class page, ticket, calendar: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "notice_empty": _("Write a title and a text: the notice is still empty."),
    "notice_too_long": _("The text has %(length)s characters, at most %(limit)s are possible: shorten it or put the rest in a file."),
    "notice_session_of_other_class": _("This session belongs to another class; choose a session of this class."),
    "channel_not_configured": _("%(channel)s is not configured on this site; copy the text and send it by hand, or ask the administrator."),
    "nobody_to_send_to": _("Nobody who has not been sent this notice has an address for %(channel)s."),
}

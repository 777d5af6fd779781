"""Sentences about community sessions: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "community_nobody": _("Count at least one person who came."),
    "community_in_future": _("The day %(day)s is still to come; write the session down after it was held."),
    "community_too_old": _("The day %(day)s is more than a year ago; check it."),
    "community_number": _(
        "“%(field)s” holds something like an identification or phone number (%(text)s); take it out, no numbers of people are kept."
    ),
    "community_uid_taken": _("This session has already been sent from another account or another ward; open the form anew."),
    "community_settled": _("A session can be changed for %(days)s days after it was written down; this one can no longer be."),
    "community_ward_ended": _("“%(ward)s” does not exist any more on %(day)s; choose the ward that took its place."),
}

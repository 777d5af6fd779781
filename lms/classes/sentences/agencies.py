"""Sentences about invited agencies, replacements, waiting places: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "link_unknown": _("This link is not right, or a newer one has replaced it. Ask the agency that invited you to send the link again."),
    "link_revoked": _("%(organizer)s has withdrawn this invitation to “%(class)s”. Ask them if you think this is a mistake."),
    "link_expired": _("This link ended at %(when)s. Ask %(organizer)s to extend it for your agency."),
    "link_class_over": _("“%(class)s” is over or cancelled, so its list can no longer be changed. Speak to %(organizer)s."),
    "lists_not_yet": _("Lists are taken from %(when)s; please come back then. This link stays the same."),
    "lists_over": _("Lists were taken until %(when)s. Ask %(organizer)s to extend the time for your agency."),
    "list_empty": _("Nobody in this list can be entered yet: correct the rows below and send it again."),
    "list_too_old": _("This list has been sent or is too old; choose the file again."),
    "invitation_nobody": _("Choose at least one agency to invite."),
    "invitation_day_passed": _("The last day of the link has passed; choose a later one."),
    "invitation_cancelled": _("The invitation of “%(agency)s” was withdrawn; invite the agency again first."),
    "reminder_nobody": _("Every agency has answered or was reminded within the last hour; nobody was reminded."),
    "decline_reason_missing": _("Write in a few words why your agency sends nobody."),
    "decline_has_people": _("Your agency has %(count)s people in this class; withdraw or replace them before declining."),
    "not_of_agency": _("This person was not sent by your agency."),
    "trainee_left": _("%(name)s has already left the class."),
    "withdraw_started": _("The class has begun; send somebody in place of %(name)s or ask %(organizer)s."),
    "replacement_reason_missing": _("Write in a few words why somebody else comes."),
    "replacement_self": _("The person who comes is the one who leaves; enter somebody else."),
    "replacement_on_roster": _("%(name)s is already on the roster of this class; choose somebody else."),
    "replacement_before": _("%(name)s has taken part in a replacement before; ask the class manager to change the roster."),
    "replacement_session_over": _("Session %(number)s has begun; choose a session that is still to come."),
    "replacement_doubt": _("The person who comes cannot be told for certain: %(doubt)s"),
    "replacement_doubt_agency": _("Somebody with this name or number is already known; ask %(organizer)s to enter the replacement."),
    "class_full": _("The class has no free place (%(quota)s places)."),
    "agency_full": _("“%(agency)s” has no free place (%(quota)s places)."),
    "nobody_waiting": _("Nobody is waiting for whom there is a free place."),
    "waiting_settled": _("%(name)s no longer waits."),
}

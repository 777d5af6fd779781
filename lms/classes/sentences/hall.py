"""Sentences about checking in: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "name_taken": _("This name has already been confirmed on another phone. Go to the support desk with your papers."),
    "browser_taken": _("This phone already stands for another person. Go to the support desk with your papers."),
    "browser_of_many": _("This phone has checked in another person today. Go to the support desk with your papers."),
    "not_on_roster": _("This name is no longer on the roster of the class. Go to the support desk."),
    "confirmation_wrong": _("That does not match the roster; check it and try again. You can try %(left)s more times."),
    "confirmation_blocked": _("This name was confirmed wrongly three times. Go to the support desk; your arrival time has been kept."),
    "nothing_to_confirm_by": _("The roster has nothing to confirm this name by. Go to the support desk; your arrival time has been kept."),
    "already_decided": _("This scan has already been decided."),
    "reason_missing": _("Write why the scan is refused; the trainee will ask."),
}

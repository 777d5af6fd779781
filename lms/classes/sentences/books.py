"""Sentences about excuses, requests, substitutes, the sealed book: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "book_too_early": _("This session has not begun; its book can be closed once it has."),
    "book_unmarked": _(
        "%(count)s trainees have no mark yet: mark them, or say below that they were absent without leave, then close the book."
    ),
    "book_claims_waiting": _("%(count)s scans still wait for confirmation: decide them first, nothing is added after the book is closed."),
    "book_same_person": _(
        "You marked people in this session, so another person should close its book. Is nobody else there? Write the reason; it stays in the record."
    ),
    "excuse_no_sessions": _("Choose at least one session for which leave is asked."),
    "excuse_no_reason": _("Write the reason for the absence."),
    "excuse_already_asked": _("Leave for session %(number)s has already been asked and waits for an answer."),
    "request_decided": _("This request has already been answered: %(state)s."),
    "request_own": _("You cannot decide on your own request; ask another class manager or the officer."),
    "answer_missing": _("Write why; the trainee reads this answer."),
    "look_again_no_text": _("Write what happened, so that the class manager can look into it."),
    "look_again_waits": _("You have already asked for this session; the class manager is looking into it."),
    "look_again_too_early": _("This session has not begun, so there is no mark to look at again."),
    "look_again_same_mark": _("The mark is already “%(status)s”; choose another one, or refuse with an answer."),
    "impersonation_no_reason": _("Write how it was found; this stays in the record of the class."),
    "impersonation_no_mark": _("%(name)s has no mark of presence in this session, so there is nothing to void."),
    "settlement_missing": _("Write what you found, so that others need not look again."),
}

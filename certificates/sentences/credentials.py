"""Sentences of what can go wrong: credentials, sharing and confirmations of open courses."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # confirming an open course
    "confirmation_not_offered": _("This course gives no confirmation of completion at present."),
    "conditions_open": _("Something is still missing before the course can be confirmed; the page of the course says what."),
    "confirmation_taken_back": _("The confirmation %(number)s was taken back, so no new one is given; ask the issuer."),
    "confirmation_issuer_ended": _("%(issuer)s exists no more; the course must name another issuer before it confirms anything."),
    "signer_missing_today": _(
        "%(issuer)s has nobody entered who may sign on %(day)s, so nothing can be confirmed today. Nothing of yours is lost: try again later."
    ),
    "confirmation_form_missing": _(
        "The form “%(title)s” is not in force today, so nothing can be confirmed. Nothing of yours is lost: try again later."
    ),
    # the digital credential
    "credential_not_valid": _("This document is not valid any more, so no digital credential is made of it."),
    # sharing
    "share_nothing_chosen": _("Choose at least one part that the page shall show."),
    "share_too_many": _("You have %(n)s links open for this document; close one that nobody needs any more."),
    "share_day_past": _("The last day lies in the past; choose today or a later day, or leave it empty."),
    "share_document_not_valid": _("This document is not valid any more, so no new link is made for it."),
    # consent before anything of a child is public
    "publication_consent_missing": _("Before a link can be made, the pupil and a parent or guardian must both agree on this page."),
    "publication_not_needed": _("The holder is sixteen or older and decides alone: no guardian's consent is entered any more."),
    "publication_evidence_missing": _("Write which signed paper says so and of which day, for example: consent form of 05/02/2026."),
    "guardian_not_grown": _("A parent or guardian is a grown-up with an account of their own; enter another email or handle."),
    "guardian_is_yourself": _("You cannot enter yourself; somebody else who has seen the papers does that."),
    "guardian_not_confirmed": _("You are not entered as this pupil's parent or guardian."),
}

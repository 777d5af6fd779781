"""Sentences of what can go wrong: forms."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "template_broken": _(
        "The form “%(title)s” has a sentence that cannot be filled at %(field)s. Nothing was lost; correct the form, then go on."
    ),
    "form_released": _("Version %(version)s of this form is released and stays as it is; make a new version to change it."),
    "form_draft_exists": _("A new version of this form is already being written; finish or discard that one first."),
    "form_day_missing": _("Enter the day from which the new version is in force."),
    "form_day_too_early": _(
        "The new version cannot be in force from %(day)s: documents up to %(last)s follow the version before it. Choose a later day."
    ),
    "form_changed_meanwhile": _("Somebody else saved this draft a moment ago; your texts are still below. Compare before you save again."),
}

"""Sentences of what can go wrong: the register."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "book_closed": _("The register book %(book)s is closed: nothing more is entered for %(year)s."),
}

"""Sentences of what can go wrong: the life of a document after its issue."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # what the dated tables say
    "ground_not_in_force": _("On %(day)s none of the grounds known here was in force; check the date of the decision."),
    "answer_rule_missing": _("For a request received on %(day)s no period for the answer is known here; check the date."),
}

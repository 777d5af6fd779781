"""The rules of a lab in a run on pages: as one sentence, and the points that count."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template

from lms.learning.models import Enrollment
from notebooks import assignment_words
from notebooks.assignments import reduced, rules_for
from notebooks.models import GradingRun, Lab

register = template.Library()


@register.inclusion_tag("notebooks/assignment_rules.html")
def assignment_rules(place: Enrollment, lab: Lab) -> dict[str, Any]:
    """On the lab's page: what holds for this learner now. Nothing where no rules are set."""
    rules = rules_for(place, lab)
    words = assignment_words.sentence_of(rules.assignment, rules.terms) if rules.assignment else ""
    return {"rules": rules, "words": words, "place": place, "lab": lab}


@register.filter
def moment(at: datetime) -> str:
    return assignment_words.moment(at)


@register.filter
def counted_score(run: GradingRun) -> Decimal | None:
    """The points of this run that count, after lateness took its part."""
    return None if run.score is None else reduced(run.score, run.late_percent)

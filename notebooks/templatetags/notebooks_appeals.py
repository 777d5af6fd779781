"""Beside a graded question: the way to ask for a second look, and what came of it."""

from typing import Any

from django import template

from notebooks.actions.appeals import TEXT_CHARACTERS
from notebooks.models import Appeal, CellScore, Submission

register = template.Library()


@register.inclusion_tag("notebooks/appeal_form.html", takes_context=True)
def question_appeal(context: dict[str, Any], submission: Submission, cell: CellScore) -> dict[str, Any]:
    """`{% question_appeal submission cell %}`; `cell` is a CellScore, or a ScoredCell around one. One query per page."""
    cell = getattr(cell, "cell", cell)
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "submission": submission,
        "cell": cell,
        "appeal": appeals_of(submission).get((cell.notebook, cell.grade_id)),
        "may_ask": request.user.pk in credited_to(submission),
        "characters": TEXT_CHARACTERS,
    }


def appeals_of(submission: Submission) -> dict[tuple[str, str], Appeal]:
    """The newest appeal per question."""
    found: dict[tuple[str, str], Appeal] | None = submission.__dict__.get("_appeals")
    if found is None:
        found = {}
        for appeal in submission.appeals.select_related("answered_by"):
            found.setdefault((appeal.notebook, appeal.grade_id), appeal)
        submission.__dict__["_appeals"] = found
    return found


def credited_to(submission: Submission) -> set[int]:
    """The people whose work this is: the sender, and the group as it was then."""
    found: set[int] | None = submission.__dict__.get("_credited_to")
    if found is None:
        found = {submission.enrollment.person_id, *submission.credits.values_list("enrollment__person", flat=True)}
        submission.__dict__["_credited_to"] = found
    return found

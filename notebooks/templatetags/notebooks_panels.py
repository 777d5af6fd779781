"""What the labs' room shows on pages of other rooms."""

from typing import Any

from django import template
from django.db.models import Count

from lms.learning.models import CourseRun
from lms.learning.templatetags.learning_panels import place_in
from notebooks.models import GradingRun, Lab, Submission

register = template.Library()
LISTED = 5


@register.inclusion_tag("notebooks/lab_card.html", takes_context=True)
def lab_card(context: dict[str, Any], lab_uid: Any, course: Any) -> dict[str, Any]:
    """In a lesson: what the lab is and the way in."""
    lab = Lab.objects.released().select_related("current_version").filter(content_uid=lab_uid).first()
    request = context["request"]
    return {
        "request": request,
        "user": request.user,
        "lab": lab,
        "place": place_in(context, course) if lab and course else None,
        "course": course,
    }


@register.inclusion_tag("notebooks/panels/grading.html", takes_context=True)
def grading_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a teacher: answers that wait, lab by lab."""
    runs = CourseRun.objects.staffed_by(context["request"].user)
    waiting = GradingRun.objects.filter(state=GradingRun.State.NEEDS_MANUAL, submission__enrollment__run__in=runs)
    labs = waiting.order_by().values_list("submission__enrollment__run__code", "submission__lab__slug", "submission__lab__title")
    return {"request": context["request"], "waiting": sorted(labs.annotate(n=Count("pk")))}


@register.inclusion_tag("notebooks/panels/mine.html", takes_context=True)
def submissions_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a learner: the newest submissions and what became of them."""
    runs = GradingRun.objects.filter(submission__enrollment__person=context["request"].user).select_related("submission__lab")
    newest: dict[Any, tuple[Submission, GradingRun]] = {}
    for run in runs.order_by("-submission__received_at", "-number")[: LISTED * 4]:
        newest.setdefault(run.submission_id, (run.submission, run))
    return {"request": context["request"], "submissions": list(newest.values())[:LISTED]}

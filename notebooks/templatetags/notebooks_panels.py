"""What the labs' room shows on pages of other rooms."""

from typing import Any

from django import template

from lms.learning.models import CourseRun
from lms.learning.templatetags.learning_panels import place_in
from notebooks.models import GradingRun, Lab, Submission

register = template.Library()


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
    counts: dict[tuple[str, str, str], int] = {}
    for code, slug, title in waiting.values_list("submission__enrollment__run__code", "submission__lab__slug", "submission__lab__title"):
        counts[(code, slug, title)] = counts.get((code, slug, title), 0) + 1
    return {"request": context["request"], "waiting": [(*key, n) for key, n in sorted(counts.items())]}


@register.inclusion_tag("notebooks/panels/mine.html", takes_context=True)
def submissions_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a learner: the newest submissions and what became of them."""
    mine = Submission.objects.filter(enrollment__person=context["request"].user).select_related("lab").prefetch_related("grading_runs")[:5]
    return {"request": context["request"], "submissions": [(each, next(iter(each.grading_runs.all()), None)) for each in mine]}

"""Where the curriculum has lessons and where it has none yet, for everybody who may open the editor."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from courses import coverage
from courses.models import Audience, Strand, Tier
from courses.permissions import require_editor


def coverage_page(request: HttpRequest) -> HttpResponse:
    require_editor(request)
    measured = coverage.measure()
    tier = request.GET.get("tier", "")
    tier = tier if tier in Tier.values else ""
    names = {term.code: term.label for model in (Audience, Strand) for term in model.objects.all()}
    gaps = [
        (names.get(gap["audience"], ""), names.get(gap.get("strand", "")) or dict(Tier.choices).get(gap.get("tier", "")))
        for gap in coverage.gaps(measured)
    ]
    context = {
        "lessons": measured.lessons,
        "tiers": coverage.tier_table(measured),
        "strands": coverage.strand_table(measured, tier=tier),
        "tier": tier,
        "tier_choices": Tier.choices,
        "gaps": gaps,
    }
    return render(request, "courses/admin/coverage.html", context)


def coverage_file(request: HttpRequest) -> HttpResponse:
    """The same as `manage.py curriculum_coverage --json`."""
    require_editor(request)
    response = JsonResponse(coverage.as_json(coverage.measure()), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="do-phu-chuong-trinh.json"'
    return response

"""“Kiểm tra” on the site: choose a file, see where the check stands and what came out."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from lms.people.requests import LoggedInRequest
from notebooks import check_queue
from notebooks.access import get_place_and_lab
from notebooks.actions import checks
from notebooks.exceptions import NotebooksError
from notebooks.forms import CheckForm
from notebooks.models import CheckRun
from notebooks.views.learner import lab_page


@login_required
@require_POST
def check_create(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    form = CheckForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect("check-detail", pk=checks.ask(enrollment=place, lab=lab, files=form.upload()).pk)
        except NotebooksError as error:
            form.add_error("check_files", str(error))
    return lab_page(request, place, lab, check_form=form, status=422)


@login_required
def check_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """A learner's own check; nobody else sees it, it counts for nothing."""
    with_work = CheckRun.objects.select_related("enrollment__run__course", "lab")
    check = with_work.filter(pk=pk, enrollment__person=request.user).first()
    if check is None:
        raise Http404
    ahead = check_queue.place_of(check) if check.state == check.State.QUEUED else 0
    seen = f"{check.state}-{ahead}"
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {
        "check": check,
        "lab": check.lab,
        "course_run": check.enrollment.run,
        "ahead": ahead,
        "seen": seen,
        "is_over": check.state in (check.State.DONE, check.State.FAILED),
        "right": sum(1 for result in check.results if result["passed"]),
        "allowance": checks.allowance(enrollment=check.enrollment, lab=check.lab),
    }
    return render(request, "notebooks/check_state.html" if request.htmx else "notebooks/check_detail.html", context)

"""Pages where an author begins a lab, uploads its versions and writes its tests."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lms.people.requests import LoggedInRequest
from notebooks.access import get_lab_for_author
from notebooks.actions import labs
from notebooks.authoring_forms import CheckForm, NewLabForm, NewSourceForm
from notebooks.checks.examples import EXAMPLES
from notebooks.exceptions import NotebooksError
from notebooks.intake import NOTEBOOK_SUFFIX
from notebooks.starters import STARTERS
from notebooks.views.teacher import require_author


@login_required
def lab_create(request: LoggedInRequest) -> HttpResponse:
    """An empty lab, or one with a small source that is being checked already (`?template=`)."""
    require_author(request)
    form = NewLabForm(request.POST or None, initial={"template": request.GET.get("template", "")})
    if request.method == "POST" and form.is_valid():
        starter = STARTERS.get(form.cleaned_data.pop("template"))
        with transaction.atomic():
            lab = labs.create(**form.cleaned_data, by=request.user)
            if starter is None:
                return redirect("lab-edit", slug=lab.slug)
            version = labs.keep_source(lab=lab, bundle=starter.bundle, by=request.user)
        return redirect("lab-version", slug=lab.slug, number=version.number)
    return render(request, "notebooks/lab_create.html", {"form": form, "starters": STARTERS.values()}, status=422 if form.errors else 200)


@login_required
def lab_edit(request: LoggedInRequest, slug: str) -> HttpResponse:
    lab = get_lab_for_author(request, slug)
    form = NewSourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = labs.upload_source(lab=lab, upload=form.upload(), by=request.user, default_tier=form.cleaned_data["default_tier"])
            return redirect("lab-version", slug=slug, number=version.number)
        except NotebooksError as error:
            form.add_error("files", str(error))
    return render(
        request, "notebooks/lab_edit.html", {"lab": lab, "form": form, "versions": lab.versions.all()}, status=422 if form.errors else 200
    )


@login_required
def template_file(request: LoggedInRequest, code: str) -> HttpResponse:
    """A small lab to download and change."""
    require_author(request)
    starter = STARTERS.get(code)
    if starter is None:
        raise Http404
    name = starter.name + NOTEBOOK_SUFFIX
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(starter.content, content_type="application/x-ipynb+json", headers=headers)


@login_required
def check_write(request: LoggedInRequest) -> HttpResponse:
    """How answers are checked, and a form that writes a test cell. Nothing is stored."""
    require_author(request)
    form = CheckForm(request.POST or None)
    is_written = request.method == "POST" and form.is_valid()
    context = {"form": form, "cell": form.cell if is_written else "", "examples": EXAMPLES}
    return render(request, "notebooks/authoring_check.html", context, status=422 if form.errors else 200)

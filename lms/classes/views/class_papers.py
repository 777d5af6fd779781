"""«Giấy tờ» of a class."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import class_papers as papers
from lms.classes.class_paper_forms import DecisionForm, PaperForm
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassDocument
from lms.classes.permissions import Verb, Visit, visit_class
from lms.foundation import audit, files, uploads
from lms.foundation.ratelimit import limited
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_papers(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The papers; posting one adds it."""
    visit = visit_class(request, pk, Verb.READ)
    if request.method == "POST" and not may_add(visit):
        raise PermissionDenied
    form = PaperForm(request.POST or None, request.FILES or None, training_class=visit.training_class)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            paper = papers.add(training_class=visit.training_class, upload=values.pop("file"), by=request.user, **values)
        except uploads.UploadError as error:
            form.add_error("file", str(error))
        else:
            _take_decision_over(request, visit, paper)
            messages.success(request, _("“%(title)s” was added.") % {"title": paper.title})
            return redirect("class-papers", pk=pk)
    return _page(request, visit, form, DecisionForm(initial=_decision(visit)), status=422 if form.errors else 200)


@login_required
@require_POST
def class_decide(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The number and date that the class still waited for."""
    visit = visit_class(request, pk, Verb.EDIT)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            papers.decide(training_class=visit.training_class, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The decision was entered."))
            return redirect("class-papers", pk=pk)
    return _page(request, visit, PaperForm(training_class=visit.training_class), form, status=422)


@limited("paper", per_account=60, per_address=1500)  # type: ignore[arg-type]  # a file is a response of its own kind
def paper_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A public paper goes to anybody, any other to those who may read the class; a removed one only to its officers."""
    paper = get_object_or_404(ClassDocument, pk=pk)
    if not (paper.is_public and paper.removed_at is None):
        if not request.user.is_authenticated:
            raise Http404
        visit_class(request, paper.training_class_id, Verb.READ if paper.removed_at is None else Verb.EDIT)  # type: ignore[arg-type]
        audit.access(request, paper.training_class, f"paper {paper.pk}")
    return files.private_response(paper.file_sha256, paper.file_name, uploads.content_type_of(paper.file_sha256, paper.file_name))


@login_required
def paper_remove(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, paper = visit_paper(request, pk)
    if request.method != "POST":
        return class_page(request, visit, "classes/class_paper_remove.html", paper=paper)
    papers.remove(paper=paper, by=request.user)
    messages.success(request, _("“%(title)s” is no longer shown; the file is kept.") % {"title": paper.title})
    return redirect("class-papers", pk=visit.training_class.pk)


@login_required
@require_POST
def paper_restore(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, paper = visit_paper(request, pk)
    papers.restore(paper=paper, by=request.user)
    messages.success(request, _("“%(title)s” is shown again.") % {"title": paper.title})
    return redirect("class-papers", pk=visit.training_class.pk)


def visit_paper(request: LoggedInRequest, pk: int) -> tuple[Visit, ClassDocument]:
    """For removing: the class's officers, and whoever added the paper and still works in the class."""
    paper = get_object_or_404(ClassDocument, pk=pk)
    visit = visit_class(request, paper.training_class_id, Verb.READ)
    if not visit.may(Verb.EDIT) and paper.by_id != request.user.pk:
        raise PermissionDenied
    return visit, paper


def may_add(visit: Visit) -> bool:
    """Officers, and class managers, who hold the signed sheets; also after the class was closed."""
    return visit.may(Verb.EDIT) or visit.may(Verb.MARK)


def _decision(visit: Visit) -> dict[str, object]:
    return {"decision_no": visit.training_class.decision_no, "decision_on": visit.training_class.decision_on}


def _take_decision_over(request: LoggedInRequest, visit: Visit, paper: ClassDocument) -> None:
    """A decision with number and date settles what the class waits for; nothing that was entered is overwritten."""
    waits = visit.may_edit and visit.training_class.waits_for_decision
    if paper.kind != ClassDocument.Kind.DECISION or not waits or not paper.document_no or paper.document_on is None:
        return
    try:
        papers.decide(training_class=visit.training_class, decision_no=paper.document_no, decision_on=paper.document_on, by=request.user)
    except ClassError as error:
        tell(request, error)


def _page(request: LoggedInRequest, visit: Visit, form: PaperForm, decision_form: DecisionForm, *, status: int) -> HttpResponse:
    shown = list(papers.shown(visit.training_class))
    removed = visit.training_class.documents.exclude(removed_at=None).order_by("-removed_at") if visit.may(Verb.EDIT) else []
    removable = {paper.pk for paper in shown if visit.may(Verb.EDIT) or paper.by_id == request.user.pk}
    context = {"papers": shown, "removed": removed, "removable": removable, "form": form, "decision_form": decision_form}
    return class_page(request, visit, "classes/class_papers.html", status=status, may_add=may_add(visit), **context)

"""The recognition decision: its draft, its number and date, its scan."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import decision_draft
from certificates import desk as reading
from certificates.actions import decisions
from certificates.exceptions import CertificateError
from certificates.forms import DecisionForm, ScanForm
from certificates.models import RecognitionDecision
from certificates.permissions import Verb, get_desk
from lms.classes.models import TrainingClass
from lms.foundation import audit, files, uploads
from lms.foundation.uploads import UploadError
from lms.people.requests import LoggedInRequest


@login_required
def decision_enter(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    view = reading.view_of(desk.training_class)
    initial = {"number": view.decision.number, "decided_on": view.decision.decided_on} if view.decision else None
    form = DecisionForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decision = _enter(desk.training_class, form, request)
        except (CertificateError, UploadError) as error:
            form.add_error("scan" if isinstance(error, UploadError) else None, str(error))
        else:
            text = _("Decision %(number)s was entered; the list of those whom it recognises is frozen.")
            messages.success(request, text % {"number": decision.number})
            return redirect("certificate-class", pk=pk)
    context = {"desk": desk, "training_class": desk.training_class, "view": view, "form": form}
    return render(request, "certificates/decision_enter.html", context)


def _enter(training_class: TrainingClass, form: DecisionForm, request: LoggedInRequest) -> RecognitionDecision:
    """A correction says so itself, so that an older open page overwrites nothing."""
    number, decided_on, scan = (form.cleaned_data[name] for name in ("number", "decided_on", "scan"))
    # Looked at first: a scan that cannot be taken stops the entry before anything is frozen.
    paper = uploads.keep(scan) if scan else None
    if "correct" in request.POST and hasattr(training_class, "recognition_decision"):
        entered = training_class.recognition_decision
        decision = decisions.correct(decision=entered, number=number, decided_on=decided_on, by=request.user)
    else:
        decision = decisions.enter(training_class=training_class, number=number, decided_on=decided_on, by=request.user)
    return decisions.keep_scan(decision=decision, paper=paper, by=request.user) if paper else decision


@login_required
@require_safe
def decision_download(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The draft for the office, with the results as they are at this moment, or as they were frozen."""
    desk = get_desk(request, pk, Verb.MANAGE)
    view = reading.view_of(desk.training_class)
    audit.access(request, desk.training_class, "birth_dates")
    form = reading.usual_document_class(desk.training_class)
    data = decision_draft.draft(desk.training_class, view.recognised, form, on=timezone.localdate())
    response = HttpResponse(data, content_type=decision_draft.DOCX)
    response["Content-Disposition"] = f'attachment; filename="du-thao-quyet-dinh-{desk.training_class.pk}.docx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def decision_scan(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The scan of the signed decision, for those who may read the results."""
    decision = _decision(get_desk(request, pk, Verb.READ).training_class)
    if not decision.file_sha256 or not files.exists(decision.file_sha256):
        raise Http404
    audit.access(request, decision, "decision_scan")
    kind = uploads.content_type_of(decision.file_sha256, decision.file_name)
    return files.private_response(decision.file_sha256, decision.file_name, kind)


@login_required
def decision_scan_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The scan comes later than the number, or in a better picture."""
    desk = get_desk(request, pk, Verb.MANAGE)
    decision = _decision(desk.training_class)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.keep_scan(decision=decision, paper=uploads.keep(form.cleaned_data["scan"]), by=request.user)
        except UploadError as error:
            form.add_error("scan", str(error))
        else:
            messages.success(request, _("The scan of decision %(number)s is kept.") % {"number": decision.number})
            return redirect("certificate-class", pk=pk)
    context = {"desk": desk, "training_class": desk.training_class, "decision": decision, "form": form}
    return render(request, "certificates/decision_scan_add.html", context)


def _decision(training_class: TrainingClass) -> RecognitionDecision:
    decision = getattr(training_class, "recognition_decision", None)
    if decision is None:
        raise Http404
    return decision

"""Classes that wait, the recognition decision, issuing, the register book."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import desk as reading
from certificates.actions import certificates, decisions
from certificates.exceptions import CertificateError
from certificates.forms import DecisionForm, IssueForm
from certificates.models import DocumentClass, RecognitionDecision, RegisterBook
from certificates.permissions import Verb, classes_of_registrar, get_desk, require_registrar
from lms.classes.models import TrainingClass
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
def certificate_class_list(request: LoggedInRequest) -> HttpResponse:
    issuers = require_registrar(request)
    classes = reading.with_issued(classes_of_registrar(request.user))
    context = {
        "to_decide": reading.waiting_for_decision(classes),
        "to_issue": reading.waiting_for_issue(classes),
        "page_obj": Paginator(classes.order_by("-closing_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "books": RegisterBook.objects.of_issuers(issuers),
    }
    return render(request, "certificates/class_list.html", context)


@login_required
def certificate_class(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.READ)
    made, issued = reading.files_progress(desk.training_class)
    context = {
        "desk": desk,
        "training_class": desk.training_class,
        "view": reading.view_of(desk.training_class),
        "made": made,
        "issued": issued,
    }
    return render(request, "certificates/class_detail.html", context)


@login_required
def certificate_progress(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The bar alone; it asks for itself again while files are being made."""
    desk = get_desk(request, pk, Verb.READ)
    made, issued = reading.files_progress(desk.training_class)
    return render(request, "certificates/_files.html", {"training_class": desk.training_class, "made": made, "issued": issued})


@login_required
def decision_enter(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    view = reading.view_of(desk.training_class)
    initial = {"number": view.decision.number, "decided_on": view.decision.decided_on} if view.decision else None
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decision = _enter(desk.training_class, form, request)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Decision %(number)s was entered; the list of those whom it recognises is frozen.") % {"number": decision.number}
            )
            return redirect("certificate-class", pk=pk)
    return render(
        request, "certificates/decision_enter.html", {"desk": desk, "training_class": desk.training_class, "view": view, "form": form}
    )


def _enter(training_class: TrainingClass, form: DecisionForm, request: LoggedInRequest) -> RecognitionDecision:
    """A correction says so itself, so that an older open page overwrites nothing."""
    if "correct" in request.POST and hasattr(training_class, "recognition_decision"):
        return decisions.correct(decision=training_class.recognition_decision, by=request.user, **form.cleaned_data)
    return decisions.enter(training_class=training_class, by=request.user, **form.cleaned_data)


@login_required
def certificate_issue(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    view = reading.view_of(desk.training_class)
    choices = reading.document_classes_for(desk.training_class) if view.is_closed else DocumentClass.objects.none()
    form = IssueForm(request.POST or None, choices=choices, initial={"document_class": choices.first()})
    if request.method == "POST" and form.is_valid():
        try:
            report = certificates.issue_all(
                training_class=desk.training_class, document_class=form.cleaned_data["document_class"], by=request.user
            )
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, report)
            return redirect("certificate-class", pk=pk)
    return render(
        request, "certificates/certificate_issue.html", {"desk": desk, "training_class": desk.training_class, "view": view, "form": form}
    )


def _tell(request: LoggedInRequest, report: certificates.IssueReport) -> None:
    if report.issued:
        text = ngettext("%(n)s certificate was issued.", "%(n)s certificates were issued.", len(report.issued))
        messages.success(request, text % {"n": len(report.issued)})
    else:
        messages.info(request, _("Everybody whom the decision recognises already has a certificate."))
    surprises = [refusal for refusal in report.refused if refusal.code not in ("conditions_unmet", "not_in_decision")]
    for refusal in surprises:
        messages.warning(request, f"{refusal.trainee.enrollment.person.full_name}: {' '.join(refusal.reasons)}")

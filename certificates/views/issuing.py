"""Preparing, issuing, making final, voiding, and trying files again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from certificates import desk as reading
from certificates import doorbell
from certificates.actions import certificates, file_sweeps, issue_batches
from certificates.actions.reports import IssueReport
from certificates.exceptions import CertificateError
from certificates.forms import IssueForm, VoidForm
from certificates.models import DocumentClass, IssueBatch
from certificates.permissions import Desk, Verb, get_desk
from certificates.permissions_issuing import get_unissued
from certificates.progress import EXPECTED
from lms.people.requests import LoggedInRequest

# So many are issued while the page is waited for; more go to the worker.
AT_ONCE = 50


@login_required
def certificate_issue(request: LoggedInRequest, pk: int) -> HttpResponse:
    return _press(request, get_desk(request, pk, Verb.MANAGE), IssueBatch.Task.ISSUE)


@login_required
def certificate_prepare(request: LoggedInRequest, pk: int) -> HttpResponse:
    return _press(request, get_desk(request, pk, Verb.MANAGE), IssueBatch.Task.PREPARE)


def _press(request: LoggedInRequest, desk: Desk, task: IssueBatch.Task) -> HttpResponse:
    """Asks first, then does it at once or in the background."""
    training_class = desk.training_class
    view = reading.view_of(training_class)
    is_time = view.is_closed if task == IssueBatch.Task.ISSUE else view.is_decidable
    choices = reading.document_classes_for(training_class) if is_time else DocumentClass.objects.none()
    form = IssueForm(request.POST or None, choices=choices, initial={"document_class": reading.usual_document_class(training_class)})
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, desk, task, form.cleaned_data["document_class"], len(view.rows))
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            return redirect("certificate-class", pk=training_class.pk)
    context = {"desk": desk, "training_class": training_class, "view": view, "form": form, "batch": issue_batches.of_class(training_class)}
    name = "certificate_issue" if task == IssueBatch.Task.ISSUE else "certificate_prepare"
    return render(request, f"certificates/{name}.html", context)


def _do(request: LoggedInRequest, desk: Desk, task: IssueBatch.Task, document_class: DocumentClass, people: int) -> None:
    asked: dict[str, Any] = {"training_class": desk.training_class, "document_class": document_class, "by": request.user}
    if people > AT_ONCE or issue_batches.of_class(desk.training_class):
        issue_batches.begin(task=task, **asked)
        messages.info(request, _("The work goes on in the background; you may leave this page."))
    elif task == IssueBatch.Task.ISSUE:
        _tell(request, certificates.issue_all(**asked))
    else:
        _tell_prepared(request, certificates.prepare(**asked))


def _tell(request: LoggedInRequest, report: IssueReport) -> None:
    if report.issued:
        text = ngettext("%(n)s certificate was issued.", "%(n)s certificates were issued.", len(report.issued))
        messages.success(request, text % {"n": len(report.issued)})
    elif not report.refused or report.already:
        messages.info(request, _("Everybody whom the decision recognises already has a certificate."))
    _tell_refused(request, report)


def _tell_prepared(request: LoggedInRequest, report: IssueReport) -> None:
    if report.issued:
        text = ngettext("%(n)s document is prepared.", "%(n)s documents are prepared.", len(report.issued))
        messages.success(request, text % {"n": len(report.issued)})
    else:
        messages.info(request, _("Nothing has changed since the documents were prepared."))
    if report.voided:
        text = ngettext(
            "%(n)s number is void; its reason is in the register.", "%(n)s numbers are void; their reasons are in the register.",
            len(report.voided),
        )  # fmt: skip
        messages.warning(request, text % {"n": len(report.voided)})
    _tell_refused(request, report)


def _tell_refused(request: LoggedInRequest, report: IssueReport) -> None:
    for refusal in report.refused:
        if refusal.code not in EXPECTED:
            messages.warning(request, f"{refusal.trainee.enrollment.person.full_name}: {' '.join(refusal.reasons)}")


@login_required
@require_POST
def certificate_finalise(request: LoggedInRequest, pk: int) -> HttpResponse:
    """At once what the clock would do within a minute."""
    desk = get_desk(request, pk, Verb.MANAGE)
    if reading.view_of(desk.training_class).prepared > AT_ONCE:
        doorbell.ring_prepared()
        messages.info(request, _("The work goes on in the background; you may leave this page."))
        return redirect("certificate-class", pk=pk)
    try:
        report = certificates.finalise(training_class=desk.training_class, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        _tell(request, report)
    return redirect("certificate-class", pk=pk)


@login_required
def certificate_void(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    certificate = get_unissued(request, pk)
    training_class = certificate.enrollment.trainee.training_class
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            certificates.void(certificate=certificate, reason=form.cleaned_data["reason"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Number %(number)s is void.") % {"number": certificate.register_no})
            return redirect("certificate-class", pk=training_class.pk)
    desk = get_desk(request, training_class.pk, Verb.MANAGE)
    context = {"desk": desk, "training_class": desk.training_class, "certificate": certificate, "form": form}
    return render(request, "certificates/certificate_void.html", context)


@login_required
@require_POST
def certificate_retry(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Files that could not be made are made again by the worker."""
    desk = get_desk(request, pk, Verb.MANAGE)
    n = file_sweeps.try_again(training_class=desk.training_class)
    text = ngettext("%(n)s file is being made again.", "%(n)s files are being made again.", n)
    messages.info(request, text % {"n": n})
    return redirect("certificate-class", pk=pk)

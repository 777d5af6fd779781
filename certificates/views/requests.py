"""Requests for another document: the holder asks, the office answers in time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import clock, corrections
from certificates.actions import requests
from certificates.exceptions import CertificateError
from certificates.forms_lifecycle import RefusalForm, RequestForm
from certificates.lifecycle_rules import answer_rule
from certificates.models import Certificate, CertificateRequest
from certificates.permissions import Verb
from certificates.permissions_lifecycle import (
    CertificateDesk,
    get_certificate,
    get_own_certificate,
    get_request,
    requests_of,
    require_reach,
)
from lms.foundation import audit, files, uploads
from lms.foundation.vietnamese import format_date
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50
LISTED = "certificate__enrollment__person", "certificate__issuer"


@login_required
@require_safe
def certificate_request_list(request: LoggedInRequest) -> HttpResponse:
    """What waits, the most urgent first; then what was answered."""
    mine = requests_of(require_reach(request)).select_related(*LISTED)
    answered = mine.exclude(state=CertificateRequest.State.ASKED).order_by("-decided_at", "-pk")
    context = {
        "dues": clock.dues(mine.waiting()),  # type: ignore[attr-defined]  # a named queryset
        "page_obj": Paginator(answered, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "certificates/request_list.html", context)


@login_required
@require_safe
def certificate_request_mine(request: LoggedInRequest) -> HttpResponse:
    """The holder's own requests with their answers."""
    mine = CertificateRequest.objects.filter(certificate__enrollment__person=request.user).select_related("certificate", "result")
    return render(request, "certificates/request_mine.html", {"requests": mine.order_by("-pk")})


@login_required
def certificate_request_ask(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """By the holder; the clock runs from today."""
    certificate = get_own_certificate(request, pk)
    form = RequestForm(request.POST or None, request.FILES or None, printed=certificate.snapshot)
    if request.method == "POST" and form.is_valid():
        try:
            asked = requests.ask(certificate=certificate, wish=form.wish(), by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request was sent. The issuer answers by %(day)s.") % {"day": format_date(asked.due_on)})
            return redirect("certificate-request-mine")
    return _ask_page(request, "certificates/request_ask.html", certificate, form)


@login_required
def certificate_request_enter(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """By the registrar, of a request on paper."""
    desk = get_certificate(request, pk, Verb.MANAGE)
    certificate = desk.certificate
    form = RequestForm(request.POST or None, request.FILES or None, printed=certificate.snapshot, on_paper=True)
    if request.method == "POST" and form.is_valid():
        try:
            asked = requests.enter(certificate=certificate, wish=form.wish(), received_on=form.cleaned_data["received_on"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request was entered; it is to be answered by %(day)s.") % {"day": format_date(asked.due_on)})
            return redirect("certificate-request-detail", pk=asked.pk)
    return _ask_page(request, "certificates/request_enter.html", certificate, form, desk)


def _ask_page(
    request: LoggedInRequest, template: str, certificate: Certificate, form: RequestForm, desk: CertificateDesk | None = None
) -> HttpResponse:
    waiting = certificate.requests.waiting().first()
    days = answer_rule(CertificateRequest.Kind.ISSUER_ERROR, timezone.localdate()).working_days
    context = {"certificate": certificate, "printed": certificate.snapshot, "form": form, "waiting": waiting, "days": days, "desk": desk}
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
def certificate_request_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The request with its papers; the office answers here, the holder reads and may take it back."""
    asked, may_answer = get_request(request, pk)
    form = RefusalForm(request.POST or None)
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        if form.is_valid() and _refused(request, asked, form):
            return redirect("certificate-request-list")
    context = {
        "asked": asked,
        "certificate": asked.certificate,
        "changes": corrections.changes(asked.certificate.snapshot, asked.corrections),
        "due": clock.due_of(asked),
        "may_answer": may_answer,
        "is_mine": asked.certificate.enrollment.person_id == request.user.pk,
        "form": form,
    }
    return render(request, "certificates/request_detail.html", context, status=422 if form.errors else 200)


def _refused(request: LoggedInRequest, asked: CertificateRequest, form: RefusalForm) -> bool:
    try:
        requests.refuse(request=asked, answer=form.cleaned_data["answer"], by=request.user)
    except CertificateError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The request was refused; the holder reads your answer."))
    return True


@login_required
@require_POST
def certificate_request_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    asked, _may_answer = get_request(request, pk)
    if request.user.pk not in (asked.certificate.enrollment.person_id, asked.asked_by_id):
        raise PermissionDenied
    try:
        requests.withdraw(request=asked, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The request was taken back."))
    is_mine = asked.certificate.enrollment.person_id == request.user.pk
    return redirect("certificate-request-mine" if is_mine else "certificate-request-list")


@login_required
@require_safe
def certificate_request_file(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    asked, _may_answer = get_request(request, pk)
    if not asked.file_sha256 or not files.exists(asked.file_sha256):
        raise Http404
    audit.access(request, asked, "paper")
    return files.private_response(asked.file_sha256, asked.file_name, uploads.content_type_of(asked.file_sha256, asked.file_name))

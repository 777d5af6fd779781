"""A document in place of another: first what will change is shown, then it is made."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import records
from certificates.actions import requests, successors
from certificates.actions.successors import Plan
from certificates.exceptions import CertificateError
from certificates.forms_lifecycle import CorrectionsForm, RenewalForm, ReplacementForm
from certificates.lineage import issuers_after
from certificates.models import Certificate, CertificateRequest
from certificates.permissions import Verb
from certificates.permissions_lifecycle import CertificateDesk, get_certificate
from lms.people.models import Organization
from lms.people.requests import LoggedInRequest

Kind = CertificateRequest.Kind


@login_required
def certificate_reissue(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """After an error of the issuer. Without «confirm» the page shows old → new and changes nothing."""
    desk = get_certificate(request, pk, Verb.MANAGE)
    asked = _answered(request, desk.certificate, Kind.ISSUER_ERROR)
    issuers, obstacle = _issuers(desk.certificate)
    form = CorrectionsForm(
        request.POST or None,
        printed={**desk.certificate.snapshot, **_suggested(request, desk.certificate, asked)},
        issuers=issuers,
        with_answer=asked is not None,
    )
    plan = None
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data.get("issuer")
            if "confirm" in request.POST:
                return _done(request, _reissued(request, desk.certificate, asked, form, chosen))
            if "back" not in request.POST:
                plan = successors.plan_reissue(certificate=desk.certificate, right=form.right(), issuer=chosen)
        except CertificateError as error:
            form.add_error(None, str(error))
    return _page(request, "certificates/certificate_reissue.html", desk, form, plan, asked, obstacle)


@login_required
def certificate_renew(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """After a revocation that does not hold, or an annulment that cleared the way; shown first as in a reissue."""
    desk = get_certificate(request, pk, Verb.MANAGE)
    issuers, obstacle = _issuers(desk.certificate)
    form = RenewalForm(request.POST or None, printed=desk.certificate.snapshot, issuers=issuers, with_answer=False)
    plan = None
    try:
        if form.is_valid():
            values = {"reason": form.cleaned_data["reason"], "right": form.right(), "issuer": form.cleaned_data.get("issuer")}
            if "confirm" in request.POST:
                return _done(request, successors.renew(certificate=desk.certificate, by=request.user, **values))
            if "back" not in request.POST:
                plan = successors.plan_renewal(certificate=desk.certificate, **values)
        elif not form.is_bound:
            successors.refuse_unless_ended(desk.certificate)
    except CertificateError as error:
        if form.is_bound:
            form.add_error(None, str(error))
        else:
            obstacle = str(error)
    return _page(request, "certificates/certificate_renew.html", desk, form, plan, None, obstacle)


@login_required
def certificate_replace(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """In place of a lost or damaged one."""
    desk = get_certificate(request, pk, Verb.MANAGE)
    asked = _answered(request, desk.certificate, Kind.LOST)
    issuers, obstacle = _issuers(desk.certificate)
    form = ReplacementForm(request.POST if request.method == "POST" else None, issuers=issuers, with_answer=asked is not None)
    plan = None
    try:
        chosen = form.cleaned_data.get("issuer") if form.is_bound and form.is_valid() else None
        if form.is_bound and form.is_valid():
            return _done(request, _replaced(request, desk.certificate, asked, form, chosen))
        plan = successors.plan_replacement(certificate=desk.certificate, issuer=chosen)
    except CertificateError as error:
        if form.is_bound:
            form.add_error(None, str(error))
        obstacle = str(error)
    return _page(request, "certificates/certificate_replace.html", desk, form, plan, asked, obstacle)


def _reissued(
    request: LoggedInRequest, certificate: Certificate, asked: CertificateRequest | None, form: CorrectionsForm, issuer: Organization | None
) -> Certificate:
    if asked is None:
        return successors.reissue(certificate=certificate, right=form.right(), issuer=issuer, by=request.user)
    answer = form.cleaned_data["answer"]
    granted = requests.grant(request=asked, answer=answer, right=form.right(), issuer=issuer, by=request.user)
    return granted.result or certificate


def _replaced(
    request: LoggedInRequest, certificate: Certificate, asked: CertificateRequest | None, form: ReplacementForm, issuer: Organization | None
) -> Certificate:
    if asked is None:
        return successors.replace_lost(certificate=certificate, issuer=issuer, by=request.user)
    granted = requests.grant(request=asked, answer=form.cleaned_data["answer"], issuer=issuer, by=request.user)
    return granted.result or certificate


def _done(request: LoggedInRequest, made: Certificate) -> HttpResponse:
    messages.success(request, _("Document no. %(number)s was issued; the one before is no longer valid.") % {"number": made.serial_no})
    return redirect("certificate-detail", pk=made.pk)


def _answered(request: LoggedInRequest, certificate: Certificate, kind: str) -> CertificateRequest | None:
    """The request that is answered by this; one about this document and of this kind."""
    asked = certificate.requests.waiting().filter(kind=kind).first()
    return asked or certificate.requests.filter(kind=kind, state=CertificateRequest.State.GRANTED).first()


def _suggested(request: LoggedInRequest, certificate: Certificate, asked: CertificateRequest | None) -> dict[str, str]:
    """What the holder asked for, or what the records say now."""
    if asked:
        return dict(asked.corrections)
    if "ho-so" in request.GET:
        return {change.field: change.new for change in records.changes_since(certificate)}
    return {}


def _issuers(certificate: Certificate) -> tuple[list[Organization], str]:
    """(in whose name, why not at all)."""
    try:
        return issuers_after(certificate.issuer, timezone.localdate()), ""
    except CertificateError as error:
        return [], str(error)


def _page(
    request: LoggedInRequest, template: str, desk: CertificateDesk, form: forms.Form, plan: Plan | None,
    asked: CertificateRequest | None, obstacle: str,
) -> HttpResponse:  # fmt: skip
    context = {
        "desk": desk, "certificate": desk.certificate, "printed": desk.certificate.snapshot, "form": form, "plan": plan,
        "asked": asked, "obstacle": obstacle,
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)

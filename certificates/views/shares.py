"""Links of a holder, and the page that everybody sees who has one."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import sharing
from certificates.actions import certificates, credentials, shares
from certificates.credentials_forms import ShareForm
from certificates.exceptions import CertificateError
from certificates.history import history_of
from certificates.models import Share
from certificates.permissions_credentials import get_own_certificate, get_own_share
from certificates.sharing import Part, SharedView
from certificates.views.credentials import token_response
from lms.classes import checkin_qr
from lms.foundation import files, ratelimit
from lms.people.requests import LoggedInRequest

# Trying codes of 96 bits at this pace has no end.
limited = ratelimit.limited("share-open", per_account=60, per_address=240)


@login_required
def share_add(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    certificate = get_own_certificate(request, pk)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = shares.add(certificate=certificate, by=request.user, **form.chosen())
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            return redirect("share-detail", pk=made.pk)
    context = {"certificate": certificate, "printed": certificate.snapshot, "form": form}
    return render(request, "certificates/share_add.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
@never_cache
def share_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The link with its QR, to be copied or shown on the telephone."""
    share = get_own_share(request, pk)
    address = sharing.address_of(share)
    context = {
        "share": share,
        "certificate": share.certificate,
        "printed": share.certificate.snapshot,
        "address": address,
        "labels": sharing.labels_of(share.parts),
        "qr": checkin_qr.svg(address),
        "is_over": sharing.is_over(share, timezone.localdate()),
    }
    return render(request, "certificates/share_detail.html", context)


@login_required
@require_POST
def share_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    share = get_own_share(request, pk)
    shares.close(share=share, by=request.user)
    messages.success(request, _("The link is closed: whoever opens it sees nothing any more."))
    return redirect("own-certificate", pk=share.certificate_id)


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Rate-limited, in no search engine, in no cache; a closed link says so with 410, a code that never was gets 404."""

    @wraps(view)
    def opened(request: HttpRequest, code: str) -> HttpResponseBase:
        today = timezone.localdate()
        found = Share.objects.select_related("certificate__enrollment__person", "certificate__issuer", "certificate__document_class")
        share = found.filter(code=code).first()
        if share is None:
            raise Http404
        if sharing.is_over(share, today):
            response: HttpResponseBase = render(request, "certificates/share_closed.html", status=410)
        else:
            response = view(request, share, sharing.view_of(share, today))
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return require_safe(limited(never_cache(opened)))  # type: ignore[arg-type]


@public
def share_open(request: HttpRequest, share: Share, view: SharedView) -> HttpResponse:
    if request.method == "GET" and request.user != view.certificate.enrollment.person:
        shares.count_opening(share=share)
    context: dict[str, Any] = {
        "share": share,
        "view": view,
        "certificate": view.certificate,
        "printed": view.certificate.snapshot,
        "shows_name": view.shows(Part.NAME),
        "shows_document": view.shows(Part.DOCUMENT),
        "shows_file": view.shows(Part.FILE),
        "shows_credential": view.shows(Part.CREDENTIAL),
        "steps": history_of(view.certificate) if view.shows(Part.NAME) else [],
    }
    return render(request, "certificates/share_open.html", context)


@public
def share_file(request: HttpRequest, share: Share, view: SharedView) -> HttpResponseBase:
    if not view.shows(Part.FILE):
        raise Http404
    try:
        certificate = certificates.ensure_file(certificate=view.certificate)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("share-open", code=share.code)
    return files.private_response(certificate.file_sha256, certificate.file_name, "application/pdf")


@public
def share_credential(request: HttpRequest, share: Share, view: SharedView) -> HttpResponse:
    if not view.shows(Part.CREDENTIAL):
        raise Http404
    return token_response(credentials.ensure(certificate=view.certificate))

"""What I hold: my certificates, one of them, its file, and the confirmation of an open course."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import holder_pages
from certificates.actions import certificates, confirmations
from certificates.exceptions import CertificateError, NotEligible
from certificates.models import Certificate, CertificateRequest
from certificates.permissions_credentials import SHOWN, get_certificate_for_download, get_own_certificate
from lms.foundation import audit, files
from lms.learning.permissions import get_own_enrollment
from lms.people.requests import LoggedInRequest


@login_required
@require_safe
def certificate_list(request: LoggedInRequest) -> HttpResponse:
    mine = Certificate.objects.of_holder(request.user).filter(state__in=SHOWN).newest_first()
    context = {
        "certificates": mine,
        "standings": holder_pages.on_the_way(request.user),
        "wards": holder_pages.of_wards(request.user),
        "has_requests": CertificateRequest.objects.filter(certificate__enrollment__person=request.user).exists(),
    }
    return render(request, "certificates/certificate_list.html", context)


@login_required
@require_safe
@never_cache
def own_certificate(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    certificate = get_own_certificate(request, pk)
    return render(request, "certificates/own_certificate.html", holder_pages.detail(certificate))


@login_required
@require_safe
@never_cache
def own_certificate_file(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that waits for the file; it asks for itself until the file is there."""
    return render(request, "certificates/_own_file.html", {"certificate": get_own_certificate(request, pk)})


@login_required
@require_safe
def certificate_download(request: LoggedInRequest, pk: UUID) -> HttpResponseBase:
    certificate = get_certificate_for_download(request, pk)
    is_own = certificate.enrollment.person_id == request.user.pk
    try:
        certificate = certificates.ensure_file(certificate=certificate)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("own-certificate", pk=pk) if is_own else redirect("certificate-class-list")
    if not is_own:
        audit.access(request, certificate, "certificate_file")
    return files.private_response(certificate.file_sha256, certificate.file_name, "application/pdf")


@login_required
@require_POST
def confirmation_take(request: LoggedInRequest, code: str) -> HttpResponse:
    """The learner's button under a finished course."""
    enrollment = get_own_enrollment(request, code)
    try:
        certificate = confirmations.confirm(enrollment=enrollment)
    except NotEligible as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Here is your confirmation; it stays under “My certificates”."))
        return redirect("own-certificate", pk=certificate.pk)
    return redirect(enrollment.run.course.get_url(request) or "certificate-list")

"""My certificates, and the file of one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.actions import certificates
from certificates.models import Certificate
from certificates.permissions import get_certificate_for_download
from lms.foundation import audit, files
from lms.people.requests import LoggedInRequest


@login_required
def certificate_list(request: LoggedInRequest) -> HttpResponse:
    mine = Certificate.objects.of_holder(request.user).published().newest_first()
    return render(request, "certificates/certificate_list.html", {"certificates": mine})


@login_required
@require_safe
def certificate_download(request: LoggedInRequest, pk: UUID) -> HttpResponseBase:
    certificate = get_certificate_for_download(request, pk)
    certificate = certificates.ensure_file(certificate=certificate)
    if certificate.enrollment.person_id != request.user.pk:
        audit.access(request, certificate, "certificate_file")
    return files.private_response(certificate.file_sha256, certificate.file_name, "application/pdf")

"""The page “Cách ký”: with what each issuer signs, and a try."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from certificates import signing_profiles
from certificates.actions import signatures
from certificates.exceptions import CertificateError
from certificates.permissions import require_registrar
from certificates.permissions_signing import get_profile
from lms.people.requests import LoggedInRequest


@login_required
@require_safe
def signing_profile_list(request: LoggedInRequest) -> HttpResponse:
    issuers = require_registrar(request)
    return render(request, "certificates/signing_profile_list.html", {"items": signing_profiles.of_issuers(issuers)})


@login_required
@require_POST
def signing_profile_try(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The answer is the page itself with what was found: nothing is kept."""
    profile = get_profile(request, pk)
    findings = None
    try:
        findings = signatures.try_signing(profile=profile, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    items = signing_profiles.of_issuers(require_registrar(request))
    context = {"items": items, "tried": profile.pk, "findings": findings}
    return render(request, "certificates/signing_profile_list.html", context)

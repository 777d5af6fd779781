"""The digital credential for its holder: as a token, as JSON, as a picture that carries it."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from certificates.actions import credentials
from certificates.badges import envelopes, pictures
from certificates.exceptions import CertificateError
from certificates.models import Credential
from certificates.permissions_credentials import get_own_certificate
from lms.foundation.files import make_harmless
from lms.people.requests import LoggedInRequest


def own_credential(view: Callable[[HttpRequest, Credential], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with the holder's credential; what cannot have one any more leads back with the reason."""

    @login_required
    @require_safe
    @wraps(view)
    def given(request: LoggedInRequest, pk: UUID) -> HttpResponse:
        certificate = get_own_certificate(request, pk)
        try:
            credential = credentials.ensure(certificate=certificate, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
            return redirect("own-certificate", pk=pk)
        return view(request, credential)

    return given


def token_response(credential: Credential) -> HttpResponse:
    return _download(HttpResponse(credential.token, content_type="application/vc+jwt"), credential, "jwt")


@own_credential
def credential_token(request: HttpRequest, credential: Credential) -> HttpResponse:
    return token_response(credential)


@own_credential
def credential_json(request: HttpRequest, credential: Credential) -> HttpResponse:
    """The signed token in its JSON envelope (VC Data Model 2.0)."""
    return _download(JsonResponse(envelopes.enveloped(credential.token)), credential, "json")


@own_credential
def credential_picture(request: HttpRequest, credential: Credential) -> HttpResponse:
    picture = pictures.baked(credential.certificate, credential.token)
    return _download(HttpResponse(picture, content_type="image/svg+xml"), credential, "svg")


def _download(response: HttpResponse, credential: Credential, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{credential.certificate.serial_no}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    make_harmless(response)
    return response

"""Public verification, without login: one box, one sentence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import codes
from certificates.forms import LookupForm
from certificates.models import Certificate
from lms.foundation import ratelimit

# A hall that scans together is one address; guessing one of 2^80 codes at this pace has no end.
limited = ratelimit.limited("certificate-verify", per_account=60, per_address=240)


def _hidden(response: HttpResponse) -> HttpResponse:
    """Names of people are no food for search engines."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@require_safe
@limited
@never_cache
def certificate_verify(request: HttpRequest) -> HttpResponse:
    form = LookupForm(request.GET if "ma" in request.GET else None)
    if form.is_valid():
        return redirect("certificate-lookup", code=form.cleaned_data["ma"])
    return _hidden(render(request, "certificates/verify.html", {"form": form}, status=400 if form.is_bound else 200))


@require_safe
@limited
@never_cache
def certificate_lookup(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody may know: no birth date, no number of a person, of a child only the initials."""
    read = codes.read_code(code)
    if read is not None and read != code:
        return redirect("certificate-lookup", code=read)
    found = Certificate.objects.published().filter(verification_code=read or "")
    certificate = found.select_related("issuer").first()
    context = {
        "certificate": certificate,
        "printed": certificate.snapshot if certificate else None,
        "typed": code[:40],
        "form": LookupForm(),
    }
    return _hidden(render(request, "certificates/verify_result.html", context, status=200 if certificate else 404))

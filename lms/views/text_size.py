"""Large text for those who want it, remembered in a cookie so that it works without an account and without script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "text_size"
ONE_YEAR = 365 * 24 * 3600


@require_POST
def text_size_set(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice and go back to the page where it was made."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("size") == "large":
        response.set_cookie(COOKIE, "large", max_age=ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(COOKIE)
    return response

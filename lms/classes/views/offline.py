"""What a browser needs to go on without a network: the service worker, the manifest, a fresh secret for forms."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.foundation.ratelimit import limited


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may answer for every page that asks to be kept. A browser asks for it again at each visit."""
    response = render(request, "classes/sw.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def web_manifest(_request: HttpRequest) -> HttpResponse:
    """Makes the check-in page something that a phone can put on its first screen."""
    manifest = {
        "name": _("Learn AI: check-in"),
        "short_name": "Học AI",
        "lang": "vi",
        "start_url": reverse("checkin-code"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0f6b60",
        "icons": [
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
@never_cache
@limited("offline-token", per_account=120, per_address=6000)
def offline_token(request: HttpRequest) -> HttpResponse:
    """The secret that a queued POST must bear: that of a kept page may be older than the last login. No other site can read it."""
    return JsonResponse({"token": get_token(request)})


@require_safe
def checkin_offline(request: HttpRequest) -> HttpResponse:
    """The page that the service worker shows for a scanned link without a network. It names nobody."""
    return render(request, "classes/checkin_offline.html")


@require_safe
def checkin_scan(request: HttpRequest) -> HttpResponse:
    """A scanner inside the page, for browsers that can read codes; the others are told what to do instead."""
    return render(request, "classes/checkin_scan.html")

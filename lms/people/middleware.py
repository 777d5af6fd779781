"""Nobody's data are used before they have read the notice and agreed."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from lms.people.privacy import has_consented, notice_in_force

SESSION_KEY = "privacy_notice"
# Pages that must work before consent: reading the notice itself, leaving, and the machine's own addresses.
# A check-in keeps the time of the scan first and asks for consent itself.
FREE_PREFIXES = (
    "/static/",
    "/media/",
    "/health/",
    "/tai-khoan/",
    "/xac-minh/",
    "/diem-danh/",
    "/ngon-ngu/",
    "/identity/o/api/",
    "/.well-known/",
    "/api/v1/",
    "/sw.js",
    "/manifest.webmanifest",
    "/ngoai-tuyen/",
    "/en/tai-khoan/",
)


class PrivacyNoticeMiddleware:
    """Sends a person who is logged in but has not agreed to the notice in force to the consent page, once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_ask(request):
            return redirect(f"{reverse('consent-give')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    @staticmethod
    def _must_ask(request: HttpRequest) -> bool:
        if request.path.startswith(FREE_PREFIXES) or not request.user.is_authenticated:
            return False
        notice = notice_in_force(timezone.localdate())
        if request.session.get(SESSION_KEY) == notice.version:
            return False
        if not has_consented(request.user, notice):
            return True
        # Remembered in the session, so that the question costs a query only once a login.
        request.session[SESSION_KEY] = notice.version
        return False

"""Two small gates in front of every page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

EDITOR_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)


class OneHostMiddleware:
    """`127.0.0.1:8000` answers with a redirect to `localhost:8000`: the hub lives on 127.0.0.1,
    and a cookie of ours set there would reach every student's server."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.site = urlsplit(settings.HOCAI_SITE_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0]
        if host == "127.0.0.1" and self.site.hostname == "localhost" and request.path != "/health/" and not self._is_server_call(request):
            return HttpResponsePermanentRedirect(settings.HOCAI_SITE_URL + request.get_full_path())
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", EDITOR_POLICY)
        return response

    @staticmethod
    def _is_server_call(request: HttpRequest) -> bool:
        # The hub talks to these without a browser, by whichever name it was given.
        return request.path.startswith("/identity/o/api/")


class LanguageMiddleware(LocaleMiddleware):
    """Lessons speak the language of their address; every other page the one a person chose (a cookie), Vietnamese by default."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in dict(settings.LANGUAGES) and chosen != request.LANGUAGE_CODE and not self._is_lesson(request.path_info):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()

    @staticmethod
    def _is_lesson(path: str) -> bool:
        try:
            return resolve(path).url_name == "wagtail_serve"
        except Resolver404:
            return False

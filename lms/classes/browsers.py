"""Which browser asks, and whom it stands for: a random cookie of which the database keeps only a keyed digest."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.classes.models import Browser, BrowserBinding, Trainee, TrainingClass
from lms.foundation.sealed_fields import lookup_hash

COOKIE = "hocai_may"
COOKIE_SECONDS = 365 * 24 * 3600
KEY_BYTES = 24
_KEPT = "_hall_browser"


def browser_of(request: HttpRequest) -> Browser | None:
    """The browser behind this request, if it has ever been bound to somebody."""
    if _KEPT not in request.__dict__:
        key = request.COOKIES.get(COOKIE, "")
        request.__dict__[_KEPT] = Browser.objects.filter(key_digest=digest(key)).first() if key else None
    browser: Browser | None = request.__dict__[_KEPT]
    return browser


def trainee_of(request: HttpRequest, training_class: TrainingClass) -> Trainee | None:
    """Whose place in this class this browser, or else the account that is logged in, stands for."""
    return bound_trainee(browser_of(request), training_class) or account_trainee(request, training_class)


def bound_trainee(browser: Browser | None, training_class: TrainingClass) -> Trainee | None:
    """Whom this browser was confirmed to be in this class; nobody once that person has left it."""
    if browser is None:
        return None
    binding = BrowserBinding.objects.in_force().filter(browser=browser, training_class=training_class)
    return _places().filter(browser_bindings__in=binding).first()


def account_trainee(request: HttpRequest, training_class: TrainingClass) -> Trainee | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return _places().filter(training_class=training_class, enrollment__person=user).first()


def key_of(request: HttpRequest) -> str:
    """What the cookie of this browser holds, or will hold."""
    return request.COOKIES[COOKIE] if browser_of(request) else secrets.token_urlsafe(KEY_BYTES)


def known_or_new(key: str) -> Browser:
    """The row of the browser that bears this key."""
    return Browser.objects.get_or_create(key_digest=digest(key))[0]


def give_key(response: HttpResponse, key: str) -> None:
    """For a year, unreadable for scripts, sent along when a link is opened from another app."""
    response.set_cookie(COOKIE, key, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def digest(key: str) -> str:
    return lookup_hash(f"browser:{key}")


def _places():  # type: ignore[no-untyped-def]
    return Trainee.objects.active().select_related("enrollment__person", "agency")

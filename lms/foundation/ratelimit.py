"""How often something may be tried: strictly per account, loosely per address, since a hall of 500 is one address."""

import hashlib
from collections.abc import Callable, Collection
from functools import wraps
from time import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def hit(scope: str, key: str, limit: int, seconds: int) -> bool:
    """Count one try of `key`; True while there were no more than `limit` in this window of `seconds`."""
    window = int(time()) // seconds
    # Hashed: a key may be a name or an address, which a cache need not hold, nor accept.
    name = f"ratelimit:{scope}:{hashlib.sha256(key.encode()).hexdigest()[:32]}:{window}"
    if cache.add(name, 1, timeout=2 * seconds):
        return limit >= 1
    try:
        count = cache.incr(name)
    except ValueError:  # it went between the two lines
        cache.set(name, 1, timeout=2 * seconds)
        return limit >= 1
    # The database cache gives an incremented value its default lifetime, which may be shorter than the window.
    cache.touch(name, timeout=2 * seconds)
    return count <= limit


def limited(
    scope: str,
    *,
    per_account: int,
    per_address: int,
    seconds: int = 60,
    methods: Collection[str] = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
) -> Callable[[View], View]:
    """Decorates a view: beyond the limit it answers with the page 429.html and does nothing else."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and not _allowed(request, scope, per_account, per_address, seconds):
                return too_many(request, seconds)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that asks to wait."""
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _allowed(request: HttpRequest, scope: str, per_account: int, per_address: int, seconds: int) -> bool:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and not hit(f"{scope}:account", str(user.pk), per_account, seconds):
        return False
    return hit(f"{scope}:address", request.META.get("REMOTE_ADDR", ""), per_address, seconds)

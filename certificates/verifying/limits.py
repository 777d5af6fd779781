"""How often the public may ask: widely by code, which nobody can guess; narrowly by number; few files, which cost most."""

from time import time
from typing import NamedTuple

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest

from lms.foundation import ratelimit

MINUTE, TEN_MINUTES, HOUR = 60, 600, 3600
# A hall of 500 that scans together is one address. One code of 2^80 cannot be guessed at any pace: this only spares the machine.
CODES_A_MINUTE = 1200
FILES_A_MINUTE = 20
NUMBERS_A_MINUTE = 30
# After so many tries of one number, or from one address, the issue date is asked for too. Whoever has the paper just reads it off;
# whoever guesses has a third thing to guess. Nobody is kept out by the tries of others.
EASY_TRIES_OF_NUMBER = 5
EASY_TRIES_FROM_ADDRESS = 25
TRIES_OF_NUMBER = 60

# In the memory of this process: the page with most visitors must not write to the database to be counted.
_quick = LocMemCache("certificate-verify", {"OPTIONS": {"MAX_ENTRIES": 20_000}})


class Allowed(NamedTuple):
    """`wait`: seconds until it may be tried again, 0 for now."""

    wait: int = 0
    needs_issue_date: bool = False


def look_at_code(request: HttpRequest) -> Allowed:
    """Counted by each process for itself: several of them allow several times as many."""
    name = f"{_address(request)}:{_window()}"
    _quick.add(name, 0, timeout=2 * MINUTE)
    try:
        count = _quick.incr(name)
    except ValueError:  # thrown out between the two lines
        return Allowed()
    return Allowed(0 if count <= CODES_A_MINUTE else MINUTE)


def drop_file(request: HttpRequest) -> Allowed:
    return Allowed(0 if ratelimit.hit("certificate-file", _address(request), FILES_A_MINUTE, MINUTE) else MINUTE)


def try_number(request: HttpRequest, number: str) -> Allowed:
    """Counted by the number as typed, whether there is such a document or not."""
    address = _address(request)
    if not ratelimit.hit("certificate-number:address", address, NUMBERS_A_MINUTE, MINUTE):
        return Allowed(MINUTE)
    if not ratelimit.hit("certificate-number:number", number, TRIES_OF_NUMBER, HOUR):
        return Allowed(HOUR)
    is_easy = ratelimit.hit("certificate-number:easy", number, EASY_TRIES_OF_NUMBER, HOUR)
    is_easy &= ratelimit.hit("certificate-number:easy-address", address, EASY_TRIES_FROM_ADDRESS, TEN_MINUTES)
    return Allowed(0, needs_issue_date=not is_easy)


def forget() -> None:
    """For tests."""
    _quick.clear()


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def _window() -> int:
    return int(time()) // MINUTE

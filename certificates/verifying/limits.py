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
# whoever guesses has a third thing to guess. Only beyond TRIES_OF_NUMBER an hour the number rests; its code still answers.
EASY_TRIES_OF_NUMBER = 5
EASY_TRIES_FROM_ADDRESS = 25
TRIES_OF_NUMBER = 60

# In the memory of this process: the page with most visitors must not write to the database to be counted. Only the tries of one
# number, which may come from many addresses, are counted for all processes together.
_quick = LocMemCache("certificate-verify", {"OPTIONS": {"MAX_ENTRIES": 20_000}})


class Allowed(NamedTuple):
    """`wait`: seconds until it may be tried again, 0 for now."""

    wait: int = 0
    needs_issue_date: bool = False


def look_at_code(request: HttpRequest) -> Allowed:
    return _paced("code", _address(request), CODES_A_MINUTE)


def drop_file(request: HttpRequest) -> Allowed:
    return _paced("file", _address(request), FILES_A_MINUTE)


def try_number(request: HttpRequest, number: str) -> Allowed:
    """Counted by the number as typed, whether there is such a document or not."""
    address = _address(request)
    paced = _paced("number", address, NUMBERS_A_MINUTE)
    if paced.wait:
        return paced
    is_easy = ratelimit.hit("certificate-number:easy", number, EASY_TRIES_OF_NUMBER, HOUR)
    if not is_easy and not ratelimit.hit("certificate-number", number, TRIES_OF_NUMBER, HOUR):
        return Allowed(HOUR)
    is_easy &= _count("number:easy", address, TEN_MINUTES) <= EASY_TRIES_FROM_ADDRESS
    return Allowed(0, needs_issue_date=not is_easy)


def _paced(scope: str, address: str, limit: int) -> Allowed:
    return Allowed(0 if _count(scope, address, MINUTE) <= limit else MINUTE)


def _count(scope: str, address: str, seconds: int) -> int:
    """How often in this window; each process of the site counts for itself."""
    name = f"{scope}:{address}:{int(time()) // seconds}"
    _quick.add(name, 0, timeout=2 * seconds)
    try:
        return _quick.incr(name)
    except ValueError:  # thrown out between the two lines
        return 1


def forget() -> None:
    """Count anew, for tests and measures."""
    _quick.clear()


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")

"""The codes of one place of a session, laid down ahead for the page on the wall, which then survives the network.

Whoever holds them could show them elsewhere; so they are given to the class manager only, end half an hour after the
session, and a code still counts only near the time to which it belongs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from lms.classes import checkin, checkin_qr
from lms.classes.models import ClassSession
from lms.classes.places import Place, secret_of
from lms.classes.presence import presence_text

__all__ = ["Shown", "ahead", "codes_from", "presence_text", "shown_at", "usable_until"]

AFTER_THE_END = timedelta(minutes=30)
AT_MOST = timedelta(hours=5)
# One answer holds so many windows (half an hour); the page asks again until it has them all.
WINDOWS_AT_ONCE = 90


@dataclass(frozen=True)
class Shown:
    """What stands on the wall in one window."""

    code: str
    address: str


def shown_at(session: ClassSession, place: Place, window: int) -> Shown:
    secret = secret_of(session, place)
    token = checkin.token_for(secret, window)
    return Shown(checkin.code_for(secret, window), settings.HOCAI_SITE_URL + reverse("session-checkin", args=[session.pk, token]))


def usable_until(session: ClassSession, now: datetime) -> datetime:
    """Until when codes are laid down: half an hour after the end, five hours at most, and never before now."""
    return max(now, min(session.ends_at + AFTER_THE_END, now + AT_MOST))


def codes_from(session: ClassSession, place: Place, first: int, last: int) -> Iterator[list[Any]]:
    """[window, address, six digits, QR as bits] of the windows `first` to `last`."""
    for window in range(first, last + 1):
        shown = shown_at(session, place, window)
        yield [window, shown.address, shown.code, checkin_qr.bits(shown.address)]


def ahead(session: ClassSession, place: Place, *, asked_from: int | None = None, count: int = WINDOWS_AT_ONCE) -> dict[str, Any]:
    """What the page keeps: the server's time in ms, the length of a window, the codes, and the window to ask for next.

    `asked_from` is never before the window of now: what is over helps nobody. `next` is None when all have been given.
    """
    now = timezone.now()
    until = usable_until(session, now)
    end = checkin.window_at(until)
    first = max(asked_from or 0, checkin.window_at(now))
    last = min(first + min(count, WINDOWS_AT_ONCE) - 1, end)
    return {
        "now": int(now.timestamp() * 1000),
        "seconds": checkin.WINDOW_SECONDS,
        "until": timezone.localtime(until).strftime("%H:%M"),
        "codes": list(codes_from(session, place, first, last)) if session.is_checkin_open else [],
        "next": last + 1 if last < end and session.is_checkin_open else None,
    }

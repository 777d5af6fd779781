"""The rotating code of a check-in: pure functions of a session's secret and the server's clock.

A code belongs to one window of 20 seconds and is still taken in the next one, so that the person who scans at the
last moment is not turned away. Nothing here depends on the clock of a phone or of the projector.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

WINDOW_SECONDS = 20
GRACE_WINDOWS = 1
CODE_DIGITS = 6
TOKEN_BYTES = 12


def window_at(moment: datetime) -> int:
    """The number of the window in which this moment lies."""
    return int(moment.timestamp()) // WINDOW_SECONDS


def moment_of(window: int) -> datetime:
    """When the code of this window was first shown."""
    return datetime.fromtimestamp(window * WINDOW_SECONDS, UTC)


def seconds_left(moment: datetime) -> int:
    """How long the code of this moment is still shown: 1 to 20."""
    return WINDOW_SECONDS - int(moment.timestamp()) % WINDOW_SECONDS


def code_for(secret: str, window: int) -> str:
    """The six digits that people type."""
    number = int.from_bytes(_digest(secret, "code", window)[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def token_for(secret: str, window: int) -> str:
    """The 96 bits inside the QR's address."""
    return base64.urlsafe_b64encode(_digest(secret, "token", window)[:TOKEN_BYTES]).decode()


def is_code_valid(secret: str, code: str, moment: datetime) -> bool:
    """Whether these six digits were shown at this moment, or one window before."""
    return _shown_lately(code_for, secret, code, moment)


def is_token_valid(secret: str, token: str, moment: datetime) -> bool:
    return _shown_lately(token_for, secret, token, moment)


def window_of_token(secret: str, token: str, since: datetime, until: datetime) -> int | None:
    """The window in which this token was shown, the newest first: a token tells its own time, however late it arrives.

    Only a token can be looked up like this; among a morning's six-digit codes a guess would soon hit one.
    """
    given = token.encode()
    windows = range(window_at(until), window_at(since) - 1, -1)
    return next((window for window in windows if hmac.compare_digest(token_for(secret, window).encode(), given)), None)


def _shown_lately(make: Callable[[str, int], str], secret: str, given: str, moment: datetime) -> bool:
    window = window_at(moment)
    shown = [make(secret, window - back) for back in range(GRACE_WINDOWS + 1)]
    # Every candidate is compared, so that the time taken tells nothing about which one came close.
    matches = [hmac.compare_digest(candidate.encode(), given.encode()) for candidate in shown]
    return any(matches)


def _digest(secret: str, purpose: str, window: int) -> bytes:
    return hmac.new(secret.encode(), f"{purpose}:{window}".encode(), hashlib.sha256).digest()

"""What hung on which wall: from a token or from six digits to the session and the place that showed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.classes.checkin import WINDOW_SECONDS, is_code_valid, is_token_valid, moment_of, token_for, window_at, window_of_token
from lms.classes.hours import was_open_at
from lms.classes.models import ClassSession, SessionVenue

# No check-in stays open longer than a day; older ones were forgotten.
OPEN_AT_MOST = timedelta(hours=24)


@dataclass(frozen=True)
class Shown:
    """One code on one wall. `at`: the moment that counts."""

    session: ClassSession
    place: SessionVenue | None
    at: datetime

    @property
    def secret(self) -> str:
        return self.place.checkin_secret if self.place else self.session.checkin_secret

    @property
    def token(self) -> str:
        """The token of that moment, for somebody who typed the digits."""
        return token_for(self.secret, window_at(self.at))


def of_token(pk: int, token: str, moment: datetime) -> Shown | None:
    """What showed this token at this moment, or twenty seconds before."""
    walls = _walls(session_of(pk), moment)
    return next((shown for shown in walls if is_token_valid(shown.secret, token, moment)), None)


def of_code(code: str, moment: datetime) -> list[Shown]:
    """What showed these digits at that moment: one wall as a rule, two once in many thousand times."""
    lately = _sessions().filter(checkin_opened_at__gte=moment - OPEN_AT_MOST) | _sessions().filter(
        check_out_opened_at__gte=moment - OPEN_AT_MOST
    )
    open_now = [session for session in lately if was_open_at(session, moment)]
    return [shown for session in open_now for shown in _walls(session, moment) if is_code_valid(shown.secret, code, moment)]


def of_late_token(pk: int, token: str, now: datetime) -> Shown | None:
    """What showed this token at any time since the check-in was opened, with the moment when it was shown first."""
    session = session_of(pk)
    since = opened_at(session) if session else None
    if session is None or since is None:
        return None
    since = max(since - timedelta(seconds=WINDOW_SECONDS), now - OPEN_AT_MOST)
    for wall in _walls(session, now):
        window = window_of_token(wall.secret, token, since, now)
        if window is not None:
            # A code whose window began before the opening was shown from the opening on.
            return Shown(session, wall.place, max(moment_of(window), opened_at(session) or since))
    return None


def opened_at(session: ClassSession) -> datetime | None:
    """When the first code of this session was shown, in or out."""
    return min((moment for moment in (session.checkin_opened_at, session.check_out_opened_at) if moment), default=None)


def session_of(pk: int) -> ClassSession | None:
    return _sessions().filter(pk=pk).first()


def _walls(session: ClassSession | None, moment: datetime) -> Iterator[Shown]:
    """The main room first: further venues are asked for only when its code does not match."""
    if session is None:
        return
    yield Shown(session, None, moment)
    for place in session.further_venues.all():
        yield Shown(session, place, moment)


def _sessions():  # type: ignore[no-untyped-def]
    return ClassSession.objects.not_cancelled().select_related("training_class", "venue")

"""One visit of somebody who scanned or typed a code: which session, since when, and how it went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from lms.classes.actions import attendance
from lms.classes.checkin import is_code_valid, is_token_valid
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, Trainee
from lms.people.models import User

CLAIMS = "checkin_claims"
# Long enough for a forgotten password and the privacy notice, short enough to mean this session.
CLAIM_LIFETIME = timedelta(minutes=30)
CLAIMS_KEPT = 5
# No check-in stays open longer than a day; older ones were forgotten.
OPEN_AT_MOST = timedelta(hours=24)


@dataclass(frozen=True)
class Outcome:
    """What the page says. `code`: recorded, again, expired, stranger, staff, or that of a ClassError."""

    code: str
    session: ClassSession | None = None
    record: AttendanceRecord | None = None
    text: str = ""


def arrived_at(browser: SessionBase, proof: str, now: datetime) -> datetime:
    """When this browser first showed this valid code: now, or before the login that came between."""
    kept = browser.get(CLAIMS, {}).get(proof)
    first = datetime.fromisoformat(kept) if kept else now
    return first if now - first <= CLAIM_LIFETIME else now


def keep_claim(browser: SessionBase, proof: str, arrived: datetime) -> None:
    """Remembered on the server, where the person cannot move the clock."""
    claims = {**browser.get(CLAIMS, {}), proof: arrived.isoformat()}
    browser[CLAIMS] = dict(list(claims.items())[-CLAIMS_KEPT:])


def session_of_token(pk: int, token: str, arrived: datetime) -> ClassSession | None:
    """The session whose QR showed this token at that moment."""
    session = _sessions().filter(pk=pk).first()
    return session if session and is_token_valid(session.checkin_secret, token, arrived) else None


def sessions_of_code(code: str, arrived: datetime) -> list[ClassSession]:
    """Sessions that showed these digits at that moment: one as a rule, two once in many thousand times."""
    lately = _sessions().filter(checkin_opened_at__gte=arrived - OPEN_AT_MOST)
    return [session for session in lately if session.was_checkin_open_at(arrived) and is_code_valid(session.checkin_secret, code, arrived)]


def _sessions():  # type: ignore[no-untyped-def]
    return ClassSession.objects.not_cancelled().select_related("training_class", "venue")


def settle(sessions: Iterable[ClassSession], person: User, arrived: datetime, source: str) -> Outcome:
    """Records the check-in in the session whose roster has this person, or says why not."""
    sessions = list(sessions)
    places = Trainee.objects.active().filter(
        training_class__in=[session.training_class_id for session in sessions], enrollment__person=person
    )
    trainee = places.select_related("enrollment__person").first()
    if trainee is None:
        return _not_on_roster(sessions[0], person)
    session = next(session for session in sessions if session.training_class_id == trainee.training_class_id)
    try:
        done = attendance.check_in(session=session, trainee=trainee, happened_at=arrived, source=source)
    except ClassError as error:
        return Outcome(error.code, session, text=str(error))
    return Outcome("recorded" if done.is_new else "again", session, done.record)


def _not_on_roster(session: ClassSession, person: User) -> Outcome:
    if session.training_class.staff.filter(person=person).exists():
        return Outcome(
            "staff", session, text=_("You run this class, so there is nothing to check in. Trainees scan this code with their own account.")
        )
    return Outcome(
        "stranger",
        text=_(
            "Your name is not on the roster of this class. Ask the class manager to check the roster, or log in with the account that your agency registered."
        ),
    )

"""One visit of somebody who scanned or typed a code: since when, for whom, and how it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes import browsers, confirmations
from lms.classes.actions import bindings, scans
from lms.classes.exceptions import ClassError
from lms.classes.flags import raise_flag
from lms.classes.models import AttendanceRecord, Browser, BrowserBinding, ClassSession, Flag, Scan, Trainee
from lms.classes.walls import Shown
from lms.people.actions import consents
from lms.people.models import Consent, User
from lms.people.privacy import has_consented, notice_in_force

CLAIMS = "checkin_claims"
# Long enough for a forgotten password, a name looked for and the privacy notice, short enough to mean this session.
CLAIM_LIFETIME = timedelta(minutes=30)
CLAIMS_KEPT = 5
# An offline scan that comes hours later waits for a tap anyway; from here on it is also listed as odd.
FAR = timedelta(hours=2)
FLAG_OF = {
    "name_taken": Flag.Kind.NAME_TAKEN,
    "browser_taken": Flag.Kind.ONE_DEVICE_MANY_PEOPLE,
    "browser_of_many": Flag.Kind.ONE_DEVICE_MANY_PEOPLE,
    "confirmation_blocked": Flag.Kind.WRONG_CONFIRMATION,
}


@dataclass(frozen=True)
class Claim:
    """When and how this browser first showed a code, and when that reached the site; `is_kept` once the server remembers it."""

    arrived: datetime
    received: datetime
    way: str
    is_kept: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the page says. `code`: recorded, again, claimed, expired, stranger, staff, or that of a ClassError."""

    code: str
    session: ClassSession | None = None
    record: AttendanceRecord | None = None
    scan: Scan | None = None
    trainee: Trainee | None = None
    text: str = ""


# --- the time that counts ---------------------------------------------------------------------------------------------
def claim_of(browser: SessionBase, proof: str, now: datetime, way: str) -> Claim:
    """When this browser first showed this valid code: now, or before what came in between."""
    kept = browser.get(CLAIMS, {}).get(proof)
    if kept is None or now - datetime.fromisoformat(kept["received"]) > CLAIM_LIFETIME:
        return Claim(now, now, way)
    return Claim(datetime.fromisoformat(kept["arrived"]), datetime.fromisoformat(kept["received"]), kept["way"], is_kept=True)


def keep_claim(browser: SessionBase, proof: str, claim: Claim) -> None:
    """Remembered on the server, where the person cannot move the clock, and only for this browser: an address sent on proves nothing."""
    if claim.is_kept:
        return
    ours = {"arrived": claim.arrived.isoformat(), "received": claim.received.isoformat(), "way": claim.way}
    claims = {**browser.get(CLAIMS, {}), proof: ours}
    browser[CLAIMS] = dict(list(claims.items())[-CLAIMS_KEPT:])


def proof_of(shown: Shown, token: str) -> str:
    return f"{shown.session.pk}:{token}"


# --- outcomes ---------------------------------------------------------------------------------------------------------
def settle(shown: Shown, trainee: Trainee, *, browser: Browser | None, claim: Claim) -> Outcome:
    """Records the scan of somebody who is known, or says why not."""
    try:
        done = scans.accept(
            session=shown.session,
            trainee=trainee,
            shown_at=shown.at,
            received_at=claim.received,
            way=claim.way,
            place=shown.place,
            browser=browser,
        )
    except ClassError as error:
        return refused(shown, trainee, error, browser=browser)
    if done.is_claimed and claim.received - shown.at > FAR:
        raise_flag(
            session=shown.session,
            kind=Flag.Kind.CODE_FAR_FROM_ITS_TIME,
            trainee=trainee,
            browser=browser,
            details=times_of(shown, claim.received),
        )
    if done.is_new and browser and bindings.of_another_person_today(browser, trainee):
        raise_flag(session=shown.session, kind=Flag.Kind.ONE_DEVICE_MANY_PEOPLE, trainee=trainee, browser=browser)
    code = "claimed" if done.is_claimed else ("recorded" if done.is_new else "again")
    return Outcome(code, shown.session, done.record, done.scan, trainee)


def settle_account(shown: Shown, trainee: Trainee, *, key: str, claim: Claim) -> Outcome:
    """Somebody who logged in on a browser that nobody else uses: the account confirms, and the browser is theirs from now on."""
    try:
        browser = bind_account(trainee, key)
    except ClassError as error:
        return refused(shown, trainee, error, browser=browsers.known_or_new(key))
    return settle(shown, trainee, browser=browser, claim=claim)


@transaction.atomic
def bind_account(trainee: Trainee, key: str) -> Browser:
    """An account has its password: a second browser of one person is no reason to refuse, a second person on one browser is."""
    browser = browsers.known_or_new(key)
    try:
        bindings.bind(browser=browser, trainee=trainee, confirmed_by=BrowserBinding.ConfirmedBy.ACCOUNT)
    except ClassError as error:
        if error.code != "name_taken":
            raise
    return browser


def activate(shown: Shown, trainee: Trainee, *, key: str, visitor: str, birth: str, ticket: str, claim: Claim) -> Outcome:
    """The first check-in of a browser: who it is has to be confirmed, by what the class allows and the roster knows.

    `visitor`: what stays with this browser meanwhile. Raises ClassError confirmation_wrong while there are tries left.
    """
    try:
        confirmed = _confirmed(trainee, visitor, birth, ticket)
        with transaction.atomic():  # one for all of it: a hall that confirms together waits for the database once each
            browser = browsers.known_or_new(key)
            bindings.bind(browser=browser, trainee=trainee, confirmed_by=confirmed)
            _consent(trainee.enrollment.person)
            outcome = settle(shown, trainee, browser=browser, claim=claim)
            # A browser that was not let in has no cookie yet: binding the name to it would lock its owner out.
            transaction.set_rollback(outcome.scan is None)
            return outcome
    except ClassError as error:
        if error.code == "confirmation_wrong":
            raise
        return refused(shown, trainee, error, browser=Browser.objects.filter(key_digest=browsers.digest(key)).first())


def refused(shown: Shown, trainee: Trainee, error: ClassError, *, browser: Browser | None) -> Outcome:
    """What a person at the desk should know is listed there, with the time of arrival."""
    if kind := FLAG_OF.get(error.code):
        details = {"arrived_at": shown.at.isoformat(), "code": error.code}
        raise_flag(session=shown.session, kind=kind, trainee=trainee, browser=browser, details=details)
    return Outcome(error.code, shown.session, trainee=trainee, text=str(error))


def times_of(shown: Shown, received: datetime) -> dict[str, str]:
    """For the person who looks at a flag."""
    return {"shown_at": shown.at.isoformat(), "received_at": received.isoformat()}


def _confirmed(trainee: Trainee, visitor: str, birth: str, ticket: str) -> str:
    if confirmations.ways_of(trainee).none:
        raise ClassError("nothing_to_confirm_by")
    if not confirmations.tries_left(trainee, visitor):
        raise ClassError("confirmation_blocked")
    if confirmed := confirmations.confirmed_by(trainee, birth=birth, ticket=ticket):
        return confirmed
    if left := confirmations.note_wrong(trainee, visitor):
        raise ClassError("confirmation_wrong", left=left)
    raise ClassError("confirmation_blocked")


def _consent(person: User) -> None:
    """Whoever confirms has the notice in front of them and agrees by it; once for each version."""
    notice = notice_in_force(timezone.localdate())
    if not has_consented(person, notice):
        consents.give(person=person, purpose=Consent.Purpose.TRAINING, version=notice.version, method="checkin")


def not_on_roster(session: ClassSession, person: User) -> Outcome:
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

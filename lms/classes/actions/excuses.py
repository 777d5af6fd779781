"""Leave: asked for some sessions of a class, decided by a person, written into the book when a session has begun."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Excuse, Trainee
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import normalise, normalise_lines
from lms.people.models import User

from . import attendance
from .sessions import refuse_final

State = Excuse.State
REASON_LENGTH, ANSWER_LENGTH, MARK_REASON_LENGTH = 1000, 500, 300


@transaction.atomic
def ask(*, trainee: Trainee, sessions: Iterable[ClassSession], reason: str, by: User, paper: Paper | None = None) -> Excuse:
    """Leave for one or several sessions, past or to come; `by` is the trainee or an officer on behalf of the agency.

    Raises ClassError: class_final, excuse_no_sessions, excuse_no_reason, session_cancelled, not_of_this_class,
    excuse_already_asked.
    """
    trainee = Trainee.objects.select_for_update(of=("self",)).select_related("training_class", "enrollment__person").get(pk=trainee.pk)
    refuse_final(trainee.training_class)
    sessions = list(sessions)
    reason = normalise_lines(reason)[:REASON_LENGTH]
    if not reason.strip():
        raise ClassError("excuse_no_reason")
    _check_sessions(trainee, sessions)
    excuse = Excuse.objects.create(
        trainee=trainee,
        reason=reason,
        file_sha256=paper.sha256 if paper else "",
        file_name=paper.name if paper else "",
        asked_by=by,
    )
    excuse.sessions.set(sessions)
    audit.record(by, "excuse.ask", excuse, after={"trainee": trainee.pk, "sessions": [session.pk for session in sessions]})
    return excuse


def _check_sessions(trainee: Trainee, sessions: list[ClassSession]) -> None:
    if not sessions:
        raise ClassError("excuse_no_sessions")
    waiting = set(Excuse.objects.filter(trainee=trainee, state=State.ASKED).values_list("sessions", flat=True))
    for session in sessions:
        if session.training_class_id != trainee.training_class_id:
            raise ClassError("not_of_this_class", name=trainee.enrollment.person.full_name)
        if session.cancelled:
            raise ClassError("session_cancelled")
        if session.pk in waiting:
            raise ClassError("excuse_already_asked", number=session.number)


@transaction.atomic
def grant(*, excuse: Excuse, by: User, answer: str = "") -> Excuse:
    """Absent with leave in the sessions that have begun; the others follow when their book is closed. Twice changes nothing.

    Nobody who was there becomes absent. Raises ClassError: class_final, request_decided, request_own.
    """
    excuse = _open_excuse(excuse, by, State.GRANTED)
    if excuse.state == State.GRANTED:
        return excuse
    _settle(excuse, State.GRANTED, answer, by)
    for session in excuse.sessions.filter(cancelled=False, starts_at__lte=timezone.now()).order_by("pk"):
        attendance.excuse(session=session, trainee=excuse.trainee, reason=_mark_reason(excuse), by=by)
    return excuse


@transaction.atomic
def refuse(*, excuse: Excuse, answer: str, by: User) -> Excuse:
    """The answer is what the trainee reads. Twice changes nothing. Raises ClassError: answer_missing, class_final, request_decided, request_own."""
    if not answer.strip():
        raise ClassError("answer_missing")
    excuse = _open_excuse(excuse, by, State.REFUSED)
    return excuse if excuse.state == State.REFUSED else _settle(excuse, State.REFUSED, answer, by)


@transaction.atomic
def withdraw(*, excuse: Excuse, by: User) -> Excuse:
    """Taken back before it was answered. Twice changes nothing. Raises ClassError request_decided."""
    excuse = _locked(excuse)
    if excuse.state == State.WITHDRAWN:
        return excuse
    if excuse.state != State.ASKED:
        raise ClassError("request_decided", state=excuse.get_state_display())
    excuse.state = State.WITHDRAWN
    excuse.save(update_fields=["state"])
    audit.record(by, "excuse.withdraw", excuse)
    return excuse


def write_due(*, session: ClassSession, by: User) -> int:
    """Marks those without a mark whose leave for this session was granted; how many. For callers that hold the session."""
    marked = session.current_attendance.values("trainee")
    granted = Excuse.objects.filter(sessions=session, state=State.GRANTED).exclude(trainee__in=marked)
    due = {excuse.trainee_id: excuse for excuse in granted.select_related("trainee__enrollment__person").order_by("pk")}
    written = [
        attendance.excuse(session=session, trainee=excuse.trainee, reason=_mark_reason(excuse), by=excuse.decided_by or by)
        for excuse in due.values()
    ]
    return sum(record is not None for record in written)


def _mark_reason(excuse: Excuse) -> str:
    with translation.override(attendance.OF_RECORDS):
        return _("Leave granted: %(reason)s") % {"reason": normalise(excuse.answer or excuse.reason)[: MARK_REASON_LENGTH - 60]}


def _locked(excuse: Excuse) -> Excuse:
    found = Excuse.objects.select_for_update(of=("self",))
    return found.select_related("trainee__training_class", "trainee__enrollment__person").get(pk=excuse.pk)


def _open_excuse(excuse: Excuse, by: User, to: str) -> Excuse:
    """The request as it is now, still to be decided or decided this very way before."""
    excuse = _locked(excuse)
    refuse_final(excuse.trainee.training_class)
    if excuse.trainee.enrollment.person_id == by.pk:
        raise ClassError("request_own")
    if excuse.state not in (State.ASKED, to):
        raise ClassError("request_decided", state=excuse.get_state_display())
    return excuse


def _settle(excuse: Excuse, state: str, answer: str, by: User) -> Excuse:
    excuse.state, excuse.answer = state, normalise_lines(answer)[:ANSWER_LENGTH]
    excuse.decided_by, excuse.decided_at = by, timezone.now()
    excuse.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(by, f"excuse.{state}", excuse, after={"trainee": excuse.trainee_id})
    return excuse

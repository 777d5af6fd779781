"""«Đề nghị xem lại»: a trainee asks to have one mark looked at again, a person answers."""

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, CurrentAttendance, LookAgain, Trainee
from lms.foundation import audit
from lms.foundation.uploads import Paper
from lms.foundation.vietnamese import normalise_lines
from lms.people.models import User

from . import attendance
from .attendance import NewMark
from .sessions import refuse_final

State = LookAgain.State
TEXT_LENGTH, ANSWER_LENGTH, MARK_REASON_LENGTH = 1000, 500, 300


@transaction.atomic
def ask(*, session: ClassSession, trainee: Trainee, text: str, by: User, paper: Paper | None = None) -> LookAgain:
    """While the class is not closed, about a session that has begun.

    Raises ClassError: class_final, session_cancelled, not_of_this_class, look_again_too_early, look_again_no_text,
    look_again_waits.
    """
    trainee = Trainee.objects.select_for_update(of=("self",)).select_related("training_class", "enrollment__person").get(pk=trainee.pk)
    _check(session, trainee)
    text = normalise_lines(text)[:TEXT_LENGTH]
    if not text.strip():
        raise ClassError("look_again_no_text")
    if LookAgain.objects.filter(session=session, trainee=trainee, state=State.ASKED).exists():
        raise ClassError("look_again_waits")
    asked = LookAgain.objects.create(
        session=session,
        trainee=trainee,
        text=text,
        file_sha256=paper.sha256 if paper else "",
        file_name=paper.name if paper else "",
    )
    audit.record(by, "look_again.ask", asked, after={"session": session.pk, "trainee": trainee.pk})
    return asked


def _check(session: ClassSession, trainee: Trainee) -> None:
    refuse_final(trainee.training_class)
    if session.training_class_id != trainee.training_class_id:
        raise ClassError("not_of_this_class", name=trainee.enrollment.person.full_name)
    if session.cancelled:
        raise ClassError("session_cancelled")
    if session.starts_at > timezone.now():
        raise ClassError("look_again_too_early")


@transaction.atomic
def grant(*, look_again: LookAgain, status: str, answer: str, by: User, periods_missed: int = 0) -> LookAgain:
    """A correction whose reason is the answer; the old mark stays in the book. Twice changes nothing.

    Raises ClassError: answer_missing, request_decided, request_own, look_again_same_mark and those of `attendance.correct`.
    """
    look_again = _open(look_again, answer, by, State.GRANTED)
    if look_again.state == State.GRANTED:
        return look_again
    _settle(look_again, State.GRANTED, answer, by)
    mark = NewMark(look_again.trainee, status, periods_missed, answer.strip()[:MARK_REASON_LENGTH])
    if not attendance.correct(session=look_again.session, mark=mark, by=by):
        current = CurrentAttendance.objects.get(session=look_again.session, trainee=look_again.trainee)
        raise ClassError("look_again_same_mark", status=current.get_status_display())
    return look_again


@transaction.atomic
def refuse(*, look_again: LookAgain, answer: str, by: User) -> LookAgain:
    """The mark stands; the answer says why. Twice changes nothing. Raises ClassError: answer_missing, request_decided, request_own."""
    look_again = _open(look_again, answer, by, State.REFUSED)
    return look_again if look_again.state == State.REFUSED else _settle(look_again, State.REFUSED, answer, by)


@transaction.atomic
def withdraw(*, look_again: LookAgain, by: User) -> LookAgain:
    """Taken back before it was answered. Twice changes nothing. Raises ClassError request_decided."""
    look_again = _locked(look_again)
    if look_again.state == State.WITHDRAWN:
        return look_again
    if look_again.state != State.ASKED:
        raise ClassError("request_decided", state=look_again.get_state_display())
    look_again.state = State.WITHDRAWN
    look_again.save(update_fields=["state"])
    audit.record(by, "look_again.withdraw", look_again)
    return look_again


def _locked(look_again: LookAgain) -> LookAgain:
    found = LookAgain.objects.select_for_update(of=("self",))
    return found.select_related("session", "trainee__training_class", "trainee__enrollment__person").get(pk=look_again.pk)


def _open(look_again: LookAgain, answer: str, by: User, to: str) -> LookAgain:
    if not answer.strip():
        raise ClassError("answer_missing")
    look_again = _locked(look_again)
    refuse_final(look_again.trainee.training_class)
    if look_again.trainee.enrollment.person_id == by.pk:
        raise ClassError("request_own")
    if look_again.state not in (State.ASKED, to):
        raise ClassError("request_decided", state=look_again.get_state_display())
    return look_again


def _settle(look_again: LookAgain, state: str, answer: str, by: User) -> LookAgain:
    look_again.state, look_again.answer = state, normalise_lines(answer)[:ANSWER_LENGTH]
    look_again.decided_by, look_again.decided_at = by, timezone.now()
    look_again.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(by, f"look_again.{state}", look_again, after={"trainee": look_again.trainee_id})
    return look_again

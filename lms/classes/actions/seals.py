"""Closing the attendance book of a session: by another person than the marker, everybody marked, sealed by a keyed hash."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.classes.book_texts import book_text
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, BookSeal, ClassSession, Scan, TrainingClass
from lms.classes.models.classes import TraineeQuerySet
from lms.classes.seals import SEALED, sealed_statement
from lms.foundation import audit, files, keyed_seals
from lms.people.models import User

from . import attendance, excuses, sessions
from .attendance import NewMark

REASON_LENGTH = 300


@transaction.atomic
def close_book(*, session: ClassSession, by: User, absent: Collection[int] = (), same_person_reason: str = "") -> BookSeal:
    """Nothing is added any more, only corrections with a reason. Closing twice returns the seal there is.

    `absent`: ids of the trainees of whom `by` says that they were absent without leave, as the page listed them.
    `same_person_reason`: why the marker closes the book, where nobody else is there.
    Raises ClassError: class_final, session_cancelled, book_too_early, book_same_person, book_claims_waiting, book_unmarked.
    """
    TrainingClass.objects.select_for_update().get(pk=session.training_class_id)  # seals of a class follow one another
    session = sessions.locked(session)
    reason = same_person_reason.strip() if has_marked(session, by) else ""
    if session.is_book_closed:
        return _existing(session) or seal(session=session, by=by, same_person_reason=reason)
    _check(session, by, reason)
    excuses.write_due(session=session, by=by)
    _write_absent(session, absent, by)
    if count := unmarked(session).count():
        raise ClassError("book_unmarked", count=count)
    return seal(session=sessions.close_book(session=session, by=by), by=by, same_person_reason=reason)


def _existing(session: ClassSession) -> BookSeal | None:
    return BookSeal.objects.filter(session=session).first()


def _check(session: ClassSession, by: User, reason: str) -> None:
    if session.starts_at > timezone.now():
        raise ClassError("book_too_early")
    if not reason and has_marked(session, by):
        raise ClassError("book_same_person")
    if count := claims_waiting(session).count():
        raise ClassError("book_claims_waiting", count=count)


def _write_absent(session: ClassSession, absent: Collection[int], by: User) -> None:
    people = unmarked(session).filter(pk__in=absent).select_related("enrollment__person")
    with translation.override(attendance.OF_RECORDS):
        reason = _("no mark when the book was closed")
    marks = [NewMark(trainee, AttendanceRecord.Status.UNEXCUSED, reason=reason) for trainee in people]
    if marks:
        attendance.record(session=session, marks=marks, by=by)


def seal(*, session: ClassSession, by: User, same_person_reason: str = "") -> BookSeal:
    """Seals a closed book as it is now. For callers that hold the class and the session."""
    last = session.attendance_records.aggregate(last=Max("pk"))["last"]
    row = BookSeal(
        session=session,
        previous=BookSeal.objects.filter(session__training_class=session.training_class_id).order_by("-pk").first(),
        last_record_id=last,
        same_person_reason=same_person_reason[:REASON_LENGTH],
        by=by,
        at=timezone.now(),
    )
    row.text_sha256 = files.store(book_text(session, last_record=last, at=row.at)).sha256
    row.key_name = keyed_seals.newest_key()
    row.seal = keyed_seals.seal(sealed_statement(row), row.key_name).digits
    row.save(force_insert=True)
    after = {"seal": row.seal, "text": row.text_sha256, "same_person_reason": row.same_person_reason}
    audit.record(by, SEALED, session, after=after)
    return row


def has_marked(session: ClassSession, person: User) -> bool:
    """Whether this person wrote marks of others in this session by hand, from paper, at the desk or from a claim."""
    written = AttendanceRecord.objects.filter(session=session, by=person).exclude(source=AttendanceRecord.Source.EXCUSE)
    return written.exclude(trainee__enrollment__person=F("by")).exists()


def unmarked(session: ClassSession) -> TraineeQuerySet:
    """Those on the roster of whom the book says nothing. Nobody has to come to a make-up session."""
    roster = session.training_class.trainees.active()
    if session.make_up_for_id:
        return roster.none()
    return roster.exclude(pk__in=session.current_attendance.values("trainee"))


def claims_waiting(session: ClassSession):  # type: ignore[no-untyped-def]
    """Scans that came late and that nobody has decided yet."""
    return Scan.objects.filter(session=session, is_claimed=True, decision__isnull=True)

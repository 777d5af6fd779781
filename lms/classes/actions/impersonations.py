"""«Học thay»: somebody sat or scanned in a trainee's place. The mark is void; who and why is kept."""

from django.db import transaction

from lms.classes.attendance_rules import ATTENDED
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Impersonation, Trainee
from lms.foundation import audit
from lms.foundation.vietnamese import normalise
from lms.people.models import User

from . import attendance
from .attendance import NewMark
from .sessions import locked

REASON_LENGTH, NAME_LENGTH, MARK_REASON_LENGTH = 500, 150, 300


@transaction.atomic
def add(*, session: ClassSession, trainee: Trainee, reason: str, by: User, substitute: str = "") -> Impersonation:
    """Voids the mark of presence (absent without leave now) and keeps who came instead, how it was found, who says so.

    Possible after the book is closed, as every correction. Raises ClassError: impersonation_no_reason,
    impersonation_no_mark and those of `attendance.correct`.
    """
    reason = normalise(reason)[:REASON_LENGTH]
    if not reason:
        raise ClassError("impersonation_no_reason")
    session = locked(session)
    current = CurrentAttendance.objects.select_related("record").filter(session=session, trainee=trainee).first()
    if current is None or current.status not in ATTENDED:
        raise ClassError("impersonation_no_mark", name=trainee.enrollment.person.full_name)
    mark = NewMark(trainee, AttendanceRecord.Status.UNEXCUSED, reason=f"Học thay: {reason}"[:MARK_REASON_LENGTH])
    attendance.correct(session=session, mark=mark, by=by)
    found = Impersonation.objects.create(
        session=session, trainee=trainee, voided=current.record, substitute=normalise(substitute)[:NAME_LENGTH], reason=reason, by=by
    )
    audit.record(by, "impersonation.add", found, after={"session": session.pk, "trainee": trainee.pk, "voided": current.record_id})
    return found

"""Claimed scans («chờ xác nhận»): one tap of the class manager makes a mark of them, or a reason refuses them."""

from django.db import transaction
from django.utils.translation import gettext as _

from lms.classes import locks
from lms.classes.exceptions import ClassError
from lms.classes.models import ClaimDecision, ClassSession, Scan
from lms.foundation import audit
from lms.people.models import User

from . import scans
from .sessions import refuse_final


@transaction.atomic
def accept(*, scan: Scan, by: User) -> ClaimDecision:
    """The scan counts with the time at which its code was shown. Raises ClassError: book_closed, class_final, already_decided."""
    scan = _open(scan)
    known = scans.known_of(scan.session, scan.trainee)
    if scan.direction == "out" or not known.is_attending:
        scans.mark(scan=scan, known=known, by=by, reason=_("Scan confirmed by the class manager") if known.current else "")
    return _decide(scan, True, "", by)


@transaction.atomic
def refuse(*, scan: Scan, reason: str, by: User) -> ClaimDecision:
    """The scan stays in the book and does not count. Raises ClassError: reason_missing, book_closed, class_final, already_decided."""
    if not reason.strip():
        raise ClassError("reason_missing")
    return _decide(_open(scan), False, reason.strip(), by)


@transaction.atomic
def accept_all(*, session: ClassSession, by: User) -> int:
    """Every scan of this session that still waits; returns how many. Raises ClassError: book_closed, class_final."""
    return len([accept(scan=scan, by=by) for scan in waiting(session)])


def waiting(session: ClassSession) -> list[Scan]:
    """In the order in which their codes were shown."""
    found = Scan.objects.filter(session=session, is_claimed=True, decision__isnull=True)
    return list(
        found.select_related("session__training_class", "trainee__enrollment__person", "trainee__agency", "place__venue").order_by(
            "shown_at"
        )
    )


def waiting_count(session: ClassSession) -> int:
    """For the link on other pages."""
    return Scan.objects.filter(session=session, is_claimed=True, decision__isnull=True).count()


def _open(scan: Scan) -> Scan:
    session, trainee = locks.shared(scan.session), locks.alone(scan.trainee)
    refuse_final(session.training_class)
    if session.is_book_closed:
        raise ClassError("book_closed")
    if not scan.is_claimed or ClaimDecision.objects.filter(scan=scan).exists():
        raise ClassError("already_decided")
    scan.session, scan.trainee = session, trainee
    return scan


def _decide(scan: Scan, accepted: bool, reason: str, by: User) -> ClaimDecision:
    decision = ClaimDecision.objects.create(scan=scan, accepted=accepted, reason=reason, by=by)
    audit.record(by, "scan.accept" if accepted else "scan.refuse", scan, after={"trainee": scan.trainee_id, "reason": reason})
    return decision

"""What a teacher does from the live page: answers a raised hand, opens and closes the class's lab servers."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.foundation import audit
from lms.learning.models import CourseRun
from lms.people.models import User
from notebooks import report_queue
from notebooks.models import HelpRequest, Lab, LabReport

# A piece of work of the worker like the reports: it holds who was started, and how that went.
ROOM = LabReport.Kind.ROOM
OPEN, CLOSED = "open", "closed"


def answer_help(*, request: HelpRequest, by: User) -> bool:
    """“Đã giúp”: the hand goes down. False when it was down already."""
    up = HelpRequest.objects.open().filter(pk=request.pk)
    return bool(up.update(answered_at=timezone.now(), answered_by=by))


def open_room(*, run: CourseRun, lab: Lab, by: User) -> LabReport:
    """Starts the lab server of everybody in the run, one after the other. While that goes on, the same piece of work is returned."""
    return _set_room(run=run, lab=lab, by=by, wanted=OPEN)


def close_room(*, run: CourseRun, lab: Lab, by: User) -> LabReport:
    """Stops the lab server of everybody in the run; an opening that goes on ends."""
    return _set_room(run=run, lab=lab, by=by, wanted=CLOSED)


def _set_room(*, run: CourseRun, lab: Lab, by: User, wanted: str) -> LabReport:
    try:
        with transaction.atomic():
            going_on = report_queue.open_reports(ROOM, run, lab).select_for_update().first()
            if going_on and going_on.result.get("wanted") == wanted:
                return going_on
            if going_on:
                report_queue.abandon(going_on)
            report = LabReport.objects.create(kind=ROOM, run=run, lab=lab, by=by, result={"wanted": wanted, "people": {}})
            audit.record(by, f"room.{wanted}", run, after={"lab": lab.slug, "report": report.pk})
            transaction.on_commit(report_queue.ring)
            return report
    except IntegrityError:
        # Two presses at the same moment: the other one won.
        return report_queue.open_reports(ROOM, run, lab).get()


def room_state(*, run: CourseRun, lab: Lab) -> LabReport | None:
    """The newest opening or closing of the class's servers in this lab."""
    return LabReport.objects.filter(kind=ROOM, run=run, lab=lab).first()

"""People enter and leave a run."""

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.learning.exceptions import LearningError
from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User


@transaction.atomic
def enroll(*, person: User, run: CourseRun, by: User | None, source: str = "self") -> Enrollment:
    """`person` learns in `run`; enrolling twice changes nothing, enrolling after leaving comes back."""
    enrollment, created = Enrollment.objects.select_for_update().get_or_create(person=person, run=run, defaults={"source": source})
    if not created and enrollment.state != Enrollment.State.WITHDRAWN:
        return enrollment
    enrollment.state = Enrollment.State.ACTIVE
    enrollment.save(update_fields=["state"])
    audit.record(by, "enrollment.enroll", enrollment, after={"run": run.code, "person": person.handle, "source": source})
    return enrollment


def enroll_oneself(*, person: User, run: CourseRun) -> Enrollment:
    """Raises LearningError: not_open_to_all, run_not_open."""
    if not run.self_enrolment:
        raise LearningError("not_open_to_all")
    if not run.is_open(timezone.now()):
        raise LearningError("run_not_open")
    return enroll(person=person, run=run, by=person, source="self")


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User) -> None:
    """Leaves the run; everything learned stays."""
    enrollment = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if enrollment.state == Enrollment.State.WITHDRAWN:
        return
    enrollment.state = Enrollment.State.WITHDRAWN
    enrollment.save(update_fields=["state"])
    audit.record(by, "enrollment.withdraw", enrollment)

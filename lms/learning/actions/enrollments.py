"""People enter and leave a run."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Enrolled:
    """An enrollment, and how it stood before; `was` is empty where it is new."""

    enrollment: Enrollment
    was: str


@transaction.atomic
def enroll_many(*, people: Sequence[User], run: CourseRun, by: User | None, source: str = "self") -> list[Enrolled]:
    """`enroll` for thousands, each person once, in a few statements and in the order given."""
    known = {one.person_id: one for one in Enrollment.objects.select_for_update().filter(run=run, person__in=people)}
    was = {pk: enrollment.state for pk, enrollment in known.items()}
    new = [Enrollment(person=person, run=run, source=source) for person in people if person.pk not in known]
    back = [one for one in known.values() if one.state == Enrollment.State.WITHDRAWN]
    for enrollment in back:
        enrollment.state = Enrollment.State.ACTIVE
    Enrollment.objects.bulk_create(new, batch_size=500)
    Enrollment.objects.bulk_update(back, ["state"], batch_size=500)
    known |= {one.person_id: one for one in new}
    handles = {person.pk: person.handle for person in people}
    noted = ((one, {"run": run.code, "person": handles[one.person_id], "source": source}) for one in [*new, *back])
    audit.record_many(by, "enrollment.enroll", noted)
    return [Enrolled(known[person.pk], was.get(person.pk, "")) for person in people]


def enroll_oneself(*, person: User, run: CourseRun) -> Enrollment:
    """Raises LearningError: not_open_to_all, run_not_open."""
    if not run.self_enrolment:
        raise LearningError("not_open_to_all")
    if not run.is_open(timezone.now()):
        raise LearningError("run_not_open")
    return enroll(person=person, run=run, by=person, source="self")


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User | None) -> None:
    """Leaves the run; everything learned stays."""
    enrollment = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if enrollment.state == Enrollment.State.WITHDRAWN:
        return
    enrollment.state = Enrollment.State.WITHDRAWN
    enrollment.save(update_fields=["state"])
    audit.record(by, "enrollment.withdraw", enrollment)

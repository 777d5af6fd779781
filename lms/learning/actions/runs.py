"""Opening a course for learners and naming who runs it."""

from datetime import datetime

from django.db import transaction

from courses.models import CoursePage
from lms.foundation import audit
from lms.learning.actions import gradebook
from lms.learning.models import CourseRun, RunStaff
from lms.people.models import User


@transaction.atomic
def open_run(
    *,
    course: CoursePage,
    code: str,
    title: str = "",
    self_enrolment: bool = False,
    by: User | None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> CourseRun:
    """A new giving of `course`. `code` is nbgrader's course id: letters, digits, dot, hyphen, underscore.

    Raises django.core.exceptions.ValidationError when the code is malformed or taken.
    """
    run = CourseRun(course=course, code=code, title=title, self_enrolment=self_enrolment, opens_at=opens_at, closes_at=closes_at)
    run.full_clean(exclude=["course"])
    run.save()
    gradebook.sync_items(run=run)
    audit.record(by, "run.open", run, after={"course": str(course.content_uid), "code": code})
    return run


@transaction.atomic
def appoint_staff(*, run: CourseRun, person: User, role: str = RunStaff.Role.INSTRUCTOR, by: User | None) -> RunStaff:
    """`person` helps to run `run`; appointing twice changes nothing but the role."""
    staff, created = RunStaff.objects.update_or_create(run=run, person=person, defaults={"role": role})
    if created:
        audit.record(by, "run.appoint", run, after={"person": person.handle, "role": role})
    return staff

"""Whose work a submission is, read from the credits: one submission may belong to three learners."""

from uuid import UUID

from django.db.models import QuerySet

from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User
from notebooks.models import Lab, Submission, SubmissionCredit


def submissions_credited(enrollment: Enrollment, lab: Lab) -> QuerySet[Submission]:
    """What this learner handed in or was credited for, the newest first."""
    return Submission.objects.filter(credits__enrollment=enrollment, lab=lab).order_by("-received_at")


def newest_by_learner(run: CourseRun, lab: Lab) -> dict[int, UUID]:
    """Everybody's newest submission by enrollment, the same one for all who are credited; one query."""
    credits = SubmissionCredit.objects.of_lab_in_run(lab, run).order_by("submission__received_at", "submission")
    return dict(credits.values_list("enrollment", "submission"))


def is_credited(person: User, submission: Submission) -> bool:
    """Whether this is the person's own work: sent, or handed in with a group."""
    if submission.enrollment.person_id == person.pk:
        return True
    return submission.credits.filter(enrollment__person=person).exists()

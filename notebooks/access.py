"""Which lab belongs to which run, and who may see what of it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.outline import course_outline
from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User
from lms.people.requests import LoggedInRequest
from notebooks.credits import is_credited
from notebooks.models import Lab, LabVersion, Submission


def lab_uids_of(run: CourseRun) -> list[UUID]:
    """The labs in the run's published lessons, in the order of the course."""
    return [work.uid for work in course_outline(run.course).works if work.kind == "lab"]


def labs_of(run: CourseRun) -> list[Lab]:
    """Released labs of the run, in the order of the course."""
    uids = lab_uids_of(run)
    found = Lab.objects.released().filter(content_uid__in=uids).select_related("current_version")
    return sorted(found, key=lambda lab: uids.index(lab.content_uid))


def get_lab_of_run(run: CourseRun, slug: str) -> Lab:
    """The released lab `slug` if the run's course has it; 404 otherwise."""
    lab = get_object_or_404(Lab.objects.released().select_related("current_version"), slug=slug)
    if lab.content_uid not in lab_uids_of(run):
        raise Http404
    return lab


def get_place_and_lab(person: User, code: str, slug: str) -> tuple[Enrollment, Lab]:
    """A learner's own place and a lab in it; 404 for everybody else."""
    places = Enrollment.objects.active().select_related("run__course", "person")
    enrollment = get_object_or_404(places, run__code=code, person=person)
    return enrollment, get_lab_of_run(enrollment.run, slug)


def get_submission_for_reader(request: LoggedInRequest, pk: UUID) -> Submission:
    """A submission for whoever is credited for it or the staff of its run; 404 for everybody else."""
    submission = get_object_or_404(
        Submission.objects.select_related("enrollment__person", "enrollment__run__course", "lab", "lab_version"), pk=pk
    )
    if not is_credited(request.user, submission) and not is_run_staff(request.user, submission.enrollment.run):
        raise Http404
    return submission


def get_submission_for_grader(request: LoggedInRequest, pk: UUID) -> Submission:
    """404 for strangers, 403 for whoever is credited: nobody grades their own work."""
    submission = get_submission_for_reader(request, pk)
    if not is_run_staff(request.user, submission.enrollment.run) or is_credited(request.user, submission):
        raise PermissionDenied
    return submission


def is_run_staff(person: User, run: CourseRun) -> bool:
    return run.staff.filter(person=person).exists()


def get_lab_for_author(request: LoggedInRequest, slug: str) -> Lab:
    """A lab for those who may see its source (and so its hidden tests); 404 for everybody else."""
    return get_object_or_404(Lab.objects.usable_by(request.user).select_related("current_version"), slug=slug)


def get_version_for_author(request: LoggedInRequest, slug: str, number: int) -> LabVersion:
    return get_object_or_404(LabVersion.objects.select_related("lab"), lab=get_lab_for_author(request, slug), number=number)

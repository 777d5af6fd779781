"""Which lab of which run a teacher's board is about. A board is asked every few seconds, so the course is read once a minute."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.shortcuts import get_object_or_404

from lms.learning.models import CourseRun, Enrollment
from lms.learning.permissions import get_run_for_staff
from lms.people.requests import LoggedInRequest
from notebooks.access import lab_uids_of
from notebooks.models import Lab, SubmissionCredit

OUTLINE_SECONDS = 60


@dataclass(frozen=True)
class Board:
    """One lab in one run, seen by the run's staff."""

    run: CourseRun
    lab: Lab

    @property
    def places(self) -> QuerySet[Enrollment]:
        """The people who learn in the run, by name."""
        return Enrollment.objects.active().filter(run=self.run).by_name()

    @property
    def credits(self) -> QuerySet[SubmissionCredit]:
        return SubmissionCredit.objects.of_lab_in_run(self.lab, self.run)

    def newest_credits(self) -> QuerySet[SubmissionCredit]:
        """For everybody who handed in, alone or in a group, the credit for the newest submission; `first_at` is of the oldest.

        One pass over the credits: asked person by person, the database would look through the whole class each time.
        """
        order = [F("submission__received_at").desc(), F("pk").desc()]
        newest_first = Window(RowNumber(), partition_by=F("enrollment"), order_by=order)
        first_at = Window(Min("submission__received_at"), partition_by=F("enrollment"))
        return self.credits.annotate(place=newest_first, first_at=first_at).filter(place=1)


def get_board(request: LoggedInRequest, code: str, slug: str) -> Board:
    """The board of a lab for the staff of the run: 404 for a stranger, 403 for a learner."""
    run = get_run_for_staff(request, code)
    lab = get_object_or_404(Lab.objects.released().select_related("current_version"), slug=slug)
    if lab.content_uid not in labs_in(run):
        raise Http404
    return Board(run, lab)


def labs_in(run: CourseRun) -> list[UUID]:
    """The labs of the run's lessons, as they were at most a minute ago."""
    key = f"labs-of-run:{run.pk}"
    known: list[UUID] | None = cache.get(key)
    if known is None:
        known = lab_uids_of(run)
        cache.set(key, known, OUTLINE_SECONDS)
    return known

"""Grading without names: whether a page may say whose work it shows, and what it says instead."""

from uuid import UUID

from django.utils.translation import gettext as _

from lms.learning.models import CourseRun
from notebooks.models import Assignment, Lab


def hides_names(run: CourseRun, lab: Lab) -> bool:
    """True while this lab is graded without names in this run and nobody has pressed for them."""
    return lab.pk in hidden_labs(run, lab)


def hidden_labs(run: CourseRun, *labs: Lab) -> set[int]:
    """The labs of a run whose authors must not be named; among `labs` where some are given."""
    anonymous = Assignment.objects.filter(run=run, is_anonymous=True, names_shown_at=None)
    if labs:
        anonymous = anonymous.filter(lab__in=labs)
    return set(anonymous.values_list("lab_id", flat=True))


def label_of(submission_pk: UUID) -> str:
    """What stands where the name would: the same for a submission on every page, and nothing about its author."""
    return _("Submission %(code)s") % {"code": submission_pk.hex[:6].upper()}

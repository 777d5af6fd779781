"""Grading without names: whether a page may say whose work it shows, and what it says instead."""

from uuid import UUID

from django.utils.translation import gettext as _

from lms.foundation.models import AuditEntry
from lms.learning.models import CourseRun
from notebooks.models import Assignment, Lab

REVEALED = "assignment.reveal"


def hides_names(run: CourseRun, lab: Lab) -> bool:
    """True while this lab is graded without names in this run and nobody has pressed for them."""
    return lab.pk in hidden_labs(run, lab)


def hidden_labs(run: CourseRun, *labs: Lab) -> set[int]:
    """The labs of a run whose authors must not be named; among `labs` where some are given. At most two queries."""
    anonymous = Assignment.objects.filter(run=run, is_anonymous=True)
    if labs:
        anonymous = anonymous.filter(lab__in=labs)
    by_key = {str(each.pk): each.lab_id for each in anonymous}
    if not by_key:
        return set()
    pressed = AuditEntry.objects.filter(object_type=Assignment._meta.label_lower, object_id__in=by_key, verb=REVEALED).values_list(
        "object_id", flat=True
    )
    return set(by_key.values()) - {by_key[key] for key in pressed}


def label_of(submission_pk: UUID) -> str:
    """What stands where the name would: the same for a submission on every page, and nothing about its author."""
    return _("Submission %(code)s") % {"code": submission_pk.hex[:6].upper()}

"""Whether a learner is at work in a lab: what the teacher's live page needs, and no more."""

from datetime import datetime

from django.utils import timezone

from lms.learning.models import Enrollment
from notebooks.models import Lab, LabActivity

EVENTS = ("opened", "saved")


def record(*, enrollment: Enrollment, lab: Lab, event: str) -> None:
    """Notes that the lab was opened or saved now: one UPDATE for a known pair, one INSERT for a new one.

    Two first events at the same moment leave one row.
    """
    now = timezone.now()
    told: dict[str, datetime] = {"seen_at": now} | ({"saved_at": now} if event == "saved" else {})
    known = LabActivity.objects.filter(enrollment=enrollment, lab=lab)
    if not known.update(**told):
        row = LabActivity(enrollment=enrollment, lab=lab, opened_at=now, **told)
        LabActivity.objects.bulk_create([row], ignore_conflicts=True)

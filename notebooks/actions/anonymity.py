"""Looking up whose work it was, knowingly and on record."""

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.people.models import User
from notebooks.models import Assignment


@transaction.atomic
def reveal(*, assignment: Assignment, waiting: int, by: User) -> None:
    """Shows the names of this assignment to its graders from now on; `waiting` answers were not graded yet. Twice changes nothing."""
    shown = Assignment.objects.filter(pk=assignment.pk, names_shown_at=None).update(names_shown_at=timezone.now())
    if shown:
        audit.record(by, "assignment.reveal", assignment, after={"waiting": waiting})

"""Looking up whose work it was, knowingly and on record."""

from django.db import transaction

from lms.foundation import audit
from lms.people.models import User
from notebooks.anonymity import REVEALED, hides_names
from notebooks.models import Assignment


@transaction.atomic
def reveal(*, assignment: Assignment, waiting: int, by: User) -> None:
    """Shows the names of this assignment to its graders from now on; `waiting` answers were not graded yet. Twice changes nothing."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if hides_names(assignment.run, assignment.lab):
        audit.record(by, REVEALED, assignment, after={"waiting": waiting})

"""Names of an assignment that is graded without them."""

import pytest

from lms.foundation.models import AuditEntry
from notebooks.actions import anonymity as actions
from notebooks.anonymity import hidden_labs, hides_names, label_of
from notebooks.models import Assignment

from ..material.graded import graded

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(run_of_course, lab):
    return Assignment.objects.create(run=run_of_course, lab=lab, is_anonymous=True)


def test_hides_names_only_where_the_assignment_says_so(run_of_course, lab, assignment):
    assert hides_names(run_of_course, lab)
    assert hidden_labs(run_of_course) == {lab.pk}

    Assignment.objects.update(is_anonymous=False)

    assert not hides_names(run_of_course, lab)


def test_reveal_is_for_good_and_on_record_once(run_of_course, lab, assignment, teacher):
    for _ in range(2):
        actions.reveal(assignment=assignment, waiting=3, by=teacher)

    assert not hides_names(run_of_course, lab)
    entry = AuditEntry.objects.get(verb="assignment.reveal")
    assert (entry.actor_handle, entry.after) == (teacher.handle, {"waiting": 3})


def test_label_of_says_nothing_of_the_author(place, lab):
    [submission] = graded([place], lab)

    assert label_of(submission.pk) == f"Bài nộp {submission.pk.hex[:6].upper()}"

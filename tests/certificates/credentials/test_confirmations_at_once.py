"""A double click and many finished learners at once. Real threads with connections of their own."""

import pytest

from certificates import register_check
from certificates.actions import confirmations
from certificates.models import Certificate, RegisterBook
from lms.learning.actions import enrollments
from lms.learning.models import Enrollment
from tests.certificates.actions import test_concurrency as at_once
from tests.certificates.credentials.conftest import finish

LEARNERS, PRESSES = 4, 3


@pytest.fixture
def big_class(transactional_db, finished_place, person_factory):
    """What the threads open: four learners of an open course, all finished."""
    for number in range(1, LEARNERS):
        person = person_factory("Nguyễn Văn An", f"so{number}@hoc.example")
        finish(enrollments.enroll(person=person, run=finished_place.run, by=None))


shared_database = at_once.shared_database


@pytest.mark.db
def test_confirm_pressed_three_times_by_four_learners_confirms_each_once(shared_database):
    def press(number):
        return confirmations.confirm(enrollment=Enrollment.objects.order_by("pk")[number % LEARNERS]).register_number

    given = at_once.in_threads(LEARNERS * PRESSES, press)

    assert sorted(given) == sorted(list(range(1, LEARNERS + 1)) * PRESSES)
    assert at_once.read_back(Certificate.objects.count) == LEARNERS
    book = at_once.read_back(RegisterBook.objects.get)
    assert (book.last_number, book.last_position) == (LEARNERS, LEARNERS)
    assert at_once.read_back(lambda: register_check.check_row(Certificate.objects.latest("register_number")).is_intact)

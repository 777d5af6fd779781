from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.completion import standing_of
from lms.learning.actions import enrollments, runs
from lms.learning.models import GradeItem
from tests.certificates.conftest import admit
from tests.certificates.credentials.conftest import TITLE, finish, mark
from tests.material import make_course


@pytest.fixture
def open_course(site_tree):
    """With a lesson in which the quiz stands."""
    return make_course(TITLE)


@pytest.fixture
def open_place(open_course, trainee):
    run = runs.open_run(course=open_course, code="mo-ai-moi-nguoi", self_enrolment=True, by=None)
    return enrollments.enroll(person=trainee, run=run, by=trainee)


def test_standing_of_a_beginner_says_what_is_missing(open_place, terms):
    standing = standing_of(open_place)

    assert not standing.is_complete
    assert [condition.met for condition in standing.conditions] == [False, False]
    assert standing.missing == [
        "Học xong mọi bài: đã học 0/1 bài.",
        "“Tự kiểm tra”: chưa làm; cần đạt ít nhất 50%.",
    ]


@pytest.mark.parametrize(("points", "is_complete"), [("0.99", False), ("1", True), ("2", True)])
def test_standing_of_compares_exact_fractions(open_place, terms, points, is_complete):
    finish(open_place, points=points)

    assert standing_of(open_place).is_complete is is_complete


def test_standing_of_work_that_waits_for_a_teacher_is_open(open_place, terms):
    finish(open_place)
    mark(open_place, "2", needs_manual=True)

    assert standing_of(open_place).missing == ["“Tự kiểm tra”: đang chờ giáo viên chấm."]


def test_standing_of_counts_no_lessons_where_the_terms_ask_for_none(open_place, terms):
    terms.needs_all_lessons = False
    terms.save()
    mark(open_place, "1")

    assert standing_of(open_place).is_complete


def test_standing_of_terms_that_ask_for_nothing_is_never_complete(open_place, terms):
    terms.needs_all_lessons = False
    terms.save()
    GradeItem.objects.update(required=False)

    assert not standing_of(open_place).is_complete


def test_standing_of_a_course_without_terms_is_none(open_place):
    assert standing_of(open_place) is None


def test_standing_of_terms_that_ended_yesterday_is_none(open_place, terms):
    terms.valid_to = timezone.localdate() - timedelta(days=1)
    terms.save()

    assert standing_of(open_place) is None


def test_standing_of_a_place_in_a_class_is_none(training_class, terms, trainee, home_affairs):
    terms.course = training_class.run.course
    terms.save()

    assert standing_of(admit(training_class, trainee, home_affairs).enrollment) is None


def test_standing_of_a_place_that_was_left_is_none(open_place, terms):
    enrollments.withdraw(enrollment=open_place, by=None)
    open_place.refresh_from_db()

    assert standing_of(open_place) is None

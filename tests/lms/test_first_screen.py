"""The first screens: each role finds what it does next, in few queries, the same with one row and with several."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from lms.classes.models import ClassStaff, Trainee
from lms.learning.actions import enrollments, runs
from lms.people.actions import roles
from lms.views.first_screen import parts_for
from lms.views.info import about, accessibility
from tests.material import make_course

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def make_class(course, home_affairs, academy, officer, teacher):
    """Makes a class of the course with a session an hour ago and one tomorrow; the teacher manages it."""
    from lms.classes.actions import classes
    from lms.classes.actions.classes import ClassPlan
    from lms.classes.actions.sessions import SessionPlan
    from lms.classes.models import TrainingProgramme

    programme = TrainingProgramme.objects.create(code="BDAI", title="Ứng dụng AI trong công vụ", periods_total=8)
    programme.courses.add(course)

    def make(number: int = 1):
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        sessions = [
            SessionPlan(starts_at=now + timedelta(hours=h), ends_at=now + timedelta(hours=h + 3), periods=4, title="") for h in (-5, 24)
        ]
        plan = ClassPlan(
            code=f"BDAI-2026-{number:02}",
            title=f"Lớp bồi dưỡng AI số {number}",
            programme=programme,
            course=course,
            organizer=home_affairs,
            issuer=academy,
            decision_no="",
            decision_on=None,
            opening_on=timezone.localdate(),
        )
        made = classes.create(plan=plan, sessions=sessions, by=officer)
        classes.appoint(training_class=made, person=teacher, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
        runs.appoint_staff(run=made.run, person=teacher, by=officer)
        return made

    return make


@pytest.fixture
def admit(home_affairs):
    def put(person, training_class):
        place = enrollments.enroll(person=person, run=training_class.run, by=None, source="roster")
        return Trainee.objects.create(training_class=training_class, enrollment=place, agency=home_affairs, legal_category="civil_servant")

    return put


@pytest.fixture
def screen_of(client):
    def look(person) -> str:
        client.force_login(person)
        response = client.get(reverse("first-screen"))
        assert response.status_code == 200
        return response.content.decode()

    return look


@pytest.fixture
def queries_of(client, screen_of, django_assert_max_num_queries):
    """How many queries the screen takes once the session and the caches are warm."""

    def count(person) -> int:
        screen_of(person)
        with django_assert_max_num_queries(MOST) as taken:
            assert client.get(reverse("first-screen")).status_code == 200
        return len(taken)

    return count


def shown(person) -> set[str]:
    return {name for name, value in vars(parts_for(person)).items() if value}


def test_parts_for_each_role(officer, registrar, administrator, teacher, pupil, stranger, trainee, make_class, admit):
    admit(trainee, make_class())

    assert shown(officer) == {"officer"}
    assert shown(registrar) == {"registrar"}
    assert shown(administrator) == {"administrator"}
    assert shown(teacher) == {"teacher", "manager"}
    assert shown(trainee) == {"trainee", "learner"}
    assert shown(pupil) == shown(stranger) == {"learner"}


def test_parts_for_an_officer_who_manages_a_class_and_learns_too(officer, open_run, make_class):
    from lms.classes.actions import classes

    classes.appoint(training_class=make_class(), person=officer, role=ClassStaff.Role.CLASS_MANAGER, by=officer)
    enrollments.enroll_oneself(person=officer, run=open_run)

    assert shown(officer) == {"officer", "manager", "teacher", "learner"}


def test_first_screen_is_behind_the_login(client, db):
    assert client.get(reverse("first-screen")).headers["Location"].startswith(reverse("account_login"))


def test_pupil_finds_one_big_button_to_the_next_lesson(screen_of, pupil, open_run, course):
    enrollments.enroll_oneself(person=pupil, run=open_run)

    page = screen_of(pupil)

    assert page.count("Học tiếp") == 1
    assert "Bài một" in page
    assert "Xin chào Hân" in page


def test_newcomer_is_led_to_the_courses(screen_of, stranger):
    page = screen_of(stranger)

    assert "Chọn khóa học đầu tiên" in page
    assert 'href="/khoa-hoc/"' in page


def test_trainee_finds_the_next_session_and_goes_on(screen_of, trainee, make_class, admit):
    admit(trainee, make_class())

    page = screen_of(trainee)

    assert "Lớp bồi dưỡng AI số 1" in page
    assert "Buổi tới" in page
    assert "Học tiếp" in page


def test_teacher_finds_the_next_session_the_grading_and_the_gradebook(screen_of, teacher, make_class):
    training_class = make_class()

    page = screen_of(teacher)

    assert "Mở điểm danh" in page
    assert "Bài chờ bạn chấm" in page
    assert reverse("gradebook", args=[training_class.run.code]) in page


def test_officer_finds_what_is_due(screen_of, officer, make_class):
    training_class = make_class()

    page = screen_of(officer)

    assert reverse("class-detail", args=[training_class.pk]) in page
    assert reverse("class-create") in page


def test_registrar_and_administrator_find_their_desks(screen_of, registrar, administrator):
    assert "Xin chào Vân" in screen_of(registrar)
    assert "Tình trạng hệ thống" in screen_of(administrator)
    assert reverse("role-list") in screen_of(administrator)


def test_first_screens_take_as_many_queries_for_three_classes_as_for_one(
    queries_of, officer, teacher, trainee, registrar, make_class, admit, person_factory
):
    people = [officer, teacher, trainee, registrar]
    admit(trainee, make_class())
    with_one = [queries_of(person) for person in people]

    for number in (2, 3):
        training_class = make_class(number)
        for person in (trainee, person_factory(f"Người {number}", f"n{number}@hoc.example")):
            admit(person, training_class)

    assert [queries_of(person) for person in people] == with_one


def test_first_screen_of_a_pupil_takes_as_many_queries_for_three_courses_as_for_one(queries_of, pupil, open_run):
    enrollments.enroll_oneself(person=pupil, run=open_run)
    with_one = queries_of(pupil)

    for number in range(2):
        run = runs.open_run(course=make_course(f"Khóa {number}"), code=f"khoa-{number}", self_enrolment=True, by=None)
        enrollments.enroll_oneself(person=pupil, run=run)

    assert queries_of(pupil) == with_one


def test_first_screen_of_an_administrator_takes_few_queries(queries_of, administrator):
    assert queries_of(administrator) <= MOST


def test_a_role_that_ended_takes_its_panel_away(officer):
    roles.end(held=officer.organization_roles.get(), by=officer)

    assert shown(officer) == {"learner"}


@pytest.mark.parametrize(("view", "words"), [(about, "Về Học AI"), (accessibility, "WCAG 2.2")])
def test_pages_of_the_footer_are_vietnamese_prose(view, words, stranger):
    request = RequestFactory().get("/gioi-thieu/")
    request.user = stranger

    assert words in view(request).content.decode()

import pytest
from django.urls import reverse

from lms.classes.permissions import Standing, Verb, Visit, classes_visible_to, standings_in
from lms.people.actions import roles
from lms.people.models import Organization

READERS = ["class-roster", "class-sessions", "class-attendance", "class-results", "class-staff", "class-list-pdf", "class-signin-sheet"]
EDITORS = ["class-change", "class-close", "class-cancel", "roster-check", "session-add"]
SESSION_READERS = ["session-rollcall", "session-signin-sheet"]
SESSION_EDITORS = ["session-change", "session-cancel"]
MARKERS = ["session-projector", "session-projector-panel"]


def test_standings_in_of_everybody(training_class, place, officer, teacher, registrar, trainee, stranger):
    assert standings_in(officer, training_class) == {Standing.OFFICER}
    assert standings_in(teacher, training_class) == {Standing.MANAGER}
    assert standings_in(registrar, training_class) == {Standing.REGISTRAR}
    assert standings_in(trainee, training_class) == {Standing.TRAINEE}
    assert standings_in(stranger, training_class) == set()


def test_standings_in_of_an_officer_above_and_beside(training_class, city, science, stranger):
    roles.grant(person=stranger, organization=science, role="officer", by=None)
    assert standings_in(stranger, training_class) == set()

    training_class.coordinators.add(science)
    assert standings_in(stranger, training_class) == {Standing.OFFICER}

    training_class.coordinators.clear()
    roles.grant(person=stranger, organization=city, role="officer", by=None)
    assert standings_in(stranger, training_class) == {Standing.OFFICER}


def test_standings_in_end_with_the_enrollment(training_class, place, trainee, officer):
    from lms.learning.actions import enrollments

    enrollments.withdraw(enrollment=place.enrollment, by=officer)

    assert standings_in(trainee, training_class) == set()


def test_visit_of_a_final_class_changes_nothing(training_class):
    training_class.state = "cancelled"

    visit = Visit(training_class, frozenset(Standing))

    assert visit.may_read
    assert not visit.may_edit
    assert not visit.may_mark


def test_an_officer_may_never_mark():
    assert not Visit(None, frozenset({Standing.OFFICER})).may(Verb.MARK)
    assert not Visit(None, frozenset({Standing.TRAINER})).may(Verb.MARK)


def test_classes_visible_to_is_the_same_rule(training_class, place, officer, teacher, registrar, trainee, stranger):
    for person in (officer, teacher, registrar, trainee):
        assert list(classes_visible_to(person)) == [training_class]
    assert not classes_visible_to(stranger).exists()


@pytest.mark.parametrize("name", [*READERS, *EDITORS, "class-detail", "class-calendar"])
def test_class_pages_are_404_for_a_stranger(client_of, stranger, training_class, name):
    assert client_of(stranger).get(reverse(name, args=[training_class.pk])).status_code == 404


@pytest.mark.parametrize("name", [*READERS, *EDITORS])
def test_class_pages_are_403_for_a_trainee(client_of, trainee, training_class, place, name):
    assert client_of(trainee).get(reverse(name, args=[training_class.pk])).status_code == 403


@pytest.mark.parametrize("name", EDITORS)
def test_class_editing_is_403_for_manager_and_registrar(client_of, teacher, registrar, training_class, name):
    for person in (teacher, registrar):
        assert client_of(person).get(reverse(name, args=[training_class.pk])).status_code == 403


@pytest.mark.parametrize("name", READERS)
def test_class_pages_open_for_officer_manager_and_registrar(client_of, officer, teacher, registrar, training_class, place, name):
    for person in (officer, teacher, registrar):
        assert client_of(person).get(reverse(name, args=[training_class.pk])).status_code == 200


@pytest.mark.parametrize("name", [*SESSION_READERS, *SESSION_EDITORS, *MARKERS])
def test_session_pages_are_404_for_a_stranger_and_403_for_a_trainee(client_of, stranger, trainee, place, sessions, name):
    address = reverse(name, args=[sessions[0].pk])

    assert client_of(stranger).get(address).status_code == 404
    assert client_of(trainee).get(address).status_code == 403


@pytest.mark.parametrize("name", [*MARKERS, "session-rollcall", "session-checkin-close"])
def test_an_officer_cannot_mark(client_of, officer, sessions, name):
    response = client_of(officer).post(reverse(name, args=[sessions[0].pk]))

    assert response.status_code == 403
    sessions[0].refresh_from_db()
    assert sessions[0].checkin_opened_at is None
    assert sessions[0].book_closed_at is None


def test_pages_ask_to_log_in(client, training_class, sessions):
    for address in (
        reverse("class-list"),
        reverse("class-detail", args=[training_class.pk]),
        reverse("session-projector", args=[sessions[0].pk]),
    ):
        assert client.get(address).headers["Location"].startswith("/tai-khoan/login/")


def test_organizations_below_an_officer_are_realms(officer, home_affairs, client_of):
    from lms.classes.permissions import organizers_for

    office = Organization.objects.create(code="H29.SNV.1", name="Phòng Cán bộ", parent=home_affairs)

    assert organizers_for(officer) == {home_affairs.pk, office.pk}

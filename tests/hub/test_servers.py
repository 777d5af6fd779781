"""Whoever was suspended or has left keeps neither a lab server nor a token."""

import pytest
from django.core.cache import cache

from lms.learning.actions import enrollments, runs
from lms.people.models import User
from notebooks import hub, servers, tasks
from notebooks.models import Lab, LabStaff
from tests.hub.real import free_ports, real_hub


@pytest.fixture
def place(open_run, trainee):
    return enrollments.enroll(person=trainee, run=open_run, by=None)


def test_left_of_is_everybody_without_a_place_or_a_duty(place, trainee, stranger, teacher, pupil, officer, administrator, open_run):
    runs.appoint_staff(run=open_run, person=teacher, by=None)
    LabStaff.objects.create(lab=Lab.objects.create(title="Bài", slug="bai"), person=pupil)
    User.objects.filter(pk=administrator.pk).update(is_superuser=True)
    handles = [person.handle for person in (trainee, teacher, pupil, administrator, stranger)]

    assert servers.left_of([*handles, "nobody"]) == [stranger.handle, "nobody"]
    assert servers.left_of([]) == []


def test_left_of_notices_a_withdrawal_and_a_suspension(place, trainee, teacher, open_run):
    runs.appoint_staff(run=open_run, person=teacher, by=None)
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    assert servers.left_of([trainee.handle, teacher.handle]) == [teacher.handle]

    enrollments.withdraw(enrollment=place, by=trainee)
    assert servers.left_of([trainee.handle, teacher.handle]) == [trainee.handle, teacher.handle]


def test_left_of_asks_no_more_queries_for_many(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        servers.left_of([f"u{number}" for number in range(servers.BATCH)])


def test_sweep_waits_for_a_hub_that_is_down(settings, db):
    settings.HOCAI_HUB_API_URL = f"http://127.0.0.1:{free_ports(1)[0]}"

    assert tasks.stop_left_servers() == tasks.forget_left_people() == 0


@pytest.mark.slow
def test_sweep_ends_the_server_of_somebody_who_left_and_takes_their_tokens(place, trainee, teacher, open_run, settings, tmp_path):
    runs.appoint_staff(run=open_run, person=teacher, by=None)
    with real_hub(tmp_path) as running:
        settings.HOCAI_HUB_URL, settings.HOCAI_HUB_API_URL, settings.HOCAI_KEYS_DIR = running.url, running.api, tmp_path / "keys"
        for person in (trainee, teacher):
            hub.start_server(person.handle)
        for person in (trainee, teacher):
            running.wait_until(lambda person=person: hub.server_of(person.handle).state == "ready")
        token = running.token_of(trainee.handle)
        assert tasks.stop_left_servers() == 0
        assert hub.identify(token) is not None

        enrollments.withdraw(enrollment=place, by=trainee)

        assert tasks.stop_left_servers() == 1
        running.wait_until(lambda: hub.server_of(trainee.handle).state == "off")
        assert hub.server_of(teacher.handle).state == "ready"
        assert tasks.forget_left_people() == 1
        cache.clear()
        assert hub.identify(token) is None
        assert hub.known_handles() == [teacher.handle]

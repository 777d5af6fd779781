"""What a trainee is told on the first screen and on the own page of a class."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.classes import panels
from lms.classes.actions import attendance, notices, openings
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.models import ClassSession, Trainee
from tests.classes.conftest import session_plan


@pytest.fixture
def place(place):
    """Admitted a week ago."""
    Trainee.objects.filter(pk=place.pk).update(admitted_at=timezone.now() - timedelta(days=7))
    return place


@pytest.fixture
def today(training_class, officer):
    now = timezone.now()
    plan = replace(session_plan(0), starts_at=now + timedelta(seconds=1), ends_at=now + timedelta(hours=3))
    return session_actions.add(training_class=training_class, plan=plan, by=officer)


def test_the_ticket_is_the_first_thing_on_the_day_of_a_session(client_of, trainee, place, today, training_class):
    client = client_of(trainee)

    for address in ("/toi/", f"/lop/{training_class.pk}/"):
        assert "Phiếu của tôi hôm nay" in client.get(address).content.decode()


def test_the_ticket_is_a_small_link_on_other_days(client_of, trainee, place, tomorrow):
    page = client_of(trainee).get("/toi/").content.decode()

    assert "Phiếu của tôi hôm nay" not in page
    assert f"/diem-danh/phieu/{place.training_class_id}/" in page


def test_the_newest_notice_stays_until_it_is_opened(client_of, trainee, place, notice, training_class, officer):
    newest = notices.announce(training_class=training_class, kind="news", title="Mới nhất", text="Mới nhất", by=officer)

    assert panels.place_of(trainee, training_class).unread == newest
    client = client_of(trainee)
    assert "Mới nhất" in client.get("/toi/").content.decode()
    client.get(f"/tb/{newest.short_code}/")
    assert panels.place_of(trainee, training_class).unread == notice
    openings.note_all(trainee=place)
    assert panels.place_of(trainee, training_class).unread is None


def test_a_notice_about_a_session_that_is_over_is_no_news(trainee, place, sessions, training_class, officer):
    notices.announce(training_class=training_class, kind="place", title="Đổi phòng", text="Đổi phòng", session=sessions[0], by=officer)

    assert panels.place_of(trainee, training_class).unread is None


def test_a_notice_from_before_the_admission_is_no_news(trainee, place, notice, training_class):
    Trainee.objects.update(admitted_at=timezone.now() + timedelta(minutes=1))

    assert panels.place_of(trainee, training_class).unread is None


def test_the_threshold_is_warned_about_and_then_given_up(client_of, trainee, teacher, place, sessions, training_class, officer):
    for days in (2, 3):  # five sessions of 4 tiết: 16 of 20 needed
        session_actions.add(training_class=training_class, plan=session_plan(days), by=officer)
    client = client_of(trainee)
    attendance.record(session=sessions[0], marks=[NewMark(place, "unexcused")], by=teacher)
    attendance.record(session=sessions[1], marks=[NewMark(place, "present")], by=teacher)

    assert "Bạn không được vắng thêm tiết nào nữa." in client.get("/toi/").content.decode()
    ClassSession.objects.filter(pk=sessions[2].pk).update(starts_at=sessions[0].starts_at, ends_at=sessions[0].ends_at)
    page = client.get(f"/lop/{training_class.pk}/").content.decode()
    assert "Bạn không còn đủ buổi để đạt mức chuyên cần" in page
    assert "callout--danger" in page


def test_a_make_up_session_concerns_only_who_missed_the_other(trainee, teacher, place, sessions, training_class, two_places, officer):
    attendance.record(session=sessions[0], marks=[NewMark(two_places[0], "unexcused"), NewMark(two_places[1], "present")], by=teacher)
    attendance.record(session=sessions[1], marks=[NewMark(two_places[0], "present"), NewMark(two_places[1], "present")], by=teacher)
    make_up = session_actions.add(training_class=training_class, plan=session_plan(4), by=officer)
    ClassSession.objects.filter(pk=make_up.pk).update(make_up_for=sessions[0])

    missed = panels.place_of(trainee, training_class)
    came = panels.place_of(two_places[1].enrollment.person, training_class)

    assert [mine.session.pk == make_up.pk for mine in missed.sessions] == [False, False, False, True]
    assert make_up.pk not in [mine.session.pk for mine in came.sessions]
    assert (missed.reach.total, missed.reach.to_come, missed.reach.best) == (12, 8, 1)
    assert [mine.session for mine in missed.missing] == [sessions[0]]

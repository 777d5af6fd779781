import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import attendance
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.checkin import moment_of, window_at
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Flag, Scan, SessionVenue, Venue
from tests.classes.hall.conftest import token_at
from tests.classes.hall.test_activation import confirm


def resend(browser, session, shown, **more):
    body = {"id": "scan-1", "session": session.pk, "token": token_at(session, shown), **more}
    return browser.post(reverse("checkin-resend"), json.dumps(body), content_type="application/json")


@pytest.fixture
def bound(session, place):
    """The trainee's own phone; it was bound in an earlier session."""
    from lms.classes import browsers
    from lms.classes.actions import bindings

    browser = Client()
    browser.cookies[browsers.COOKIE] = "k" * 32
    bindings.bind(browser=browsers.known_or_new("k" * 32), trainee=place, confirmed_by="birth_date")
    return browser


def test_resend_within_ten_minutes_counts_with_the_codes_own_time(bound, session, place):
    shown = timezone.now() - timedelta(minutes=8)

    response = resend(bound, session, shown)

    assert (response.status_code, response.json()["code"], response.json()["final"]) == (200, "recorded", True)
    record = AttendanceRecord.objects.get()
    assert (record.source, record.happened_at) == ("offline", moment_of(window_at(shown)))


def test_resend_does_not_ask_the_phones_clock(bound, session, place):
    shown = timezone.now() - timedelta(minutes=3)

    resend(bound, session, shown, at="2031-01-01T00:00:00Z", order=0)

    assert AttendanceRecord.objects.get().happened_at == moment_of(window_at(shown))


def test_resend_later_waits_for_the_class_manager(bound, session, place):
    response = resend(bound, session, timezone.now() - timedelta(minutes=14))

    assert (response.status_code, response.json()["code"]) == (200, "claimed")
    assert "chờ xác nhận" in response.json()["text"]
    assert Scan.objects.get().is_claimed
    assert not AttendanceRecord.objects.exists()


def test_resend_twice_changes_nothing(bound, session, place):
    shown = timezone.now() - timedelta(minutes=5)
    resend(bound, session, shown)

    again = resend(bound, session, shown)

    assert (again.status_code, again.json()["code"]) == (200, "again")
    assert (Scan.objects.count(), AttendanceRecord.objects.count()) == (1, 1)


def test_resend_after_the_book_was_closed_says_so(bound, session, place, teacher):
    session_actions.close_book(session=session, by=teacher)

    response = resend(bound, session, timezone.now() - timedelta(minutes=5))

    assert (response.status_code, response.json()["final"]) == (409, True)
    assert "khóa" in response.json()["text"]
    assert not Scan.objects.exists()


def test_resend_after_the_check_in_was_closed_counts_what_was_shown_before(bound, session, place, teacher):
    shown = timezone.now() - timedelta(minutes=5)
    session_actions.close_checkin(session=session, by=teacher)

    assert resend(bound, session, shown).json()["code"] == "recorded"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"session": "1", "token": "x"}', b'{"session": 99999999999, "token": "x"}'])
def test_resend_of_nonsense_is_final(bound, session, body):
    response = bound.post(reverse("checkin-resend"), body, content_type="application/json")

    assert (response.status_code, response.json()["final"]) == (400, True)


def test_resend_of_a_token_that_was_never_shown(bound, session, place):
    before = resend(bound, session, session.checkin_opened_at - timedelta(minutes=5))
    ahead = resend(bound, session, timezone.now() + timedelta(minutes=5))

    assert (before.status_code, ahead.status_code) == (410, 410)
    assert not Scan.objects.exists()


def test_resend_of_another_class_token(bound, session, sessions, place):
    other = sessions[2]
    ClassSession.objects.filter(pk=other.pk).update(checkin_opened_at=timezone.now() - timedelta(minutes=20))
    body = {"session": session.pk, "token": token_at(other, timezone.now())}

    assert bound.post(reverse("checkin-resend"), json.dumps(body), content_type="application/json").status_code == 410


def test_resend_before_anybody_was_confirmed_keeps_the_time_for_the_first_check_in(session, place):
    browser, shown = Client(), timezone.now() - timedelta(minutes=6)

    answer = resend(browser, session, shown).json()
    page = browser.get(answer["next"])
    confirm(browser, answer["next"], place, ngay_sinh="1990")

    assert page.status_code == 200
    record = AttendanceRecord.objects.get()
    assert (record.source, record.happened_at, record.status) == ("offline", moment_of(window_at(shown)), "present")


def test_resend_of_two_people_from_one_phone_is_listed(bound, session, two_places, client):
    shown = timezone.now() - timedelta(minutes=5)
    resend(bound, session, shown)
    bound.force_login(two_places[1].enrollment.person)

    resend(bound, session, shown)

    assert Scan.objects.count() == 1
    response = bound.get(reverse("session-checkin", args=[session.pk, token_at(session, timezone.now())]))
    assert response.status_code == 409
    assert Flag.objects.get().kind == "one_device_many"


def test_resend_hours_later_is_also_listed(bound, session, place):
    ClassSession.objects.filter(pk=session.pk).update(checkin_opened_at=timezone.now() - timedelta(hours=9))

    resend(bound, session, timezone.now() - timedelta(hours=8))

    assert Scan.objects.get().is_claimed
    assert Flag.objects.get().kind == "code_far"


def test_resend_of_somebody_marked_absent_meanwhile_waits(bound, session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)

    assert resend(bound, session, timezone.now() - timedelta(minutes=5)).json()["code"] == "claimed"
    assert CurrentAttendance.objects.get().status == "unexcused"


def test_resend_of_a_further_venues_code_keeps_the_place(bound, session, place):
    room = SessionVenue.objects.create(session=session, venue=Venue.objects.create(name="Điểm cầu Củ Chi"))
    body = {"session": session.pk, "token": token_at(room, timezone.now() - timedelta(minutes=4))}

    bound.post(reverse("checkin-resend"), json.dumps(body), content_type="application/json")

    assert Scan.objects.get().place == room


def test_resend_needs_the_secret_of_a_form(session, place):
    browser = Client(enforce_csrf_checks=True)

    assert resend(browser, session, timezone.now()).status_code == 403

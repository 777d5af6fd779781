import re

import pytest
from django.urls import reverse

from lms.classes.actions import attendance
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.models import AttendanceRecord, CurrentAttendance, Venue

from ..conftest import at


@pytest.fixture
def session(sessions):
    return sessions[0]


def rollcall(session):
    return reverse("session-rollcall", args=[session.pk])


def test_session_projector_opens_and_shows_code_and_count(client_of, teacher, session, two_places):
    browser = client_of(teacher)
    assert "Mở điểm danh" in browser.get(reverse("session-projector", args=[session.pk])).text

    browser.post(reverse("session-projector", args=[session.pk]))
    page = browser.get(reverse("session-projector", args=[session.pk])).text

    assert "<svg" in page
    assert re.search(r'projector__code">\d{3} \d{3}<', page)
    assert "đã có mặt 0/2" in page
    assert 'http-equiv="refresh"' in page
    assert "style=" not in page


def test_session_projector_panel_follows_the_count(client_of, teacher, session, two_places):
    session_actions.open_checkin(session=session, by=teacher)
    attendance.record(session=session, marks=[NewMark(two_places[0], "present"), NewMark(two_places[1], "unexcused")], by=teacher)

    response = client_of(teacher).get(reverse("session-projector-panel", args=[session.pk]))

    assert "đã có mặt 1/2" in response.text
    assert "hx-get" in response.text
    assert "no-store" in response.headers["Cache-Control"]


def test_session_projector_panel_stops_asking_when_closed(client_of, teacher, session):
    assert "hx-get" not in client_of(teacher).get(reverse("session-projector-panel", args=[session.pk])).text


def test_session_checkin_close_leads_to_the_roll_call(client_of, teacher, session):
    session_actions.open_checkin(session=session, by=teacher)

    response = client_of(teacher).post(reverse("session-checkin-close", args=[session.pk]))

    assert response.headers["Location"] == rollcall(session)
    session.refresh_from_db()
    assert not session.is_checkin_open


def test_session_rollcall_writes_every_mark(client_of, teacher, session, two_places):
    first, second = two_places

    response = client_of(teacher).post(
        rollcall(session), {f"status-{first.pk}": "present", f"status-{second.pk}": "late", f"missed-{second.pk}": "2"}
    )

    assert response.status_code == 302
    assert list(CurrentAttendance.objects.order_by("trainee").values_list("status", "periods_missed")) == [("present", 0), ("late", 2)]


def test_session_rollcall_sent_twice_writes_once(client_of, teacher, session, place):
    for _ in range(2):
        client_of(teacher).post(rollcall(session), {f"status-{place.pk}": "present"})

    assert AttendanceRecord.objects.count() == 1


def test_session_rollcall_keeps_what_was_chosen_when_refused(client_of, teacher, session, two_places):
    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present")], by=teacher)

    response = client_of(teacher).post(rollcall(session), {f"status-{first.pk}": "unexcused", f"status-{second.pk}": "excused"})

    assert response.status_code == 422
    assert "hãy ghi lý do sửa" in response.text
    assert re.search(rf'name="status-{second.pk}" value="excused" checked', response.text)
    assert AttendanceRecord.objects.count() == 1


@pytest.mark.parametrize("data", [{"status": "sleeping"}, {"status": "late", "missed": "nhiều"}, {"status": "late", "missed": "4"}])
def test_session_rollcall_with_nonsense_is_refused(client_of, teacher, session, place, data):
    response = client_of(teacher).post(rollcall(session), {f"{name}-{place.pk}": value for name, value in data.items()})

    assert response.status_code == 422
    assert place.enrollment.person.full_name in response.text
    assert not AttendanceRecord.objects.exists()


def test_session_rollcall_fills_the_rest_without_writing(client_of, teacher, session, two_places):
    first, second = two_places

    response = client_of(teacher).post(rollcall(session), {f"status-{first.pk}": "excused", "mark_rest": "present"})

    assert re.search(rf'name="status-{first.pk}" value="excused" checked', response.text)
    assert re.search(rf'name="status-{second.pk}" value="present" checked', response.text)
    assert not AttendanceRecord.objects.exists()


def test_session_rollcall_is_read_by_the_officer(client_of, officer, teacher, session, place):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    page = client_of(officer).get(rollcall(session)).text

    assert "Nguyễn Thị Thu Hà" in page
    assert 'type="radio"' not in page


def test_session_rollcall_query_count_does_not_grow(
    client_of, teacher, session, two_places, admit, person_factory, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(teacher)
    browser.get(rollcall(session))
    with CaptureQueriesContext(connection) as two:
        browser.get(rollcall(session))
    for number in range(3):
        admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example"))

    with django_assert_num_queries(len(two)):
        browser.get(rollcall(session))


def test_session_book_close_then_correct(client_of, teacher, session, place):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    browser = client_of(teacher)
    browser.post(reverse("session-book-close", args=[session.pk]), {"same_person_reason": "Chỉ có một cán bộ"})
    address = reverse("attendance-correct", args=[session.pk, place.pk])

    refused = browser.post(address, {f"status-{place.pk}": "present"})
    done = browser.post(address, {f"status-{place.pk}": "present", "reason": "Ký giấy nhưng quên quét"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert CurrentAttendance.objects.get().status == "present"
    assert "Ký giấy nhưng quên quét" in browser.get(address).text


def test_attendance_correct_of_somebody_else_is_404(client_of, teacher, session, place):
    assert client_of(teacher).get(reverse("attendance-correct", args=[session.pk, place.pk + 99])).status_code == 404


def test_session_add_and_change(client_of, officer, training_class):
    browser = client_of(officer)
    values = {"day": at(6).date().isoformat(), "starts": "13:30", "ends": "16:30", "periods": "4", "title": "Ôn tập", "venue": "Phòng 2"}

    browser.post(reverse("session-add", args=[training_class.pk]), values)
    added = training_class.sessions.get(number=4)
    browser.post(reverse("session-change", args=[added.pk]), {**values, "periods": "3"})

    added.refresh_from_db()
    assert (added.periods, added.day_part, added.venue) == (3, "afternoon", Venue.objects.get(name="Phòng 2"))
    assert added.starts_at == at(6, 13).replace(minute=30)


def test_session_add_that_ends_too_early_is_refused(client_of, officer, training_class):
    values = {"day": "05/10/2026", "starts": "13:30", "ends": "13:00", "periods": "4"}

    response = client_of(officer).post(reverse("session-add", args=[training_class.pk]), values)

    assert "Giờ kết thúc phải sau giờ bắt đầu." in response.text
    assert training_class.sessions.count() == 3


def test_session_cancel_asks_first(client_of, officer, session):
    browser = client_of(officer)
    browser.get(reverse("session-cancel", args=[session.pk]))
    session.refresh_from_db()
    assert not session.cancelled

    browser.post(reverse("session-cancel", args=[session.pk]))
    session.refresh_from_db()
    assert session.cancelled

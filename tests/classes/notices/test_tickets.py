import struct
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.classes.models import SessionVenue, Trainee


@pytest.fixture
def address(training_class):
    return f"/diem-danh/phieu/{training_class.pk}/"


def test_ticket_of_a_bound_browser_needs_no_account(bind, place, tomorrow):
    page = bind(place).get("/diem-danh/phieu/").content.decode()

    code = place.ticket_code
    for text in (
        "Trần Ngọc Ánh",
        "Sở Nội vụ",
        "Hội trường A",
        "159 Pasteur",
        f"{code[:5]} {code[5:]}",
        "<svg",
        "data-keep-offline",
    ):
        assert text in page


def test_ticket_of_an_account_says_how_the_attendance_stands(client_of, trainee, teacher, place, sessions, address):
    from lms.classes.actions import attendance
    from lms.classes.actions.attendance import NewMark

    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)
    page = client_of(trainee).get(address).content.decode()

    assert "Đã dự: <strong>4/8 tiết (50 %)</strong>" in page
    assert "Nếu dự đủ từ nay, bạn đạt 66,6 %; cần ít nhất 80 %." in page
    assert "Bạn không còn đủ buổi" in page


def test_ticket_of_a_stranger_and_of_nobody_is_404(client, client_of, stranger, place, address):
    assert client.get(address).status_code == 404
    assert client_of(stranger).get(address).status_code == 404
    assert client.get(f"{address}phieu.png").status_code == 404


def test_ticket_of_staff_who_learn_nothing_is_404(client_of, teacher, place, address):
    assert client_of(teacher).get(address).status_code == 404


def test_ticket_of_a_bound_browser_is_not_that_of_another_class(bind, place, plan, officer):
    from dataclasses import replace

    from lms.classes.actions import classes

    other = classes.create(plan=replace(plan, code="KHAC-1"), by=officer)

    assert bind(place).get(f"/diem-danh/phieu/{other.pk}/").status_code == 404


def test_ticket_of_an_ended_binding_shows_nothing(bind, place, address):
    client = bind(place)
    place.browser_bindings.update(ended_at=timezone.now())

    assert client.get(address).status_code == 404
    assert "Điện thoại này chưa biết là của ai" in client.get("/diem-danh/phieu/").content.decode()


def test_ticket_of_somebody_who_left_the_class_is_404(client_of, trainee, place, address):
    type(place.enrollment).objects.filter(pk=place.enrollment_id).update(state="withdrawn")

    assert client_of(trainee).get(address).status_code == 404


def test_ticket_names_the_room_where_this_trainee_sits(client_of, trainee, place, tomorrow, room_204, address):
    SessionVenue.objects.create(session=tomorrow, venue=room_204)
    Trainee.objects.update(venue=room_204)

    client = client_of(trainee)
    page = client.get(address).content.decode()

    assert '<p class="ticket__room" data-picture="room">Phòng 204</p>' in page
    for other in ("/toi/", f"/lop/{place.training_class_id}/"):
        assert "Phòng 204" in client.get(other).content.decode()
        assert "Hội trường A" not in client.get(other).content.decode()


def test_ticket_show_begins_with_the_class_that_comes_first(client_of, trainee, place, training_class, plan, officer, home_affairs):
    from dataclasses import replace

    from lms.classes.actions import classes
    from lms.learning.actions import enrollments
    from tests.classes.conftest import session_plan

    today = classes.create(plan=replace(plan, code="HOM-NAY", title="Lớp hôm nay"), sessions=[session_plan(0)], by=officer)
    Trainee.objects.create(
        training_class=today, enrollment=enrollments.enroll(person=trainee, run=today.run, by=officer), agency=home_affairs
    )
    now = timezone.now()
    today.sessions.update(starts_at=now, ends_at=now + timedelta(hours=1))

    page = client_of(trainee).get("/diem-danh/phieu/").content.decode()

    assert "HOM-NAY" in page.split("<h1")[0]
    assert f"/diem-danh/phieu/{training_class.pk}/" in page


def test_ticket_picture_is_a_png(client_of, trainee, place, tomorrow, address):
    response = client_of(trainee).get(f"{address}phieu.png")

    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", response.content[16:24])
    assert (width, height > 1300) == (1080, True)


def test_ticket_page_costs_the_same_with_more_sessions(
    client_of, trainee, place, tomorrow, training_class, officer, address, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lms.classes.actions import sessions as session_actions
    from tests.classes.conftest import session_plan

    client = client_of(trainee)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for days in (2, 3):
        session_actions.add(training_class=training_class, plan=session_plan(days), by=officer)

    with django_assert_num_queries(len(few)):
        client.get(address)

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes import checkins, walls
from lms.classes.actions import attendance
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.checkin import code_for, token_for, window_at
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance
from lms.people.models import User


@pytest.fixture
def session(sessions, teacher):
    now = timezone.now()
    ClassSession.objects.filter(pk=sessions[1].pk).update(starts_at=now, ends_at=now + timedelta(hours=3))
    return session_actions.open_checkin(session=sessions[1], by=teacher)


def address(session, back: int = 0) -> str:
    """The QR's address as it was so many windows ago."""
    return reverse("session-checkin", args=[session.pk, token_for(session.checkin_secret, window_at(timezone.now()) - back)])


def code(session, back: int = 0) -> str:
    return code_for(session.checkin_secret, window_at(timezone.now()) - back)


def test_session_checkin_by_one_tap(client_of, trainee, place, session):
    response = client_of(trainee).get(address(session))

    assert response.status_code == 200
    assert "Đã điểm danh" in response.text
    assert trainee.full_name in response.text
    record = AttendanceRecord.objects.get()
    assert (record.trainee, record.status, record.source, record.by) == (place, "present", "qr", trainee)


def test_session_checkin_twice_says_so(client_of, trainee, place, session):
    browser = client_of(trainee)
    browser.get(address(session))

    response = browser.get(address(session))

    assert response.status_code == 200
    assert "Bạn đã điểm danh rồi" in response.text
    assert AttendanceRecord.objects.count() == 1


def test_session_checkin_one_window_late_still_counts(client_of, trainee, place, session):
    assert client_of(trainee).get(address(session, back=1)).status_code == 200


@pytest.mark.parametrize("wrong", ["old", "nonsense", "other"])
def test_session_checkin_with_an_expired_code(client_of, trainee, place, session, wrong):
    addresses = {
        "old": address(session, back=2),
        "nonsense": reverse("session-checkin", args=[session.pk, "x" * 16]),
        "other": reverse("session-checkin", args=[session.pk + 999, "x" * 16]),
    }

    response = client_of(trainee).get(addresses[wrong])

    assert response.status_code == 410
    assert "Mã này đã hết hạn" in response.text
    assert not AttendanceRecord.objects.exists()


def test_session_checkin_of_a_stranger(client_of, stranger, place, session):
    response = client_of(stranger).get(address(session))

    assert response.status_code == 403
    assert "Bạn không có tên trong danh sách lớp này." in response.text
    assert not AttendanceRecord.objects.exists()


def test_session_checkin_of_the_class_manager(client_of, teacher, session):
    response = client_of(teacher).get(address(session))

    assert "Bạn phụ trách lớp này nên không cần điểm danh." in response.text


def test_session_checkin_when_closed(client_of, trainee, place, session, teacher):
    session_actions.close_checkin(session=session, by=teacher)

    response = client_of(trainee).get(address(session))

    assert response.status_code == 409
    assert "Buổi này chưa mở hoặc đã đóng điểm danh." in response.text


def test_session_checkin_when_the_book_is_closed(client_of, trainee, place, session, teacher):
    session_actions.close_book(session=session, by=teacher)

    assert "Sổ điểm danh của buổi này đã khóa" in client_of(trainee).get(address(session)).text


def test_session_checkin_after_an_absence_was_marked(client_of, trainee, place, session, teacher):
    attendance.record(session=session, marks=[NewMark(place, "excused")], by=teacher)

    response = client_of(trainee).get(address(session))

    assert "Buổi này bạn đã được ghi “Vắng có phép”" in response.text
    assert CurrentAttendance.objects.get().status == "excused"


def test_session_checkin_counts_from_before_the_login(client, trainee, place, session, monkeypatch):
    scanned = timezone.now()
    target = address(session)
    assert f"/tai-khoan/login/?next={target}" in client.get(target).text
    monkeypatch.setattr(timezone, "now", lambda: scanned + timedelta(minutes=5))

    client.post("/tai-khoan/login/", {"login": "hocvien@hoc.example", "password": "hoc-ai-demo"})
    response = client.get(target)

    assert response.status_code == 200
    assert abs(AttendanceRecord.objects.get().happened_at - scanned) < timedelta(seconds=5)


def test_session_checkin_waits_no_longer_than_half_an_hour(client, trainee, place, session, monkeypatch):
    scanned = timezone.now()
    target = address(session)
    client.get(target)
    monkeypatch.setattr(timezone, "now", lambda: scanned + checkins.CLAIM_LIFETIME + timedelta(seconds=1))

    client.post("/tai-khoan/login/", {"login": "hocvien@hoc.example", "password": "hoc-ai-demo"})

    assert client.get(target).status_code == 410


def test_session_checkin_does_not_remember_a_wrong_code(client, session):
    client.get(reverse("session-checkin", args=[session.pk, "x" * 16]))

    assert checkins.CLAIMS not in client.session


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_session_checkin_does_nothing_ahead_of_a_tap(client_of, trainee, place, session, headers):
    assert client_of(trainee).get(address(session), headers=headers).status_code == 503
    assert client_of(trainee).head(address(session)).status_code == 405
    assert not AttendanceRecord.objects.exists()


def test_checkin_code_typed(client_of, trainee, place, session):
    shown = code(session)

    response = client_of(trainee).get(reverse("checkin-code"), {"ma": f" {shown[:3]} {shown[3:]} "})

    assert "Đã điểm danh" in response.text
    assert AttendanceRecord.objects.get().source == "code"


def test_checkin_code_survives_the_login(client, trainee, place, session):
    first = client.get(reverse("checkin-code"), {"ma": code(session)})
    [after] = re.findall(r"/tai-khoan/login/\?next=([^\"]+)\">", first.text.split("<main")[1])

    client.force_login(trainee)
    assert client.get(after).status_code == 200
    assert AttendanceRecord.objects.get().source == "code"


@pytest.mark.parametrize(("typed", "status"), [("12345", 200), ("abcdef", 200), ("", 200), ("000000", 410)])
def test_checkin_code_that_is_wrong(client_of, trainee, place, session, typed, status, monkeypatch):
    monkeypatch.setattr(walls, "is_code_valid", lambda *_: False)

    response = client_of(trainee).get(reverse("checkin-code"), {"ma": typed})

    assert response.status_code == status
    assert not AttendanceRecord.objects.exists()


def test_checkin_code_of_a_stranger(client_of, stranger, place, session):
    assert client_of(stranger).get(reverse("checkin-code"), {"ma": code(session)}).status_code == 403


def test_checkin_asks_for_the_privacy_notice_first_and_keeps_the_time(client, place, trainee, session):
    trainee.consents.all().delete()
    target = address(session)
    client.get(target)
    kept = client.session[checkins.CLAIMS]
    client.force_login(User.objects.get(pk=trainee.pk))

    response = client.get(target)

    assert response.headers["Location"].startswith(reverse("consent-give"))
    assert client.session[checkins.CLAIMS] == kept
    assert not AttendanceRecord.objects.exists()


def test_session_checkin_queries_do_not_grow_with_the_class(
    client_of, trainee, place, session, admit, person_factory, django_assert_max_num_queries
):
    for number in range(3):
        admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example"))
    browser = client_of(trainee)

    with django_assert_max_num_queries(45):  # once: the account binds the browser
        browser.get(address(session))
    with django_assert_max_num_queries(20):
        browser.get(address(session))

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Scan


@pytest.fixture
def address(place):
    return reverse("ticket-scan", args=[place.ticket_code])


@pytest.fixture(autouse=True)
def held_today(session):
    """A test at midnight must not make it yesterday's session."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    ClassSession.objects.filter(pk=session.pk).update(starts_at=noon, ends_at=noon.replace(hour=15))


def test_ticket_scan_shows_a_button_to_a_manager_and_get_never_marks(client_of, teacher, address):
    response = client_of(teacher).get(address)

    assert "Trần Ngọc Ánh" in response.text
    assert "Ghi có mặt" in response.text
    assert not AttendanceRecord.objects.exists()


def test_ticket_scan_marks_on_post_by_card(client_of, teacher, address):
    response = client_of(teacher).post(address, follow=True)

    assert CurrentAttendance.objects.get().record.source == "card"
    assert Scan.objects.get().by == teacher
    assert "Ghi có mặt" not in response.text.split("ticket-scan")[1]


def test_ticket_scan_twice_marks_once(client_of, teacher, address):
    for _time in range(2):
        client_of(teacher).post(address)

    assert AttendanceRecord.objects.count() == 1


@pytest.mark.db
def test_ticket_scan_says_nothing_to_anybody_else(client, client_of, stranger, officer, trainee, address):
    pages = [client.get(address)] + [client_of(person).get(address) for person in (stranger, officer, trainee)]

    for page in pages:
        assert page.status_code == 200
        assert "Đây là mã điểm danh của một học viên" in page.text
        assert "BDAI-2026-03" not in page.text.split("ticket-scan")[1]
    assert "Ghi có mặt" not in pages[0].text


def test_ticket_scan_of_an_unknown_code_looks_the_same(client, address):
    client.get(address)

    known, unknown = client.get(address), client.get(reverse("ticket-scan", args=["zzzzzzzzzz"]))

    body = [page.text.split('id="content"')[1].replace(page.wsgi_request.path, "") for page in (known, unknown)]
    assert body[0] == body[1]


def test_ticket_scan_by_a_stranger_marks_nothing(client, client_of, stranger, trainee, address):
    client.post(address)
    for person in (stranger, trainee):
        client_of(person).post(address)

    assert not AttendanceRecord.objects.exists()


def test_ticket_scan_without_a_session_today_says_so(client_of, teacher, session, address):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=timezone.now())

    response = client_of(teacher).post(address)

    assert "không có buổi nào còn mở" in response.text
    assert not AttendanceRecord.objects.exists()

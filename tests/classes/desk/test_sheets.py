from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from lms.classes import documents, sheets
from lms.classes.models import ClassSession, SessionVenue, Venue
from lms.classes.sheets import Order


def pages_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_people_on_sheet_are_sorted_by_name_or_agency(two_places, session, academy):
    ClassSession.objects.filter(pk=session.pk).update(starts_at=sheets.timezone.now() + sheets.timedelta(hours=1))
    session.refresh_from_db()
    two_places[1].agency = academy
    two_places[1].save()

    by_name = [trainee.pk for trainee in sheets.people_on_sheet(session, None, Order.NAME)]
    by_agency = [trainee.pk for trainee in sheets.people_on_sheet(session, None, Order.AGENCY)]

    assert by_name == [two_places[0].pk, two_places[1].pk]
    assert by_agency == [two_places[1].pk, two_places[0].pk]


def test_people_on_sheet_who_came_later_stand_behind_the_others(two_places, session):
    first, second = two_places
    type(first).objects.filter(pk=second.pk).update(admitted_at=session.starts_at - sheets.timedelta(days=1))
    type(first).objects.filter(pk=first.pk).update(admitted_at=session.starts_at + sheets.timedelta(minutes=1))

    assert [trainee.pk for trainee in sheets.people_on_sheet(session, None, Order.NAME)] == [second.pk, first.pk]


def test_people_on_sheet_are_those_of_the_place(two_places, session):
    far = Venue.objects.named("Hội trường B")
    place = SessionVenue.objects.create(session=session, venue=far)
    two_places[1].venue = far
    two_places[1].save()

    assert [t.pk for t in sheets.people_on_sheet(session, place, Order.NAME)] == [two_places[1].pk]
    assert [t.pk for t in sheets.people_on_sheet(session, None, Order.NAME)] == [two_places[0].pk]


@pytest.mark.parametrize("person", ["teacher", "officer"])
def test_sheets_of_tomorrow_in_one_click(client_of, request, person, two_places, sessions):
    response = client_of(request.getfixturevalue(person)).get(reverse("sheets-tomorrow"))

    text = " ".join(pages_of(response.content))
    assert text.count("DANH SÁCH KÝ TÊN") == 1
    assert "Buổi 3" in text
    assert "Danh sách có 2 học viên" in text


def test_sheets_of_tomorrow_without_a_session_say_so(client_of, registrar, stranger, sessions):
    for person in (registrar, stranger):
        response = client_of(person).get(reverse("sheets-tomorrow"))
        assert response.status_code == 302


def test_class_sheets_of_tomorrow_are_for_readers(client_of, teacher, stranger, place, trainee, training_class):
    address = reverse("class-sheets-tomorrow", args=[training_class.pk])

    assert client_of(teacher).get(address).headers["Content-Type"] == "application/pdf"
    assert [client_of(person).get(address).status_code for person in (trainee, stranger)] == [403, 404]


def test_session_signin_sheet_has_a_sheet_for_each_place_that_counts_its_own_pages(client_of, teacher, session, crowd):
    crowd(60)
    far = Venue.objects.named("Hội trường B")
    SessionVenue.objects.create(session=session, venue=far)
    SessionVenue.objects.create(session=session, venue=Venue.objects.named("Phòng họp trực tuyến"), kind=SessionVenue.Kind.ONLINE)

    pages = pages_of(client_of(teacher).get(reverse("session-signin-sheet", args=[session.pk])).content)

    assert [page.split()[0] for page in pages[1:-1]] == [str(number) for number in range(2, len(pages))]
    assert "Hội trường B" in pages[-1]
    assert "Danh sách có 0 học viên" in pages[-1]
    assert not any("trực tuyến" in page for page in pages)
    assert all("Họ và tên" in page for page in pages[:-2])


def test_session_signin_sheet_of_an_unknown_place_is_404(client_of, teacher, session):
    assert client_of(teacher).get(reverse("session-signin-sheet", args=[session.pk]), {"diem": "999"}).status_code == 404


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_session_signin_sheet_never_splits_a_row(session, crowd, home_affairs, lines):
    """Wherever the first row of a page falls: its title stands once, and every number on one page only."""
    crowd(40)
    home_affairs.name = "Ban Quản lý Khu công nghệ cao Thành phố Hồ Chí Minh và các khu công nghiệp"
    home_affairs.save()
    session.title = "Trợ lý AI trong công việc " * lines

    pages = pages_of(documents.session_signin_sheet(session))

    assert [page.count("Họ và tên") for page in pages] == [1] * len(pages)
    assert sum(page.count("Chuyên viên chính") for page in pages) == 40

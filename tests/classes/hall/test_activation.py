import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.classes import browsers
from lms.classes.actions import bindings
from lms.classes.actions import sessions as session_actions
from lms.classes.models import AttendanceRecord, Browser, BrowserBinding, Flag, Scan, TrainingClass
from lms.foundation.append_only import lifted
from lms.people.models import Consent, User
from tests.classes.hall.conftest import address, code

COOKIE = browsers.COOKIE


@pytest.fixture
def guest(place, trainee):
    """Somebody on the roster who has neither password nor consent, as lists bring them."""
    Consent.objects.filter(person=trainee).delete()
    return trainee


def confirm(browser, target, place, **typed):
    return browser.post(target, {"hoc_vien": place.pk, **typed})


def activated(browser, session, place):
    """A browser that stands for this trainee from now on."""
    target = address(session)
    browser.get(target)
    response = confirm(browser, target, place, ma_phieu=place.ticket_code)
    assert response.status_code == 200
    return browser


def test_first_scan_names_agencies_and_nobody(client, session, place, trainee, home_affairs):
    page = client.get(address(session))

    assert page.status_code == 200
    assert home_affairs.name in page.text
    assert session.training_class.title in page.text
    assert trainee.full_name not in page.text
    assert not AttendanceRecord.objects.exists()


def test_agencies_are_found_without_marks(client, session, place, home_affairs):
    target = address(session)

    assert home_affairs.name in client.get(target, {"tim": "noi vu"}).text.split("hall-list")[1]
    assert home_affairs.name not in client.get(target, {"tim": "y te"}).text.split("hall-list")[1]


def test_names_are_those_of_the_agency_that_are_free(client, session, two_places, home_affairs, science, person_factory, admit):
    elsewhere = admit(person_factory("Đỗ Thị Ánh", "anh@hoc.example"))
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(agency=science)
    activated(Client(), session, two_places[0])

    page = client.get(address(session), {"don_vi": home_affairs.pk}).text

    assert two_places[1].enrollment.person.full_name in page
    assert two_places[0].enrollment.person.full_name not in page
    assert "Đỗ Thị Ánh" not in page


def test_confirmed_by_birth_year_binds_the_browser_and_checks_in(client, session, guest, place):
    target = address(session)
    client.get(target)

    response = confirm(client, target, place, ngay_sinh="1990")

    assert response.status_code == 200
    assert "Đã điểm danh" in response.text
    assert guest.full_name in response.text
    binding = BrowserBinding.objects.get()
    assert (binding.trainee, binding.confirmed_by) == (place, "birth_date")
    assert Scan.objects.get().browser == binding.browser
    assert AttendanceRecord.objects.get().source == "qr"
    assert guest.consents.in_force().get().method == "checkin"


def test_cookie_is_unreadable_for_scripts_and_kept_only_as_a_digest(client, session, guest, place):
    activated(client, session, place)

    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    assert cookie.value not in Browser.objects.get().key_digest
    assert Browser.objects.get().key_digest == browsers.digest(cookie.value)


def test_later_scans_are_one_tap(client, session, guest, place, sessions, django_assert_max_num_queries):
    activated(client, session, place)
    later = sessions[0]
    type(later).objects.filter(pk=later.pk).update(checkin_opened_at=timezone.now())
    later.refresh_from_db()
    del client.cookies["hocai_session"]

    with django_assert_max_num_queries(24):
        response = client.get(address(later))

    assert "Đã điểm danh" in response.text
    assert AttendanceRecord.objects.filter(session=later).get().trainee == place


def test_the_ticket_confirms(client, session, guest, place):
    target = address(session)
    client.get(target)

    confirm(client, target, place, ma_phieu=place.ticket_code.upper())

    assert BrowserBinding.objects.get().confirmed_by == "ticket"


def test_first_request_counts_however_long_the_rest_takes(client, session, guest, place, monkeypatch):
    scanned = timezone.now()
    target = address(session)
    client.get(target)
    monkeypatch.setattr(timezone, "now", lambda: scanned + timedelta(minutes=25))

    confirm(client, target, place, ngay_sinh="1990")

    record = AttendanceRecord.objects.get()
    assert abs(record.happened_at - scanned) < timedelta(seconds=5)
    assert record.status == "present"


def test_an_address_that_was_sent_on_proves_nothing(client, session, guest, place, monkeypatch):
    scanned = timezone.now()
    target = address(session)
    client.get(target)
    monkeypatch.setattr(timezone, "now", lambda: scanned + timedelta(minutes=1))

    elsewhere = Client().get(target, {"don_vi": place.agency_id})

    assert elsewhere.status_code == 410
    assert guest.full_name not in elsewhere.text


def test_wrong_three_times_goes_to_the_desk(client, session, guest, place):
    target = address(session)
    client.get(target)

    first = confirm(client, target, place, ngay_sinh="1991")
    confirm(client, target, place, ngay_sinh="1992")
    third = confirm(client, target, place, ngay_sinh="1993")
    right = confirm(client, target, place, ngay_sinh="1990")

    assert "còn 2 lần" in first.text
    assert (third.status_code, right.status_code) == (409, 409)
    assert "bàn hỗ trợ" in right.text
    assert (Flag.objects.get().kind, Flag.objects.get().trainee) == ("wrong_confirmation", place)
    assert not BrowserBinding.objects.exists()


def test_wrong_tries_follow_the_name_to_another_browser(client, session, guest, place):
    for _try in range(3):
        other = Client()
        other.get(address(session))
        confirm(other, address(session), place, ngay_sinh="1991")

    target = address(session)
    client.get(target)
    assert confirm(client, target, place, ngay_sinh="1990").status_code == 409


def test_the_desk_lets_a_person_confirm_elsewhere(client, session, guest, place, teacher):
    activated(Client(), session, place)
    bindings.release(trainee=place, by=teacher)

    activated(client, session, place)

    assert BrowserBinding.objects.in_force().count() == 1
    assert AttendanceRecord.objects.count() == 1


def test_an_empty_form_costs_no_try(client, session, guest, place):
    target = address(session)
    client.get(target)

    response = confirm(client, target, place, ngay_sinh=" ")

    assert response.status_code == 200
    assert "Hãy điền" in response.text


def test_a_second_browser_for_a_name_goes_to_the_desk(client, session, guest, place):
    activated(Client(), session, place)
    target = address(session)
    client.get(target)

    response = confirm(client, target, place, ngay_sinh="1990")

    assert response.status_code == 409
    assert "máy khác" in response.text
    assert Flag.objects.get().kind == "name_taken"
    assert BrowserBinding.objects.count() == 1


def test_a_second_person_on_a_browser_of_the_class_is_only_its_owner(client, session, two_places):
    activated(client, session, two_places[0])
    target = address(session)

    response = confirm(client, target, two_places[1], ngay_sinh="1988")

    assert two_places[0].enrollment.person.full_name in response.text
    assert AttendanceRecord.objects.count() == 1


def test_a_second_account_on_a_bound_browser_goes_to_the_desk(client, session, two_places):
    activated(client, session, two_places[0])
    client.force_login(two_places[1].enrollment.person)

    response = client.get(address(session))

    assert response.status_code == 409
    assert Flag.objects.get().kind == "one_device_many"
    assert not AttendanceRecord.objects.filter(trainee=two_places[1]).exists()


def other_class(training_class, sessions):
    """The same day, another class with a session whose code is on the wall."""
    source = TrainingClass.objects.get(pk=training_class.pk)
    run = type(source.run).objects.create(course=source.run.course, code="lop-thu-hai", title="Lớp thứ hai")
    source.pk, source.code, source.run, source.short_code = None, "BDAI-2", run, None
    source.save()
    session = type(sessions[0])(
        training_class=source, number=1, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=3), periods=4
    )
    session.checkin_opened_at = timezone.now() - timedelta(minutes=5)
    session.save()
    return source, session


def admit_to(training_class, person, agency, officer):
    from lms.classes.models import Trainee
    from lms.learning.actions import enrollments

    enrollment = enrollments.enroll(person=person, run=training_class.run, by=officer, source="roster")
    return Trainee.objects.create(training_class=training_class, enrollment=enrollment, agency=agency)


def test_one_browser_for_two_people_in_two_classes_of_a_day(
    client, session, guest, place, training_class, sessions, home_affairs, officer, person_factory
):
    second, its_session = other_class(training_class, sessions)
    colleague = admit_to(second, person_factory("Lê Văn Hai", "hai@hoc.example", birth_year=1977), home_affairs, officer)
    activated(client, session, place)
    target = address(its_session)
    client.get(target)

    response = confirm(client, target, colleague, ngay_sinh="1977")

    assert response.status_code == 409
    assert (Flag.objects.get().kind, Flag.objects.get().trainee) == ("one_device_many", colleague)


def test_one_person_in_two_classes_keeps_the_browser(client, session, guest, place, training_class, sessions, home_affairs, officer):
    second, its_session = other_class(training_class, sessions)
    there = admit_to(second, guest, home_affairs, officer)

    activated(activated(client, session, place), its_session, there)

    assert BrowserBinding.objects.in_force().count() == 2
    assert Browser.objects.count() == 1


def test_the_code_of_another_class_shows_no_names_of_this_one(client, session, place, training_class, sessions, guest):
    _second, its_session = other_class(training_class, sessions)

    page = client.get(address(its_session), {"hoc_vien": place.pk})

    assert guest.full_name not in page.text
    token_of_other = address(its_session).split("/")[3]
    assert client.get(reverse("session-checkin", args=[session.pk, token_of_other])).status_code == 410


def test_an_account_binds_the_browser(client, session, place, trainee):
    client.force_login(trainee)
    client.get(address(session))
    del client.cookies["hocai_session"]

    assert BrowserBinding.objects.get().confirmed_by == "account"
    assert "Bạn đã điểm danh rồi" in client.get(address(session)).text


def test_an_account_may_use_a_second_browser_of_its_own(client, session, place, trainee):
    activated(Client(), session, place)
    client.force_login(trainee)

    assert client.get(address(session)).status_code == 200
    assert BrowserBinding.objects.count() == 1


def test_somebody_replaced_leaves_the_phone_free(client, session, two_places):
    activated(client, session, two_places[0])
    type(two_places[0].enrollment).objects.filter(pk=two_places[0].enrollment_id).update(state="withdrawn")
    Browser.objects.update(first_seen_at=timezone.now() - timedelta(days=1))
    with lifted():  # the phone is handed on the next day
        Scan.objects.update(received_at=timezone.now() - timedelta(days=1))

    activated(client, session, two_places[1])

    assert BrowserBinding.objects.in_force().get().trainee == two_places[1]


def test_typed_code_leads_to_the_same_steps(client, session, guest, place):
    page = client.get(reverse("checkin-code"), {"ma": code(session)})
    [target] = set(re.findall(r"(/diem-danh/\d+/[\w-]+/)\?don_vi=", page.text))

    confirm(client, target, place, ngay_sinh="1990")

    assert AttendanceRecord.objects.get().source == "code"


def test_nothing_to_confirm_by_goes_to_the_desk(client, session, guest, place):
    User.objects.filter(pk=guest.pk).update(birth_year=None)
    TrainingClass.objects.update(confirm_by="birth_date")
    target = address(session)
    client.get(target)

    response = client.get(target, {"hoc_vien": place.pk})

    assert response.status_code == 409
    assert "bàn hỗ trợ" in response.text


def test_a_prefetch_or_a_preview_changes_nothing(client, session, place):
    assert client.get(address(session), headers={"Sec-Purpose": "prefetch"}).status_code == 503
    assert client.head(address(session)).status_code == 405
    assert client.get(address(session)).status_code == 200
    assert not Scan.objects.exists()


def test_a_stranger_with_an_account_may_go_on_as_a_guest(client, session, place, stranger):
    client.force_login(stranger)
    target = address(session)

    assert f"{target}?khach=1" in client.get(target).text
    assert client.get(target, {"khach": "1"}).status_code == 200


def test_a_photographed_code_at_night_is_refused_and_listed(client, session, guest, place, monkeypatch):
    activated(client, session, place)
    photographed = address(session)
    night = timezone.now() + timedelta(hours=14)
    monkeypatch.setattr(timezone, "now", lambda: night)

    response = client.get(photographed)

    assert response.status_code == 410
    assert "Ảnh chụp mã" in response.text
    flag = Flag.objects.get()
    assert (flag.kind, flag.trainee) == ("code_far", place)
    assert AttendanceRecord.objects.count() == 1


def test_guessing_digits_is_stopped(client, session, place, monkeypatch):
    from lms.classes.views import checkin

    monkeypatch.setattr(checkin, "MISSES", {"code": ((3, 60),), "token": ((3, 60),)})
    wrong = f"{(int(code(session)) + 7) % 10**6:06d}"
    answers = [client.get(reverse("checkin-code"), {"ma": wrong}).status_code for _try in range(4)]

    assert answers == [410, 410, 410, 429]
    assert client.get(reverse("checkin-code"), {"ma": code(session)}).status_code == 200


def test_right_codes_of_a_whole_hall_behind_one_address_are_never_held_up(session, place, monkeypatch):
    from lms.classes.views import checkin

    monkeypatch.setattr(checkin, "MISSES", {"code": ((0, 60),), "token": ((0, 60),)})

    assert [Client().get(address(session)).status_code for _person in range(5)] == [200] * 5


def test_confirming_after_the_book_was_closed_binds_nothing(client, session, guest, place, teacher):
    target = address(session)
    client.get(target)
    session_actions.close_book(session=session, by=teacher)

    response = confirm(client, target, place, ngay_sinh="1990")

    assert response.status_code == 409
    assert not BrowserBinding.objects.exists()
    assert COOKIE not in client.cookies

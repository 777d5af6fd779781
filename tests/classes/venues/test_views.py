import json
import re

from django.urls import reverse

from lms.classes import checkin
from lms.classes.actions import sessions as session_actions
from lms.classes.models import ClassNotice, ClassSession, HeadCount, SessionVenue, Trainee, Venue

from ..conftest import at


def kept_codes(page):
    return json.loads(re.search(r'<script id="projector-codes" type="application/json">(.+?)</script>', page).group(1))


def address_of(name, session, place=None):
    return reverse(name, args=[session.pk]) + (f"?diem={place.pk}" if place else "")


def test_session_projector_keeps_codes_ahead(client_of, teacher, session):
    session_actions.open_checkin(session=session, by=teacher)

    response = client_of(teacher).get(address_of("session-projector", session))

    kept = kept_codes(response.text)
    assert len(kept["codes"]) == 30
    assert kept["seconds"] == checkin.WINDOW_SECONDS
    assert "data-keep-offline" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert "style=" not in response.text


def test_session_projector_closed_keeps_no_codes(client_of, teacher, session):
    page = client_of(teacher).get(address_of("session-projector", session)).text

    assert "projector-codes" not in page
    assert "data-keep-offline" not in page


def test_session_projector_of_a_place_shows_its_name_and_its_code(client_of, teacher, session, further):
    session_actions.open_checkin(session=session, by=teacher)

    page = client_of(teacher).get(address_of("session-projector", session, further)).text

    window, _address, digits, _bits = kept_codes(page)["codes"][0]
    assert digits == checkin.code_for(further.checkin_secret, window)
    assert "Điểm cầu Thủ Đức" in page


def test_session_projector_with_a_nonsense_place_shows_the_main_one(client_of, teacher, session):
    for chosen in ["x", "-1", "9" * 30, "²"]:
        assert client_of(teacher).get(reverse("session-projector", args=[session.pk]), {"diem": chosen}).status_code == 200


def test_session_codes_go_on_where_they_were_asked(client_of, teacher, session):
    session_actions.open_checkin(session=session, by=teacher)
    browser = client_of(teacher)
    first = browser.get(address_of("session-codes", session)).json()

    second = browser.get(address_of("session-codes", session), {"tu": first["next"]}).json()

    assert second["codes"][0][0] == first["codes"][-1][0] + 1


def test_session_presence_counts_and_tells_the_time(client_of, teacher, session, people, mark):
    session_actions.open_check_out(session=session, by=teacher)
    mark(people[0])

    answer = client_of(teacher).get(address_of("session-presence", session)).json()

    assert (answer["present"], answer["expected"], answer["missing"]) == (1, 2, "còn thiếu: Sở Nội vụ 1")
    assert (answer["open"], answer["out"]) == (True, True)


def test_session_presence_query_count_does_not_grow(client_of, teacher, session, further, admit, person_factory, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(teacher)
    browser.get(address_of("session-presence", session))
    with CaptureQueriesContext(connection) as one:
        browser.get(address_of("session-presence", session))
    for number in range(3):
        admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example"))

    with django_assert_num_queries(len(one)):
        browser.get(address_of("session-presence", session))


def test_check_out_opens_and_goes_back(client_of, teacher, training_class, session):
    training_class.with_check_out = True
    training_class.save()
    session_actions.open_checkin(session=session, by=teacher)
    browser = client_of(teacher)
    assert "Mở điểm danh ra về" in browser.get(address_of("session-projector", session)).text

    browser.post(address_of("session-check-out-open", session))
    assert "Ra về: quét mã một lần nữa" in browser.get(address_of("session-projector", session)).text

    browser.post(address_of("session-check-out-close", session))
    session.refresh_from_db()
    assert session.check_out_opened_at is None


def test_session_room_change_writes_the_notice(client_of, officer, session):
    response = client_of(officer).post(address_of("session-room-change", session), {"venue": "Phòng 305"})

    session.refresh_from_db()
    notice = ClassNotice.objects.get()
    assert session.venue == Venue.objects.get(name="Phòng 305")
    assert response.headers["Location"] == reverse("notice-detail", args=[notice.pk])


def test_session_room_change_to_the_same_room_says_nothing(client_of, officer, session):
    client_of(officer).post(address_of("session-room-change", session), {"venue": session.venue.name})

    assert not ClassNotice.objects.exists()


def test_session_room_change_without_a_room_is_refused(client_of, officer, session):
    response = client_of(officer).post(address_of("session-room-change", session), {"venue": " "}, follow=True)

    assert "Hãy ghi tên phòng mới." in response.text


def form_values(session, **changes):
    values = {"day": at(1).date().isoformat(), "starts": "08:00", "ends": "11:00", "periods": "4", "title": "", "venue": "Hội trường A"}
    return {**values, "edition": str(session.edition), **changes}


def test_session_change_by_two_officers_shows_both(client_of, officer, session):
    browser = client_of(officer)
    session_actions.change(session=session, values={"title": "Của người khác"}, by=officer)

    response = browser.post(address_of("session-change", session), form_values(session, title="Của tôi", **{"initial-title": ""}))

    assert response.status_code == 409
    assert "Của người khác" in response.text
    assert "Của tôi" in response.text
    session.refresh_from_db()
    assert session.title == "Của người khác"


def test_session_delete_asks_first(client_of, officer, session):
    browser = client_of(officer)
    assert "Xóa buổi" in browser.get(address_of("session-delete", session)).text

    browser.post(address_of("session-delete", session))

    assert not ClassSession.objects.filter(pk=session.pk).exists()


def test_session_delete_with_attendance_says_why_not(client_of, officer, session, people, mark):
    mark(people[0])

    response = client_of(officer).post(address_of("session-delete", session), follow=True)

    assert "đã có điểm danh nên không xóa được" in response.text
    assert ClassSession.objects.filter(pk=session.pk).exists()


def test_session_make_up_lists_the_absentees_and_is_made(client_of, officer, session, people, mark):
    mark(people[0])
    browser = client_of(officer)
    page = browser.get(address_of("session-make-up", session)).text
    assert "1 học viên vắng buổi này" in page
    assert "Bùi Thị Bích" in page

    browser.post(address_of("session-make-up", session), form_values(session, day=at(4).date().isoformat()))

    assert ClassSession.objects.get(make_up_for=session).periods == 4


def test_session_make_up_on_a_past_day_is_refused(client_of, officer, session):
    response = client_of(officer).post(address_of("session-make-up", session), form_values(session, day="2020-01-02"))

    assert "Ngày này đã qua" in response.text
    assert not ClassSession.objects.filter(make_up_for=session).exists()


def test_session_venues_adds_shows_and_removes(client_of, officer, session, venue_manager):
    browser = client_of(officer)
    browser.post(address_of("session-venues", session), {"venue": "Điểm cầu Thủ Đức", "kind": "linked"})
    place = SessionVenue.objects.get()
    assert "Quản lý tại đây: Lê Văn Điểm" in browser.get(address_of("session-venues", session)).text

    browser.post(reverse("session-venue-remove", args=[session.pk, place.pk]))

    assert not SessionVenue.objects.exists()


def test_session_venue_remove_of_another_session_is_404(client_of, officer, sessions, further):
    assert client_of(officer).post(reverse("session-venue-remove", args=[sessions[0].pk, further.pk])).status_code == 404


def test_class_venues_moves_an_agency(client_of, officer, training_class, two_places, home_affairs):
    address = reverse("class-venues", args=[training_class.pk])

    client_of(officer).post(address, {"agencies": [str(home_affairs.pk)], "venue": "Điểm cầu Thủ Đức"})

    assert set(Trainee.objects.values_list("venue__name", flat=True)) == {"Điểm cầu Thủ Đức"}


def test_class_venues_with_a_wrong_choice_is_refused(client_of, officer, training_class, two_places):
    for agencies in [[], ["x"], ["99999"]]:
        response = client_of(officer).post(reverse("class-venues", args=[training_class.pk]), {"agencies": agencies, "venue": "A"})

        assert response.status_code == 422
        assert set(Trainee.objects.values_list("venue", flat=True)) == {None}


def test_staff_venue_is_for_the_officer(client_of, officer, teacher, training_class):
    staff = training_class.staff.get(person=teacher)
    address = reverse("staff-venue", args=[staff.pk])

    assert client_of(teacher).post(address, {"venue": "Thủ Đức"}).status_code == 403
    assert client_of(officer).post(address, {"venue": "Thủ Đức"}).status_code == 302
    staff.refresh_from_db()
    assert staff.venue.name == "Thủ Đức"


def test_head_count_that_differs_calls_names_at_once(client_of, teacher, session, people, mark):
    mark(people[0])
    browser = client_of(teacher)

    response = browser.post(address_of("head-count-add", session), {"n": "0"}, follow=True)
    assert "Trần Ngọc Ánh" in response.text

    count = HeadCount.objects.get()
    page = browser.post(reverse("head-count-show", args=[count.pk]), {f"answer-{people[0].pk}": "no"}, follow=True).text
    assert reverse("impersonation-add", args=[session.pk]) + f"?trainee={people[0].pk}" in page
    assert "lệch" in browser.get(address_of("head-count-add", session)).text


def test_head_count_of_nonsense_is_refused(client_of, teacher, session):
    for n in ["", "-1", "nhiều", "99999999"]:
        response = client_of(teacher).post(address_of("head-count-add", session), {"n": n})

        assert response.status_code == 422
        assert not HeadCount.objects.exists()


def test_class_sessions_shows_what_waits(client_of, teacher, session, people, training_class):
    from lms.classes.flags import raise_flag

    from .conftest import scan_at

    scan_at(session, people[0], None, claimed=True)
    raise_flag(session=session, kind="wrong_venue", trainee=people[0])

    page = client_of(teacher).get(reverse("class-sessions", args=[training_class.pk])).text

    assert "1 lượt chờ xác nhận" in page
    assert "1 việc cần xem" in page


def test_class_sessions_query_count_does_not_grow(client_of, officer, training_class, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ..conftest import session_plan

    browser = client_of(officer)
    address = reverse("class-sessions", args=[training_class.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as three:
        browser.get(address)
    for day in (5, 6):
        session_actions.add(training_class=training_class, plan=session_plan(day), by=officer)

    with django_assert_num_queries(len(three)):
        browser.get(address)

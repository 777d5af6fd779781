import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import attendance
from lms.classes.actions.attendance import NewMark
from lms.classes.models import AttendanceRecord, Browser, BrowserBinding, ClassSession, CurrentAttendance

from .conftest import milliseconds

BYTES_PER_PERSON = 170


def page(session):
    return reverse("desk-show", args=[session.pk])


def listing_of(response):
    return response.context["listing"]


def test_desk_show_is_for_those_who_mark(client_of, session, place, trainee, stranger, officer, registrar):
    assert client_of(stranger).get(page(session)).status_code == 404
    for person in (trainee, officer, registrar):
        assert client_of(person).get(page(session)).status_code == 403


def test_desk_show_asks_a_visitor_to_log_in(client, session):
    assert client.get(page(session)).status_code == 302


def test_desk_show_carries_the_whole_roster(client_of, teacher, session, two_places):
    response = client_of(teacher).get(page(session))

    listing = listing_of(response)
    assert [person[1] for person in listing["people"]] == ["Trần Ngọc Ánh", "Bùi Thị Bích"]
    assert listing["people"][0][4] == two_places[0].ticket_code
    assert (listing["present"], listing["expected"]) == (0, 2)
    assert "data-keep-offline" in response.text
    assert "style=" not in response.text


@pytest.mark.parametrize("words", ["tra", "ngoc anh", "snv tra", "ANH"])
def test_desk_show_without_script_finds_by_three_letters(client_of, teacher, session, two_places, words):
    response = client_of(teacher).get(page(session), {"tim": words})

    assert [row.trainee for row, _may_undo in response.context["rows"]] == [two_places[0]]
    assert "Ghi có mặt" in response.text


def test_desk_show_without_script_finds_a_ticket(client_of, teacher, session, two_places):
    response = client_of(teacher).get(page(session), {"tim": two_places[1].ticket_code})

    assert [row.trainee for row, _may_undo in response.context["rows"]] == [two_places[1]]


def test_desk_show_says_when_and_how_somebody_was_marked(client_of, teacher, session, place, second_helper):
    moment = timezone.localtime().replace(hour=7, minute=42)
    attendance.append(session, NewMark(place, "present"), None, by=second_helper, source="qr", happened_at=moment)

    text = client_of(teacher).get(page(session), {"tim": "anh"}).text

    assert "có mặt lúc 7:42 (mã QR)" in text
    assert "Hoàn tác" not in text.split("desk-list")[0]


@pytest.mark.db
def test_desk_show_of_500_is_small_and_takes_few_queries(client_of, teacher, session, crowd, django_assert_max_num_queries):
    crowd(500)
    browser = client_of(teacher)
    browser.get(page(session))

    with django_assert_max_num_queries(12):
        response = browser.get(page(session))

    assert len(listing_of(response)["people"]) == 500
    packed = browser.get(reverse("desk-list", args=[session.pk])).content
    assert len(packed) < 500 * BYTES_PER_PERSON


def test_desk_mark_without_script_marks_and_takes_back(client_of, teacher, session, place):
    browser = client_of(teacher)
    address = reverse("desk-mark", args=[session.pk])

    assert "có mặt lúc" in browser.post(address, {"trainee": place.pk}, follow=True).text
    assert CurrentAttendance.objects.get().status == "present"

    browser.post(address, {"trainee": place.pk, "undo": "1"})
    assert CurrentAttendance.objects.get().record.reason == "Bấm nhầm"


def test_desk_news_tells_what_another_desk_marked(client_of, teacher, second_helper, session, two_places, tap):
    since = milliseconds(timezone.now())
    tap(two_places[1], by=second_helper)

    news = client_of(teacher).get(reverse("desk-news", args=[session.pk]), {"tu": since}).json()

    assert (news["present"], news["expected"], news["closed"]) == (1, 2, False)
    [[pk, status, _time, way, mine]] = news["marks"]
    assert (pk, status, way, mine) == (two_places[1].pk, "present", "manual", 0)


def test_desk_news_leaves_out_what_was_known(client_of, teacher, session, place, tap, monkeypatch):
    tap(place)
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert client_of(teacher).get(reverse("desk-news", args=[session.pk]), {"tu": milliseconds(later)}).json()["marks"] == []


@pytest.mark.parametrize("nonsense", ["", "abc", "-1", "9" * 30])
def test_desk_news_survives_nonsense(client_of, teacher, session, place, nonsense):
    assert client_of(teacher).get(reverse("desk-news", args=[session.pk]), {"tu": nonsense}).status_code == 200


@pytest.mark.db
def test_desk_merge_twice_writes_once(tap, session, place):
    answers = [tap(place, id="same").json() for _ in range(2)]

    assert [answer["outcome"] for answer in answers] == ["marked", "already"]
    assert AttendanceRecord.objects.count() == 1


def test_desk_merge_returns_a_conflict_for_a_human(tap, session, place, second_helper):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=second_helper)

    response = tap(place)

    assert response.status_code == 409
    assert (response.json()["code"], response.json()["final"]) == ("desk_conflict", True)
    assert tap(place, id="sure", sure=True).json()["outcome"] == "marked"


def test_desk_merge_after_the_book_is_closed_is_final_with_a_sentence(tap, session, place):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=timezone.now())

    response = tap(place, made=milliseconds(timezone.now()))

    assert response.status_code == 409
    assert response.json()["final"] is True
    assert "đã khóa" in response.json()["text"]


def test_desk_merge_of_an_old_tap_is_claimed(tap, client_of, teacher, session, place):
    answer = tap(place, made=milliseconds(timezone.now() - timedelta(minutes=45))).json()

    assert answer["outcome"] == "claimed"
    assert answer["mark"] is None
    page_of_teacher = client_of(teacher).get(page(session))
    assert listing_of(page_of_teacher)["claims"] == [place.pk]
    assert "Lượt đến muộn chờ xác nhận (1)" in page_of_teacher.text


def test_desk_merge_undoes(tap, session, place):
    tap(place)

    answer = tap(place, "undo").json()

    assert answer["outcome"] == "undone"
    assert answer["mark"][:2] == [place.pk, ""]


def test_desk_merge_of_another_class_is_404(tap, session, place, plan, officer, admit, person_factory):
    from dataclasses import replace

    from lms.classes.actions import classes
    from tests.classes.conftest import session_plan

    other = classes.create(plan=replace(plan, code="BDAI-2026-04"), sessions=[session_plan(0)], by=officer)

    assert tap(place, in_session=other.sessions.get()).status_code == 404
    place.training_class = other
    place.save()
    assert tap(place).status_code == 404
    assert not AttendanceRecord.objects.exists()


def test_desk_merge_is_refused_to_those_who_do_not_mark(tap, session, place, trainee, officer, stranger):
    statuses = [tap(place, by=person).status_code for person in (trainee, officer, stranger)]

    assert statuses == [403, 403, 404]
    assert not AttendanceRecord.objects.exists()


def test_desk_merge_without_a_login_keeps_the_tap_on_the_device(client, session, place):
    address = reverse("desk-merge", args=[session.pk])

    response = client.post(address, json.dumps({"id": "a", "kind": "mark", "trainee": place.pk}), content_type="application/json")

    assert response.status_code == 401
    assert "final" not in response.json()


def test_desk_merge_of_somebody_elses_tap_stays_on_the_device(tap, session, place, teacher, second_helper):
    response = tap(place, by=second_helper, helper=teacher.handle)

    assert response.status_code == 401
    assert not AttendanceRecord.objects.exists()
    assert tap(place, helper=teacher.handle).status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"kind":"eat","trainee":0}', "no json"])
def test_desk_merge_of_nonsense_is_final(client_of, teacher, session, place, body):
    response = client_of(teacher).post(reverse("desk-merge", args=[session.pk]), body, content_type="application/json")

    assert response.status_code in (400, 404)
    assert response.json()["final"] is True


def test_desk_of_a_venue_manager_has_only_that_venue(client_of, tap, training_class, session, two_places, officer, person_factory):
    from lms.classes.models import ClassStaff, SessionVenue, Venue

    far = Venue.objects.named("Hội trường B")
    SessionVenue.objects.create(session=session, venue=far)
    two_places[1].venue = far
    two_places[1].save()
    helper = person_factory("Lâm Văn Tư", "tu@hoc.example")
    ClassStaff.objects.create(training_class=training_class, person=helper, role="class_manager", venue=far, appointed_by=officer)

    statuses = [tap(each, by=helper, id=str(each.pk)).status_code for each in two_places]

    assert statuses == [403, 200]


def test_desk_device_is_freed_only_face_to_face(client_of, teacher, session, place):
    BrowserBinding.objects.create(
        browser=Browser.objects.create(key_digest="x" * 64), training_class=session.training_class, trainee=place, confirmed_by="ticket"
    )
    browser = client_of(teacher)
    address = reverse("desk-device", args=[session.pk, place.pk])

    assert "Trần Ngọc Ánh" in browser.get(address).text
    browser.post(address)
    assert BrowserBinding.objects.in_force().count() == 1

    browser.post(address, {"seen": "1"})
    assert BrowserBinding.objects.in_force().count() == 0

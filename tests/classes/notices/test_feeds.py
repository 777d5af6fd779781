import pytest
from icalendar import Calendar

from lms.classes import feeds
from lms.classes.actions import classes
from lms.classes.actions import feeds as feed_actions
from lms.classes.models import CalendarFeed, SessionVenue


def file_of(person) -> str:
    return f"/lich/{feeds.token_of(feed_actions.give(person=person))}.ics"


def events(response) -> dict[str, object]:
    calendar = Calendar.from_ical(response.content)
    return {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}


def test_feed_holds_the_sessions_of_a_trainee_without_a_login(client, trainee, place, sessions, tomorrow):
    response = client.get(file_of(trainee))

    found = events(response)
    event = found[f"session-{tomorrow.pk}"]
    assert set(found) == {f"session-{session.pk}" for session in sessions}
    assert event["location"] == "Hội trường A, 159 Pasteur, phường Xuân Hòa"
    assert event["dtstart"].dt == tomorrow.starts_at
    assert event["status"] == "CONFIRMED"
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh" in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_feed_holds_the_classes_of_staff(client, teacher, sessions):
    assert len(events(client.get(file_of(teacher)))) == 3


def test_feed_of_somebody_else_holds_nothing(client, stranger, sessions, place):
    assert events(client.get(file_of(stranger))) == {}


def test_feed_sends_a_cancelled_session_as_cancelled_with_a_higher_sequence(client, trainee, place, tomorrow):
    type(tomorrow).objects.filter(pk=tomorrow.pk).update(cancelled=True, edition=3)

    event = events(client.get(file_of(trainee)))[f"session-{tomorrow.pk}"]

    assert (event["status"], event["sequence"]) == ("CANCELLED", 3)


def test_feed_sends_a_cancelled_class_as_cancelled(client, trainee, place, training_class, officer):
    classes.cancel(training_class=training_class, by=officer)

    assert {event["status"] for event in events(client.get(file_of(trainee))).values()} == {"CANCELLED"}


def test_feed_says_cheaply_that_nothing_changed(client, trainee, place, tomorrow):
    address = file_of(trainee)
    first = client.get(address)

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    type(tomorrow).objects.filter(pk=tomorrow.pk).update(edition=1)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert first["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("token", ["1.abc", "abc", "9" * 30 + ".x", "1.", ".", "².x"])
def test_feed_of_a_wrong_token_is_404(client, trainee, place, token):
    feed_actions.give(person=trainee)

    assert client.get(f"/lich/{token}.ics").status_code == 404


def test_feed_with_another_persons_number_is_404(client, trainee, stranger):
    mine, other = feed_actions.give(person=trainee), feed_actions.give(person=stranger)

    assert client.get(f"/lich/{other.pk}.{feeds.token_of(mine).split('.')[1]}.ics").status_code == 404


def test_renew_ends_the_old_address(client_of, trainee, place):
    old = file_of(trainee)
    client = client_of(trainee)

    response = client.post("/lich/doi-dia-chi/", follow=True)

    assert client.get(old).status_code == 404
    assert client.get(file_of(trainee)).status_code == 200
    assert feeds.address_of(CalendarFeed.objects.get()) in response.content.decode()


def test_feed_of_a_suspended_person_is_404(client, trainee, place):
    address = file_of(trainee)
    type(trainee).objects.filter(pk=trainee.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_calendar_feed_asks_for_a_login(client):
    assert client.get("/lich/").status_code == 302


def test_feed_names_the_room_where_this_trainee_sits(client, trainee, two_places, tomorrow, room_204):
    SessionVenue.objects.create(session=tomorrow, venue=room_204)
    two_places[0].venue = room_204
    two_places[0].save()

    rooms = [
        str(events(client.get(file_of(person)))[f"session-{tomorrow.pk}"]["location"]).split(",")[0]
        for person in (trainee, two_places[1].enrollment.person)
    ]

    assert rooms == ["Phòng 204", "Hội trường A"]


def test_renew_is_throttled(client_of, trainee):
    client = client_of(trainee)

    # Twelve tries lie in at most two windows of five.
    assert 429 in [client.post("/lich/doi-dia-chi/").status_code for _try in range(12)]

import pytest

from lms.classes import places
from lms.classes.models import AttendanceRecord, ClaimDecision, Flag
from lms.classes.presence import Presence, presence_at, presence_of, presence_text, short_name

from .conftest import scan_at


def test_planned_place_of_a_venue_of_the_session(session, further, people):
    here, there = people

    assert places.planned_place(session, here) is None
    assert places.planned_place(session, there) == further


def test_planned_place_is_the_main_one_where_the_session_has_no_such_venue(session, people):
    assert places.planned_place(session, people[1]) is None


def test_places_of_begins_with_the_own_venue(session, further):
    assert places.places_of(session) == [None, further]


def test_seats_of_mark_by_hand_counts_where_the_trainee_belongs(session, further, people, mark):
    mark(people[1])

    seats = {seat.trainee: seat for seat in places.seats_of(session)}

    assert seats[people[1].pk].seen == further.pk
    assert not seats[people[0].pk].is_present


@pytest.mark.db
def test_seats_of_scan_counts_where_it_was_made(session, further, people, mark):
    mark(people[0])
    scan_at(session, people[0], further)

    assert {seat.trainee: seat.seen for seat in places.seats_of(session)}[people[0].pk] == further.pk


@pytest.mark.parametrize("accepted", [True, False])
def test_seats_of_claimed_scan_says_where_only_once_it_counts(session, further, people, mark, teacher, accepted):
    mark(people[0])
    scan = scan_at(session, people[0], further, claimed=True)
    ClaimDecision.objects.create(scan=scan, accepted=accepted, by=teacher)

    seen = {seat.trainee: seat.seen for seat in places.seats_of(session)}

    assert seen[people[0].pk] == (further.pk if accepted else None)


def test_seats_of_query_count_does_not_grow(session, further, people, mark, admit, person_factory, django_assert_num_queries):
    for number in range(4):
        mark(admit(person_factory(f"Lê Văn {number}", f"p{number}@hoc.example")))

    with django_assert_num_queries(4):
        assert len(places.seats_of(session)) == 6


def test_note_place_flags_another_venue_than_planned(session, further, people):
    places.note_place(session=session, trainee=people[0], place=further)

    flag = Flag.objects.get()
    assert (flag.kind, flag.trainee, flag.details["seen"]) == (Flag.Kind.WRONG_VENUE, people[0], "Điểm cầu Thủ Đức")


def test_note_place_says_nothing_at_the_planned_one(session, further, people):
    assert places.note_place(session=session, trainee=people[1], place=further) is None
    assert not Flag.objects.exists()


def test_presence_of_counts_all_places_and_names_who_is_missing(session, further, people, mark):
    mark(people[0])

    presence = presence_of(session)

    assert (presence.count, dict(presence.missing)) == ("1/2", {"Sở Nội vụ": 1})
    assert presence_text(session) == "1/2 · còn thiếu: Sở Nội vụ 1"


def test_presence_of_does_not_miss_the_excused(session, people, mark):
    mark(people[0], "excused")
    mark(people[1])

    assert presence_text(session) == "1/2"


def test_presence_at_each_place_counts_for_itself(session, further, people, mark):
    mark(people[0])
    scan_at(session, people[0], further)

    assert presence_at(session, None).count == "0/1"
    assert presence_at(session, further).count == "1/1"
    assert dict(presence_at(session, further).missing) == {"Sở Nội vụ": 1}


def test_presence_at_a_session_of_one_place_counts_everybody(session, people, mark):
    mark(people[1])

    assert presence_at(session, None).count == "1/2"


def test_presence_text_shows_the_agencies_with_most_missing_first():
    from collections import Counter

    missing = Counter({"Sở Y tế": 3, "Ủy ban nhân dân phường Bến Thành": 5, "Sở Tài chính": 1, "Sở Xây dựng": 1, "Sở Công Thương": 1})

    text = Presence(471, 482, missing).text

    assert text == "471/482 · còn thiếu: UBND P. Bến Thành 5, Sở Y tế 3, Sở Công Thương 1, Sở Tài chính 1 và 1 đơn vị khác"


def test_short_name_leaves_others_alone():
    assert short_name("Sở Khoa học và Công nghệ") == "Sở Khoa học và Công nghệ"


@pytest.mark.db
def test_expected_trainees_of_a_make_up_are_those_who_missed(session, people, mark, officer, sessions):
    from lms.classes.actions import sessions as session_actions

    from ..conftest import session_plan

    mark(people[0])
    mark(people[1], "unexcused")

    make_up = session_actions.add_make_up(session=session, plan=session_plan(3), by=officer)

    assert list(places.expected_trainees(make_up)) == [people[1]]
    assert presence_of(make_up).count == "0/1"


def test_seats_of_online_log_counts_in_the_online_room(session, further, people, teacher, officer):
    from lms.classes.actions import attendance, session_venues
    from lms.classes.actions.attendance import NewMark
    from lms.classes.models import Venue

    online = session_venues.add(session=session, venue=Venue.objects.named("Phòng họp mạng"), kind="online", by=officer)
    marks = [NewMark(people[0], "online_present")]
    attendance.record(session=session, marks=marks, by=teacher, source=AttendanceRecord.Source.ONLINE_LOG)

    assert {seat.trainee: seat.seen for seat in places.seats_of(session)}[people[0].pk] == online.pk

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lms.classes.actions import attendance, scans
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Flag, Scan, SessionVenue, Venue


def scan(session, trainee, *, shown=None, delay=0, way="qr", **more):
    """A scan of a code shown at `shown`, which arrived so many minutes later."""
    shown = shown or timezone.now()
    return scans.accept(session=session, trainee=trainee, shown_at=shown, received_at=shown + timedelta(minutes=delay), way=way, **more)


def move_start(session, minutes):
    """The session began so many minutes ago."""
    start = timezone.now() - timedelta(minutes=minutes)
    ClassSession.objects.filter(pk=session.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=4), checkin_opened_at=start - timedelta(minutes=30)
    )
    session.refresh_from_db()


def open_the_way_out(session):
    ClassSession.objects.filter(pk=session.pk).update(check_out_opened_at=timezone.now() - timedelta(minutes=1))
    session.refresh_from_db()


def test_accept_keeps_the_scan_and_marks(session, place, trainee):
    shown = timezone.now()

    done = scan(session, place, shown=shown)

    assert (done.is_new, done.is_claimed) == (True, False)
    assert (done.record.status, done.record.source, done.record.happened_at, done.record.by) == ("present", "qr", shown, trainee)
    assert (done.scan.direction, done.scan.way, done.scan.shown_at) == ("in", "qr", shown)
    assert CurrentAttendance.objects.get().record == done.record


def test_accept_twice_keeps_the_first(session, place):
    first = scan(session, place)

    second = scan(session, place)

    assert not second.is_new
    assert second.scan == first.scan
    assert second.record == first.record
    assert (Scan.objects.count(), AttendanceRecord.objects.count()) == (1, 1)


def test_accept_judges_lateness_by_the_time_of_the_code(session, place):
    move_start(session, 62)

    done = scan(session, place)

    assert (done.record.status, done.record.periods_missed) == ("late", 2)


def test_accept_is_on_time_when_the_code_was_shown_in_time(session, place):
    move_start(session, 20)

    done = scan(session, place, shown=timezone.now() - timedelta(minutes=8), delay=8, way="offline")

    assert (done.record.status, done.record.source) == ("present", "offline")


def test_accept_within_ten_minutes_counts_and_later_claims(session, two_places):
    shown = timezone.now() - timedelta(minutes=12)

    within = scan(session, two_places[0], shown=shown, delay=10, way="offline")
    later = scan(session, two_places[1], shown=shown, delay=10.1, way="offline")

    assert (within.is_claimed, within.record.status) == (False, "present")
    assert (later.is_claimed, later.record) == (True, None)
    assert AttendanceRecord.objects.count() == 1


def test_accept_a_claim_twice_keeps_one(session, place):
    shown = timezone.now() - timedelta(minutes=15)

    assert scan(session, place, shown=shown, delay=12, way="offline").is_new
    assert not scan(session, place, shown=shown, delay=13, way="offline").is_new
    assert Scan.objects.filter(is_claimed=True).count() == 1


def test_accept_by_the_desk_always_counts(session, place, teacher):
    session_actions.close_checkin(session=session, by=teacher)

    done = scan(session, place, way="card", by=teacher)

    assert (done.record.status, done.record.source, done.record.by) == ("present", "card", teacher)


@pytest.mark.parametrize(
    "code", ["book_closed", "session_cancelled", "checkin_not_open", "not_of_this_class", "class_final", "not_on_roster"]
)
def test_accept_refuses(session, place, code):
    if code == "not_of_this_class":
        session = other_class_session(session)
    changes = {
        "book_closed": {"book_closed_at": timezone.now()},
        "session_cancelled": {"cancelled": True},
        "checkin_not_open": {"checkin_opened_at": None},
    }
    ClassSession.objects.filter(pk=session.pk).update(**changes.get(code, {}) or {"edition": 1})
    if code == "class_final":
        type(session.training_class).objects.filter(pk=session.training_class_id).update(state="cancelled")
    if code == "not_on_roster":
        type(place.enrollment).objects.filter(pk=place.enrollment_id).update(state="withdrawn")

    with pytest.raises(ClassError) as refusal:
        scan(session, place)

    assert refusal.value.code == code
    assert not Scan.objects.exists()


def other_class_session(session):
    other = session.training_class
    run = type(other.run).objects.create(course=other.run.course, code="lop-khac", title="Lớp khác")
    other.pk, other.code, other.run, other.short_code = None, "BDAI-KHAC", run, None
    other.save()
    session.pk, session.training_class = None, other
    session.save()
    return session


def test_accept_does_not_overrule_an_absence(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)

    with pytest.raises(ClassError) as refusal:
        scan(session, place)

    assert refusal.value.code == "marked_absent"


def test_accept_keeps_an_offline_scan_of_somebody_marked_absent_for_a_person(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)

    done = scan(session, place, delay=2, way="offline")

    assert (done.is_claimed, CurrentAttendance.objects.get().status) == (True, "unexcused")


def test_accept_the_way_out_in_time_leaves_the_mark(session, place):
    move_start(session, 230)
    scan(session, place, shown=timezone.now() - timedelta(minutes=240))
    open_the_way_out(session)

    done = scan(session, place)

    assert (done.is_new, done.scan.direction, done.record.status) == (True, "out", "present")
    assert AttendanceRecord.objects.count() == 1


def test_accept_the_way_out_too_early_corrects_the_mark(session, place):
    move_start(session, 100)
    scan(session, place, shown=timezone.now() - timedelta(minutes=100))
    open_the_way_out(session)

    done = scan(session, place)

    assert (done.record.status, done.record.periods_missed) == ("left_early", 3)
    assert done.record.supersedes.status == "present"
    assert "Quét ra lúc" in done.record.reason


def test_accept_the_way_out_does_not_touch_what_a_person_wrote(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)
    open_the_way_out(session)

    assert scan(session, place).record.source == "manual"


def test_accept_the_way_out_of_somebody_who_never_came_in_waits(session, place):
    open_the_way_out(session)

    assert scan(session, place).is_claimed


def test_accept_the_way_out_after_the_way_in_was_closed(session, place, teacher):
    scan(session, place, shown=timezone.now() - timedelta(minutes=5))
    ClassSession.objects.filter(pk=session.pk).update(checkin_closed_at=timezone.now() - timedelta(minutes=3))
    open_the_way_out(session)

    assert scan(session, place).scan.direction == "out"


def test_accept_flags_another_venue_than_planned(session, place):
    here = SessionVenue.objects.create(session=session, venue=Venue.objects.create(name="Hội trường B"))
    place.venue = Venue.objects.create(name="Hội trường C")
    place.save()

    done = scan(session, place, place=here)

    assert done.scan.place == here
    assert Flag.objects.get().kind == "wrong_venue"


def test_accept_in_the_online_room_is_present_online(session, place):
    room = SessionVenue.objects.create(session=session, venue=Venue.objects.create(name="Phòng họp trực tuyến"), kind="online")

    assert scan(session, place, place=room).record.status == "online_present"


@pytest.mark.db
def test_scans_are_never_changed(session, place):
    done = scan(session, place)

    with pytest.raises(DatabaseError), transaction.atomic():
        Scan.objects.filter(pk=done.scan.pk).update(way="card")


def test_accept_costs_few_queries(session, place, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        scan(session, place)


def test_accept_of_somebody_on_leave_who_came_after_all(session, place, teacher):
    attendance.excuse(session=session, trainee=place, reason="Nghỉ việc gia đình", by=teacher)

    done = scan(session, place)

    assert (done.record.status, done.record.supersedes.status, done.is_claimed) == ("present", "excused", False)
    assert done.record.reason.startswith("Vẫn đến, lúc")

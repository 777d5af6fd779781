from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from lms.classes.actions import attendance, classes
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Venue

from ..conftest import at, session_plan


def refused(code: str):
    return pytest.raises(ClassError, check=lambda error: error.code == code)


@pytest.mark.parametrize(("hour", "part"), [(8, "morning"), (12, "afternoon"), (13, "afternoon"), (17, "evening"), (19, "evening")])
def test_day_part_of_follows_the_clock_of_the_city(hour, part):
    assert session_actions.day_part_of(at(0, hour)) == part


def test_add_numbers_on(training_class, officer):
    added = session_actions.add(training_class=training_class, plan=session_plan(5, hour=13), by=officer)

    assert (added.number, added.day_part, added.periods) == (4, "afternoon", 4)


def test_add_that_ends_before_it_begins_is_refused(training_class, officer):
    with refused("session_order"):
        session_actions.add(training_class=training_class, plan=replace(session_plan(5), ends_at=at(5, 7)), by=officer)

    assert training_class.sessions.count() == 3


def test_add_to_a_cancelled_class_is_refused(training_class, officer):
    classes.cancel(training_class=training_class, by=officer)

    with refused("class_final"):
        session_actions.add(training_class=training_class, plan=session_plan(5), by=officer)


def test_change_moves_a_session(sessions, officer):
    venue = Venue.objects.named("Hội trường A")

    changed = session_actions.change(session=sessions[2], values=vars(replace(session_plan(3, hour=14), venue=venue)), by=officer)

    assert (changed.starts_at, changed.day_part, changed.venue) == (at(3, 14), "afternoon", venue)


def test_change_after_the_book_is_closed_is_refused(sessions, teacher, officer):
    session_actions.close_book(session=sessions[0], by=teacher)

    with refused("book_closed"):
        session_actions.change(session=sessions[0], values={"periods": 1}, by=officer)


def test_cancel_twice_changes_nothing(sessions, officer):
    assert session_actions.cancel(session=sessions[0], by=officer).cancelled
    assert session_actions.cancel(session=sessions[0], by=officer).cancelled


def test_cancel_with_marks_is_refused(sessions, place, teacher, officer):
    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)

    with refused("session_has_marks"):
        session_actions.cancel(session=sessions[0], by=officer)


def test_open_checkin_twice_keeps_the_first_moment(sessions, teacher):
    first = session_actions.open_checkin(session=sessions[0], by=teacher).checkin_opened_at

    assert session_actions.open_checkin(session=sessions[0], by=teacher).checkin_opened_at == first


def test_open_checkin_again_after_closing(sessions, teacher):
    session_actions.open_checkin(session=sessions[0], by=teacher)
    session_actions.close_checkin(session=sessions[0], by=teacher)

    assert session_actions.open_checkin(session=sessions[0], by=teacher).is_checkin_open


def test_open_checkin_of_a_cancelled_session_is_refused(sessions, teacher, officer):
    session_actions.cancel(session=sessions[0], by=officer)

    with refused("session_cancelled"):
        session_actions.open_checkin(session=sessions[0], by=teacher)


def test_close_book_closes_check_in_and_twice_changes_nothing(sessions, teacher):
    session_actions.open_checkin(session=sessions[0], by=teacher)

    closed = session_actions.close_book(session=sessions[0], by=teacher)
    again = session_actions.close_book(session=sessions[0], by=teacher)

    assert not closed.is_checkin_open
    assert again.book_closed_at == closed.book_closed_at


def test_venue_named_finds_before_it_makes(db):
    assert Venue.objects.named("Hội trường A") == Venue.objects.named("Hội trường A")


@pytest.mark.db
@pytest.mark.parametrize("changes", [{"number": 1}, {"periods": 0}, {"ends_at": at(-3)}])
def test_database_refuses_impossible_sessions(sessions, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassSession.objects.filter(pk=sessions[1].pk).update(**changes)

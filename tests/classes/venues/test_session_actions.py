import pytest

from lms.classes.actions import session_venues
from lms.classes.actions import sessions as session_actions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, SessionVenue, Trainee, Venue
from lms.foundation.models import AuditEntry

from ..conftest import session_plan
from .conftest import scan_at


def refused(code: str):
    return pytest.raises(ClassError, check=lambda error: error.code == code and str(error))


def test_change_of_an_older_edition_is_refused(session, officer):
    session_actions.change(session=session, values={"title": "Mới"}, by=officer, edition=session.edition)

    with refused("edited_meanwhile"):
        session_actions.change(session=session, values={"title": "Cũ"}, by=officer, edition=session.edition)

    session.refresh_from_db()
    assert (session.title, session.edition) == ("Mới", 1)


def test_change_of_nothing_keeps_the_edition(session, officer):
    session_actions.change(session=session, values={"title": session.title}, by=officer)

    session.refresh_from_db()
    assert session.edition == 0


def test_change_to_the_room_of_a_further_place_is_refused(session, further, thu_duc, officer):
    with refused("venue_twice"):
        session_actions.change(session=session, values={"venue": thu_duc}, by=officer)


def test_delete_leaves_only_the_audit(sessions, officer):
    session_actions.delete(session=sessions[2], by=officer)

    assert not ClassSession.objects.filter(pk=sessions[2].pk).exists()
    assert AuditEntry.objects.filter(verb="session.delete", object_id=str(sessions[2].pk)).exists()


def test_delete_with_marks_is_refused(session, people, mark, officer):
    mark(people[0])

    with refused("session_has_marks_delete"):
        session_actions.delete(session=session, by=officer)

    assert ClassSession.objects.filter(pk=session.pk).exists()


def test_delete_with_a_claimed_scan_is_refused(session, people, officer):
    scan_at(session, people[0], None, claimed=True)

    with refused("session_has_marks_delete"):
        session_actions.delete(session=session, by=officer)


@pytest.mark.db
def test_delete_with_a_make_up_session_is_refused(session, officer):
    session_actions.add_make_up(session=session, plan=session_plan(3), by=officer)

    with refused("session_in_use"):
        session_actions.delete(session=session, by=officer)


@pytest.mark.db
def test_add_make_up_points_to_what_was_missed(session, officer):
    made = session_actions.add_make_up(session=session, plan=session_plan(3), by=officer)

    made.refresh_from_db()
    assert (made.make_up_for, made.number) == (session, 4)


def test_add_make_up_of_a_make_up_is_refused(session, officer):
    made = session_actions.add_make_up(session=session, plan=session_plan(3), by=officer)

    with refused("make_up_of_make_up"):
        session_actions.add_make_up(session=made, plan=session_plan(4), by=officer)


def test_open_check_out_keeps_the_first_moment_and_opens_the_codes(session, teacher):
    opened = session_actions.open_check_out(session=session, by=teacher)
    again = session_actions.open_check_out(session=session, by=teacher)

    assert opened.is_checkin_open
    assert again.check_out_opened_at == opened.check_out_opened_at


def test_close_check_out_goes_back_to_check_in(session, teacher):
    session_actions.open_check_out(session=session, by=teacher)

    assert session_actions.close_check_out(session=session, by=teacher).check_out_opened_at is None


def test_open_check_out_of_a_closed_book_is_refused(session, teacher):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=session.ends_at)

    with refused("book_closed"):
        session_actions.open_check_out(session=session, by=teacher)


def test_open_checkin_again_keeps_the_first_moment_for_scans_on_their_way(session, teacher):
    first = session_actions.open_checkin(session=session, by=teacher).checkin_opened_at
    session_actions.close_checkin(session=session, by=teacher)

    assert session_actions.open_checkin(session=session, by=teacher).checkin_opened_at == first


def test_add_twice_changes_the_kind(session, further, thu_duc, officer):
    again = session_venues.add(session=session, venue=thu_duc, kind="separate", by=officer)

    assert again == further
    assert SessionVenue.objects.get().kind == "separate"
    assert again.checkin_secret == further.checkin_secret


def test_add_the_own_venue_is_refused(session, officer):
    with refused("venue_twice"):
        session_venues.add(session=session, venue=session.venue, kind="linked", by=officer)


def test_remove_goes(session, further, officer):
    session_venues.remove(place=further, by=officer)

    assert not SessionVenue.objects.exists()


@pytest.mark.db
def test_remove_with_a_scan_is_refused(session, further, people, officer):
    scan_at(session, people[0], further)

    with refused("venue_has_scans"):
        session_venues.remove(place=further, by=officer)

    assert SessionVenue.objects.exists()


def test_remove_after_the_book_is_closed_is_refused(session, further, officer):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=session.ends_at)

    with refused("book_closed"):
        session_venues.remove(place=further, by=officer)


@pytest.mark.db
def test_assign_moves_whole_agencies(training_class, two_places, home_affairs, thu_duc, officer):
    assert session_venues.assign(training_class=training_class, agencies=[home_affairs], venue=thu_duc, by=officer) == 2
    assert session_venues.assign(training_class=training_class, agencies=[home_affairs.pk], venue=thu_duc, by=officer) == 0
    assert set(Trainee.objects.values_list("venue", flat=True)) == {thu_duc.pk}

    assert session_venues.assign(training_class=training_class, agencies=[home_affairs], venue=None, by=officer) == 2
    assert set(Trainee.objects.values_list("venue", flat=True)) == {None}


def test_assign_leaves_other_agencies(training_class, two_places, home_affairs, science, thu_duc, officer):
    Trainee.objects.filter(pk=two_places[1].pk).update(agency=science)

    session_venues.assign(training_class=training_class, agencies=[science], venue=thu_duc, by=officer)

    assert list(Trainee.objects.order_by("pk").values_list("venue", flat=True)) == [None, thu_duc.pk]


def test_entrust_and_take_back(training_class, teacher, thu_duc, officer):
    staff = training_class.staff.get(person=teacher)

    session_venues.entrust(staff=staff, venue=thu_duc, by=officer)
    staff.refresh_from_db()
    assert staff.venue == thu_duc

    session_venues.entrust(staff=staff, venue=None, by=officer)
    staff.refresh_from_db()
    assert staff.venue is None


def test_entrust_a_trainer_is_refused(training_class, stranger, officer):
    from lms.classes.actions import classes

    staff = classes.appoint(training_class=training_class, person=stranger, role="trainer", by=officer)

    with refused("not_a_manager"):
        session_venues.entrust(staff=staff, venue=Venue.objects.named("Hội trường B"), by=officer)

from django.urls import reverse

from lms.classes.permissions import Standing, standings_in, venues_managed_by, visit_of


def test_standings_in_of_a_manager_of_one_venue(training_class, venue_manager, thu_duc, teacher):
    assert standings_in(venue_manager, training_class) == {Standing.VENUE_MANAGER}
    assert venues_managed_by(venue_manager, training_class) == {thu_duc.pk}
    assert venues_managed_by(teacher, training_class) == frozenset()


def test_may_mark_at_only_the_own_venue(training_class, venue_manager, teacher, session, further):
    visit, whole = visit_of(venue_manager, training_class), visit_of(teacher, training_class)

    assert not visit.may_mark
    assert (visit.may_mark_at(session, None), visit.may_mark_at(session, further)) == (False, True)
    assert (whole.may_mark_at(session, None), whole.may_mark_at(session, further)) == (True, True)


def test_may_mark_trainee_only_of_the_own_venue(training_class, venue_manager, session, further, people):
    visit = visit_of(venue_manager, training_class)

    assert [visit.may_mark_trainee(session, trainee) for trainee in people] == [False, True]


def test_may_mark_at_nothing_in_a_final_class(training_class, venue_manager, session, further):
    training_class.state = "cancelled"

    assert not visit_of(venue_manager, training_class).may_mark_at(session, further)


def test_the_wall_of_a_manager_of_one_venue_is_that_of_the_venue(client_of, venue_manager, session, further):
    address = reverse("session-projector", args=[session.pk])
    browser = client_of(venue_manager)

    assert browser.get(address).headers["Location"] == f"{address}?diem={further.pk}"
    assert browser.post(address).status_code == 403


def test_the_wall_without_a_place_of_their_own_is_403(client_of, venue_manager, sessions):
    assert client_of(venue_manager).get(reverse("session-projector", args=[sessions[0].pk])).status_code == 403


def test_the_wall_of_another_place_is_403(client_of, venue_manager, session, further):
    for name in ["session-projector-panel", "session-codes", "session-presence"]:
        address = reverse(name, args=[session.pk])
        browser = client_of(venue_manager)

        assert browser.get(address).status_code == 403
        assert browser.get(f"{address}?diem={further.pk}").status_code == 200


def test_a_place_of_another_session_is_404(client_of, teacher, sessions, further):
    assert client_of(teacher).get(f"{reverse('session-projector', args=[sessions[0].pk])}?diem={further.pk}").status_code == 404


def test_what_concerns_all_places_is_403_for_a_manager_of_one(client_of, venue_manager, session, further):
    for name in ["session-checkin-close", "session-check-out-open", "session-book-close"]:
        assert client_of(venue_manager).post(reverse(name, args=[session.pk])).status_code == 403


def test_head_count_of_another_place_is_403(client_of, venue_manager, session, further):
    from lms.classes.models import HeadCount

    address = reverse("head-count-add", args=[session.pk])
    browser = client_of(venue_manager)

    assert browser.post(address, {"n": "3"}).status_code == 403
    assert browser.post(f"{address}?diem={further.pk}", {"n": "3"}).status_code == 302
    assert HeadCount.objects.get().place == further


EDIT = ["session-room-change", "session-delete", "session-make-up"]
SHOWN = ["session-venues", "head-count-add", "session-delete", "session-make-up", "meeting-log-upload", "session-codes", "session-presence"]
SENT = ["session-room-change", "session-check-out-open", "session-check-out-close"]


def test_session_pages_are_404_for_a_stranger_and_403_for_a_trainee(client_of, stranger, trainee, place, session):
    for person, refusal in ((stranger, 404), (trainee, 403)):
        browser = client_of(person)
        for name in SHOWN:
            assert browser.get(reverse(name, args=[session.pk])).status_code == refusal, name
        for name in SENT:
            assert browser.post(reverse(name, args=[session.pk])).status_code == refusal, name


def test_class_venues_is_404_for_a_stranger_and_403_for_a_trainee(client_of, stranger, trainee, place, training_class, teacher):
    address = reverse("class-venues", args=[training_class.pk])
    staff = reverse("staff-venue", args=[training_class.staff.get(person=teacher).pk])

    for person, refusal in ((stranger, 404), (trainee, 403)):
        assert client_of(person).get(address).status_code == refusal
        assert client_of(person).post(staff).status_code == refusal


def test_head_count_show_is_404_for_a_stranger_and_not_answered_by_an_officer(client_of, stranger, officer, teacher, session):
    from lms.classes.actions import head_counts

    count = head_counts.add(session=session, place=None, n=1, by=teacher)
    address = reverse("head-count-show", args=[count.pk])

    assert client_of(stranger).get(address).status_code == 404
    assert client_of(officer).get(address).status_code == 200
    assert client_of(officer).post(address).status_code == 403


def test_editing_is_403_for_a_class_manager(client_of, teacher, session):
    for name in EDIT:
        assert client_of(teacher).post(reverse(name, args=[session.pk])).status_code == 403


def test_marking_is_403_for_an_officer(client_of, officer, session):
    for name in ["meeting-log-upload", "head-count-add", "session-check-out-open"]:
        assert client_of(officer).post(reverse(name, args=[session.pk]), {"n": "3"}).status_code == 403

"""The live page of a lesson: the rules on plain values, the tiles of a class, and its lab servers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.foundation.models import AccessEntry
from notebooks.actions import live
from notebooks.boards import Board
from notebooks.live import Limits, Signs, State, room_of, rule_for
from notebooks.models import CheckRun, HelpRequest, LabActivity

from .material.classroom import seat, submit

CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"
NOW = timezone.now().replace(hour=9, minute=30)


def ago(**time):
    return NOW - timedelta(**time)


STATES = {
    "never-opened": (Signs(), State.NOT_STARTED),
    "just-opened": (Signs(opened_at=ago(minutes=1), seen_at=ago(minutes=1)), State.WORKING),
    "saves": (Signs(opened_at=ago(hours=2), seen_at=ago(minutes=7)), State.WORKING),
    "silent": (Signs(opened_at=ago(minutes=11), seen_at=ago(minutes=9)), State.STUCK),
    "reads-at-first": (Signs(opened_at=ago(minutes=9), seen_at=ago(minutes=9)), State.WORKING),
    "back-today": (Signs(opened_at=ago(days=3), seen_at=ago(minutes=1)), State.WORKING),
    "last-week-only": (Signs(opened_at=ago(days=3), seen_at=ago(days=3)), State.NOT_STARTED),
    "two-failed-checks": (Signs(opened_at=ago(minutes=5), seen_at=ago(minutes=1), failed_checks=2), State.WORKING),
    "three-failed-checks": (Signs(opened_at=ago(minutes=5), seen_at=ago(minutes=1), failed_checks=3), State.STUCK),
    "submitted": (Signs(opened_at=ago(hours=2), seen_at=ago(hours=1), submitted_at=ago(minutes=30), failed_checks=3), State.DONE),
    "submitted-by-the-partner": (Signs(submitted_at=ago(minutes=30)), State.DONE),
    "hand-up": (Signs(opened_at=ago(minutes=5), seen_at=ago(minutes=1), hand_at=ago(minutes=1)), State.HAND),
    "hand-up-after-submitting": (Signs(submitted_at=ago(minutes=3), hand_at=ago(minutes=1)), State.HAND),
}


@pytest.mark.parametrize(("signs", "state"), STATES.values(), ids=STATES)
def test_rule_for_signs(signs, state):
    assert rule_for(signs, NOW).state is state


def test_rule_for_other_limits():
    signs = Signs(opened_at=ago(minutes=5), seen_at=ago(minutes=3))

    assert rule_for(signs, NOW, Limits(opened_for=timedelta(minutes=4), silent_for=timedelta(minutes=2))).state is State.STUCK


@pytest.fixture
def board(run_of_course, lab):
    return Board(run_of_course, lab)


def active(place, lab, *, opened, seen):
    return LabActivity.objects.create(enrollment=place, lab=lab, opened_at=opened, seen_at=seen)


def checked(place, lab, *passed):
    for n, each in enumerate(passed):
        CheckRun.objects.create(
            enrollment=place,
            lab=lab,
            lab_version=lab.current_version,
            files=[],
            state=CheckRun.State.DONE,
            queued_at=timezone.now() - timedelta(minutes=5) + timedelta(seconds=n),
            results=[{"grade_id": "a", "passed": True}, {"grade_id": "b", "passed": each}],
        )


@pytest.mark.db
def test_room_of_a_class_puts_who_needs_help_first(board, lab, open_run):
    now = timezone.now()
    idle, done, stuck, late_hand, early_hand, working = seat(board.run, 6)
    submit(done, lab)
    for place in (stuck, late_hand, early_hand, working):
        active(place, lab, opened=now - timedelta(minutes=6), seen=now)
    checked(stuck, lab, True, False, False, False)
    checked(working, lab, False, False, False, True)
    HelpRequest.objects.create(enrollment=late_hand, lab=lab, asked_at=now - timedelta(minutes=1))
    HelpRequest.objects.create(enrollment=early_hand, lab=lab, asked_at=now - timedelta(minutes=4), note="Câu 2")
    HelpRequest.objects.create(enrollment=idle, lab=lab, answered_at=now, answered_by=idle.person)
    seat(open_run, 1)

    room = room_of(board)

    assert [(tile.place, tile.state) for tile in room.tiles] == [
        (early_hand.pk, State.HAND),
        (late_hand.pk, State.HAND),
        (stuck.pk, State.STUCK),
        (idle.pk, State.NOT_STARTED),
        (working.pk, State.WORKING),
        (done.pk, State.DONE),
    ]
    assert room.tiles[0].note == "Câu 2"
    assert [count for _state, _label, count in room.counters] == [2, 1, 1, 1, 1]
    assert room.to_visit == 3


@pytest.mark.django_db
def test_room_of_counts_a_partners_submission(board, lab):
    one, other = seat(board.run, 2)
    submit(one, lab, others=(other,))

    assert {tile.state for tile in room_of(board).tiles} == {State.DONE}


@pytest.mark.django_db
def test_room_of_does_not_flicker_while_pupils_save(board, lab):
    [place] = seat(board.run, 1)
    activity = active(place, lab, opened=timezone.now(), seen=timezone.now())
    before = room_of(board).seen
    activity.seen_at = timezone.now() + timedelta(seconds=5)
    activity.save()

    assert room_of(board).seen == before


@pytest.mark.django_db
def test_answer_help_twice_answers_once(board, lab, teacher, administrator):
    [place] = seat(board.run, 1)
    request = HelpRequest.objects.create(enrollment=place, lab=lab)

    assert live.answer_help(request=request, by=teacher) is True
    assert live.answer_help(request=request, by=administrator) is False
    request.refresh_from_db()
    assert request.answered_by == teacher


def address(name="lab-live", *args):
    return reverse(name, args=[CODE, SLUG, *args])


@pytest.mark.django_db
def test_lab_live_is_for_staff_and_noted_once(client, board, place, teacher, trainee, stranger):
    for person, status in [(teacher, 200), (trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(address()).status_code == status
        assert client.get(address("lab-room-close")).status_code == status
        assert client.post(address("lab-live-help", 1)).status_code == (404 if status == 200 else status)

    assert list(AccessEntry.objects.values_list("actor_handle", "what")) == [(teacher.handle, "live")]


@pytest.mark.django_db
def test_lab_live_is_answered_with_204_while_nothing_changes(client, board, lab, teacher):
    [place] = seat(board.run, 1)
    client.force_login(teacher)
    seen = room_of(board).seen

    assert client.get(address(), {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204
    HelpRequest.objects.create(enrollment=place, lab=lab)
    changed = client.get(address(), {"seen": seen}, headers={"HX-Request": "true"})
    assert changed.content.decode().lstrip().startswith("<section")
    assert not AccessEntry.objects.exists()


@pytest.mark.django_db
def test_lab_live_without_names_shows_numbers_and_no_note(client, board, lab, teacher):
    [place] = seat(board.run, 1)
    HelpRequest.objects.create(enrollment=place, lab=lab, note="Em là Nga")
    client.force_login(teacher)

    page = client.get(address(), {"ten": "so"}).content.decode()

    assert place.person.full_name not in page
    assert "Em là Nga" not in page
    assert page.count("ten=so") >= 1


@pytest.mark.django_db
def test_lab_live_help_lowers_the_hand_with_and_without_script(client, board, lab, teacher):
    one, other = seat(board.run, 2)
    client.force_login(teacher)
    for place, headers, status in [(one, {}, 302), (other, {"HX-Request": "true"}, 200)]:
        request = HelpRequest.objects.create(enrollment=place, lab=lab)
        assert client.post(address("lab-live-help", request.pk), headers=headers).status_code == status
        request.refresh_from_db()
        assert request.answered_by == teacher


@pytest.mark.django_db
def test_lab_live_help_for_a_request_of_another_run_is_not_found(client, board, lab, teacher, open_run):
    [elsewhere] = seat(open_run, 1)
    request = HelpRequest.objects.create(enrollment=elsewhere, lab=lab)
    client.force_login(teacher)

    assert client.post(address("lab-live-help", request.pk)).status_code == 404
    assert HelpRequest.objects.open().count() == 1


@pytest.mark.db
@pytest.mark.parametrize("size", [1, 45])
def test_lab_live_asks_at_most_eight_queries(client, board, lab, teacher, size):
    for place in seat(board.run, size):
        active(place, lab, opened=timezone.now(), seen=timezone.now())
        checked(place, lab, False)
        HelpRequest.objects.create(enrollment=place, lab=lab)
    client.force_login(teacher)
    client.get(address())

    with CaptureQueriesContext(connection) as found:
        client.get(address(), headers={"HX-Request": "true"})

    assert len(found) <= 8

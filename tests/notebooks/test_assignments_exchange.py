"""What a learner's server is told about the rules, and how it is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lms.learning.actions import enrollments
from notebooks.actions import assignments, groups
from notebooks.actions.assignments import Plan
from notebooks.models import Submission

from .conftest import grade_next, hand_in
from .hub_peer import hub_that_knows, user_answer
from .material.labs import RIGHT, handed_in, mean_release
from .test_exchange import BASE, ask, post

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lms.exchange_urls")]


@pytest.fixture
def partner(person_factory, run_of_course):
    return enrollments.enroll(person=person_factory("Bùi Minh Châu", "chau@hoc.example"), run=run_of_course, by=None)


@pytest.fixture
def hub(settings, trainee, partner):
    with hub_that_knows({"mine": user_answer(trainee.handle), "partners": user_answer(partner.person.handle)}) as (address, asked):
        settings.HOCAI_HUB_API_URL = address
        yield asked


def set_rules(place, lab, teacher, **values):
    return assignments.set_rules(run=place.run, lab=lab, plan=Plan(**values), by=teacher, reason="Thử")


def listed(client, token="mine"):
    [assignment] = ask(client, "/v1/exchange/assignments", token).json()["assignments"]
    return assignment


def test_assignment_list_tells_the_rules(client, hub, place, partner, lab, teacher):
    now = timezone.now()
    row = set_rules(place, lab, teacher, closes_at=now + timedelta(days=1), attempts=2, group_size=2)
    before = listed(client)
    groups.make(assignment=row, members=[place, partner], by=teacher)
    submission = hand_in(place, lab)

    told = listed(client, "partners")

    assert (before["attempts_left"], before["open"], before["group"]) == (2, True, [])
    assert told["due"] == told["late_until"] == timezone.localtime(row.closes_at).isoformat()
    assert (told["attempts_left"], told["open"], told["group"]) == (1, True, ["Trần Ngọc Ánh", "Bùi Minh Châu"])
    assert [each["id"] for each in told["submissions"]] == [str(submission.pk)]


def test_assignment_list_without_rules_knows_no_limit(client, hub, place):
    told = listed(client)

    assert [told[name] for name in ("due", "late_until", "attempts_left", "open", "group")] == [None, None, None, True, []]


def test_submission_is_refused_with_a_code_and_a_replay_never(client, hub, place, lab, teacher):
    first = post(client, handed_in(mean_release(), {"mean": RIGHT}).files, key="k1").json()
    set_rules(place, lab, teacher, closes_at=timezone.now() - timedelta(days=1))

    refused = post(client, handed_in(mean_release(), {"mean": RIGHT}).files, key="k2")
    again = post(client, handed_in(mean_release(), {"mean": RIGHT}).files, key="k1")

    assert (refused.status_code, refused.json()["code"]) == (422, "closed")
    assert "gia hạn" in refused.json()["error"]
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert Submission.objects.count() == 1


def test_files_before_the_opening_are_refused(client, hub, place, lab, teacher):
    set_rules(place, lab, teacher, opens_at=timezone.now() + timedelta(days=1))

    for path in ("files", f"blobs/{lab.current_version.release_files[0]['sha256']}"):
        refused = ask(client, f"{BASE}/{path}")
        assert (refused.status_code, refused.json()["code"]) == (422, "not_open_yet")


def test_feedback_is_for_everybody_credited_and_counts_lateness(client, hub, place, partner, lab, teacher):
    now = timezone.now()
    rules = {"closes_at": now - timedelta(hours=1), "accepts_until": now + timedelta(days=1), "late_percent_per_day": Decimal(10)}
    row = set_rules(place, lab, teacher, group_size=2, **rules)
    alone = hand_in(place, lab)
    groups.make(assignment=row, members=[place, partner], by=teacher)
    together = hand_in(place, lab, {"mean": RIGHT})
    grade_next(), grade_next()

    told = ask(client, f"{BASE}/submissions/{together.pk}/feedback", "partners").json()

    assert [Decimal(told[name]) for name in ("score", "score_before_late", "late_percent", "max_score")] == [Decimal("4.5"), 5, 10, 8]
    assert ask(client, f"{BASE}/submissions/{alone.pk}/feedback", "partners").status_code == 404

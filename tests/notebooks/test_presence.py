"""Being there, and asking for help."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notebooks.actions import activity, helping
from notebooks.models import HelpRequest, LabActivity

pytestmark = pytest.mark.django_db


def test_record_keeps_one_row_with_the_first_opening_and_the_last_save(place, lab):
    activity.record(enrollment=place, lab=lab, event="opened")
    first = LabActivity.objects.get()
    activity.record(enrollment=place, lab=lab, event="saved")

    [row] = LabActivity.objects.all()
    assert row.opened_at == first.opened_at
    assert row.seen_at > first.seen_at
    assert first.saved_at is None
    assert row.saved_at == row.seen_at


def test_record_of_a_known_pair_is_one_query(place, lab):
    activity.record(enrollment=place, lab=lab, event="opened")

    with CaptureQueriesContext(connection) as queries:
        activity.record(enrollment=place, lab=lab, event="saved")

    assert len(queries) == 1


@pytest.mark.db
def test_raise_hand_twice_is_one_request_with_the_newer_note(place, lab):
    helping.raise_hand(enrollment=place, lab=lab, note="câu 2")
    helping.raise_hand(enrollment=place, lab=lab)
    helping.raise_hand(enrollment=place, lab=lab, note="  câu 3\n ở ô cuối ")

    [up] = HelpRequest.objects.all()
    assert up.note == "câu 3 ở ô cuối"


def test_lower_hand_closes_the_request_and_a_later_one_is_new(place, lab, trainee):
    helping.raise_hand(enrollment=place, lab=lab)

    assert helping.lower_hand(enrollment=place, lab=lab, by=trainee)
    assert not helping.lower_hand(enrollment=place, lab=lab, by=trainee)
    assert helping.raised_hand(enrollment=place, lab=lab) is None
    helping.raise_hand(enrollment=place, lab=lab)
    assert HelpRequest.objects.count() == 2

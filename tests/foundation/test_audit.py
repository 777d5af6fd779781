from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import RequestFactory

from lms.foundation import audit
from lms.foundation.models import AccessEntry, AuditEntry

pytestmark = pytest.mark.django_db


@dataclass
class Person:
    handle: str


@pytest.fixture
def thing():
    """Any saved row will do: this room knows no other room's."""
    return AccessEntry.objects.create(actor_handle="u0", object_type="x", object_id="-", what="x")


@pytest.fixture
def request_of_officer():
    request = RequestFactory().get("/")
    request.user = Person("u7f3k2m9")
    return request


def test_record_writes_who_did_what_to_which_row(thing):
    at = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

    audit.record(Person("u7f3k2m9"), "class.close", thing, before={"state": "running"}, after={"state": "closed"}, at=at)

    entry = AuditEntry.objects.get()
    assert (entry.actor_handle, entry.verb, entry.at) == ("u7f3k2m9", "class.close", at)
    assert (entry.object_type, entry.object_id) == ("foundation.accessentry", str(thing.pk))
    assert (entry.before, entry.after) == ({"state": "running"}, {"state": "closed"})


def test_record_machine_has_no_handle_and_the_time_is_now(thing):
    before = datetime.now(UTC)

    entry = audit.record(None, "submission.grade", thing)

    entry.refresh_from_db()
    assert (entry.actor_handle, entry.before, entry.after) == ("", None, None)
    assert before <= entry.at <= datetime.now(UTC)


def test_record_keeps_dates_and_decimals_readable(thing):
    audit.record(None, "x", thing, after={"on": date(2026, 11, 22), "score": Decimal("8.50")})

    assert AuditEntry.objects.get().after == {"on": "2026-11-22", "score": "8.50"}


def test_record_goes_with_the_change_that_is_rolled_back(thing):
    @transaction.atomic
    def change_and_fail():
        audit.record(None, "x", thing)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert not AuditEntry.objects.exists()


def test_record_unsaved_row_is_refused():
    with pytest.raises(ValueError, match="unsaved"):
        audit.record(None, "x", AccessEntry())


def test_access_writes_one_row_per_request(thing, request_of_officer):
    for _ in range(3):
        audit.access(request_of_officer, thing, "personal_id")

    entry = AccessEntry.objects.get(what="personal_id")
    assert (entry.actor_handle, entry.object_id) == ("u7f3k2m9", str(thing.pk))


def test_access_another_matter_of_the_same_row_is_another_line(thing, request_of_officer):
    audit.access(request_of_officer, thing, "personal_id")
    audit.access(request_of_officer, thing, "birth_date")

    assert AccessEntry.objects.filter(object_id=str(thing.pk)).count() == 2


def test_access_next_request_is_another_line(thing, request_of_officer):
    audit.access(request_of_officer, thing, "personal_id")
    second = RequestFactory().get("/")
    second.user = request_of_officer.user
    audit.access(second, thing, "personal_id")

    assert AccessEntry.objects.filter(what="personal_id").count() == 2


def test_access_without_a_request_names_the_actor(thing):
    audit.access(Person("u7f3k2m9"), thing, "personal_id")

    assert AccessEntry.objects.get(what="personal_id").actor_handle == "u7f3k2m9"

"""The signed checkpoint of a day: it finds what was written anew, and no clock makes two of one day."""

from base64 import b64decode
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import checkpoint_text, register_check
from certificates.actions import checkpoints, ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, RegisterBook, RegisterCheckpoint, RegisterEntry
from certificates.tasks_register import make_checkpoint
from lms.foundation import signing_keys
from lms.foundation.append_only import lifted


@pytest.fixture
def own_keys(settings, tmp_path):
    """Keys that a test may take away: the seals of the book are made with them too."""
    from lms.foundation import keyed_seals

    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    signing_keys.ensure_keys(settings.HOCAI_KEYS_DIR)
    (settings.HOCAI_KEYS_DIR / keyed_seals.REGISTER_KEY).write_text("5" * 64)
    return settings.HOCAI_KEYS_DIR


@pytest.fixture
def on_day(monkeypatch):
    """`on_day(3)`: three days from now."""
    now = timezone.now()

    def set_to(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days))

    return set_to


def codes() -> list[str]:
    return [problem.code for problem in register_check.verify_all().problems]


def test_make_signs_where_every_book_stands(own_keys, book):
    checkpoint = checkpoints.make()

    stored = RegisterCheckpoint.objects.get()
    assert stored == checkpoint
    assert stored.heads == {str(book.pk): [2, book.head]}
    assert (stored.is_intact, stored.entries_checked, stored.findings, stored.previous_sha256) == (True, 2, [], "")
    assert checkpoint_text.is_ours(stored)
    assert signing_keys.verifies(checkpoint_text.text_of(stored), b64decode(stored.signature), "checkpoint_key")


def test_make_twice_a_day_makes_one(own_keys, book):
    assert make_checkpoint() is True
    assert make_checkpoint() is False
    assert RegisterCheckpoint.objects.count() == 1


@pytest.mark.db
def test_make_on_the_next_day_names_the_one_before(own_keys, book, on_day):
    first = checkpoints.make()
    on_day(1)

    second = checkpoints.make()

    assert second.previous_sha256 == first.sha256
    assert codes() == []


def test_make_after_the_clock_was_set_back_makes_none(own_keys, book, on_day):
    on_day(1)
    checkpoints.make()
    on_day(0)

    assert checkpoints.make() is None
    assert RegisterCheckpoint.objects.count() == 1


@pytest.mark.db
def test_two_checkpoints_of_one_day_are_refused_by_the_database(own_keys, book):
    twin = checkpoints.make()
    twin.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_make_keeps_what_it_finds(own_keys, both, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)

    checkpoint = checkpoints.make()

    assert not checkpoint.is_intact
    assert [finding["code"] for finding in checkpoint.findings] == ["row_state"]


def test_check_row_says_what_the_last_checkpoint_found(own_keys, both, tamper, django_assert_num_queries):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    checkpoint = checkpoints.make()

    with django_assert_num_queries(2):
        check = register_check.check_row(both[1])

    assert (check.is_intact, check.whole_checked_on, check.whole_intact) == (True, checkpoint.day, False)


def test_check_row_trusts_no_checkpoint_that_we_did_not_sign(own_keys, both, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    checkpoint = checkpoints.make()
    tamper(RegisterCheckpoint, checkpoint.pk, is_intact=True, findings=[])

    assert register_check.check_row(both[1]).whole_intact is False
    assert "checkpoint_changed" in codes()


def test_verify_all_finds_a_chain_that_was_written_anew_with_the_right_key(own_keys, book, both, registrar):
    """Whoever has database and key can make every seal fit, but not the checkpoint of a day before."""
    checkpoints.make()
    with lifted():
        RegisterEntry.objects.all().delete()
    empty = RegisterBook.objects.get(pk=book.pk)
    empty.last_position, empty.head = 0, ""
    Certificate.objects.filter(pk=both[0].pk).update(snapshot={**both[0].snapshot, "holder": "Kẻ Giả Mạo"})
    rows = Certificate.objects.by_number()
    ledger.append(book=empty, entries=[NewEntry(RegisterEntry.Event.ISSUED, row) for row in rows], by=registrar)

    assert codes() == ["checkpoint_differs"]


def test_verify_all_finds_a_book_cut_short_and_made_to_fit(own_keys, book, both, take_out):
    checkpoints.make()
    last = RegisterEntry.objects.get(position=2)
    take_out(last)
    Certificate.objects.filter(pk=both[1].pk).update(state=Certificate.State.PREPARED)
    RegisterBook.objects.filter(pk=book.pk).update(last_position=1, head=last.previous)

    assert codes() == ["checkpoint_differs"]


@pytest.mark.db
def test_verify_all_finds_a_checkpoint_that_was_taken_out(own_keys, book, on_day):
    first = checkpoints.make()
    on_day(1)
    checkpoints.make()
    with lifted():
        first.delete()

    assert codes() == ["checkpoint_changed"]


def test_verify_all_without_the_checkpoint_key_names_it(own_keys, book):
    checkpoints.make()
    (own_keys / "checkpoint_key.pem").unlink()

    problem = register_check.verify_all().problems[0]

    assert problem.code == "checkpoint_key_missing"
    assert "checkpoint_key" in str(problem)


def test_verify_all_finds_that_a_whole_book_is_gone(own_keys, book, both, people):
    checkpoints.make()
    with lifted():
        RegisterEntry.objects.all().delete()
    from certificates.models import CertificateFile

    with lifted():
        CertificateFile.objects.all().delete()
    Certificate.objects.all().delete()
    RegisterBook.objects.all().delete()

    assert codes() == ["checkpoint_book_missing"]


def test_checkpoints_are_append_only(own_keys, book):
    checkpoints.make()

    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        RegisterCheckpoint.objects.update(is_intact=True)

"""Writing lines: in order, sealed, never dated before the last one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from certificates import chain, register_check
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import RegisterBook, RegisterEntry
from tests.certificates.conftest import refused

Event = RegisterEntry.Event


@pytest.fixture
def set_clock(monkeypatch):
    """`set_clock(moment)`: what the clock of the machine says."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def test_append_chains_each_line_to_the_one_before(book):
    first, second = RegisterEntry.objects.order_by("position")

    assert (first.previous, second.previous) == ("", first.seal)
    assert (book.last_position, book.head) == (2, second.seal)
    assert chain.holds(first)
    assert chain.holds(second)


def test_append_says_of_a_certificate_what_a_check_compares(both):
    said = RegisterEntry.objects.get(position=1).statement

    assert said == chain.statement_of(both[0])
    assert said["enrollment"] == both[0].enrollment_id


def test_append_of_nothing_writes_nothing(book):
    assert ledger.append(book=book, entries=[], by=None) == []
    assert RegisterBook.objects.get().last_position == 2


def test_append_writes_days_as_text(book, both, registrar):
    day = timezone.localdate()

    entry = ledger.append(book=book, entries=[NewEntry(Event.HANDED_OVER, both[0], more={"noted_on": day})], by=registrar)[0]

    assert entry.statement["noted_on"] == day.isoformat()
    assert register_check.verify_book(book).is_intact


@pytest.mark.db
def test_append_after_the_clock_was_set_back_keeps_the_later_time_and_notes_the_clock(book, both, registrar, set_clock):
    last = RegisterEntry.objects.get(position=2)
    wrong = datetime.now(UTC) - timedelta(days=400)
    set_clock(wrong)

    entry = ledger.append(book=book, entries=[NewEntry(Event.HANDED_OVER, both[0])], by=registrar)[0]

    entry.refresh_from_db()
    assert entry.at == last.at
    assert entry.statement["clock"] == wrong.isoformat()
    assert register_check.verify_book(book).is_intact


@pytest.mark.parametrize("event", [Event.ISSUED, Event.VOIDED, Event.CLOSED])
def test_append_to_a_closed_book_enters_nothing_new(book, both, registrar, event):
    book.closed_at = timezone.now()

    with refused("book_closed"):
        ledger.append(book=book, entries=[NewEntry(event, both[0])], by=registrar)


@pytest.mark.parametrize("event", [Event.REPLACED, Event.REVOKED, Event.ANNULLED, Event.HANDED_OVER])
def test_append_to_a_closed_book_goes_on_with_what_happens_to_its_documents(book, both, registrar, event):
    book.closed_at = timezone.now()

    assert ledger.append(book=book, entries=[NewEntry(event, both[0])], by=registrar)[0].position == 3


def test_hold_gives_the_book_as_it_is_now_closed_or_not(book, both, registrar):
    stale = RegisterBook.objects.get()
    ledger.append(book=book, entries=[NewEntry(Event.HANDED_OVER, both[0])], by=registrar)

    assert ledger.hold(stale).last_position == 3

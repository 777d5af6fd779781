"""Closing the book of a past year."""

import io
import shutil
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from certificates import closing_text, register_check, signing
from certificates.actions import closing, ledger, numbering
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, RegisterBook, RegisterEntry, SigningProfile
from certificates.signing import backends
from certificates.signing.demo import ensure_demo_key
from certificates.tasks_register import make_closing_file
from lms.foundation import files
from tests.certificates.conftest import refused

from .conftest import forged

Event = RegisterEntry.Event


@pytest.fixture
def past(book) -> RegisterBook:
    """The book as it looks in the year after."""
    RegisterBook.objects.filter(pk=book.pk).update(year=2020)
    return RegisterBook.objects.select_related("issuer__parent").get(pk=book.pk)


@pytest.fixture
def closed(past, registrar) -> RegisterBook:
    closing.close(book=past, by=registrar)
    return RegisterBook.objects.select_related("issuer__parent").get(pk=past.pk)


@pytest.mark.db
def test_close_seals_the_hash_of_the_lines(past, registrar):
    digest = closing_text.sha256_of(past)

    closed = closing.close(book=past, by=registrar)

    line = RegisterEntry.objects.get(position=3)
    assert (line.event, line.by) == (Event.CLOSED, registrar)
    assert line.statement == {"closing_sha256": digest, "last_number": 2, "lines": 2}
    assert (closed.closing_sha256, closed.closed_by, closed.is_closed) == (digest, registrar, True)
    assert register_check.verify_book(closed).is_intact


def test_close_twice_closes_once(closed, registrar, administrator):
    again = closing.close(book=closed, by=administrator)

    assert (again.closed_by, again.last_position) == (registrar, 3)


def test_close_of_this_year_waits_for_its_end(book, registrar):
    RegisterBook.objects.filter(pk=book.pk).update(year=timezone.localdate().year)

    with refused("book_year_running"):
        closing.close(book=RegisterBook.objects.get(pk=book.pk), by=registrar)


def test_close_of_an_empty_book_has_nothing_to_close(academy, registrar):
    empty = RegisterBook.objects.create(issuer=academy, document_kind="official_certificate", year=2020)

    with refused("book_empty"):
        closing.close(book=empty, by=registrar)


def test_close_waits_for_numbers_that_are_only_prepared(past, both, people, registrar):
    forged(both[0], state=Certificate.State.PREPARED, enrollment_id=people["dat"].enrollment_id)
    RegisterBook.objects.filter(pk=past.pk).update(last_number=3)

    with refused("book_has_prepared") as caught:
        closing.close(book=past, by=registrar)
    assert "1 số đã chuẩn bị" in str(caught.value)


def test_close_of_a_damaged_book_leaves_it_open(past, both, registrar, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)

    with refused("book_damaged"):
        closing.close(book=past, by=registrar)
    assert not RegisterBook.objects.get().is_closed


def test_closed_book_gives_out_no_number(closed):
    with refused("book_closed"):
        numbering.lock_book(issuer=closed.issuer, kind=closed.document_kind, year=closed.year)


def test_closed_book_goes_on_with_a_revocation_and_stays_intact(closed, both, registrar, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    ledger.append(book=ledger.hold(closed), entries=[NewEntry(Event.REVOKED, both[0])], by=registrar)

    assert register_check.verify_book(closed).is_intact
    assert register_check.check_row(Certificate.objects.get(pk=both[0].pk)).is_intact


@pytest.mark.parametrize(
    "values", [{"closed_at": None}, {"closing_sha256": "0" * 64}, {"last_number": 3}], ids=["opened again", "another hash", "more numbers"]
)
def test_verify_book_finds_what_was_changed_about_the_closing(closed, values):
    RegisterBook.objects.filter(pk=closed.pk).update(**values)

    assert "book_closing" in [problem.code for problem in register_check.verify_book(closed).problems]


def test_ensure_file_is_the_book_as_it_was_closed(closed, both, registrar, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    ledger.append(book=ledger.hold(closed), entries=[NewEntry(Event.REVOKED, both[0])], by=registrar)

    made = closing.ensure_file(book=closed)

    text = PdfReader(io.BytesIO(files.read(made.closing_file_sha256))).pages[0].extract_text()
    assert "Thu hồi" not in text
    assert "Mã băm SHA-256 của nội dung sổ" in text
    assert both[0].register_no in text


def test_ensure_file_is_kept_and_made_again_only_when_the_disk_lost_it(closed):
    make_closing_file(closed.pk)
    first = RegisterBook.objects.get().closing_file_sha256
    files.blob_path(first).unlink()

    made = closing.ensure_file(book=RegisterBook.objects.get())

    assert made.closing_file_sha256 == first
    assert files.exists(first)


def test_ensure_file_is_signed_where_the_issuer_signs(closed, settings, tmp_path):
    shutil.copytree(settings.HOCAI_KEYS_DIR, tmp_path / "keys")
    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    ensure_demo_key(tmp_path / "keys")
    SigningProfile.objects.create(organization=closed.issuer, backend=SigningProfile.Backend.DEMO)

    made = closing.ensure_file(book=closed)
    backends.forget()

    found = signing.check(files.read(made.closing_file_sha256))
    assert found.is_intact
    assert found.is_demo


@pytest.mark.db
def test_book_of_an_issuer_that_was_merged_is_closed_and_signed_by_its_successor(past, registrar, city, monkeypatch):
    from lms.people.models import Organization

    last_day = timezone.localdate() - timedelta(days=40)
    kind = Organization.Kind.TRAINING_INSTITUTION
    successor = Organization.objects.create(
        code="H29.HVM", name="Học viện mới", kind=kind, parent=city, valid_from=last_day + timedelta(days=1)
    )
    successor.predecessors.add(past.issuer)
    Organization.objects.filter(pk=past.issuer_id).update(valid_to=last_day)
    asked: list[str] = []
    monkeypatch.setattr(closing, "signer_of", lambda issuer, on: asked.append(issuer.name))

    closed = closing.close(book=past, by=registrar)
    closing.ensure_file(book=RegisterBook.objects.select_related("issuer__parent").get(pk=closed.pk))

    assert asked == [past.issuer.name, "Học viện mới"]
    assert closed.issuer_id == past.issuer_id


def test_close_with_the_clock_set_back_dates_no_line_before_the_last(past, registrar, monkeypatch):
    last = RegisterEntry.objects.order_by("-position").first()
    early = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: early)

    closed = closing.close(book=past, by=registrar)

    assert closed.closed_at == last.at
    assert date.today() >= closed.closed_at.date()

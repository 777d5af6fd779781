"""The whole book: whatever somebody with the database in hand changes is named."""

import pytest
from django.db import connection

from certificates import register_check
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, RegisterBook, RegisterEntry
from certificates.register_findings import LISTED
from lms.foundation.append_only import lifted

from .conftest import forged

Event = RegisterEntry.Event


def codes(book: RegisterBook) -> list[str]:
    return [problem.code for problem in register_check.verify_book(book).problems]


def line(position: int) -> RegisterEntry:
    return RegisterEntry.objects.get(position=position)


def void(book: RegisterBook, number: int, registrar, **more) -> RegisterEntry:
    held = RegisterBook.objects.get(pk=book.pk)
    held.last_number = max(held.last_number, number)
    return ledger.append(book=held, entries=[NewEntry(Event.VOIDED, register_number=number, more=more)], by=registrar)[0]


def test_verify_book_of_an_untouched_book_finds_nothing_and_counts(book):
    findings = register_check.verify_book(book)

    assert findings.is_intact
    assert (findings.entries, findings.certificates) == (2, 2)


@pytest.mark.db
def test_verify_book_finds_a_changed_snapshot(book, both, tamper):
    tamper(Certificate, both[0].pk, snapshot={**both[0].snapshot, "holder": "Kẻ Giả Mạo"})

    problem = register_check.verify_book(book).problems[0]

    assert (problem.code, problem.params["serial_no"], problem.params["field"]) == ("row_snapshot", both[0].serial_no, "snapshot_sha256")


def test_verify_book_finds_a_changed_state(book, both, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.ANNULLED)

    assert codes(book) == ["row_state"]


def test_verify_book_finds_a_changed_line(book, tamper):
    tamper(RegisterEntry, line(1).pk, statement={**line(1).statement, "serial_no": "HVCB-2601-000777"})

    assert codes(book) == ["line_changed"]


@pytest.mark.parametrize("values", [{"register_number": 7}, {"event": Event.VOIDED}, {"by": None}, {"at": "2020-01-01T00:00:00Z"}])
def test_verify_book_finds_any_changed_column_of_a_line(book, tamper, values):
    tamper(RegisterEntry, line(2).pk, **values)

    assert "line_changed" in codes(book)


@pytest.mark.db
def test_verify_book_finds_a_line_that_was_taken_out(book, take_out, registrar):
    void(book, 3, registrar, reason="Phôi hỏng")
    take_out(line(2))

    assert codes(book) == ["line_missing", "row_without_line"]


def test_verify_book_finds_lines_taken_out_at_the_end(book, take_out):
    take_out(line(2))

    assert codes(book) == ["row_without_line", "book_head"]


def test_verify_book_finds_swapped_lines(book, tamper):
    first, second = line(1), line(2)
    tamper(RegisterEntry, first.pk, position=99)
    tamper(RegisterEntry, second.pk, position=1)
    tamper(RegisterEntry, first.pk, position=2)

    assert {"line_changed", "line_unlinked", "book_head"} <= set(codes(book))


def test_verify_book_finds_a_copied_line_at_place_zero(book):
    copied = line(2)
    copied.pk, copied.position = None, 0
    copied.save()

    assert "line_changed" in codes(book)


def test_verify_book_finds_a_certificate_that_nobody_issued(book, both):
    forged(both[0])

    assert codes(book) == ["row_without_line", "number_beyond"]


def test_verify_book_finds_a_certificate_without_a_number(book, both):
    forged(both[0], register_number=None)

    assert codes(book) == ["row_without_line"]


def test_verify_all_finds_a_certificate_outside_any_book(book, both):
    forged(both[0], book_id=None)

    assert [problem.code for problem in register_check.verify_all().problems] == ["row_without_book"]


def test_verify_book_finds_a_number_that_nothing_explains(book):
    RegisterBook.objects.filter(pk=book.pk).update(last_number=4)

    found = register_check.verify_book(book).problems

    assert [(problem.code, problem.params["number"]) for problem in found] == [("number_missing", 3), ("number_missing", 4)]


def test_verify_book_takes_a_voided_number_with_its_reason(book, registrar):
    void(book, 3, registrar, reason="Phôi hỏng")

    assert codes(book) == []


def test_verify_book_finds_a_voided_number_without_a_reason(book, registrar):
    void(book, 3, registrar)

    assert codes(book) == ["void_without_reason"]


@pytest.mark.db
def test_verify_book_finds_a_line_whose_certificate_is_gone(book, both, tamper):
    tamper(RegisterEntry, line(2).pk, certificate=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM certificates_certificate WHERE id = %s", [both[1].pk.hex if connection.vendor == "sqlite" else both[1].pk]
        )

    assert codes(book) == ["line_changed", "line_without_row", "number_missing"]


def test_verify_book_finds_a_book_whose_end_was_set_back(book):
    RegisterBook.objects.filter(pk=book.pk).update(last_position=1, head=line(1).seal)

    assert codes(book) == ["book_head"]


def test_verify_book_finds_a_book_marked_closed_without_its_line(book, registrar):
    from django.utils import timezone

    RegisterBook.objects.filter(pk=book.pk).update(closed_at=timezone.now(), closed_by=registrar, closing_sha256="0" * 64)

    assert codes(book) == ["book_closing"]


def test_verify_book_without_the_key_names_it_once_for_each_line(book, settings, tmp_path):
    settings.HOCAI_KEYS_DIR = tmp_path / "other-keys"

    found = register_check.verify_book(book).problems

    assert [problem.code for problem in found] == ["key_missing", "key_missing"]
    assert "register_seal_key" in str(found[0])


def test_verify_book_lists_so_many_findings_and_counts_the_rest(book):
    RegisterBook.objects.filter(pk=book.pk).update(last_number=LISTED + 50)

    findings = register_check.verify_book(book)

    assert (findings.count, len(findings.problems), findings.left_out) == (LISTED + 48, LISTED, 48)


def test_verify_book_is_intact_while_numbers_are_prepared(book, both, people):
    forged(both[0], state=Certificate.State.PREPARED, enrollment_id=people["dat"].enrollment_id)
    RegisterBook.objects.filter(pk=book.pk).update(last_number=3)

    assert codes(book) == []


def test_verify_book_asks_the_same_queries_for_more_lines(book, registrar, django_assert_max_num_queries):
    void(book, 3, registrar, reason="Phôi hỏng")
    with django_assert_max_num_queries(30) as few:
        register_check.verify_book(book)
    for number in range(4, 9):
        void(book, number, registrar, reason="Phôi hỏng")
    with django_assert_max_num_queries(len(few)):
        assert register_check.verify_book(book).entries == 8


def test_guards_stand_again_after_the_tampering(book):
    with lifted():
        pass
    with pytest.raises(Exception, match="append-only"):
        RegisterEntry.objects.update(event=Event.VOIDED)


@pytest.mark.db
def test_verify_book_finds_a_book_that_was_given_to_another_issuer(book, home_affairs):
    RegisterBook.objects.filter(pk=book.pk).update(issuer=home_affairs)

    assert codes(RegisterBook.objects.get(pk=book.pk)) == ["row_other_book", "row_other_book"]

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lms.classes.actions import attendance, classes, impersonations, seals
from lms.classes.actions.attendance import NewMark
from lms.classes.book_texts import book_text, lines_of
from lms.classes.models import AttendanceRecord, BookSeal, Scan
from lms.classes.seals import SealState, verify, verify_class
from lms.foundation import files
from lms.foundation.append_only import lifted
from lms.foundation.models import AuditEntry


@contextmanager
def guard_lifted() -> Iterator[Any]:
    """A cursor that may change what is append-only; PostgreSQL first wants every foreign key looked at."""
    connection.check_constraints()
    with lifted(), connection.cursor() as cursor:
        yield cursor
        connection.check_constraints()


def change(table: str, values: str, pk: int) -> None:
    """What somebody with the database in hand would type."""
    with guard_lifted() as cursor:
        cursor.execute(f"UPDATE {table} SET {values} WHERE id = %s", [pk])


def test_close_book_seals_what_the_book_says(closed, closer, two_places):
    seal = BookSeal.objects.get()

    lines = lines_of(files.read(seal.text_sha256))

    assert closed.is_book_closed
    assert (lines[0]["class"], lines[0]["session"], lines[0]["periods"]) == ("BDAI-2026-03", 1, 4)
    assert {line["trainee"]: line["marks"][-1]["status"] for line in lines[1:]} == {
        two_places[0].enrollment.person.handle: "present",
        two_places[1].enrollment.person.handle: "late",
    }
    assert (seal.by, seal.key_name, len(seal.seal), seal.same_person_reason) == (closer, "book_seal_key", 64, "")
    assert AuditEntry.objects.filter(verb="book.seal", actor_handle=closer.handle).count() == 1
    assert verify(closed).state == SealState.INTACT


def test_close_book_holds_no_name_and_no_free_text(marked, two_places, teacher, closer):
    attendance.record(session=marked, marks=[NewMark(two_places[0], "unexcused", reason="Ốm nặng")], by=teacher)
    text = files.read(seals.close_book(session=marked, by=closer).text_sha256).decode()

    assert "Ốm" not in text
    assert "Trần Ngọc Ánh" not in text


def test_close_book_twice_gives_the_same_seal(closed, closer):
    assert seals.close_book(session=closed, by=closer) == BookSeal.objects.get()


def test_close_book_by_the_marker_needs_a_reason(marked, teacher, refused):
    with refused("book_same_person"):
        seals.close_book(session=marked, by=teacher, same_person_reason="  ")
    marked.refresh_from_db()
    assert not marked.is_book_closed

    seal = seals.close_book(session=marked, by=teacher, same_person_reason="Phường chỉ có một cán bộ phụ trách")

    assert seal.same_person_reason == "Phường chỉ có một cán bộ phụ trách"
    assert verify(marked).state == SealState.INTACT


def test_close_book_by_somebody_who_checked_in_himself_needs_none(session, place, closer, teacher):
    from lms.classes.actions import sessions as session_actions

    session_actions.open_checkin(session=session, by=teacher)
    attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")

    assert seals.close_book(session=session, by=teacher).same_person_reason == ""


def test_close_book_asks_about_everybody_without_a_mark(session, two_places, teacher, closer, refused):
    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present")], by=teacher)
    with refused("book_unmarked"):
        seals.close_book(session=session, by=closer)
    assert not BookSeal.objects.exists()

    seals.close_book(session=session, by=closer, absent=[second.pk])

    record = AttendanceRecord.objects.get(trainee=second)
    assert (record.status, record.by) == ("unexcused", closer)


def test_close_book_leaves_who_came_in_between(session, two_places, teacher, closer):
    """The page listed both as without a mark; one was marked while it was open."""
    first, second = two_places
    attendance.record(session=session, marks=[NewMark(first, "present")], by=teacher)

    seals.close_book(session=session, by=closer, absent=[first.pk, second.pk])

    assert list(AttendanceRecord.objects.order_by("pk").values_list("status", flat=True)) == ["present", "unexcused"]


def test_close_book_waits_for_claims(marked, two_places, closer, refused):
    Scan.objects.create(session=marked, trainee=two_places[0], way="offline", shown_at=marked.starts_at, is_claimed=True)

    with refused("book_claims_waiting"):
        seals.close_book(session=marked, by=closer)


def test_close_book_of_a_session_to_come_is_refused(sessions, closer, refused):
    with refused("book_too_early"):
        seals.close_book(session=sessions[2], by=closer)


def test_close_book_of_a_make_up_asks_for_nobody(training_class, session, two_places, closer):
    session.make_up_for = training_class.sessions.get(number=2)
    session.save()

    assert seals.close_book(session=session, by=closer).last_record is None
    assert verify(session).state == SealState.INTACT


def test_verify_lists_corrections_and_stays_whole(closed, two_places, teacher):
    attendance.correct(session=closed, mark=NewMark(two_places[1], "present", reason="Ký giấy lúc 8 giờ"), by=teacher)

    verdict = verify(closed)

    assert (verdict.state, verdict.problems) == (SealState.CORRECTED, [])
    assert [(record.status, record.reason) for record in verdict.corrections] == [("present", "Ký giấy lúc 8 giờ")]


def test_verify_of_a_substitute_found_later_is_a_correction(closed, two_places, teacher):
    impersonations.add(session=closed, trainee=two_places[0], reason="Gọi tên không có mặt", by=teacher)

    assert verify(closed).state == SealState.CORRECTED


@pytest.mark.db
@pytest.mark.parametrize(
    "values",
    ["status = 'unexcused'", "periods_missed = 3", "happened_at = '2026-01-01 00:00:00+00:00'", "source = 'paper'", "reason = 'x'"],
)
def test_verify_finds_a_mark_changed_in_the_database(closed, two_places, values):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE classes_attendancerecord SET {values}")
    change("classes_attendancerecord", values, AttendanceRecord.objects.get(trainee=two_places[0]).pk)

    verdict = verify(closed)

    assert verdict.state == SealState.DAMAGED
    assert "Trần Ngọc Ánh" in verdict.problems[0]


@pytest.mark.db
def test_verify_finds_a_changed_percentage_table(closed, two_places):
    """The quick table has no guard: whoever changes it would change the percentages."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE classes_currentattendance SET status = 'present', periods_missed = 0")

    assert verify(closed).state == SealState.DAMAGED


@pytest.mark.db
@pytest.mark.parametrize(
    "values", ["same_person_reason = 'bịa'", "at = '2026-01-01 00:00:00+00:00'", "seal = 'abc'", "key_name = 'book_seal_key_9'"]
)
def test_verify_finds_a_changed_seal(closed, values):
    change("classes_bookseal", values, BookSeal.objects.get().pk)

    assert verify(closed).state == SealState.DAMAGED


def test_verify_finds_a_new_seal_made_over_a_changed_book(closed, two_places):
    """Without the key nobody makes a seal that fits, even with a text that fits."""
    change("classes_attendancerecord", "status = 'unexcused'", AttendanceRecord.objects.get(trainee=two_places[0]).pk)
    seal = BookSeal.objects.get()
    forged = files.store(book_text(closed, last_record=seal.last_record_id, at=seal.at)).sha256
    change("classes_bookseal", f"text_sha256 = '{forged}'", seal.pk)

    assert verify(closed).state == SealState.DAMAGED


def test_verify_finds_a_damaged_or_missing_text(closed):
    path: Path = files.blob_path(BookSeal.objects.get().text_sha256)
    path.chmod(0o644)
    text = path.read_bytes()
    path.write_bytes(text.replace(b"present", b"excused"))
    assert verify(closed).state == SealState.DAMAGED

    path.unlink()
    assert "không còn" in verify(closed).problems[0]
    files.store(text)
    assert verify(closed).state == SealState.INTACT


def test_verify_finds_a_session_moved_or_opened_again(closed):
    type(closed).objects.filter(pk=closed.pk).update(book_closed_at=None)
    closed.refresh_from_db()

    assert verify(closed).state == SealState.DAMAGED


def test_verify_finds_a_seal_taken_away(training_class, sessions, marked, two_places, teacher, closer):
    for number, one in enumerate(sessions[:2]):
        if number:
            attendance.record(session=one, marks=[NewMark(place, "present") for place in two_places], by=teacher)
        seals.close_book(session=one, by=closer)
    first, second = BookSeal.objects.order_by("pk")
    assert second.previous == first
    with guard_lifted() as cursor:
        cursor.execute("UPDATE classes_bookseal SET previous_id = NULL WHERE id = %s", [second.pk])
        cursor.execute("DELETE FROM classes_bookseal WHERE id = %s", [first.pk])

    states = [verdict.state for verdict in verify_class(training_class)]

    assert states == [SealState.DAMAGED, SealState.DAMAGED, SealState.OPEN]


def test_verify_after_the_key_was_rotated(closed, sessions, two_places, teacher, closer):
    newer = settings.HOCAI_KEYS_DIR / "book_seal_key_2"
    newer.write_text("ab" * 32)
    try:
        attendance.record(session=sessions[1], marks=[NewMark(place, "present") for place in two_places], by=teacher)
        assert seals.close_book(session=sessions[1], by=closer).key_name == "book_seal_key_2"
        assert [verify(one).state for one in sessions[:2]] == [SealState.INTACT] * 2
    finally:
        newer.unlink()
    assert verify(sessions[1]).state == SealState.DAMAGED
    assert verify(sessions[0]).state == SealState.INTACT


def test_verify_of_a_book_closed_without_a_seal(session, teacher):
    from lms.classes.actions import sessions as session_actions

    assert verify(session).state == SealState.OPEN
    session = session_actions.close_book(session=session, by=teacher)

    assert verify(session).state == SealState.UNSEALED


def test_verify_books_command_tells_and_fails(closed, two_places, capsys):
    call_command("verify_books", "--class", "BDAI-2026-03", "--json")
    assert json.loads(capsys.readouterr().out)["books"][0]["state"] == "intact"
    change("classes_attendancerecord", "status = 'unexcused'", AttendanceRecord.objects.get(trainee=two_places[0]).pk)

    with pytest.raises(SystemExit) as ended:
        call_command("verify_books")

    assert ended.value.code == 1
    assert "BDAI-2026-03" in capsys.readouterr().out


def test_close_book_after_the_class_is_cancelled_is_refused(training_class, marked, officer, closer, refused):
    classes.cancel(training_class=training_class, by=officer)

    with refused("class_final"):
        seals.close_book(session=marked, by=closer)


def test_seal_is_append_only(closed):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        BookSeal.objects.update(at=timezone.now() - timedelta(days=1))

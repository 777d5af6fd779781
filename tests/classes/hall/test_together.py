"""Two at the same moment, in real transactions: on SQLite a file, on PostgreSQL a database of its own."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lms.classes import browsers
from lms.classes.actions import bindings, scans
from lms.classes.actions import sessions as session_actions
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, BrowserBinding, CurrentAttendance, Scan

pytestmark = pytest.mark.db


def at_once(*works: Callable[[], object]) -> list[object]:
    """Starts all works in threads at the same moment; what each gave or raised."""
    results: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def carry_out(number: int) -> None:
        try:
            barrier.wait()
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=carry_out, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def scan(session, trainee):
    now = timezone.now()
    return scans.accept(session=session, trainee=trainee, shown_at=now, received_at=now, way="qr")


def test_two_scans_of_one_person_make_one_mark(visible, session, place):
    done = at_once(*[lambda: scan(session, place)] * 4)

    assert sorted(each.is_new for each in done) == [False, False, False, True]
    assert (Scan.objects.count(), AttendanceRecord.objects.count(), CurrentAttendance.objects.count()) == (1, 1, 1)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_two_people_do_not_wait_for_each_other(visible, session, two_places):
    other = threading.Thread(target=lambda: (scan(session, two_places[1]), connection.close()))

    with transaction.atomic():
        scan(session, two_places[0])
        other.start()
        other.join(5)
        assert not other.is_alive()

    assert Scan.objects.count() == 2


def test_a_scan_beside_the_closing_of_the_book_is_in_it_or_refused(visible, session, place, teacher):
    """The closing has begun: the scan waits for it and then sees a closed book."""
    outcome: list[object] = []

    def late_scan() -> None:
        try:
            outcome.append(scan(session, place))
        except ClassError as error:
            outcome.append(error.code)
        finally:
            connection.close()

    other = threading.Thread(target=late_scan)
    with transaction.atomic():
        session_actions.close_book(session=session, by=teacher)
        other.start()
        other.join(0.5)
        assert outcome == []
    other.join()

    assert outcome == ["book_closed"]
    assert not Scan.objects.exists()


def test_the_closing_of_a_book_waits_for_a_scan_that_has_begun(visible, session, place, teacher):
    closed: list[bool] = []

    def close() -> None:
        session_actions.close_book(session=session, by=teacher)
        closed.append(True)
        connection.close()

    other = threading.Thread(target=close)
    with transaction.atomic():
        scan(session, place)
        other.start()
        other.join(0.5)
        assert closed == []
    other.join()

    session.refresh_from_db()
    assert (closed, session.is_book_closed, Scan.objects.count()) == ([True], True, 1)


def test_two_browsers_for_one_name_leave_one(visible, session, place):
    keys = [browsers.known_or_new(letter * 32) for letter in "ab"]

    done = at_once(*[lambda key=key: bindings.bind(browser=key, trainee=place, confirmed_by="ticket") for key in keys])

    assert sorted(type(each).__name__ for each in done) == ["BrowserBinding", "ClassError"]
    assert BrowserBinding.objects.count() == 1


def test_two_names_on_one_browser_leave_one(visible, session, two_places):
    browser = browsers.known_or_new("a" * 32)

    done = at_once(*[lambda place=place: bindings.bind(browser=browser, trainee=place, confirmed_by="ticket") for place in two_places])

    assert sorted(type(each).__name__ for each in done) == ["BrowserBinding", "ClassError"]
    assert next(each.code for each in done if isinstance(each, ClassError)) in ("browser_taken", "browser_of_many")
    assert BrowserBinding.objects.get().bound_at > timezone.now() - timedelta(minutes=1)

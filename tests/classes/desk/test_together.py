"""Two at the same moment, in real transactions: on SQLite a file, on PostgreSQL a database of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from lms.classes.actions import desk, scans, sessions, walk_ins
from lms.classes.actions.desk import Tap
from lms.classes.actions.walk_ins import WalkIn
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, CurrentAttendance, Trainee
from lms.foundation.vietnamese import PartialDate

pytestmark = pytest.mark.db


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave, or the ClassError that it raised."""
    start = Barrier(len(works))

    def carry_out(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        except ClassError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(carry_out, works))


def test_mark_by_two_helpers_at_once_leaves_one_record(visible, session, place, teacher, second_helper):
    taps = [lambda by=by: desk.mark(session=session, trainee=place, tap=Tap(id=by.handle), by=by) for by in (teacher, second_helper)]

    answers = at_once(*taps)

    assert sorted(answer.outcome for answer in answers) == ["already", "marked"]
    assert (AttendanceRecord.objects.count(), CurrentAttendance.objects.count()) == (1, 1)


def test_mark_while_the_person_scans_leaves_one_record(visible, session, place, teacher, officer):
    session = sessions.open_checkin(session=session, by=teacher)
    now = timezone.now()
    scan = lambda: scans.accept(session=session, trainee=place, shown_at=now, received_at=now, way="qr")  # noqa: E731 - one of a pair

    at_once(scan, lambda: desk.mark(session=session, trainee=place, tap=Tap(), by=teacher))

    assert (AttendanceRecord.objects.count(), CurrentAttendance.objects.get().status) == (1, "present")


def test_add_of_one_person_at_two_desks_makes_one_person(visible, session, home_affairs, teacher, second_helper):
    walk_in = WalkIn("Lương Thị Hòa", home_affairs, PartialDate(1985))
    adds = [
        lambda by=by: walk_ins.add(session=session, walk_in=walk_in, person=None, is_new=False, by=by) for by in (teacher, second_helper)
    ]

    answers = at_once(*adds)

    assert sorted(getattr(answer, "code", "") for answer in answers) == ["", "walk_in_similar"]
    assert Trainee.objects.count() == 1

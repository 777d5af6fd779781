from pathlib import Path

import pytest
from django.utils import timezone, translation

from lms.classes.actions import attendance, excuses, seals
from lms.classes.actions.attendance import NewMark
from lms.classes.eligibility import eligibility_of, held_periods
from lms.classes.models import AttendanceRecord, CurrentAttendance, Excuse
from lms.foundation.models import AuditEntry
from lms.foundation.uploads import Paper

from ..conftest import at


def ask(place, sessions, **values):
    return excuses.ask(trainee=place, sessions=sessions, by=place.enrollment.person, **{"reason": "Đi công tác", **values})


def test_ask_keeps_reason_paper_and_sessions(place, sessions):
    excuse = ask(place, sessions[:2], reason="Đi  công tác\ntheo quyết định", paper=Paper("a" * 64, "cong-van.pdf", "application/pdf"))

    assert (excuse.state, excuse.file_name, excuse.asked_by) == ("asked", "cong-van.pdf", place.enrollment.person)
    assert list(excuse.sessions.order_by("pk")) == sessions[:2]
    assert AuditEntry.objects.filter(verb="excuse.ask").count() == 1
    assert not AttendanceRecord.objects.exists()


def test_ask_without_a_reason_or_session_is_refused(place, sessions, refused):
    with refused("excuse_no_reason"):
        ask(place, sessions, reason=" \n ")
    with refused("excuse_no_sessions"):
        ask(place, [])
    assert not Excuse.objects.exists()


def test_ask_twice_for_a_session_is_refused_until_answered(place, sessions, teacher, refused):
    first = ask(place, sessions[:1])
    with refused("excuse_already_asked"):
        ask(place, sessions[:2])

    excuses.refuse(excuse=first, answer="Không có giấy", by=teacher)

    assert ask(place, sessions[:1]).state == "asked"


def test_ask_for_a_cancelled_session_is_refused(place, sessions, refused):
    sessions[2].cancelled = True
    sessions[2].save()

    with refused("session_cancelled"):
        ask(place, [sessions[2]])


def test_ask_in_a_closed_class_is_refused(place, sessions, training_class, officer, refused):
    from lms.classes.actions import classes

    classes.cancel(training_class=training_class, by=officer)

    with refused("class_final"):
        ask(place, sessions[:1])


def test_grant_marks_the_sessions_that_have_begun_and_no_other(place, sessions, teacher, training_class):
    excuse = ask(place, [sessions[0], sessions[2]])

    excuses.grant(excuse=excuse, by=teacher, answer="Có công văn cử đi công tác")

    record = AttendanceRecord.objects.get()
    assert (record.session, record.status, record.source, record.by) == (sessions[0], "excused", "excuse", teacher)
    assert "Có công văn" in record.reason
    assert set(held_periods(training_class)) == {sessions[0].pk, sessions[1].pk}, "a session to come counts for nobody yet"


def test_grant_twice_changes_nothing(place, sessions, teacher):
    excuse = ask(place, sessions[:1])
    for _ in range(2):
        excuses.grant(excuse=excuse, by=teacher)

    assert AttendanceRecord.objects.count() == 1
    assert AuditEntry.objects.filter(verb="excuse.granted").count() == 1


def test_grant_replaces_an_absence_and_leaves_a_presence(two_places, session, teacher):
    absent, came = two_places
    attendance.record(session=session, marks=[NewMark(absent, "unexcused"), NewMark(came, "present")], by=teacher)

    for place in two_places:
        excuses.grant(excuse=ask(place, [session]), by=teacher)

    assert dict(CurrentAttendance.objects.values_list("trainee", "status")) == {absent.pk: "excused", came.pk: "present"}
    assert AttendanceRecord.objects.count() == 3


def test_grant_after_the_book_is_closed_is_a_correction(closed, two_places, teacher):
    from lms.classes.seals import SealState, verify

    attendance.correct(session=closed, mark=NewMark(two_places[0], "unexcused", reason="Nhầm người"), by=teacher)
    excuses.grant(excuse=ask(two_places[0], [closed]), by=teacher)

    assert CurrentAttendance.objects.get(trainee=two_places[0]).status == "excused"
    assert verify(closed).state == SealState.CORRECTED


def test_grant_or_refuse_one_s_own_request_is_refused(admit, teacher, sessions, refused):
    excuse = ask(admit(teacher), sessions[:1])

    with refused("request_own"):
        excuses.grant(excuse=excuse, by=teacher)
    with refused("request_own"):
        excuses.refuse(excuse=excuse, answer="không", by=teacher)


def test_refuse_needs_an_answer_and_is_final(place, sessions, teacher, refused):
    excuse = ask(place, sessions[:1])
    with refused("answer_missing"):
        excuses.refuse(excuse=excuse, answer=" ", by=teacher)

    done = excuses.refuse(excuse=excuse, answer="Chưa có ý kiến của thủ trưởng", by=teacher)

    assert (done.state, done.answer, done.decided_by) == ("refused", "Chưa có ý kiến của thủ trưởng", teacher)
    with refused("request_decided"):
        excuses.grant(excuse=excuse, by=teacher)
    with refused("request_decided"):
        excuses.withdraw(excuse=excuse, by=place.enrollment.person)


def test_withdraw_before_an_answer(place, sessions, teacher, refused):
    excuse = ask(place, sessions[:1])

    assert excuses.withdraw(excuse=excuse, by=place.enrollment.person).state == "withdrawn"
    with refused("request_decided"):
        excuses.grant(excuse=excuse, by=teacher)


def test_somebody_with_leave_who_comes_is_present(place, session, teacher):
    """Leave asked for, granted, and then the trip was called off."""
    from lms.classes.actions import sessions as session_actions

    session_actions.open_checkin(session=session, by=teacher)
    excuses.grant(excuse=ask(place, [session]), by=teacher)

    done = attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")

    assert (done.is_new, done.record.status, done.record.supersedes.status) == (True, "present", "excused")
    assert done.record.reason


def test_closing_the_book_writes_leave_granted_before_the_session(place, sessions, teacher, closer):
    """Granted while the session was still to come: nothing in the book until it is closed."""
    later = sessions[2]
    excuses.grant(excuse=ask(place, [later]), by=teacher)
    assert not AttendanceRecord.objects.exists()
    later.starts_at, later.ends_at = at(-1, 13), at(-1, 16)
    later.save()

    seals.close_book(session=later, by=closer)

    record = AttendanceRecord.objects.get()
    assert (record.status, record.source, record.by) == ("excused", "excuse", teacher)


@pytest.mark.parametrize(("counts", "expected"), [(True, 8), (False, 4)])
def test_leave_counts_only_where_the_terms_say_so(place, sessions, teacher, training_class, counts, expected):
    training_class.programme_terms["excused_counts"] = counts
    training_class.save()
    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)
    excuses.grant(excuse=ask(place, [sessions[1]]), by=teacher)

    assert eligibility_of(training_class)[place.pk].attendance.attended == expected


def test_reasons_in_the_book_are_vietnamese_whatever_the_screen_says(place, session, teacher):
    with translation.override("en"):
        excuses.grant(excuse=ask(place, [session]), by=teacher, answer="Công văn 12")

    assert AttendanceRecord.objects.get().reason == "Được duyệt nghỉ có phép: Công văn 12"


def test_nothing_closes_a_book_but_the_seal():
    """`sessions.close_book` alone would leave a book closed and not sealed."""
    import lms.classes

    room = Path(lms.classes.__file__).parent
    callers = {
        path.relative_to(room).as_posix() for path in room.rglob("*.py") if "sessions.close_book(" in path.read_text(encoding="utf-8")
    }

    assert callers == {"actions/seals.py"}

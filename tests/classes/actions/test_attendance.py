from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lms.classes.actions import attendance, classes
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, CurrentAttendance
from lms.foundation.append_only import unguarded
from lms.foundation.models import AuditEntry

from ..conftest import at, session_plan


@pytest.fixture
def session(sessions):
    return sessions[0]


def refused(code: str):
    return pytest.raises(ClassError, check=lambda error: error.code == code)


def test_record_appends_a_mark_and_projects_it(session, place, teacher):
    written = attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    record = AttendanceRecord.objects.get()
    assert written == 1
    assert (record.status, record.source, record.by, record.supersedes) == ("present", "manual", teacher, None)
    assert CurrentAttendance.objects.get().record == record
    assert AuditEntry.objects.filter(verb="attendance.record", actor_handle=teacher.handle).count() == 1


def test_record_twice_changes_nothing(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    assert attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher) == 0
    assert AttendanceRecord.objects.count() == 1


def test_record_of_another_mark_needs_a_reason(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    with refused("correction_needs_reason"):
        attendance.record(session=session, marks=[NewMark(place, "unexcused", reason=" ")], by=teacher)

    assert CurrentAttendance.objects.get().status == "present"


def test_record_of_a_correction_supersedes_the_old_mark(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)

    attendance.record(session=session, marks=[NewMark(place, "late", 2, "Đến lúc 9 giờ 30")], by=teacher)

    first, second = AttendanceRecord.objects.order_by("pk")
    assert second.supersedes == first
    assert (second.status, second.periods_missed, second.reason) == ("late", 2, "Đến lúc 9 giờ 30")
    assert CurrentAttendance.objects.get().record == second


def test_record_writes_all_marks_or_none(session, two_places, teacher):
    first, second = two_places

    with refused("periods_missed_too_many"):
        attendance.record(session=session, marks=[NewMark(first, "present"), NewMark(second, "late", 4)], by=teacher)

    assert not AttendanceRecord.objects.exists()
    assert not CurrentAttendance.objects.exists()


def test_record_of_late_asks_how_much(session, place, teacher):
    with refused("periods_missed_missing"):
        attendance.record(session=session, marks=[NewMark(place, "late")], by=teacher)


def test_record_keeps_missed_tiet_only_where_they_mean_something(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present", 3)], by=teacher)

    assert AttendanceRecord.objects.get().periods_missed == 0


def test_record_refuses_a_trainee_of_another_class(session, place, plan, officer, teacher):
    from dataclasses import replace

    other = classes.create(plan=replace(plan, code="BDAI-2026-04"), sessions=[session_plan(0)], by=officer)

    with refused("not_of_this_class"):
        attendance.record(session=other.sessions.get(), marks=[NewMark(place, "present")], by=teacher)


def test_record_after_the_book_is_closed_is_refused(session, place, teacher):
    session_actions.close_book(session=session, by=teacher)

    with refused("book_closed"):
        attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)


def test_record_in_a_cancelled_session_is_refused(session, place, teacher, officer):
    session_actions.cancel(session=session, by=officer)

    with refused("session_cancelled"):
        attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)


def test_correct_after_the_book_is_closed_keeps_the_chain(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    session_actions.close_book(session=session, by=teacher)

    attendance.correct(session=session, mark=NewMark(place, "excused", reason="Có đơn xin phép"), by=teacher)

    assert CurrentAttendance.objects.get().status == "excused"
    assert AttendanceRecord.objects.count() == 2


def test_correct_without_reason_is_refused_even_for_a_first_mark(session, place, teacher):
    session_actions.close_book(session=session, by=teacher)

    with refused("correction_needs_reason"):
        attendance.correct(session=session, mark=NewMark(place, "present"), by=teacher)


def test_correct_in_a_closed_class_is_refused(training_class, session, place, teacher, officer):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    session_actions.cancel(session=training_class.sessions.get(number=3), by=officer)
    classes.close(training_class=training_class, closing_on=at(0).date(), decision_no="1/QĐ", decision_on=at(-9).date(), by=officer)

    with refused("class_final"):
        attendance.correct(session=session, mark=NewMark(place, "present", reason="Nhầm"), by=teacher)


def test_check_in_records_the_moment_of_the_first_request(session, place, teacher, trainee):
    session_actions.open_checkin(session=session, by=teacher)
    arrived = timezone.now()

    done = attendance.check_in(session=session, trainee=place, happened_at=arrived, source="qr")

    assert done.is_new
    record = AttendanceRecord.objects.get()
    assert (record.status, record.source, record.happened_at, record.by) == ("present", "qr", arrived, trainee)


def test_check_in_twice_keeps_the_first(session, place, teacher):
    session_actions.open_checkin(session=session, by=teacher)
    first = attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")

    second = attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="code")

    assert not second.is_new
    assert second.record == first.record
    assert AttendanceRecord.objects.count() == 1


def test_check_in_to_an_online_class_is_online_presence(session, place, teacher, training_class):
    training_class.form = "online"
    training_class.save()
    session_actions.open_checkin(session=session, by=teacher)

    attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="code")

    assert CurrentAttendance.objects.get().status == "online_present"


def test_check_in_before_opening_or_after_closing_is_refused(session, place, teacher):
    with refused("checkin_not_open"):
        attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")
    session_actions.open_checkin(session=session, by=teacher)
    session_actions.close_checkin(session=session, by=teacher)
    session.refresh_from_db()

    with refused("checkin_not_open"):
        attendance.check_in(session=session, trainee=place, happened_at=session.checkin_closed_at, source="qr")


def test_check_in_that_began_before_the_closing_still_counts(session, place, teacher):
    session_actions.open_checkin(session=session, by=teacher)
    arrived = timezone.now()
    session_actions.close_checkin(session=session, by=teacher)

    assert attendance.check_in(session=session, trainee=place, happened_at=arrived, source="qr").is_new


def test_check_in_does_not_overrule_an_absence(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    session_actions.open_checkin(session=session, by=teacher)

    with refused("marked_absent"):
        attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")


def test_check_in_after_the_book_is_closed_is_refused(session, place, teacher):
    session_actions.open_checkin(session=session, by=teacher)
    arrived = timezone.now()
    session_actions.close_book(session=session, by=teacher)

    with refused("book_closed"):
        attendance.check_in(session=session, trainee=place, happened_at=arrived + timedelta(seconds=0), source="qr")


def test_undo_check_in_leaves_the_scan_in_the_book(session, place, teacher):
    session_actions.open_checkin(session=session, by=teacher)
    attendance.check_in(session=session, trainee=place, happened_at=timezone.now(), source="qr")

    attendance.undo_check_in(session=session, trainee=place, reason="Quét hộ", by=teacher)

    assert [record.status for record in AttendanceRecord.objects.order_by("pk")] == ["present", "unexcused"]
    assert CurrentAttendance.objects.get().status == "unexcused"


def test_undo_check_in_without_a_mark_is_refused(session, place, teacher):
    with refused("no_mark"):
        attendance.undo_check_in(session=session, trainee=place, reason="Quét hộ", by=teacher)


@pytest.mark.db
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_attendance_record_is_refused_by_the_database_when_changed(session, place, teacher, verb):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)
    marked = AttendanceRecord.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        marked.update(status="late") if verb == "update" else marked._raw_delete("default")

    assert AttendanceRecord.objects.get().status == "present"
    assert unguarded(["classes_attendancerecord"]) == set()


@pytest.mark.db
def test_attendance_record_has_one_first_and_one_successor(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "present")], by=teacher)
    first = AttendanceRecord.objects.get()
    attendance.record(session=session, marks=[NewMark(place, "unexcused", reason="Nhầm")], by=teacher)
    fields = {"session": session, "trainee": place, "status": "present", "source": "manual", "by": teacher}

    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceRecord.objects.create(**fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceRecord.objects.create(**fields, supersedes=first, reason="Lần nữa")
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceRecord.objects.create(**fields, supersedes=AttendanceRecord.objects.last(), reason="")

    assert AttendanceRecord.objects.count() == 2

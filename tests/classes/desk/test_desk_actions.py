from datetime import timedelta

import pytest
from django.utils import timezone

from lms.classes.actions import attendance, desk, sessions
from lms.classes.actions.attendance import NewMark
from lms.classes.actions.desk import Tap
from lms.classes.exceptions import ClassError
from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Scan
from lms.foundation.models import AuditEntry


def test_mark_writes_one_record_by_the_helper(session, place, teacher):
    answer = desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    record = AttendanceRecord.objects.get()
    assert (answer.outcome, record.status, record.source, record.by) == ("marked", "present", "manual", teacher)


@pytest.mark.db
def test_mark_by_two_helpers_leaves_one_record(session, place, teacher, second_helper):
    desk.mark(session=session, trainee=place, tap=Tap(id="a"), by=teacher)

    answer = desk.mark(session=session, trainee=place, tap=Tap(id="b"), by=second_helper)

    assert answer.outcome == "already"
    assert AttendanceRecord.objects.get().by == teacher


def test_mark_after_the_grace_is_late(session, place, teacher):
    ClassSession.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=40))

    desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    record = AttendanceRecord.objects.get()
    assert (record.status, record.periods_missed) == ("late", 1)


def test_mark_after_the_end_completes_the_book_as_present(sessions, place, teacher):
    desk.mark(session=sessions[1], trainee=place, tap=Tap(), by=teacher)

    assert CurrentAttendance.objects.get().status == "present"


def test_mark_made_five_minutes_ago_counts_from_then(session, place, teacher):
    made_at = timezone.now() - timedelta(minutes=5)

    answer = desk.mark(session=session, trainee=place, tap=Tap(id="a", made_at=made_at), by=teacher)

    record = AttendanceRecord.objects.get()
    assert (answer.outcome, record.source, record.happened_at) == ("marked", "offline", made_at)


def test_mark_made_in_the_future_counts_from_now(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(made_at=timezone.now() + timedelta(hours=5)), by=teacher)

    assert AttendanceRecord.objects.get().happened_at <= timezone.now()


@pytest.mark.db
def test_mark_made_long_ago_is_only_claimed_and_once(session, place, teacher):
    made_at = timezone.now() - timedelta(minutes=11)

    outcomes = [desk.mark(session=session, trainee=place, tap=Tap(id=name, made_at=made_at), by=teacher).outcome for name in ("a", "b")]

    scan = Scan.objects.get()
    assert outcomes == ["claimed", "claimed"]
    assert (scan.is_claimed, scan.way, scan.shown_at, scan.by) == (True, "offline", made_at, teacher)
    assert not AttendanceRecord.objects.exists()


def test_mark_of_somebody_marked_absent_asks_a_human(session, place, teacher, second_helper):
    attendance.record(session=session, marks=[NewMark(place, "excused")], by=second_helper)

    with pytest.raises(ClassError) as refusal:
        desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    assert refusal.value.code == "desk_conflict"
    assert "vắng có phép" in str(refusal.value).lower()


def test_mark_of_somebody_marked_absent_is_written_when_sure(session, place, teacher, second_helper):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=second_helper)

    desk.mark(session=session, trainee=place, tap=Tap(is_sure=True), by=teacher)

    current = CurrentAttendance.objects.get()
    assert (current.status, current.record.reason) == ("present", desk.AT_THE_DESK)
    assert current.record.supersedes.status == "unexcused"


def test_mark_is_refused_after_the_book_is_closed(session, place, teacher):
    ClassSession.objects.filter(pk=session.pk).update(book_closed_at=timezone.now())

    with pytest.raises(ClassError, match="Sổ điểm danh"):
        desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)


def test_mark_is_refused_in_a_cancelled_session(session, place, teacher, officer):
    sessions.cancel(session=session, by=officer)

    with pytest.raises(ClassError) as refusal:
        desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    assert refusal.value.code == "session_cancelled"


def test_mark_is_refused_for_somebody_who_left_the_class(session, place, teacher, officer):
    from lms.learning.actions import enrollments

    enrollments.withdraw(enrollment=place.enrollment, by=officer)
    place.enrollment.refresh_from_db()

    with pytest.raises(ClassError) as refusal:
        desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    assert refusal.value.code == "left_the_class"


@pytest.mark.db
def test_mark_with_an_id_that_came_before_changes_nothing(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(id="a"), by=teacher)
    desk.undo(session=session, trainee=place, tap=Tap(id="b"), by=teacher)

    answer = desk.mark(session=session, trainee=place, tap=Tap(id="a"), by=teacher)

    assert answer.outcome == "already"
    assert CurrentAttendance.objects.get().status == "unexcused"
    assert AuditEntry.objects.filter(verb="desk.tap").count() == 2


def test_mark_by_card_keeps_the_scan(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(by_card=True), by=teacher)

    scan = Scan.objects.get()
    assert (scan.way, scan.is_claimed, scan.by) == ("card", False, teacher)
    assert CurrentAttendance.objects.get().record.source == "card"


def test_mark_by_card_again_after_an_undo(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(by_card=True), by=teacher)
    desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    answer = desk.mark(session=session, trainee=place, tap=Tap(by_card=True), by=teacher)

    assert answer.outcome == "marked"
    assert CurrentAttendance.objects.get().status == "present"


def test_mark_by_card_once_the_way_out_is_open_says_that_somebody_leaves(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(by_card=True), by=teacher)
    ClassSession.objects.filter(pk=session.pk).update(check_out_opened_at=timezone.now())

    answer = desk.mark(session=session, trainee=place, tap=Tap(by_card=True), by=teacher)

    assert answer.outcome == "left"
    assert list(Scan.objects.order_by("pk").values_list("direction", flat=True)) == ["in", "out"]


def test_undo_leaves_the_slip_in_the_book(session, place, teacher):
    desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    answer = desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    current = CurrentAttendance.objects.get()
    assert answer.outcome == "undone"
    assert (current.status, current.record.reason) == ("unexcused", "Bấm nhầm")
    assert current.record.supersedes.status == "present"


def test_undo_brings_back_the_mark_before(session, place, teacher, second_helper):
    attendance.record(session=session, marks=[NewMark(place, "excused")], by=second_helper)
    desk.mark(session=session, trainee=place, tap=Tap(is_sure=True), by=teacher)

    desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    assert CurrentAttendance.objects.get().status == "excused"


def test_undo_after_ten_minutes_is_refused_with_a_sentence(session, place, teacher, monkeypatch):
    desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    with pytest.raises(ClassError, match="quá mười phút"):
        desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    assert CurrentAttendance.objects.get().status == "present"


def test_undo_by_another_helper_is_refused(session, place, teacher, second_helper):
    desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)

    with pytest.raises(ClassError) as refusal:
        desk.undo(session=session, trainee=place, tap=Tap(), by=second_helper)

    assert refusal.value.code == "desk_undo_other"


def test_undo_of_a_claim_refuses_it(session, place, teacher):
    made_at = timezone.now() - timedelta(minutes=30)
    desk.mark(session=session, trainee=place, tap=Tap(made_at=made_at), by=teacher)

    answer = desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    assert answer.outcome == "undone"
    assert Scan.objects.get().decision.accepted is False


def test_undo_of_nothing_says_so(session, place, teacher):
    assert desk.undo(session=session, trainee=place, tap=Tap(), by=teacher).outcome == "nothing"


def test_undone_mark_can_be_made_again_without_a_question(session, place, teacher, second_helper):
    desk.mark(session=session, trainee=place, tap=Tap(), by=teacher)
    desk.undo(session=session, trainee=place, tap=Tap(), by=teacher)

    assert desk.mark(session=session, trainee=place, tap=Tap(), by=second_helper).outcome == "marked"

import pytest

from lms.classes.actions import attendance, look_agains
from lms.classes.actions.attendance import NewMark
from lms.classes.models import AttendanceRecord, CurrentAttendance, LookAgain


@pytest.fixture
def asked(session, place, teacher):
    attendance.record(session=session, marks=[NewMark(place, "unexcused")], by=teacher)
    return look_agains.ask(session=session, trainee=place, text="Tôi có mặt, quên quét mã", by=place.enrollment.person)


def test_ask_once_while_it_waits(asked, session, place, refused):
    with refused("look_again_waits"):
        look_agains.ask(session=session, trainee=place, text="Nhắc lại", by=place.enrollment.person)
    assert LookAgain.objects.get().text == "Tôi có mặt, quên quét mã"


def test_ask_without_words_or_before_the_session_is_refused(sessions, place, refused):
    person = place.enrollment.person
    with refused("look_again_no_text"):
        look_agains.ask(session=sessions[0], trainee=place, text="  ", by=person)
    with refused("look_again_too_early"):
        look_agains.ask(session=sessions[2], trainee=place, text="Tôi sẽ đến", by=person)


def test_grant_corrects_the_mark_and_keeps_the_old_one(asked, place, teacher):
    done = look_agains.grant(look_again=asked, status="present", answer="Có tên trong bảng ký giấy", by=teacher)
    again = look_agains.grant(look_again=asked, status="present", answer="Có tên trong bảng ký giấy", by=teacher)

    first, second = AttendanceRecord.objects.order_by("pk")
    assert (second.supersedes, second.status, second.reason) == (first, "present", "Có tên trong bảng ký giấy")
    assert (done.state, again.state, done.answer) == ("granted", "granted", "Có tên trong bảng ký giấy")


def test_grant_of_the_mark_there_is_changes_nothing(asked, teacher, refused):
    with refused("look_again_same_mark"):
        look_agains.grant(look_again=asked, status="unexcused", answer="Đúng rồi", by=teacher)

    asked.refresh_from_db()
    assert asked.state == "asked"


def test_refuse_answers_and_the_mark_stays(asked, teacher, refused):
    with refused("answer_missing"):
        look_agains.refuse(look_again=asked, answer="", by=teacher)
    look_agains.refuse(look_again=asked, answer="Người ngồi cạnh không thấy", by=teacher)

    assert CurrentAttendance.objects.get().status == "unexcused"
    with refused("request_decided"):
        look_agains.grant(look_again=asked, status="present", answer="Thôi", by=teacher)


def test_withdraw_makes_room_for_another(asked, session, place):
    look_agains.withdraw(look_again=asked, by=place.enrollment.person)

    assert look_agains.ask(session=session, trainee=place, text="Có ảnh chụp", by=place.enrollment.person).state == "asked"

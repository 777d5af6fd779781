from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lms.classes import notice_texts
from lms.classes.actions.notices import as_it_was
from lms.classes.models import Venue
from lms.classes.notice_texts import words_of_change

CITY = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY)


@pytest.fixture
def session(sessions, hall):
    second = sessions[1]
    second.starts_at, second.ends_at, second.venue = moment(24, 7, 30), moment(24, 11), hall
    second.save()
    return second


def test_words_of_change_of_a_room_name_both_rooms_and_the_time_that_stays(session, room_204):
    before = as_it_was(session)
    session.venue = room_204

    words = words_of_change(session, before)

    assert words.kind == "place"
    assert words.title == "Đổi phòng buổi 2, thứ Ba 24/11/2026"
    assert words.text == (
        "Lớp BDAI-2026-03: Buổi 2 sáng thứ Ba 24/11/2026 đổi phòng: Hội trường A → Phòng 204. Thời gian giữ nguyên 7:30–11:00."
    )


def test_words_of_change_give_the_address_of_another_house(session):
    before = as_it_was(session)
    session.venue = Venue(pk=999, name="Hội trường B", address="86 Lê Thánh Tôn")

    assert "Hội trường A → Hội trường B (86 Lê Thánh Tôn)" in words_of_change(session, before).text


def test_words_of_change_of_time_give_both_times_and_the_room(session):
    before = as_it_was(session)
    session.starts_at, session.ends_at = moment(25, 13, 30), moment(25, 17)

    words = words_of_change(session, before)

    assert words.kind == "time"
    assert "đổi giờ: 7:30–11:00 sáng thứ Ba 24/11/2026 → 13:30–17:00 chiều thứ Tư 25/11/2026" in words.text
    assert "phòng giữ nguyên: Hội trường A" in words.text


def test_words_of_change_of_both_are_one_notice(session, room_204):
    before = as_it_was(session)
    session.venue, session.ends_at = room_204, moment(24, 10)

    words = words_of_change(session, before)

    assert words.title.startswith("Đổi giờ và phòng buổi 2")
    assert "Hội trường A → Phòng 204" in words.text


def test_words_of_change_of_a_cancelled_session(session):
    before = as_it_was(session)
    session.cancelled = True

    words = words_of_change(session, before)

    assert (words.kind, words.title) == ("cancelled", "Nghỉ buổi 2, thứ Ba 24/11/2026")
    assert "KHÔNG HỌC" in words.text


def test_words_of_change_of_nothing_that_matters_is_none(session):
    before = as_it_was(session)
    session.title = "Nội dung khác"

    assert words_of_change(session, before) is None


def test_personal_message_of_a_summons_alone_carries_the_own_code(notice, place):
    place.ticket_code = "abcdefghjk"

    assert "abcde fghjk" not in notice_texts.personal_message_of(notice, place)
    notice.kind = "summons"
    message = notice_texts.personal_message_of(notice, place)

    assert "Mã điểm danh riêng của anh/chị Trần Ngọc Ánh: abcde fghjk" in message
    assert f"/tb/{notice.short_code}/" in message


def test_words_of_summons_say_when_and_where(training_class, tomorrow):
    words = notice_texts.words_of_summons(training_class, tomorrow)

    assert "Sở Nội vụ trân trọng mời" in words.text
    assert "Địa điểm: Hội trường A, 159 Pasteur" in words.text


@pytest.mark.parametrize(
    ("hour", "expected"), [(7, "sáng thứ Ba 24/11/2026"), (12, "chiều thứ Ba 24/11/2026"), (18, "tối thứ Ba 24/11/2026")]
)
def test_day_text_names_the_part_of_the_day(hour, expected):
    assert notice_texts.day_text(moment(24, hour)) == expected

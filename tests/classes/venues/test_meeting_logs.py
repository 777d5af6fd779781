"""Reports as Zoom, Teams and Meet give them, against a session from 8:00 to 11:00."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from lms.classes.meeting_logs import LogError, Stay, minutes_in, read_log
from lms.classes.meeting_logs.counting import Verdict, joined_late, verdict
from lms.classes.meeting_logs.times import duration, moment

HCM = ZoneInfo("Asia/Ho_Chi_Minh")
STARTS, ENDS = datetime(2026, 10, 5, 8, tzinfo=HCM), datetime(2026, 10, 5, 11, tzinfo=HCM)

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Lớp AI,10/05/2026 07:45:02 AM,10/05/2026 11:05:00 AM,host@hoc.example,200,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Nguyễn Văn An,an@hoc.example,10/05/2026 07:50:00 AM,10/05/2026 09:00:00 AM,70,Yes
Trần Thị Bé,,10/05/2026 08:00:00 AM,10/05/2026 09:30:00 AM,90,Yes
Nguyễn Văn An,AN@hoc.example,10/05/2026 08:30:00 AM,10/05/2026 11:02:00 AM,152,Yes
"""
TEAMS = """1. Summary
Meeting title\tLớp AI
Attended participants\t1

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Trần Thị Bé\t10/5/26, 8:10:00 AM\t10/5/26, 11:00:00 AM\t2h 5m 3s\tbe@hoc.example\tbe@hoc.example\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Trần Thị Bé\t10/5/26, 8:10:00 AM\t10/5/26, 9:10:00 AM\t1h\tbe@hoc.example\tAttendee
Trần Thị Bé\t10/5/26, 9:55:00 AM\t10/5/26, 11:00:00 AM\t1h 5m\tbe@hoc.example\tAttendee
"""
OLD_TEAMS = """Full Name\tUser Action\tTimestamp
Trần Thị Bé\tJoined\t10/5/2026, 8:00:00 AM
Trần Thị Bé\tLeft\t10/5/2026, 8:40:00 AM
Trần Thị Bé\tJoined before\t10/5/2026, 9:00:00 AM
Trần Thị Bé\tLeft\t10/5/2026, 9:20:00 AM
"""
MEET = """First name,Last name,Email,Duration,Time joined,Time exited
An,Nguyễn Văn,an@hoc.example,1 hr 5 min,8:01 AM,9:06 AM
"""
VIETNAMESE = """Báo cáo tham dự lớp
Họ và tên;Email;Giờ vào;Giờ ra;Thời lượng
Lê Cẩm;cam@hoc.example;05/10/2026 8:01 SA;05/10/2026 10:30 SA;2 giờ 29 phút
"""
ONLY_MINUTES = "Name,User Email,Total Duration (Minutes)\nLê Cẩm,cam@hoc.example,250\nĐỗ Dân,,12\n"


def minutes_of(text, name="report.csv", encoding="utf-8-sig"):
    found = read_log(text.encode(encoding), name, near=STARTS)
    return {attendee.name: minutes_in(attendee.stays, STARTS, ENDS) for attendee in found}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (ZOOM, {"Nguyễn Văn An": 180, "Trần Thị Bé": 90}),
        (TEAMS, {"Trần Thị Bé": 125}),
        (OLD_TEAMS, {"Trần Thị Bé": 60}),
        (MEET, {"Nguyễn Văn An": 65}),
        (VIETNAMESE, {"Lê Cẩm": 149}),
        (ONLY_MINUTES, {"Lê Cẩm": 180, "Đỗ Dân": 12}),
    ],
)
def test_read_log_of_every_program(text, minutes):
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_read_log_in_every_encoding(encoding):
    assert minutes_of(TEAMS, encoding=encoding) == {"Trần Thị Bé": 125}


def test_read_log_of_a_workbook():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Họ và tên", "Giờ vào", "Giờ ra"])
    book.active.append(["Lê Cẩm", datetime(2026, 10, 5, 8, 30), datetime(2026, 10, 5, 9, 30)])
    file = BytesIO()
    book.save(file)

    [attendee] = read_log(file.getvalue(), "report.xlsx", near=STARTS)

    assert minutes_in(attendee.stays, STARTS, ENDS) == 60


@pytest.mark.parametrize(
    ("text", "code"), [("Họ và tên,Đơn vị\nLê Cẩm,Sở Y tế\n", "meeting_log_columns"), ("Name,Duration\nLê Cẩm,\n", "meeting_log_empty")]
)
def test_read_log_without_times_is_refused(text, code):
    with pytest.raises(LogError, check=lambda error: error.code == code):
        read_log(text.encode(), "report.csv", near=STARTS)


def stay(first, last, length=None):
    return Stay(STARTS + timedelta(minutes=first), STARTS + timedelta(minutes=last), length and timedelta(minutes=length))


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([stay(0, 60), stay(30, 90)], 90),
        ([stay(0, 60), stay(60, 90)], 90),
        ([stay(10, 120), stay(20, 30)], 110),
        ([stay(-30, 10)], 10),
        ([stay(170, 240)], 10),
        ([stay(190, 240)], 0),
        ([stay(60, 30)], 0),
        ([stay(0, 180, 100)], 100),
        ([stay(0, 60, 60), stay(0, 60, 60)], 60),
        ([Stay(length=timedelta(minutes=30)), Stay(length=timedelta(minutes=500))], 180),
        ([], 0),
    ],
)
def test_minutes_in_counts_overlaps_once_and_only_the_session(stays, minutes):
    assert minutes_in(stays, STARTS, ENDS) == minutes


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (144, Verdict("online_present")),
        (143, Verdict("left_early", 1)),
        (90, Verdict("left_early", 2)),
        (89, Verdict("left_early", 3)),
        (44, Verdict("unexcused")),
        (0, Verdict("unexcused")),
    ],
)
def test_verdict_counts_whole_periods_below_the_threshold(minutes, expected):
    assert verdict(minutes, length=180, periods=4, percent=80) == expected


def test_verdict_of_a_session_of_one_period_is_all_or_nothing():
    assert verdict(30, length=45, periods=1, percent=80) == Verdict("unexcused")


def test_joined_late_looks_at_both_ends():
    assert joined_late([stay(60, 180)], STARTS, ENDS)
    assert not joined_late([stay(0, 100)], STARTS, ENDS)
    assert verdict(120, length=180, periods=4, percent=80, came_late=True) == Verdict("late", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10/05/2026 07:50:00 AM", datetime(2026, 10, 5, 7, 50, tzinfo=HCM)),
        ("05/10/2026 1:30 CH", datetime(2026, 10, 5, 13, 30, tzinfo=HCM)),
        ("2026-10-05T01:00:00Z", datetime(2026, 10, 5, 8, tzinfo=HCM)),
        ("2026-10-05 08:15", datetime(2026, 10, 5, 8, 15, tzinfo=HCM)),
        ("12:05 AM", datetime(2026, 10, 5, 0, 5, tzinfo=HCM)),
        ("99:99", None),
        ("", None),
    ],
)
def test_moment_reads_the_day_near_the_session(text, expected):
    assert moment(text, STARTS) == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("75", 75), ("1h 12m", 72), ("01:12:00", 72), ("2 giờ 5 phút", 125), ("1 hr 5 min", 65), (12.5, 12.5), ("lâu", None), (True, None)],
)
def test_duration_reads_every_way(text, minutes):
    assert duration(text) == (None if minutes is None else timedelta(minutes=minutes))

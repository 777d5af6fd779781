"""From a report to marks: who is sure, who is asked, what stays."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import meeting_logs
from lms.classes.meeting_logs.roll import roll_of
from lms.classes.models import AttendanceRecord, CurrentAttendance, OnlinePresence


def report(session, *rows):
    """A Zoom report: (name, email, minutes after the beginning of joining and leaving)."""
    lines = ["Name,User Email,Join Time,Leave Time,Duration (Minutes)"]
    starts = timezone.localtime(session.starts_at)
    for name, email, first, last in rows:
        joined, left = (f"{starts + timedelta(minutes=minute):%d/%m/%Y %H:%M:%S}" for minute in (first, last))
        lines.append(f"{name},{email},{joined},{left},{last - first}")
    return "\n".join(lines).encode()


def roll(session, *rows, chosen=None, percent=80):
    return roll_of(session, report(session, *rows), "report.csv", percent=percent, chosen=chosen or {})


def test_roll_of_finds_by_email_then_by_exact_name(session, people):
    found = roll(session, ("Ánh - SNV", "hocvien@hoc.example", 0, 170), ("bùi thị bích", "", 0, 60))

    assert [(mark.trainee, mark.verdict.status, mark.verdict.periods_missed) for mark in found.marks] == [
        (people[0], "online_present", 0),
        (people[1], "left_early", 3),
    ]
    assert found.asked == []


def test_roll_of_asks_about_a_name_without_marks(session, people):
    found = roll(session, ("Bui Thi Bich", "", 0, 170))

    [(number, match, minutes)] = found.asked
    assert (number, match.candidates, minutes) == (0, [people[1]], 170)
    assert found.marks == []


def test_roll_of_asks_about_namesakes(session, people, admit, person_factory):
    other = admit(person_factory("Bùi Thị Bích", "bich2@hoc.example", birth_year=1999))

    [(_number, match, _minutes)] = roll(session, ("Bùi Thị Bích", "", 0, 170)).asked

    assert set(match.candidates) == {people[1], other}


def test_roll_of_asks_when_name_and_address_disagree(session, people):
    [(_number, match, _minutes)] = roll(session, ("Bùi Thị Bích", "khac@hoc.example", 0, 170)).asked

    assert match.candidates == [people[1]]


def test_roll_of_adds_what_was_chosen_to_the_same_person(session, people):
    rows = [("Bùi Thị Bích", "", 0, 60), ("Bich dien thoai", "", 50, 120)]

    [mark] = roll(session, *rows, chosen={1: people[1].pk}).marks

    assert (mark.trainee, mark.minutes, mark.names) == (people[1], 120, ["Bùi Thị Bích", "Bich dien thoai"])


def test_roll_of_chooses_nobody_of_another_class(session, people):
    assert roll(session, ("Ai đó", "", 0, 60), chosen={0: people[1].pk + 999}).marks == []


def write(session, teacher, *rows):
    found = roll(session, *rows)
    return meeting_logs.write(session=session, marks=found.to_write, file_sha256="0" * 64, by=teacher)


def test_write_keeps_mark_and_minutes(session, people, teacher):
    assert write(session, teacher, ("Bùi Thị Bích", "", 0, 170)) == 1

    record = AttendanceRecord.objects.get()
    assert (record.status, record.source) == ("online_present", "online_log")
    assert (OnlinePresence.objects.get().minutes, OnlinePresence.objects.get().names) == (170, ["Bùi Thị Bích"])


def test_write_twice_changes_nothing(session, people, teacher):
    write(session, teacher, ("Bùi Thị Bích", "", 0, 170))

    assert write(session, teacher, ("Bùi Thị Bích", "", 0, 170)) == 0
    assert AttendanceRecord.objects.count() == 1
    assert OnlinePresence.objects.count() == 1


def test_write_of_a_later_report_corrects_the_earlier_one(session, people, teacher):
    write(session, teacher, ("Bùi Thị Bích", "", 0, 60))

    assert write(session, teacher, ("Bùi Thị Bích", "", 0, 170)) == 1
    assert CurrentAttendance.objects.get().status == "online_present"
    assert AttendanceRecord.objects.exclude(reason="").count() == 1


def test_write_leaves_what_a_person_marked(session, people, mark, teacher):
    mark(people[1], "excused")

    assert write(session, teacher, ("Bùi Thị Bích", "", 0, 170)) == 0
    assert CurrentAttendance.objects.get().status == "excused"
    assert not OnlinePresence.objects.exists()


@pytest.fixture
def browser(client_of, teacher):
    return client_of(teacher)


def upload(browser, session, data, name="report.csv"):
    address = reverse("meeting-log-upload", args=[session.pk])
    return browser.post(address, {"file": SimpleUploadedFile(name, data), "percent": "80"})


def test_meeting_log_upload_then_check_then_write(browser, session, people):
    sent = upload(browser, session, report(session, ("Bui Thi Bich", "", 0, 170), ("Người lạ", "", 0, 30)))
    address = sent.headers["Location"]
    page = browser.get(address).text
    assert re.search(rf'name="who-0" value="{people[1].pk}"', page)
    assert not AttendanceRecord.objects.exists()

    browser.post(address, {"who-0": str(people[1].pk), "look": "1"})
    assert not AttendanceRecord.objects.exists()
    done = browser.post(address, {"who-0": str(people[1].pk), "write": "1"})

    assert done.headers["Location"] == reverse("session-rollcall", args=[session.pk])
    assert CurrentAttendance.objects.get().trainee == people[1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Name,Unit\nAn,SYT\n", "thiếu cột cần có"),
        (b"", "trống"),
        (b"Name,Join Time,Leave Time\nAn,01/01/2020 08:00,01/01/2020 09:00\n", "không trùng với buổi học này"),
    ],
)
def test_meeting_log_upload_of_a_wrong_file_says_what_to_do(browser, session, people, data, sentence):
    response = upload(browser, session, data)

    assert response.status_code == 422
    assert sentence in response.text


def test_meeting_log_check_of_another_session_asks_for_the_file_again(browser, session, sessions, people):
    address = upload(browser, session, report(session, ("Bùi Thị Bích", "", 0, 170))).headers["Location"]
    token = address.rstrip("/").rsplit("/", 1)[1]

    response = browser.get(reverse("meeting-log-check", args=[sessions[0].pk, token]))

    assert response.headers["Location"] == reverse("meeting-log-upload", args=[sessions[0].pk])


def test_meeting_log_belongs_to_the_manager_of_the_online_room(client_of, session, further, venue_manager, thu_duc):
    address = reverse("meeting-log-upload", args=[session.pk])
    assert client_of(venue_manager).get(address).status_code == 403

    further.kind = "online"
    further.save()
    assert client_of(venue_manager).get(address).status_code == 200

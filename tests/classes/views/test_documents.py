import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.classes.actions import attendance, rosters
from lms.classes.actions import sessions as session_actions
from lms.classes.actions.attendance import NewMark
from lms.foundation.models import AccessEntry

from ..conftest import PEOPLE, roster_file


@pytest.fixture
def full_class(training_class, science, officer):
    rosters.commit(training_class=training_class, data=roster_file(PEOPLE), filename="ds.xlsx", by=officer)
    return training_class


def pdf_text(response) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


def test_class_list_pdf_is_an_annex_table(client_of, officer, full_class):
    text = pdf_text(client_of(officer).get(reverse("class-list-pdf", args=[full_class.pk])))

    assert "DANH SÁCH HỌC VIÊN" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Tổng số: 3 học viên" in text
    assert text.index("Nguyễn Văn An") < text.index("Đỗ Thị Ánh") < text.index("Lê Hoàng Dũng")


def test_class_signin_sheet_has_a_column_per_session(client_of, officer, full_class, sessions):
    session_actions.cancel(session=sessions[2], by=officer)

    text = pdf_text(client_of(officer).get(reverse("class-signin-sheet", args=[full_class.pk])))

    assert "DANH SÁCH ĐIỂM DANH" in text
    assert text.count("Sáng") == 2


def test_session_signin_sheet_names_the_session(client_of, teacher, full_class, sessions):
    text = pdf_text(client_of(teacher).get(reverse("session-signin-sheet", args=[sessions[0].pk])))

    assert "Buổi 1: 08:00–11:00" in text
    assert "Ký tên" in text


def test_class_roster_export_can_be_brought_in_again(client_of, officer, full_class):
    response = client_of(officer).get(reverse("class-roster-export", args=[full_class.pk, "xlsx"]))

    checked = rosters.check(training_class=full_class, data=response.content, filename="ds.xlsx")
    assert [(row.outcome, row.errors) for row in checked.rows] == [("already", [])] * 3
    assert AccessEntry.objects.filter(what="roster_export", actor_handle=officer.handle).count() == 1


def test_class_roster_export_as_csv_opens_in_excel(client_of, officer, full_class):
    response = client_of(officer).get(reverse("class-roster-export", args=[full_class.pk, "csv"]))

    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][1] == "Họ và tên"
    assert len(rows) == 4
    assert "079085001234" not in response.text


def test_class_attendance_export_has_signs_and_rates(client_of, officer, teacher, full_class, sessions):
    first = full_class.trainees.by_name().first()
    attendance.record(session=sessions[0], marks=[NewMark(first, "late", 1)], by=teacher)

    response = client_of(officer).get(reverse("class-attendance-export", args=[full_class.pk, "xlsx"]))

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "Điểm danh lớp BDAI-2026-03 – Lớp bồi dưỡng AI số 3"
    assert rows[3][1:] == ("Nguyễn Văn An", "Sở Nội vụ", "M1", None, None, 3, 8, 37.5)


def test_exports_of_another_kind_are_404(client_of, officer, full_class):
    assert client_of(officer).get(reverse("class-roster-export", args=[full_class.pk, "exe"])).status_code == 404


def test_class_calendar_has_every_session(client_of, trainee, place, full_class, sessions, officer):
    session_actions.cancel(session=sessions[2], by=officer)

    response = client_of(trainee).get(reverse("class-calendar", args=[full_class.pk]))

    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event["SUMMARY"] for event in events] == [f"Lớp bồi dưỡng AI số 3: buổi {number}" for number in (1, 2, 3)]
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[0].start == sessions[0].starts_at
    assert response.headers["Content-Type"].startswith("text/calendar")

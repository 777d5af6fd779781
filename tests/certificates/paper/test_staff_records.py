import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates import staff_records
from certificates.models import Certificate
from certificates.staff_records import Choice, as_spreadsheet, chosen
from lms.foundation.models import AccessEntry
from tests.certificates.conftest import today


def rows_of(content: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=3)]


def test_as_spreadsheet_has_what_the_record_needs(papers, home_affairs, academy):
    Certificate.objects.filter(pk=papers["dung"].pk).update(state="revoked")

    header, *rows = rows_of(as_spreadsheet(home_affairs, chosen(Choice(), issuers=[academy.pk], agencies=[])))

    assert header == list(staff_records.COLUMNS)
    assert [row[1] for row in rows] == ["Trần Ngọc Ánh", "Lê Hoàng Dũng"]
    found = dict(zip(header, rows[1], strict=True))
    assert (found["Ngày sinh"], found["Chức vụ"], found["Số tiết"]) == ("05/11/1979", "Chuyên viên", 8)
    assert (found["Số hiệu"], found["Số vào sổ"]) == (papers["dung"].serial_no, papers["dung"].register_no)
    assert found["Trạng thái"] == "Đã thu hồi"
    assert found["Địa chỉ xác minh"].endswith(papers["dung"].verification_code)
    assert found["Ngày cấp"].date() == papers["dung"].issued_on


@pytest.mark.parametrize(("days", "expected"), [((-1, 0), 3), ((0, 0), 0), ((-9, -2), 0)])
def test_chosen_of_a_period(papers, academy, days, expected):
    first, last = (today() + timedelta(days=day) for day in days)  # issued yesterday

    assert chosen(Choice(None, first, last), issuers=[academy.pk], agencies=[]).count() == expected


def test_chosen_never_shows_what_is_only_prepared_or_void(papers, academy):
    Certificate.objects.filter(pk=papers["anh"].pk).update(state="prepared")
    Certificate.objects.filter(pk=papers["binh"].pk).update(state="void")

    assert list(chosen(Choice(), issuers=[academy.pk], agencies=[])) == [papers["dung"]]


def test_archive_has_a_file_for_every_agency(client, registrar, papers, closed_class, ward, home_affairs):
    client.force_login(registrar)

    response = client.get(reverse("staff-record-archive"), {"lop": closed_class.code.lower()})

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.namelist() == [f"ho-so-so-noi-vu-{home_affairs.pk}.xlsx", f"ho-so-uy-ban-nhan-dan-phuong-ben-nghe-{ward.pk}.xlsx"]
    assert [row[1] for row in rows_of(archive.read(archive.namelist()[1]))[1:]] == ["Nguyễn Thị Thanh Bình"]
    assert AccessEntry.objects.filter(what="staff_records").count() == 2


def test_archive_of_an_officer_holds_the_own_agency_only(client, officer, papers, home_affairs):
    client.force_login(officer)

    response = client.get(reverse("staff-record-archive"), {"tu": "2026-01-01"})

    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist() == [f"ho-so-so-noi-vu-{home_affairs.pk}.xlsx"]


@pytest.mark.parametrize("query", [{"lop": "KHONG-CO"}, {"tu": "2026-05-01", "den": "2026-01-01"}, {"tu": "rác"}])
def test_a_choice_without_result_says_so(client, registrar, papers, query):
    client.force_login(registrar)

    assert client.get(reverse("staff-record-list"), query).status_code == 200
    assert "Không có giấy nào theo lựa chọn này" in client.get(reverse("staff-record-archive"), query, follow=True).text

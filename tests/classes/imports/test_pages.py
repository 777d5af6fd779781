import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from lms.classes.actions import imports
from lms.classes.models import RosterImport
from lms.foundation.models import AccessEntry
from lms.foundation.spreadsheets import read_table

from ..conftest import PEOPLE

BROKEN = ("Lê Thị Kim", "31/02/1985", "abc", None, "Sở Nội vụ", "", "")
PASTED = "STT\tHọ lót\tTên\tNăm sinh\tĐơn vị\n1\tNguyễn Văn\tAn\t1985\tSở Nội vụ, Thành phố\n2\tLê Thị\tKim\t1990\tSNV\n"
PAGES = [
    ("import-show", "get"),
    ("import-remarks", "get"),
    ("import-undo", "get"),
    ("import-progress", "get"),
    ("import-begin", "post"),
    ("import-options", "post"),
]


@pytest.mark.parametrize(("name", "method"), PAGES)
def test_pages_of_a_list_are_closed_to_others(receive, client_of, teacher, stranger, name, method):
    address = reverse(name, args=[receive().pk])

    assert getattr(client_of(teacher), method)(address).status_code == 403
    assert getattr(client_of(stranger), method)(address).status_code == 404


def test_answers_are_closed_to_others(receive, client_of, teacher, stranger):
    address = reverse("import-answer", args=[receive().pk, 4])

    assert client_of(teacher).post(address).status_code == 403
    assert client_of(stranger).post(address).status_code == 404


def test_import_list_is_closed_to_others(training_class, client_of, teacher, stranger):
    address = reverse("import-list", args=[training_class.pk])

    assert client_of(teacher).get(address).status_code == 403
    assert client_of(stranger).get(address).status_code == 404


def test_pasted_cells_are_a_list_too(client_of, officer, training_class, home_affairs):
    response = client_of(officer).post(reverse("roster-check", args=[training_class.pk]), {"pasted": PASTED})

    received = RosterImport.objects.get()
    assert response.headers["Location"] == reverse("import-show", args=[received.pk])
    assert (received.source, received.counts["rows"]) == ("paste", 2)
    rows = imports.rows_of(received)
    assert [(row["name"], row["birth"], row["agency"]) for row in rows] == [
        ("Nguyễn Văn An", "1985", "Sở Nội vụ, Thành phố"),
        ("Lê Thị Kim", "1990", "Sở Nội vụ"),
    ]


def test_a_paste_without_titles_stays_on_the_page_with_a_sentence(client_of, officer, training_class):
    response = client_of(officer).post(reverse("roster-check", args=[training_class.pk]), {"pasted": "1\tNguyễn Văn An\t1985"})

    assert "Không tìm thấy dòng tiêu đề" in response.text
    assert "Nguyễn Văn An" in response.text
    assert not RosterImport.objects.exists()


def test_import_show_puts_what_needs_a_person_first_and_filters(receive, client_of, officer):
    received = receive([*PEOPLE, BROKEN])
    browser = client_of(officer)

    page = browser.get(reverse("import-show", args=[received.pk])).text
    bad_ones = browser.get(reverse("import-show", args=[received.pk]), {"loc": "refused"}).text

    assert page.index("Lê Thị Kim") < page.index("Nguyễn Văn An")
    assert "“31/02/1985” không có trong lịch" in bad_ones
    assert "Nguyễn Văn An" not in bad_ones
    assert "Có lỗi&nbsp;(1)" in page
    assert AccessEntry.objects.filter(what="roster_import").count() == 2


def test_import_show_shows_two_hundred_rows_a_page(receive, client_of, officer):
    rows = [(f"Nguyễn Văn {chr(65 + n // 26)}{chr(97 + n % 26)}", "1985", None, f"n{n}@tphcm.example", "SNV", "", "") for n in range(201)]
    received = receive(rows)
    browser = client_of(officer)

    first = browser.get(reverse("import-show", args=[received.pk])).text
    second = browser.get(reverse("import-show", args=[received.pk]), {"page": 2}).text

    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (200, 1)


def test_import_progress_asks_again_while_it_is_written_and_reloads_at_the_end(receive, written, client_of, officer):
    writing, done = receive(), written()
    imports.begin(roster_import=writing, by=officer)
    browser = client_of(officer)

    going = browser.get(reverse("import-progress", args=[writing.pk]))
    over = browser.get(reverse("import-progress", args=[done.pk]))

    assert 'hx-trigger="every 2s"' in going.text
    assert 'aria-live="polite"' in going.text
    assert "HX-Refresh" not in going.headers
    assert over.headers["HX-Refresh"] == "true"
    assert "hx-get" not in over.text


def test_remarks_are_the_agencys_own_sheet_with_red_cells(receive, client_of, officer):
    received = receive([*PEOPLE, BROKEN])

    response = client_of(officer).get(reverse("import-remarks", args=[received.pk]))

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet["A1"].value == "DANH SÁCH CỬ CÔNG CHỨC, VIÊN CHỨC THAM GIA LỚP BỒI DƯỠNG"
    assert [sheet.cell(3, column).value for column in (2, 9)] == ["Họ và tên", "Ghi chú của hệ thống"]
    assert sheet["I4"].value == "Đạt."
    assert sheet["I7"].value.startswith("CHƯA GHI: “31/02/1985” không có trong lịch")
    assert sheet["C7"].fill.start_color.rgb == sheet["D7"].fill.start_color.rgb == "FFFCE8E5"
    assert "không có trong lịch" in sheet["C7"].comment.text
    assert sheet["B7"].fill.fill_type is None


def test_a_sheet_with_remarks_can_be_corrected_and_chosen_again(receive, client_of, officer):
    response = client_of(officer).get(reverse("import-remarks", args=[receive([*PEOPLE, BROKEN]).pk]))

    again = receive(data=response.content)

    assert (again.counts["rows"], again.counts["new"], again.counts["refused"]) == (4, 3, 1)


def test_remarks_on_a_text_file_come_as_a_workbook(receive, client_of, officer):
    received = receive(data="STT;Họ và tên;Năm sinh;Đơn vị\n1;Lê Thị Kim;1990;Sở Nội vụ\n".encode(), filename="ds.csv")

    content = client_of(officer).get(reverse("import-remarks", args=[received.pk])).content

    assert read_table(content, "x.xlsx").rows == [
        ["STT", "Họ và tên", "Năm sinh", "Đơn vị", "Ghi chú của hệ thống"],
        ["1", "Lê Thị Kim", "1990", "Sở Nội vụ", "Đạt."],
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_comes_back_without_a_change(written, receive, client_of, officer, training_class, kind):
    """Also namesakes of one year at one agency, people with a year alone, and people with neither email nor birth."""
    rows = [
        *PEOPLE,
        ("Trần Thị Bích", "1990", "079190001111", None, "SNV", "", ""),
        ("Trần Thị Bích", "1990", "079190002222", None, "SNV", "", ""),
        ("Lê Văn Tám", None, "079085003333", None, "SNV", "", ""),
    ]
    assert written(rows).counts["written"] == 6

    content = client_of(officer).get(reverse("class-roster-export", args=[training_class.pk, kind])).content
    again = receive(data=content, filename=f"ds.{kind}")

    assert (again.counts["rows"], again.counts["already"]) == (6, 6)


def test_undo_asks_first_and_then_takes_back(written, client_of, officer, training_class):
    done = written()
    browser = client_of(officer)

    question = browser.get(reverse("import-undo", args=[done.pk])).text
    assert training_class.trainees.count() == 3
    answer = browser.post(reverse("import-undo", args=[done.pk]), follow=True).text

    assert "Thu hồi danh sách này?" in question
    assert "Đã thu hồi danh sách" in answer
    assert not training_class.trainees.exists()


def test_import_list_names_who_and_when(written, client_of, officer, training_class):
    done = written()

    page = client_of(officer).get(reverse("import-list", args=[training_class.pk])).text

    assert officer.full_name in page
    assert "3 dòng: đã ghi 3, có lỗi 0, chờ trả lời 0" in page
    assert reverse("import-undo", args=[done.pk]) in page


def test_import_list_takes_as_many_queries_for_three_lists_as_for_one(
    receive, client_of, officer, training_class, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(officer)
    receive()
    browser.get(reverse("import-list", args=[training_class.pk]))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("import-list", args=[training_class.pk]))
    receive(PEOPLE[:2])
    receive(PEOPLE[:1])

    with django_assert_num_queries(len(one)):
        browser.get(reverse("import-list", args=[training_class.pk]))

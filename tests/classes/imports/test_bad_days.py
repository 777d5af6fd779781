"""Lists as they come on a bad day: each meets one clear sentence, and nothing is lost or written twice."""

import io
import zipfile
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lms.classes.actions import imports, imports_writing
from lms.classes.models import RosterImport, RosterImportEntry, Trainee
from lms.classes.tasks import sweep_imports, write_import
from lms.foundation.spreadsheets import SpreadsheetError, read_table, write_csv
from lms.people.models import User

from ..conftest import PEOPLE, roster_file

LONG_AGO = timezone.timedelta(minutes=5)


def text_list(*rows: str) -> bytes:
    return "\n".join(["STT;Họ và tên;Ngày sinh;Đơn vị công tác", *rows]).encode()


def repacked(data: bytes, **members: bytes) -> bytes:
    """The same workbook with these further members."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def test_a_spreadsheet_bomb_is_refused_with_a_sentence(receive):
    bomb = repacked(roster_file(PEOPLE), xl__bom=b"\0" * 120_000_000)

    with pytest.raises(SpreadsheetError) as caught:
        receive(data=bomb, filename="ds.xlsx")

    assert len(bomb) < 200_000
    assert str(caught.value) == "Tệp “ds.xlsx” quá lớn khi mở ra; hãy chép riêng phần danh sách sang một tệp mới rồi thử lại."
    assert not RosterImport.objects.exists()


def test_a_macro_file_is_read_without_its_macros_and_says_so(receive):
    received = receive(data=repacked(roster_file(PEOPLE), **{"xl__vbaProject.bin": b"Sub AutoOpen()"}), filename="ds.xlsm")

    assert received.counts["new"] == 3
    assert received.notes == ["Tệp có macro; hệ thống không chạy macro, chỉ đọc nội dung các ô."]


def test_a_formula_that_was_never_computed_is_no_name(receive):
    received = receive([('=CONCATENATE("Nguyễn"," Văn An")', "1985", None, None, "SNV", "", ""), *PEOPLE[1:]])

    [row] = [row for row in imports.rows_of(received) if not row["outcome"]]
    assert row["errors"][0] == "Thiếu họ và tên."


@pytest.mark.parametrize("name", ['=HYPERLINK("http://xau.example")', "+84", "-1+1", "@SUM(A1)"])
def test_a_formula_as_text_is_no_name_and_does_nothing_in_what_we_give_back(receive, name):
    received = receive(data=text_list(f'1;"{name.replace(chr(34), chr(34) * 2)}";1985;Sở Nội vụ'), filename="ds.csv")
    from lms.classes.rosters.remarks import sheet_with_remarks

    [row] = imports.rows_of(received)
    given_back = sheet_with_remarks(received, [row])

    assert row["outcome"] == ""
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(given_back)).read("xl/worksheets/sheet1.xml")
    assert read_table(given_back, "x.xlsx").rows[1][1] == name
    assert write_csv([[name]]).decode("utf-8-sig").lstrip('"').startswith("'")


def test_two_hundred_thousand_rows_are_refused_with_a_sentence(receive):
    data = text_list(*["1;Nguyễn Văn An;1985;Sở Nội vụ"] * 200_000)

    with pytest.raises(SpreadsheetError) as caught:
        receive(data=data, filename="ds.csv")

    assert str(caught.value) == "Tệp “ds.csv” có hơn 20000 dòng; hãy chia danh sách thành nhiều tệp."


@pytest.mark.parametrize(("birth", "outcome"), [("29/02/2023", ""), ("29/02/2024", "new"), ("29/02/1900", ""), ("29/02/2000", "new")])
def test_a_leap_day_counts_only_in_a_leap_year(receive, birth, outcome):
    [row] = imports.rows_of(receive([("Lê Thị Kim", birth, None, None, "Sở Nội vụ", "", "")]))

    assert row["outcome"] == outcome
    assert bool(row["errors"]) is (outcome == "")
    if row["errors"]:
        assert row["errors"] == [f"“{birth}” không có trong lịch; hãy viết ngày trước, rồi đến tháng, rồi đến năm."]


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setattr(imports_writing, "BATCH", 2)


def seven():
    return [
        (f"Nguyễn Văn {name}", "1985", None, f"{n}@tphcm.example", "SNV", "", "")
        for n, name in enumerate(["An", "Bình", "Cường", "Dũng", "Em", "Giang", "Hải"])
    ]


class Killed(BaseException):
    """What SIGKILL is to a worker: nothing catches it."""


def interrupt_after(monkeypatch, batches: int) -> None:
    """The worker dies in the batch after so many, when its people are registered but not yet committed."""
    real, done = imports_writing.admissions.keep_entries, []

    def keep_entries(**fields):
        if len(done) == batches:
            raise Killed
        done.append(1)
        real(**fields)

    monkeypatch.setattr(imports_writing.admissions, "keep_entries", keep_entries)


def test_a_worker_killed_in_the_middle_is_followed_by_the_sweep_and_nobody_is_written_twice(
    receive, officer, monkeypatch, batches_of_two, training_class
):
    received = receive(seven())
    imports.begin(roster_import=received, by=officer)
    with monkeypatch.context() as patch:
        interrupt_after(patch, 1)
        with pytest.raises(Killed):
            write_import(received.pk)
    received.refresh_from_db()
    assert (received.state, received.done, training_class.trainees.count()) == ("writing", 2, 2)

    assert sweep_imports() == 0  # the worker may still be alive
    RosterImport.objects.update(beat_at=timezone.now() - LONG_AGO)
    assert sweep_imports() == 1

    received.refresh_from_db()
    assert (received.state, received.counts["written"]) == ("written", 7)
    assert training_class.trainees.count() == User.objects.filter(full_name__startswith="Nguyễn Văn ").count() == 7
    assert RosterImportEntry.objects.filter(made_person=True).count() == 7


def test_a_list_that_kills_every_worker_is_given_up_with_a_sentence(receive, officer, monkeypatch, batches_of_two):
    received = receive(seven())
    imports.begin(roster_import=received, by=officer)
    with monkeypatch.context() as patch:
        interrupt_after(patch, 0)
        for _turn in range(imports_writing.TRIES):
            RosterImport.objects.update(beat_at=timezone.now() - LONG_AGO)
            with pytest.raises(Killed):
                sweep_imports()
    RosterImport.objects.update(beat_at=timezone.now() - LONG_AGO)
    sweep_imports()

    received.refresh_from_db()
    assert received.state == "failed"
    assert received.error.startswith("Việc ghi bị dừng nhiều lần.")

    imports.begin(roster_import=received, by=officer)
    write_import(received.pk)
    received.refresh_from_db()
    assert (received.state, received.counts["written"]) == ("written", 7)


def test_a_browser_closed_in_the_middle_loses_nothing(receive, officer, client_of, batches_of_two, training_class):
    received = receive(seven())
    client_of(officer).post(reverse("import-begin", args=[received.pk]))

    writer = imports_writing.Writer(RosterImport.objects.get(pk=received.pk))
    writer.write_batch()
    later = client_of(officer).get(reverse("import-show", args=[received.pk])).text
    write_import(received.pk)

    assert 'value="2" max="7"' in later
    assert "Bạn có thể đóng trang này" in later
    assert training_class.trainees.count() == 7


def test_two_officers_importing_the_same_list_at_once_write_each_person_once(
    receive, officer, administrator, batches_of_two, training_class
):
    first, second = receive(seven()), receive(seven(), by=administrator)
    imports.begin(roster_import=first, by=officer)
    imports.begin(roster_import=second, by=administrator)
    writers = [imports_writing.Writer(first), imports_writing.Writer(second)]

    while writers:
        writers = [writer for writer in writers if writer.write_batch()]

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("written", "written")
    assert first.counts["written"] + second.counts["written"] == 7
    assert training_class.trainees.count() == User.objects.filter(full_name__startswith="Nguyễn Văn ").count() == 7
    assert set(second.counts["left"].values()) == {"Trong lúc đó người này đã được đưa vào lớp từ một danh sách khác."}


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads of a test share one SQLite memory, which knows no waiting")
def test_two_workers_on_two_lists_with_one_new_person_make_one_person(receive, officer, training_class):
    lists = [receive(seven()), receive(seven())]
    for one in lists:
        imports.begin(roster_import=one, by=officer)

    def work(one: RosterImport) -> None:
        try:
            write_import(one.pk)
        finally:
            connection.close()

    threads = [Thread(target=work, args=[one]) for one in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(RosterImport.objects.values_list("state", flat=True)) == {"written"}
    assert Trainee.objects.count() == User.objects.filter(full_name__startswith="Nguyễn Văn ").count() == 7


def test_a_person_registered_by_hand_at_the_same_moment_is_met_by_a_second_look(receive, officer, monkeypatch, training_class):
    from lms.people.actions import people

    received = receive(seven())
    imports.begin(roster_import=received, by=officer)
    real, turns = people.register_many, []

    def register_many(**fields):
        if not turns:
            turns.append(1)
            people.register(full_name="Nguyễn Văn An", birth_year=1985, email="0@tphcm.example", by=None)
        return real(**fields)

    monkeypatch.setattr(people, "register_many", register_many)
    write_import(received.pk)

    assert training_class.trainees.count() == User.objects.filter(full_name__startswith="Nguyễn Văn ").count() == 7


def test_a_mail_server_that_is_down_hides_no_roster_and_is_asked_again(receive, officer, monkeypatch, training_class, mailoutbox):
    from lms.people.actions import people

    received = receive()
    imports.begin(roster_import=received, by=officer)

    def refuse(**_fields):
        raise ConnectionRefusedError("mail")

    with monkeypatch.context() as patch:
        patch.setattr(people, "invite_many", refuse)
        with pytest.raises(ConnectionRefusedError):
            imports_writing.write(roster_import=received)
    assert (training_class.trainees.count(), len(mailoutbox)) == (3, 0)

    RosterImport.objects.update(written_at=timezone.now() - LONG_AGO)
    sweep_imports()
    sweep_imports()

    assert len(mailoutbox) == 2

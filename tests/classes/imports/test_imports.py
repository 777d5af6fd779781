import pytest
from django.core import mail

from lms.classes.actions import classes, imports
from lms.classes.exceptions import ClassError
from lms.classes.models import RosterImport, Trainee
from lms.classes.tasks import write_import
from lms.foundation import files
from lms.foundation.models import AuditEntry
from lms.foundation.spreadsheets import SpreadsheetError
from lms.people.models import User

from ..conftest import PEOPLE, roster_file


def test_receive_keeps_the_file_and_the_report_and_writes_nobody(receive):
    data = roster_file(PEOPLE)
    received = receive(data=data)

    assert (received.state, received.counts["rows"], received.counts["new"], received.total) == ("checked", 3, 3, 3)
    assert files.read(received.file_sha256) == data
    assert [row["name"] for row in imports.rows_of(received)] == ["Nguyễn Văn An", "Đỗ Thị Ánh", "Lê Hoàng Dũng"]
    assert not Trainee.objects.exists()


def test_the_report_holds_no_whole_personal_id(receive):
    received = receive()

    assert "079085001234" not in files.read(received.report_sha256).decode()
    assert imports.rows_of(received)[0]["personal_id"] == "079*******34"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"plain text"])
def test_receive_of_no_spreadsheet_keeps_nothing(receive, data):
    with pytest.raises(SpreadsheetError):
        receive(data=data)

    assert not RosterImport.objects.exists()


def test_receive_for_a_cancelled_class_is_refused(receive, training_class, officer):
    classes.cancel(training_class=training_class, by=officer)
    training_class.refresh_from_db()

    with pytest.raises(ClassError):
        receive()


def test_a_begun_list_is_written_by_the_task(written, training_class):
    done = written()

    assert (done.state, done.done, done.total, done.counts["written"]) == ("written", 3, 3, 3)
    assert training_class.trainees.count() == done.entries.filter(made_person=True, made_trainee=True).count() == 3
    assert AuditEntry.objects.get(verb="roster.commit").after["added"] == 3
    assert len(mail.outbox) == 2


def test_the_task_run_twice_writes_nobody_twice(written, training_class):
    done = written()

    write_import(done.pk)

    assert training_class.trainees.count() == 3
    assert len(mail.outbox) == 2


def test_the_same_list_again_writes_nobody(written, officer):
    written()
    again = written()

    assert (again.state, again.counts["already"], again.entries.count()) == ("written", 3, 0)


def test_begin_twice_is_one_beginning(receive, officer):
    received = receive()
    imports.begin(roster_import=received, by=officer)
    imports.begin(roster_import=received, by=officer)

    assert AuditEntry.objects.filter(verb="roster.begin").count() == 1


def test_a_class_cancelled_in_the_meantime_fails_the_list_with_a_sentence(receive, training_class, officer):
    received = receive()
    imports.begin(roster_import=received, by=officer)
    classes.cancel(training_class=training_class, by=officer)

    write_import(received.pk)

    received.refresh_from_db()
    assert (received.state, received.error) == ("failed", "Lớp ở trạng thái “Đã hủy”: không sửa được gì nữa.")
    assert not Trainee.objects.exists()


def test_good_rows_are_written_while_bad_rows_wait(written):
    done = written([*PEOPLE, ("Lê Thị Kim", "31/02/1985", None, None, "Sở Nội vụ", "", "")])

    assert (done.counts["written"], done.counts["refused"]) == (3, 1)
    assert not User.objects.filter(full_name="Lê Thị Kim").exists()

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.classes.models import RosterImport, Trainee
from lms.classes.tasks import write_import

from ..conftest import PEOPLE, roster_file

BROKEN = ("Lê Thị Kim", "31/02/1985", None, None, "Sở Nội vụ", "", "")


@pytest.fixture
def upload(client_of, officer, training_class, science):
    browser = client_of(officer)

    def send(data: bytes, name: str = "danh sách.xlsx"):
        return browser.post(reverse("roster-check", args=[training_class.pk]), {"file": SimpleUploadedFile(name, data)})

    return send


@pytest.fixture
def write():
    """What the worker does when the doorbell rings."""

    def work() -> None:
        for one in RosterImport.objects.filter(state="writing"):
            write_import(one.pk)

    return work


def test_roster_check_leads_to_a_preview_that_writes_nothing(upload, client):
    response = upload(roster_file([*PEOPLE, BROKEN]))

    page = client.get(response.headers["Location"]).text
    assert response.status_code == 302
    assert "Kiểm tra trước" in page
    assert "Ghi vào danh sách" in page
    assert page.index("Lê Thị Kim") < page.index("Nguyễn Văn An")
    assert not Trainee.objects.exists()


def test_roster_write_takes_the_good_rows_and_a_double_click_is_harmless(upload, client, training_class, write):
    preview = upload(roster_file([*PEOPLE, BROKEN])).headers["Location"]

    client.post(f"{preview}ghi/")
    client.post(f"{preview}ghi/")
    write()

    page = client.get(preview).text
    assert "Đã ghi thêm 3 học viên vào danh sách" in page
    assert training_class.trainees.count() == 3


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "ds.xlsx", "Tệp trống; hãy chọn tệp có danh sách."),
        (b"PK\x03\x04hong", "ds.xlsx", "ds.xlsx"),
        (b"%PDF-1.7", "ds.pdf", "ds.pdf"),
        ("STT;Họ và tên\n1;Nguyễn Văn An".encode(), "ds.csv", "“Đơn vị công tác”"),
    ],
)
def test_roster_check_of_an_unusable_file_says_why(upload, data, name, sentence):
    response = upload(data, name)

    assert response.status_code == 200
    assert sentence in response.text


def test_roster_check_without_a_file(client_of, officer, training_class):
    assert "Hãy chọn tệp danh sách trước." in client_of(officer).post(reverse("roster-check", args=[training_class.pk])).text


def test_roster_preview_and_commit_are_closed_to_others(upload, client_of, teacher, stranger):
    preview = upload(roster_file(PEOPLE)).headers["Location"]

    assert client_of(teacher).get(preview).status_code == 403
    assert client_of(teacher).post(f"{preview}ghi/").status_code == 403
    assert client_of(stranger).post(f"{preview}ghi/").status_code == 404


def test_class_roster_shows_the_login_name_of_people_without_email(upload, client, training_class, write):
    preview = upload(roster_file(PEOPLE)).headers["Location"]
    client.post(f"{preview}ghi/")
    write()

    page = client.get(reverse("class-roster", args=[training_class.pk])).text

    nameless = training_class.trainees.get(enrollment__person__email=None).enrollment.person
    assert f"chưa có, tên đăng nhập {nameless.handle}" in page
    assert "079085001234" not in page

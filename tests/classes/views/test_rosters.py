from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.classes.models import Trainee

from ..conftest import PEOPLE, roster_file

BROKEN = ("Lê Thị Kim", "31/02/1985", None, None, "Sở Nội vụ", "", "")


@pytest.fixture
def upload(client_of, officer, training_class, science):
    browser = client_of(officer)

    def send(data: bytes, name: str = "danh sách.xlsx"):
        return browser.post(reverse("roster-check", args=[training_class.pk]), {"file": SimpleUploadedFile(name, data)})

    return send


def test_roster_check_leads_to_a_preview_that_writes_nothing(upload, client):
    response = upload(roster_file([*PEOPLE, BROKEN]))

    page = client.get(response.headers["Location"]).text
    assert response.status_code == 302
    assert "Kiểm tra trước" in page
    assert "Ghi vào danh sách" in page
    assert page.index("Lê Thị Kim") < page.index("Nguyễn Văn An")
    assert not Trainee.objects.exists()


def test_roster_commit_writes_the_good_rows_and_a_double_click_is_harmless(upload, client, training_class):
    preview = upload(roster_file([*PEOPLE, BROKEN])).headers["Location"]

    first = client.post(f"{preview}ghi/", follow=True)
    second = client.post(f"{preview}ghi/", follow=True)

    assert "Đã ghi thêm 3 học viên vào danh sách." in first.text
    assert "1 dòng chưa ghi được" in first.text
    assert "không có gì thay đổi" in second.text
    assert training_class.trainees.count() == 3


def test_roster_commit_without_errors_leads_to_the_roster(upload, client, training_class):
    preview = upload(roster_file(PEOPLE)).headers["Location"]

    response = client.post(f"{preview}ghi/")

    assert response.headers["Location"] == reverse("class-roster", args=[training_class.pk])


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


def test_roster_preview_of_a_forged_or_foreign_token_starts_again(upload, client, client_of, person_factory, home_affairs, training_class):
    from lms.people.actions import roles

    preview = urlsplit(upload(roster_file(PEOPLE)).headers["Location"]).path
    other = person_factory("Cán bộ khác", "khac@hoc.example")
    roles.grant(person=other, organization=home_affairs, role="officer", by=None)

    forged = client.get(reverse("roster-preview", args=[training_class.pk, "x:y:z"]))
    foreign = client_of(other).post(f"{preview}ghi/")

    assert forged.headers["Location"] == foreign.headers["Location"] == reverse("roster-check", args=[training_class.pk])
    assert not Trainee.objects.exists()


def test_roster_preview_and_commit_are_closed_to_others(upload, client_of, teacher, stranger):
    preview = upload(roster_file(PEOPLE)).headers["Location"]

    assert client_of(teacher).get(preview).status_code == 403
    assert client_of(teacher).post(f"{preview}ghi/").status_code == 403
    assert client_of(stranger).post(f"{preview}ghi/").status_code == 404


def test_class_roster_shows_the_login_name_of_people_without_email(upload, client, training_class):
    preview = upload(roster_file(PEOPLE)).headers["Location"]
    client.post(f"{preview}ghi/")

    page = client.get(reverse("class-roster", args=[training_class.pk])).text

    nameless = training_class.trainees.get(enrollment__person__email=None).enrollment.person
    assert f"chưa có, tên đăng nhập {nameless.handle}" in page
    assert "079085001234" not in page

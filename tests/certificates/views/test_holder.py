import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates.actions import certificates
from certificates.models import Certificate
from lms.foundation.models import AccessEntry


def address(certificate):
    return reverse("certificate-download", args=[certificate.pk])


def test_certificate_list_shows_mine_alone(client, trainee, people, certificate, closed_class, document_class, registrar):
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    client.force_login(trainee)

    page = client.get(reverse("certificate-list"))

    assert list(page.context["certificates"]) == [certificate]
    assert certificate.serial_no in page.text


def test_certificate_list_without_certificates_says_how_they_come(client, stranger):
    client.force_login(stranger)

    assert "Bạn chưa có giấy chứng nhận nào" in client.get(reverse("certificate-list")).text


def test_certificate_list_hides_what_is_not_final(client, trainee, certificate):
    Certificate.objects.update(state="prepared")
    client.force_login(trainee)

    assert list(client.get(reverse("certificate-list")).context["certificates"]) == []
    assert client.get(address(certificate)).status_code == 404


def test_certificate_download_gives_the_holder_the_file(client, trainee, certificate):
    certificates.make_file(certificate=certificate)
    client.force_login(trainee)

    answer = client.get(address(certificate))

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/pdf", "private, no-store")
    assert f'filename="{certificate.serial_no}.pdf"' in answer["Content-Disposition"]
    assert "Trần Ngọc Ánh" in PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0].extract_text()
    assert not AccessEntry.objects.exists()


def test_certificate_download_makes_a_file_that_is_not_there_yet(client, trainee, certificate):
    client.force_login(trainee)

    answer = client.get(address(certificate))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    certificate.refresh_from_db()
    assert certificate.has_file


def test_certificate_download_by_the_registrar_is_noted(client, registrar, certificate):
    client.force_login(registrar)

    assert b"".join(client.get(address(certificate)).streaming_content).startswith(b"%PDF")

    note = AccessEntry.objects.get()
    assert (note.actor_handle, note.object_id, note.what) == (registrar.handle, str(certificate.pk), "certificate_file")


@pytest.mark.parametrize(("person", "status"), [("stranger", 404), ("officer", 403), ("administrator", 404)])
def test_certificate_download_is_for_nobody_else(client, request, certificate, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.get(address(certificate)).status_code == status


def test_certificate_download_of_somebody_in_the_same_class_is_forbidden(client, people, certificate):
    client.force_login(people["dung"].enrollment.person)

    assert client.get(address(certificate)).status_code == 403


def test_certificate_download_asks_for_login(client, certificate):
    assert client.get(address(certificate)).status_code == 302

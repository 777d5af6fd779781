"""The pages of requests: asked by the holder, entered and answered by the office."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.models import CertificateRequest
from tests.certificates.conftest import today
from tests.certificates.lifecycle.material import corrected, scan, url


def test_request_ask_by_the_holder(client, trainee, certificate):
    client.force_login(trainee)
    address = url("certificate-request-ask", certificate)
    assert client.get(address).status_code == 200

    values = corrected(certificate, holder="Trần Ngọc Anh", kind="issuer_error", text="Tên sai", file=scan("giay.pdf"))
    client.post(address, values)
    client.post(address, corrected(certificate, holder="Trần Ngọc Anh", kind="issuer_error", text="Tên sai"))

    made = CertificateRequest.objects.get()
    assert (made.corrections, made.file_name, made.received_on) == ({"holder": "Trần Ngọc Anh"}, "giay.pdf", today())
    assert "đang chờ" in client.get(address).text
    assert "Nơi cấp trả lời chậm nhất" in client.get(reverse("certificate-request-mine")).text


def test_request_ask_ignores_corrections_of_a_lost_document(client, trainee, certificate):
    client.force_login(trainee)

    client.post(url("certificate-request-ask", certificate), corrected(certificate, holder="", kind="lost", text="Mất"))

    assert CertificateRequest.objects.get().corrections == {}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"kind": ""}, "Hãy chọn việc đã xảy ra"), ({"kind": "lost", "text": ""}, "Hãy ghi trong một câu"), ({"kind": "issuer_error", "born": "x"}, "không phải ngày sinh")],
)  # fmt: skip
def test_request_ask_says_what_is_wrong(client, trainee, certificate, values, sentence):
    client.force_login(trainee)

    page = client.post(url("certificate-request-ask", certificate), corrected(certificate, **values))

    assert (page.status_code, CertificateRequest.objects.count()) == (422, 0)
    assert sentence in page.text


@pytest.mark.parametrize(("person", "status"), [("stranger", 404), ("registrar", 403), ("officer", 403)])
def test_request_ask_is_for_the_holder(client, request, certificate, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url("certificate-request-ask", certificate)).status_code == status


def test_request_enter_by_the_registrar_starts_the_clock_on_the_day_of_the_paper(as_registrar, certificate):
    values = corrected(certificate, kind="lost", text="Đơn giấy", received_on=certificate.issued_on.isoformat())

    as_registrar.post(url("certificate-request-enter", certificate), values)

    made = CertificateRequest.objects.get()
    assert (made.received_on, made.certificate) == (certificate.issued_on, certificate)


@pytest.mark.parametrize(("day", "sentence"), [("2099-01-01", "chưa tới"), ("", "Hãy nhập ngày nhận đơn"), ("x", "không phải ngày tháng")])
def test_request_enter_refuses_a_day_that_cannot_be(as_registrar, certificate, day, sentence):
    page = as_registrar.post(
        url("certificate-request-enter", certificate), corrected(certificate, kind="lost", text="Đơn", received_on=day)
    )

    assert page.status_code == 422
    assert sentence in page.text


def test_request_list_shows_the_overdue_one_first_and_counts_in_the_tab(as_registrar, asked, second, registrar):
    late = second.requests.create(
        kind="lost", received_on=today() - timedelta(days=20), due_on=today() - timedelta(days=10), asked_by=registrar
    )

    page = as_registrar.get(reverse("certificate-request-list"))

    assert [due.request for due in page.context["dues"]] == [late, asked]
    assert "quá hạn" in page.text
    assert "lifecycle-overdue" in page.text
    assert "Đề nghị (2)" in page.text


@pytest.mark.parametrize(("person", "status"), [("registrar", 200), ("trainee", 200), ("officer", 403), ("stranger", 404)])
def test_request_detail_is_for_the_holder_and_those_who_answer(client, request, asked, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("certificate-request-detail", args=[asked.pk])).status_code == status


def test_request_detail_refuses_with_an_answer_that_the_holder_reads(as_registrar, asked, trainee):
    address = reverse("certificate-request-detail", args=[asked.pk])

    assert as_registrar.post(address, {"answer": " "}).status_code == 422
    assert as_registrar.post(address, {"answer": "Giấy ghi đúng."}).status_code == 302

    as_registrar.force_login(trainee)
    assert "Giấy ghi đúng." in as_registrar.get(reverse("certificate-request-mine")).text


def test_request_detail_takes_no_answer_from_the_holder(client, trainee, asked):
    client.force_login(trainee)

    assert client.post(reverse("certificate-request-detail", args=[asked.pk]), {"answer": "Đồng ý"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize(("person", "status"), [("trainee", 302), ("registrar", 403), ("officer", 403), ("stranger", 404)])
def test_request_withdraw_is_for_whoever_asked(client, request, asked, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.post(reverse("certificate-request-withdraw", args=[asked.pk])).status_code == status
    asked.refresh_from_db()
    assert (asked.state == "withdrawn") == (person == "trainee")


@pytest.mark.parametrize(("person", "status"), [("trainee", 200), ("registrar", 200), ("officer", 403), ("stranger", 404)])
def test_request_file_is_for_the_holder_and_those_who_answer(client, request, trainee, certificate, person, status):
    client.force_login(trainee)
    client.post(url("certificate-request-ask", certificate), corrected(certificate, kind="lost", text="Mất", file=scan()))
    made = CertificateRequest.objects.get()

    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("certificate-request-file", args=[made.pk])).status_code == status


def test_request_file_that_is_not_there_is_404(as_registrar, asked):
    assert as_registrar.get(reverse("certificate-request-file", args=[asked.pk])).status_code == 404

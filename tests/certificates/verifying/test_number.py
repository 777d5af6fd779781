"""The way by number, full name and birth date."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from certificates.verifying import limits


def ask(client, certificate, **changes):
    known = {"so": certificate.serial_no, "ho_ten": "Tran Ngoc Anh", "ngay_sinh": "1990"}
    return client.post(reverse("certificate-number"), known | changes)


@pytest.mark.db
@pytest.mark.parametrize("number", ["serial_no", "register_no"])
def test_certificate_number_answers_who_knows_the_document(client, certificate, number):
    page = ask(client, certificate, so=getattr(certificate, number))

    assert page.status_code == 200
    for shown in ("Giấy chứng nhận này có hiệu lực", "Trần Ngọc Ánh", certificate.serial_no, certificate.register_no, "BDAI-2026-03"):
        assert shown in page.text


def test_certificate_number_leads_nobody_to_the_code(client, certificate):
    page = ask(client, certificate)

    assert certificate.verification_code not in page.text.replace("-", "")
    assert "cert-twin" not in page.text  # the printed words hold the code
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "changes", [{"so": "HVCB-2699-000001"}, {"ho_ten": "Trần Ngọc Anh Thư"}, {"ngay_sinh": "1991"}, {"ho_ten": "Không Có Ai", "ngay_sinh": "01/01/1900", "so": "HVCB-2699-000001"}]
)  # fmt: skip
def test_certificate_number_says_the_same_whatever_does_not_fit(client, certificate, changes):
    page = ask(client, certificate, **changes)

    assert page.status_code == 404
    assert "Không có giấy nào khớp với thông tin đã nhập" in page.text
    assert "Trần Ngọc Ánh" not in page.text


def test_certificate_number_takes_the_same_steps_for_unknown_and_unfitting(client, certificate):
    statements = []
    for changes in ({"so": "HVCB-2699-000001"}, {"ho_ten": "Người Khác"}):
        with CaptureQueriesContext(connection) as captured:
            page = ask(client, certificate, **changes)
        statements.append([query["sql"].partition("WHERE")[0] for query in captured.captured_queries])
        texts = page.text.replace(changes.get("so", certificate.serial_no), "…")
        statements[-1].append(texts.partition("<footer")[0].partition("<h1>")[2])

    assert statements[0] == statements[1]


@pytest.mark.parametrize("state", ["prepared", "awaiting_signature", "void"])
def test_certificate_number_knows_nothing_of_what_is_not_public(client, certificate, state):
    Certificate.objects.update(state=state)

    assert ask(client, certificate).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"so": ""}, "Hãy nhập số hiệu hoặc số vào sổ in trên giấy."),
        ({"so": "abc"}, "Đây không phải mã hay số của giấy chứng nhận"),
        ({"ho_ten": " "}, "Hãy nhập họ và tên in trên giấy."),
        ({"ngay_sinh": "hôm qua"}, "“hôm qua”"),
    ],
)
def test_certificate_number_keeps_what_was_typed_and_says_what_is_wrong(client, certificate, changes, sentence):
    page = ask(client, certificate, **changes)

    assert page.status_code == 400
    assert sentence in page.text
    assert 'value="Tran Ngoc Anh"' in page.text or "ho_ten" in changes


def test_certificate_number_asks_for_the_issue_date_after_many_tries(client, certificate):
    for _ in range(limits.EASY_TRIES_OF_NUMBER):
        ask(client, certificate, ho_ten="Người Khác")

    page = ask(client, certificate)
    guessed = ask(client, certificate, ngay_cap=f"{certificate.issued_on + timedelta(days=1):%d/%m/%Y}")
    known = ask(client, certificate, ngay_cap=f"{certificate.issued_on:%d/%m/%Y}")

    assert (page.status_code, guessed.status_code, known.status_code) == (400, 404, 200)
    assert "Hãy nhập thêm ngày cấp in trên giấy" in page.text
    assert 'name="ngay_cap"' in page.text


def test_certificate_number_counts_numbers_that_do_not_exist_alike(client, certificate):
    for _ in range(limits.EASY_TRIES_OF_NUMBER):
        ask(client, certificate, so="hvcb-2699-000001")

    assert 'name="ngay_cap"' in ask(client, certificate, so="HVCB-2699-000001").text


def test_certificate_number_stops_guessing_of_one_number_from_many_addresses(client, certificate, monkeypatch):
    monkeypatch.setattr(limits, "TRIES_OF_NUMBER", 3)
    monkeypatch.setattr(limits, "EASY_TRIES_OF_NUMBER", 0)

    answers = [
        client.post(reverse("certificate-number"), {"so": certificate.serial_no}, REMOTE_ADDR=f"203.0.113.{last}").status_code
        for last in range(4)
    ]

    assert answers == [400, 400, 400, 429]


def test_certificate_number_of_a_child_gives_initials_and_programme(client, child_certificate):
    page = ask(client, child_certificate, ngay_sinh=child_certificate.snapshot["born"])

    assert "T.N.Á." in page.text
    assert child_certificate.snapshot["programme"] in page.text
    for hidden in ("Trần Ngọc Ánh", child_certificate.register_no, "BDAI-2026-03"):
        assert hidden not in page.text

"""The pages that revoke one document, or several of a class."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.actions import revocations
from certificates.models import Certificate, Revocation
from tests.certificates.lifecycle.conftest import fresh
from tests.certificates.lifecycle.material import PDF, decision, scan, url


def test_certificate_revoke_enters_the_decision_with_its_scan(as_registrar, certificate, academy, trainee):
    answer = as_registrar.post(url("certificate-revoke", certificate), decision(academy, certificate, scan=scan()))

    assert answer["Location"] == url("certificate-detail", certificate)
    made = Revocation.objects.get()
    assert (made.certificate, made.file_name, fresh(certificate).state) == (certificate, "quyet-dinh.pdf", "revoked")
    assert b"".join(as_registrar.get(url("revocation-scan", certificate)).streaming_content) == PDF
    as_registrar.force_login(trainee)
    assert b"".join(as_registrar.get(url("revocation-scan-mine", certificate)).streaming_content) == PDF


@pytest.mark.parametrize(("person", "office", "mine"), [("stranger", 404, 404), ("trainee", 403, 404), ("officer", 404, 403)])
def test_revocation_scan_without_a_scan_or_a_right_is_not_there(client, request, certificate, person, office, mine):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url("revocation-scan", certificate)).status_code == office
    assert client.get(url("revocation-scan-mine", certificate)).status_code == mine


WRONG_DECISIONS = [
    ({"sure": "HVCB"}, "Chưa đúng là"),
    ({"sure": ""}, "để xác nhận"),
    ({"number": ""}, "Hãy nhập số quyết định"),
    ({"ground": ""}, "Hãy chọn lý do"),
    ({"effect": ""}, "Hãy chọn quyết định thu hồi hay hủy bỏ"),
    ({"decided_on": "32/13/2026"}, "không phải ngày tháng"),
    ({"decided_on": "2099-01-01"}, "chưa tới"),
    ({"decided_on": "2024-01-01"}, "trước ngày cấp"),
    ({"decided_by": "0"}, "form-field--invalid"),
]


def test_certificate_revoke_says_what_is_wrong_and_keeps_what_was_typed(as_registrar, certificate, academy):
    for values, sentence in WRONG_DECISIONS:
        page = as_registrar.post(url("certificate-revoke", certificate), decision(academy, certificate, note="Ghi chú", **values))

        assert page.status_code == 422
        assert sentence in page.text
        assert "Ghi chú" in page.text
    assert fresh(certificate).state == "valid"


def test_certificate_revoke_takes_no_program_for_a_scan(as_registrar, certificate, academy):
    program = SimpleUploadedFile("virus.exe", b"MZ", "application/pdf")

    page = as_registrar.post(url("certificate-revoke", certificate), decision(academy, certificate, scan=program))

    assert page.status_code == 422
    assert "virus.exe" in page.text


def test_certificate_revoke_of_a_revoked_document_offers_no_form(as_registrar, certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    page = as_registrar.get(url("certificate-revoke", certificate)).text

    assert "Chỉ thu hồi được giấy còn giá trị" in page
    assert 'name="sure"' not in page


def test_certificate_class_revoke_ends_those_that_are_ticked(as_registrar, certificate, second, closed_class, academy):
    address = reverse("certificate-class-revoke", args=[closed_class.pk])
    values = decision(academy, certificate, certificates=[str(certificate.pk), str(second.pk)], sure=closed_class.code)

    assert as_registrar.post(address, values).status_code == 302
    assert {row.state for row in Certificate.objects.all()} == {"revoked"}
    assert Revocation.objects.count() == 2


def test_certificate_class_revoke_of_nobody_says_so(as_registrar, certificate, closed_class, academy):
    address = reverse("certificate-class-revoke", args=[closed_class.pk])

    page = as_registrar.post(address, decision(academy, certificate, sure=closed_class.code))

    assert page.status_code == 422
    assert "Hãy chọn ít nhất một giấy" in page.text


def test_certificate_class_revoke_ignores_documents_of_other_classes(as_registrar, certificate, second, closed_class, academy):
    Certificate.objects.filter(pk=second.pk).update(state="prepared")
    address = reverse("certificate-class-revoke", args=[closed_class.pk])
    values = decision(academy, certificate, certificates=[str(second.pk), "kein-uuid"], sure=closed_class.code)

    assert as_registrar.post(address, values).status_code == 422
    assert not Revocation.objects.exists()


@pytest.mark.parametrize(("person", "status"), [("officer", 403), ("trainee", 403), ("stranger", 404)])
def test_certificate_class_revoke_is_for_the_registrar(client, request, certificate, closed_class, person, status):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse("certificate-class-revoke", args=[closed_class.pk])).status_code == status

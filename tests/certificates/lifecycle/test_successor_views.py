"""The pages that issue another document in the place of one."""

import pytest

from certificates.actions import revocations
from certificates.models import Certificate
from tests.certificates.lifecycle.material import corrected, url


def test_certificate_reissue_shows_old_and_new_before_anything_is_made(as_registrar, certificate):
    page = as_registrar.post(url("certificate-reissue", certificate), corrected(certificate, holder="Trần Ngọc Anh"))

    assert "<del>Trần Ngọc Ánh</del>" in page.text
    assert "<ins>Trần Ngọc Anh</ins>" in page.text
    assert "không ghi lùi ngày" in page.text
    assert Certificate.objects.count() == 1


def test_certificate_reissue_confirmed_twice_makes_one_document(as_registrar, certificate):
    values = corrected(certificate, holder="Trần Ngọc Anh", confirm="1")

    first = as_registrar.post(url("certificate-reissue", certificate), values)
    again = as_registrar.post(url("certificate-reissue", certificate), values)

    newer = Certificate.objects.get(replaces=certificate)
    assert first["Location"] == again["Location"] == url("certificate-detail", newer)


def test_certificate_reissue_can_go_back_to_the_form(as_registrar, certificate):
    page = as_registrar.post(url("certificate-reissue", certificate), corrected(certificate, holder="Trần Ngọc Anh", back="1"))

    assert 'value="Trần Ngọc Anh"' in page.text
    assert "<del>" not in page.text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({}, "Chưa có gì thay đổi"), ({"holder": ""}, "không được để trống"), ({"born": "30/02/1990"}, "không phải ngày sinh")],
)
def test_certificate_reissue_says_what_is_wrong(as_registrar, certificate, values, sentence):
    page = as_registrar.post(url("certificate-reissue", certificate), corrected(certificate, **values))

    assert page.status_code == 422
    assert sentence in page.text


def test_certificate_reissue_answers_the_waiting_request(as_registrar, certificate, asked):
    address = url("certificate-reissue", certificate)
    page = as_registrar.get(address).text
    assert 'value="Trần Ngọc Anh"' in page
    assert "Tên đúng là Anh" in page

    as_registrar.post(address, corrected(certificate, holder="Trần Ngọc Anh", answer="Đã cấp lại.", confirm="1"))

    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.result.snapshot["holder"]) == ("granted", "Đã cấp lại.", "Trần Ngọc Anh")


def test_certificate_reissue_after_a_merger_names_the_successor(as_registrar, certificate, successor):
    from certificates.models import Signer

    Signer.objects.create(organization=successor, name="Ngô Văn Hải", position="GIÁM ĐỐC", source="QĐ 9")

    page = as_registrar.post(url("certificate-reissue", certificate), corrected(certificate, holder="Trần Ngọc Anh")).text

    assert f"{successor.name} kế thừa" in page


def test_certificate_reissue_without_a_successor_says_why(as_registrar, certificate, successor):
    successor.predecessors.clear()

    page = as_registrar.get(url("certificate-reissue", certificate))

    assert "ghi đơn vị kế thừa" in page.text
    assert '<form class="form" action' not in page.text


def test_certificate_renew_after_a_revocation_shows_first_and_then_issues(as_registrar, certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)
    address, values = url("certificate-renew", certificate), corrected(certificate, reason="QĐ 90/QĐ-HVCB hủy quyết định thu hồi")
    assert address in as_registrar.get(url("certificate-detail", certificate)).text

    preview = as_registrar.post(address, values)
    assert ("QĐ 90/QĐ-HVCB" in preview.text, Certificate.objects.count()) == (True, 1)

    answer = as_registrar.post(address, {**values, "confirm": "1"})
    assert answer["Location"] == url("certificate-detail", Certificate.objects.get(replaces=certificate))
    assert address not in as_registrar.get(url("certificate-detail", certificate)).text


def test_certificate_renew_of_a_valid_document_says_why_not(as_registrar, certificate):
    assert "chỉ sau khi thu hồi hoặc hủy bỏ" in as_registrar.get(url("certificate-renew", certificate)).text


def test_certificate_replace_makes_one_document_however_often_it_is_pressed(as_registrar, certificate):
    first = as_registrar.post(url("certificate-replace", certificate))
    again = as_registrar.post(url("certificate-replace", certificate))

    newer = Certificate.objects.get(replaces=certificate)
    assert first["Location"] == again["Location"] == url("certificate-detail", newer)


def test_certificate_replace_of_an_official_one_says_that_the_kind_changes(as_registrar, official, document_class):
    assert "giá trị tương đương" in as_registrar.get(url("certificate-replace", official)).text


def test_certificate_replace_answers_the_waiting_request(as_registrar, certificate, lost):
    as_registrar.post(url("certificate-replace", certificate), {"answer": "Mời đến nhận giấy."})

    lost.refresh_from_db()
    assert (lost.state, lost.result.way) == ("granted", "replacement")

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from certificates import codes
from certificates.models import Certificate
from certificates.verifying import limits
from lms.people.models import User


def look_up(client, certificate, **headers):
    return client.get(reverse("certificate-lookup", args=[certificate.verification_code]), **headers)


def test_certificate_lookup_shows_what_a_forged_print_cannot_have(client, certificate):
    page = look_up(client, certificate)

    assert page.status_code == 200
    for shown in (
        "Giấy chứng nhận này có hiệu lực", "Trần Ngọc Ánh", certificate.snapshot["programme"], "BDAI-2026-03", "Học viện Cán bộ Thành phố Hồ Chí Minh",
        certificate.serial_no, certificate.register_no, f"{certificate.issued_on:%d/%m/%Y}",
    ):  # fmt: skip
        assert shown in page.text


def test_certificate_lookup_shows_no_personal_data_beyond_the_name(client, certificate, trainee):
    page = look_up(client, certificate)

    for hidden in ("1990", trainee.email, trainee.handle, "Chuyên viên", str(certificate.pk)):
        assert hidden not in page.text


def test_certificate_lookup_is_not_for_search_engines_or_caches(client, certificate):
    for page in (look_up(client, certificate), client.get(reverse("certificate-verify")), client.get(reverse("certificate-number"))):
        assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "no-store" in page["Cache-Control"]
        assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_certificate_lookup_answers_the_address_in_the_qr(client, certificate):
    path = "/xac-minh/" + codes.verify_url(certificate.verification_code).rpartition("/")[2]

    assert "có hiệu lực" in client.get(path).text


def test_certificate_lookup_of_an_unknown_code_is_not_found(client, certificate):
    page = client.get(reverse("certificate-lookup", args=["A" * 16]))

    assert page.status_code == 404
    assert "Không có giấy chứng nhận nào mang mã này" in page.text


@pytest.mark.parametrize("code", ["khong-phai-ma", "<script>alert(1)</script>", "%00", "A" * 500])
def test_certificate_lookup_of_anything_else_is_not_found(client, db, code):
    page = client.get(f"/xac-minh/{code}/")

    assert page.status_code == 404
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("state", ["prepared", "awaiting_signature"])
def test_certificate_lookup_knows_nothing_of_what_is_not_final(client, certificate, state):
    Certificate.objects.update(state=state)

    assert look_up(client, certificate).status_code == 404


def test_certificate_lookup_of_a_child_shows_initials_and_programme_alone(client, closed_class, people, document_class, registrar):
    from certificates.actions import certificates

    User.objects.filter(pk=people["anh"].enrollment.person_id).update(birth_date=date(closed_class.closing_on.year - 12, 1, 1))
    made = certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)

    page = look_up(client, made)

    assert "T.N.Á." in page.text
    assert made.snapshot["programme"] in page.text
    for hidden in ("Trần Ngọc Ánh", made.serial_no, made.register_no, "BDAI-2026-03"):
        assert hidden not in page.text


def test_certificate_lookup_asks_at_most_six_queries(client, certificate, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        look_up(client, certificate)


def test_certificate_lookup_lets_a_hall_of_five_hundred_scan_twice_in_a_minute(client, certificate, monkeypatch):
    monkeypatch.setattr(limits, "time", lambda: 1_800_000_000)
    assert limits.CODES_A_MINUTE >= 2 * 500
    monkeypatch.setattr(limits, "CODES_A_MINUTE", 10)

    answers = [look_up(client, certificate, REMOTE_ADDR="203.0.113.9") for _ in range(11)]

    assert (answers[9].status_code, answers[10].status_code) == (200, 429)
    assert answers[10]["Retry-After"] == "60"
    assert look_up(client, certificate, REMOTE_ADDR="203.0.113.10").status_code == 200


def test_certificate_verify_shows_one_box(client, db):
    page = client.get(reverse("certificate-verify"))

    assert page.status_code == 200
    assert page.text.count('name="ma"') == 1


@pytest.mark.parametrize("change", [str, str.lower, codes.grouped])
def test_certificate_verify_leads_to_the_certificate(client, certificate, change):
    answer = client.get(reverse("certificate-verify"), {"ma": change(certificate.verification_code)})

    assert answer.url == reverse("certificate-lookup", args=[certificate.verification_code])


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "Hãy nhập mã hoặc số, hoặc chọn tệp PDF."), ("ABCD", "Đây không phải mã hay số của giấy chứng nhận")]
)
def test_certificate_verify_says_what_is_wrong(client, db, typed, sentence):
    page = client.get(reverse("certificate-verify"), {"ma": typed})

    assert sentence in page.text
    assert f'value="{typed}"' in page.text or not typed


def test_certificate_verify_posts_like_it_asks(client, certificate):
    answer = client.post(reverse("certificate-verify"), {"ma": codes.verify_url(certificate.verification_code)})

    assert answer.url == reverse("certificate-lookup", args=[certificate.verification_code])


@pytest.mark.parametrize("number", ["serial_no", "register_no"])
def test_certificate_verify_leads_a_number_to_its_questions(client, certificate, number):
    typed = getattr(certificate, number)

    page = client.post(reverse("certificate-verify"), {"ma": f" {typed.lower()} "}, follow=True)

    assert page.request["PATH_INFO"] == reverse("certificate-number")
    assert f'value="{typed}"' in page.text
    assert "Ánh" not in page.text


def test_certificate_verify_stays_usable_from_an_old_page(certificate):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(reverse("certificate-verify"), {"ma": certificate.verification_code}).status_code == 302


def test_certificate_lookup_of_a_changed_record_confirms_nothing(client, certificate):
    Certificate.objects.update(snapshot=certificate.snapshot | {"holder": "Kẻ Giả Mạo"})

    page = look_up(client, certificate)

    assert "Không xác nhận được giấy này, hãy hỏi nơi cấp" in page.text
    for hidden in ("Kẻ Giả Mạo", "Trần Ngọc Ánh", certificate.serial_no, "có hiệu lực"):
        assert hidden not in page.text


def test_certificate_lookup_without_the_key_confirms_nothing(client, certificate, settings, tmp_path):
    settings.HOCAI_KEYS_DIR = tmp_path

    page = look_up(client, certificate)

    assert "Hiện không kiểm tra được sổ gốc" in page.text
    assert certificate.serial_no not in page.text


def test_certificate_lookup_says_when_the_register_was_checked(client, certificate):
    assert "Sổ gốc: dòng này nguyên vẹn; toàn bộ sổ chưa được kiểm tra lần nào." in look_up(client, certificate).text


def test_certificate_lookup_speaks_english_to_those_who_chose_it(client, certificate, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert "This certificate is valid" in look_up(client, certificate).text


def test_certificate_lookup_shows_the_printed_words_to_whoever_has_the_code(client, certificate):
    assert "cert-twin__title" in look_up(client, certificate).text


def test_certificate_lookup_shows_no_printed_words_of_a_child(client, child_certificate):
    assert "cert-twin" not in look_up(client, child_certificate).text

"""The lists of the office."""

import pytest
from django.urls import reverse

from lms.people.models import User


@pytest.mark.parametrize("name", ["certificate-request-list", "certificate-search"])
@pytest.mark.parametrize("person", ["officer", "trainee", "stranger"])
def test_lists_of_the_office_are_for_registrars(client, request, certificate, name, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.db
def test_certificate_search_finds_by_name_number_and_class(as_registrar, certificate):
    for typed in ("tran ngoc anh", "Ánh", "ÁNH", "HVCB-", "01/", "BDAI-2026-03", "bdai"):
        page = as_registrar.get(reverse("certificate-search"), {"q": typed})

        assert list(page.context["page_obj"]) == [certificate], typed


def test_certificate_search_finds_by_the_code_of_the_qr(as_registrar, certificate):
    page = as_registrar.get(reverse("certificate-search"), {"q": certificate.snapshot["verify_url"]})

    assert list(page.context["page_obj"]) == [certificate]


def test_certificate_search_finds_the_old_name_and_shows_the_new_one(as_registrar, certificate, trainee):
    User.objects.filter(pk=trainee.pk).update(full_name="Lê Khác", name_search_key="le khac")

    page = as_registrar.get(reverse("certificate-search"), {"q": "Ngọc Ánh"}).text

    assert certificate.serial_no in page
    assert "nay là Lê Khác" in page


def test_certificate_search_without_a_hit_says_what_to_try(as_registrar, certificate):
    for typed in ("không có ai", "%", "_", "'; drop", "😀"):
        page = as_registrar.get(reverse("certificate-search"), {"q": typed})

        assert page.status_code == 200
        assert "Không tìm thấy giấy nào" in page.text


def test_certificate_search_for_nothing_says_what_to_type(as_registrar, certificate):
    assert "Hãy gõ họ tên" in as_registrar.get(reverse("certificate-search"), {"q": " "}).text


def test_certificate_search_asks_as_many_questions_for_many_as_for_one(as_registrar, certificate, second, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page = as_registrar.get(reverse("certificate-search"), {"q": "BDAI-2026"})
    assert len(page.context["page_obj"]) == 2

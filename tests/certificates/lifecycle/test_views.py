"""The page of one document: who may open it, and what it tells."""

import pytest
from django.urls import reverse

from certificates.actions import successors
from certificates.models import Certificate
from lms.foundation.models import AccessEntry
from lms.learning.models import CourseRun, Enrollment
from tests.certificates.lifecycle.material import url
from tests.conftest import with_role

OFFICE = (
    "certificate-detail",
    "certificate-revoke",
    "certificate-reissue",
    "certificate-replace",
    "certificate-request-enter",
    "certificate-renew",
)


@pytest.mark.parametrize(("person", "status"), [("registrar", 200), ("trainee", 403), ("stranger", 404)])
def test_pages_of_a_document_are_for_the_registrar(client, request, certificate, person, status):
    client.force_login(request.getfixturevalue(person))

    assert {name: client.get(url(name, certificate)).status_code for name in OFFICE} == dict.fromkeys(OFFICE, status)


def test_officers_of_the_class_read_and_change_nothing(client, officer, certificate):
    client.force_login(officer)

    pages = {name: client.get(url(name, certificate)) for name in OFFICE}

    assert [page.status_code for page in pages.values()] == [200, 403, 403, 403, 403, 403]
    assert "Thu hồi hoặc hủy bỏ" not in pages["certificate-detail"].text


def test_pages_of_a_document_ask_for_login(client, certificate):
    assert {client.get(url(name, certificate)).status_code for name in OFFICE} == {302}


def test_pages_of_a_document_are_open_to_the_registrar_of_the_successor(client, person_factory, certificate, successor):
    client.force_login(with_role(person_factory("Bùi Thị Mới", "moi@hoc.example"), successor, "registrar"))

    assert client.get(url("certificate-detail", certificate)).status_code == 200
    assert certificate.serial_no in client.get(reverse("certificate-search"), {"q": certificate.serial_no}).text


def test_pages_of_a_document_are_closed_to_the_registrar_of_another_institution(client, person_factory, certificate, city):
    other = type(city).objects.create(code="H29.KHAC", name="Trường Khác", parent=city, kind="training_institution")
    client.force_login(with_role(person_factory("Lý Thị Khác", "khac@hoc.example"), other, "registrar"))

    assert client.get(url("certificate-detail", certificate)).status_code == 404
    assert list(client.get(reverse("certificate-search"), {"q": certificate.serial_no}).context["page_obj"]) == []


def test_certificate_detail_tells_everything_and_notes_who_looked(as_registrar, certificate, registrar):
    page = as_registrar.get(url("certificate-detail", certificate)).text

    for text in (certificate.serial_no, certificate.register_no, "Trần Ngọc Ánh", "khớp với các dòng trong sổ cấp", "Quá trình của giấy"):
        assert text in page
    assert AccessEntry.objects.get().actor_handle == registrar.handle


def test_certificate_detail_says_when_the_row_was_changed_past_the_system(as_registrar, certificate):
    certificate.snapshot["holder"] = "Kẻ Gian"
    certificate.save()

    assert "sửa ngoài hệ thống" in as_registrar.get(url("certificate-detail", certificate)).text


@pytest.mark.parametrize("state", ["prepared", "void", "awaiting_signature"])
def test_certificate_detail_of_what_is_no_document_yet_offers_nothing(as_registrar, certificate, state):
    Certificate.objects.filter(pk=certificate.pk).update(state=state)

    page = as_registrar.get(url("certificate-detail", certificate))

    assert page.status_code == 200
    assert "Việc có thể làm" not in page.text


def test_certificate_detail_after_an_open_course_has_no_class(as_registrar, certificate, trainee, course):
    alone = Enrollment.objects.create(person=trainee, run=CourseRun.objects.create(course=course, code="TU-HOC"))
    Certificate.objects.filter(pk=certificate.pk).update(enrollment=alone, decision=None, way="open_course")

    page = as_registrar.get(url("certificate-detail", certificate))

    assert page.status_code == 200
    assert page.context["training_class"] is None
    assert as_registrar.post(url("certificate-replace", certificate)).status_code == 302


def test_certificate_detail_leads_along_the_chain(as_registrar, certificate, registrar):
    newer = successors.replace_lost(certificate=certificate, by=registrar)

    page = as_registrar.get(url("certificate-detail", certificate)).text

    assert url("certificate-detail", newer) in page
    assert url("certificate-revoke", certificate) not in page

from django.template import Context, Template
from django.test import RequestFactory

from certificates.actions import certificates


def rendered(tag, person):
    request = RequestFactory().get("/toi/")
    request.user = person
    return Template("{% load certificates_panels %}{% " + tag + " %}").render(Context({"request": request}))


def test_registrar_panel_shows_what_waits_for_the_decision(training_class, people, registrar):
    assert "Nhập quyết định" in rendered("registrar_panel", registrar)


def test_registrar_panel_shows_what_waits_for_certificates(closed_class, registrar, document_class):
    before = rendered("registrar_panel", registrar)
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    after = rendered("registrar_panel", registrar)

    assert "Quyết định số 123/QĐ-HVCB công nhận 2 người." in before
    assert "Không có lớp nào chờ" in after


def test_registrar_panel_of_another_institution_is_empty(closed_class, officer):
    assert "BDAI-2026-03" not in rendered("registrar_panel", officer)


def test_registrar_panel_asks_few_queries(closed_class, registrar, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        rendered("registrar_panel", registrar)


def test_holder_panel_shows_my_certificates(certificate, trainee):
    assert certificate.serial_no in rendered("holder_panel", trainee)


def test_holder_panel_is_silent_without_certificates(certificate, stranger):
    assert rendered("holder_panel", stranger).strip() == ""

"""The pages of one document: who may open them, and what they do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.actions import requests, revocations, successors
from certificates.actions.requests import Wish
from certificates.models import Certificate, CertificateRequest, Revocation
from lms.foundation.models import AccessEntry
from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User
from tests.certificates.conftest import today
from tests.certificates.lifecycle.conftest import fresh
from tests.conftest import with_role

OFFICE = (
    "certificate-detail",
    "certificate-revoke",
    "certificate-reissue",
    "certificate-replace",
    "certificate-request-enter",
    "certificate-renew",
)
PDF = b"%PDF-1.7 scan"


def url(name, certificate):
    return reverse(name, args=[certificate.pk])


def scan(name="quyet-dinh.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def decision(academy, certificate, **more):
    return {
        "effect": "revoked", "ground": "a", "number": "77/QĐ-HVCB", "decided_on": today().isoformat(), "decided_by": academy.pk,
        "sure": certificate.serial_no, **more,
    }  # fmt: skip


def corrected(certificate, **more):
    names = ("honorific", "holder", "born", "position", "workplace", "programme", "class_title")
    return {name: certificate.snapshot[name] for name in names} | more


@pytest.fixture
def asked(certificate, trainee):
    return requests.ask(certificate=certificate, wish=Wish("issuer_error", "Tên đúng là Anh", {"holder": "Trần Ngọc Anh"}), by=trainee)


@pytest.fixture
def lost(certificate, trainee):
    return requests.ask(certificate=certificate, wish=Wish("lost", "Mất khi chuyển nhà"), by=trainee)


@pytest.fixture
def as_registrar(client, registrar):
    client.force_login(registrar)
    return client


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


@pytest.mark.parametrize("name", ["certificate-request-list", "certificate-search"])
@pytest.mark.parametrize("person", ["officer", "trainee", "stranger"])
def test_lists_of_the_office_are_for_registrars(client, request, certificate, name, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(reverse(name)).status_code == 403


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

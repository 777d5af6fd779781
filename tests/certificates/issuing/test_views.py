"""Pages of the registrar: large classes, preparing, voiding, the decision's draft and scan."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from certificates.actions import certificates, issue_batches
from certificates.models import Certificate, DocumentClass, IssueBatch, RecognitionDecision, RegisterEntry
from certificates.views import issuing
from lms.classes.models import TrainingClass
from lms.foundation.models import AccessEntry
from tests.certificates.conftest import today
from tests.certificates.issuing.conftest import close

NEW_PAGES = ("certificate-prepare", "decision-download", "decision-scan-add")
PDF = b"%PDF-1.7 the signed decision"


def address(name, training_class):
    return reverse(name, args=[training_class.pk])


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


def scan(data=PDF, name="Quyết định 123.pdf"):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


@pytest.mark.parametrize("name", [*NEW_PAGES, "decision-scan"])
def test_pages_do_not_exist_for_a_stranger(client, stranger, closed_class, name):
    client.force_login(stranger)

    assert client.get(address(name, closed_class)).status_code == 404


@pytest.mark.parametrize("name", [*NEW_PAGES, "certificate-finalise", "certificate-retry"])
def test_officer_of_the_organizer_does_nothing(client, officer, closed_class, name):
    client.force_login(officer)
    ask = client.get if name == "decision-download" else client.post

    assert ask(address(name, closed_class)).status_code == 403


def test_certificate_prepare_asks_first_and_then_takes_numbers(desk, training_class, decision, document_class):
    page = desk.get(address("certificate-prepare", training_class))
    answer = desk.post(address("certificate-prepare", training_class), {"document_class": document_class.pk}, follow=True)

    assert "2 người được lấy số" in page.text
    assert "Đã chuẩn bị 2 giấy." in answer.text
    assert "Đã chuẩn bị 2 giấy, ghi ngày" in answer.text
    assert set(Certificate.objects.values_list("state", flat=True)) == {"prepared"}


def test_certificate_prepare_twice_takes_numbers_once(desk, training_class, decision, document_class):
    for _ in range(2):
        answer = desk.post(address("certificate-prepare", training_class), {"document_class": document_class.pk}, follow=True)

    assert "không có gì thay đổi" in answer.text
    assert Certificate.objects.count() == 2


def test_certificate_prepare_before_the_decision_says_what_comes_first(desk, training_class, people):
    page = desk.get(address("certificate-prepare", training_class))

    assert "Nhập quyết định" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]


def test_certificate_prepare_without_a_closing_day_says_so(desk, training_class, decision):
    TrainingClass.objects.update(closing_on=None)

    assert "Hãy nhập ngày bế giảng của lớp trước" in desk.get(address("certificate-class", training_class)).text


def test_certificate_class_says_that_the_prepared_become_valid(desk, prepared, training_class):
    close(training_class)
    page = desk.get(address("certificate-class", training_class))
    answer = desk.post(address("certificate-finalise", training_class), follow=True)

    assert "sẽ có hiệu lực trong vòng một phút" in page.text
    assert "Đã cấp 2 giấy chứng nhận." in answer.text
    assert set(Certificate.objects.values_list("state", flat=True)) == {"valid"}


def test_certificate_class_lists_what_is_outdated_under_its_own_tab(desk, prepared, training_class, registrar):
    closed = close(training_class, closing_on=today())
    certificates.finalise(training_class=closed, by=registrar)

    page = desk.get(address("certificate-class", training_class), {"nhom": "can-xu-ly"})

    assert "không còn khớp (ngày bế giảng hoặc ngày khác)" in page.text
    assert len(page.context["page_obj"].object_list) == 2
    assert address("certificate-prepare", training_class) in page.text


def test_certificate_class_that_was_opened_again_says_so_and_loses_nothing(desk, certificate, training_class):
    TrainingClass.objects.update(state="assessing")

    page = desk.get(address("certificate-class", training_class))

    assert "Lớp đã được mở lại" in page.text
    assert certificate.serial_no in page.text
    assert address("certificate-issue", training_class) not in page.text


def test_certificate_class_finds_by_name_without_marks(desk, closed_class):
    page = desk.get(address("certificate-class", closed_class), {"q": "hoang dung"})
    nobody = desk.get(address("certificate-class", closed_class), {"q": "zzz"})

    assert [row.trainee.enrollment.person.full_name for row in page.context["page_obj"]] == ["Lê Hoàng Dũng"]
    assert "Không có ai khớp với “zzz”" in nobody.text


def test_certificate_class_shows_fifty_people_at_a_time(desk, large_class):
    training_class = large_class(53)
    page = desk.get(address("certificate-class", training_class), {"page": 2})

    assert (len(page.context["page_obj"].object_list), "?page=1" in page.text) == (3, True)


def test_certificate_class_groups_those_who_fulfil_and_those_who_do_not(desk, closed_class):
    page = desk.get(address("certificate-class", closed_class), {"nhom": "khong-dat"})

    assert [row.trainee.enrollment.person.full_name for row in page.context["page_obj"]] == ["Phan Thành Đạt"]
    assert [(part.name, len(part.rows)) for part in page.context["parts"]] == [("", 3), ("dat", 2), ("khong-dat", 1)]


@pytest.fixture
def at_once_one(monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 1)


def test_certificate_issue_of_a_large_class_goes_on_in_the_background(desk, closed_class, document_class, at_once_one):
    for _ in range(2):  # a double click
        answer = desk.post(address("certificate-issue", closed_class), {"document_class": document_class.pk}, follow=True)

    assert "Hệ thống đang làm tiếp ở phía sau" in answer.text
    assert "Đang cấp giấy chứng nhận" in answer.text
    assert (IssueBatch.objects.count(), Certificate.objects.count()) == (1, 0)
    assert "đang được xử lý" in desk.get(address("certificate-issue", closed_class)).text


def test_certificate_finalise_of_a_large_class_rings_for_the_worker(desk, prepared, training_class, at_once_one, monkeypatch):
    rung = []
    monkeypatch.setattr("certificates.tasks.sweep_prepared.delay", lambda: rung.append(True))
    close(training_class)

    answer = desk.post(address("certificate-finalise", training_class), follow=True)

    assert ("Hệ thống đang làm tiếp ở phía sau" in answer.text, rung) == (True, [True])


def test_certificate_progress_fetches_the_page_anew_when_the_batch_is_done(desk, closed_class, document_class, registrar):
    batch = issue_batches.begin(training_class=closed_class, document_class=document_class, task="issue", by=registrar)
    page = address("certificate-progress", closed_class) + "?lo=1"
    waiting = desk.get(page)
    issue_batches.write(batch=batch)
    done = desk.get(page)

    assert ('hx-trigger="every 2s"' in waiting.text, waiting.headers.get("HX-Refresh")) == (True, None)
    assert done.headers["HX-Refresh"] == "true"
    assert "Lần cấp gần nhất: 2 giấy mới, 0 người đã có từ trước, 1 người không được cấp" in done.text


def test_certificate_progress_says_what_stopped_a_batch(desk, closed_class, document_class, registrar):
    batch = issue_batches.begin(training_class=closed_class, document_class=document_class, task="issue", by=registrar)
    issue_batches.fail(batch, "Đã dừng vì lý do nào đó.")

    assert "Đã dừng vì lý do nào đó." in desk.get(address("certificate-progress", closed_class)).text


def test_certificate_retry_makes_failed_files_again(desk, certificate, closed_class):
    Certificate.objects.update(file_problem="Chưa lưu được tệp vì ổ đĩa đầy.")
    page = desk.get(address("certificate-class", closed_class))
    answer = desk.post(address("certificate-retry", closed_class), follow=True)

    assert ("ổ đĩa đầy" in page.text, "Thử lại" in page.text) == (True, True)
    assert "Đang tạo lại 1 tệp." in answer.text
    assert Certificate.objects.get().file_problem == ""


def test_certificate_void_asks_for_a_reason(desk, prepared):
    page = reverse("certificate-void", args=[prepared["Ánh"].pk])
    without = desk.post(page, {"reason": ""})
    answer = desk.post(page, {"reason": "Học viên xin rút"}, follow=True)

    assert "Hãy ghi lý do không dùng số này" in without.text
    assert "Đã hủy số" in answer.text
    assert RegisterEntry.objects.get().statement["reason"] == "Học viên xin rút"


def test_certificate_void_of_an_issued_one_says_why_not(desk, certificate):
    page = reverse("certificate-void", args=[certificate.pk])

    assert "nên không hủy số ở đây được" in desk.get(page).text
    assert "chỉ có thể thu hồi bằng quyết định" in desk.post(page, {"reason": "nhầm"}).text
    assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("trainee", 403), ("officer", 403)])
def test_certificate_void_is_for_the_registrar(client, request, prepared, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse("certificate-void", args=[prepared["Ánh"].pk]), {"reason": "x"}).status_code == status


def test_decision_download_is_a_document_and_is_noted(desk, training_class, people, registrar):
    answer = desk.get(address("decision-download", training_class))

    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Công nhận 2 học viên" in text
    assert AccessEntry.objects.filter(actor_handle=registrar.handle, what="birth_dates", object_id=str(training_class.pk)).exists()


def test_decision_enter_keeps_the_scan(desk, client, training_class, people, officer):
    values = {"number": "77/QĐ-HVCB", "decided_on": today().isoformat(), "scan": scan()}
    desk.post(address("decision-enter", training_class), values)

    decision = RecognitionDecision.objects.get()
    assert decision.file_name == "Quyết định 123.pdf"
    client.force_login(officer)
    answer = client.get(address("decision-scan", training_class))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (PDF, "application/pdf")


def test_decision_enter_refuses_a_scan_that_is_no_picture_and_enters_nothing(desk, training_class, people):
    values = {"number": "77/QĐ-HVCB", "decided_on": today().isoformat(), "scan": scan(b"MZ program", "virus.exe")}
    page = desk.post(address("decision-enter", training_class), values)

    assert "chọn tệp PDF hoặc ảnh" in page.text
    assert 'value="77/QĐ-HVCB"' in page.text
    assert not RecognitionDecision.objects.exists()


def test_decision_scan_add_works_after_certificates_were_issued(desk, certificate, closed_class):
    answer = desk.post(address("decision-scan-add", closed_class), {"scan": scan()}, follow=True)

    assert "Đã lưu bản chụp quyết định 123/QĐ-HVCB." in answer.text
    assert "Quyết định 123.pdf" in answer.text


def test_decision_scan_that_is_not_there_is_not_found(desk, closed_class):
    assert desk.get(address("decision-scan", closed_class)).status_code == 404


def test_certificate_issue_offers_no_draft_and_chooses_the_newest_form(desk, closed_class, document_class):
    values = {"title": "Giấy chứng nhận hoàn thành khóa học", "number_code": "CNHT", "kind": document_class.kind}
    newer = DocumentClass.objects.create(version=2, **values)
    DocumentClass.objects.create(version=3, is_draft=True, **values)

    page = desk.get(address("certificate-issue", closed_class))

    assert [form.version for form in page.context["form"].fields["document_class"].queryset] == [2, 1]
    assert page.context["form"].initial["document_class"] == newer

"""«Giấy tờ» of a class, and the decision that follows."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.classes.actions import class_papers, classes
from lms.classes.class_page_content import public_documents
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassDocument, TrainingClass
from lms.foundation.models import AccessEntry

PDF = b"%PDF-1.7\nquyet dinh"


def upload(name: str = "quyet-dinh.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def waiting_class(plan, officer, teacher):
    from dataclasses import replace

    made = classes.create(plan=replace(plan, decision_no="", decision_on=None), by=officer)
    classes.appoint(training_class=made, person=teacher, role="class_manager", by=officer)
    return made


@pytest.fixture
def paper(training_class, officer):
    return class_papers.add(training_class=training_class, upload=upload(), kind="decision", by=officer)


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def test_class_papers_adds_and_gives_out_the_same_bytes(client_of, officer, training_class):
    browser = client_of(officer)
    sent = {"file": upload("Quyết định 12.pdf"), "kind": "decision", "title": "Quyết định mở lớp", "document_no": "12/QĐ-SNV"}

    response = browser.post(reverse("class-papers", args=[training_class.pk]), sent)

    made = ClassDocument.objects.get()
    assert response.status_code == 302
    assert (made.title, made.document_no, made.file_name, made.is_public, made.by) == (
        "Quyết định mở lớp",
        "12/QĐ-SNV",
        "Quyết định 12.pdf",
        False,
        officer,
    )
    given = browser.get(reverse("paper-download", args=[made.pk]))
    assert content(given) == PDF
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in given.headers["Content-Disposition"]
    assert AccessEntry.objects.filter(actor_handle=officer.handle, what=f"paper {made.pk}").exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("trang.html", b"<script>alert(1)</script>", "Không nhận được"),
        ("virus.pdf", b"MZ\x90\x00", "Không nhận được"),
        ("trong.pdf", b"", "trống"),
    ],
)
def test_class_papers_refuses_what_is_no_paper_and_keeps_what_was_typed(client_of, officer, training_class, name, data, sentence):
    sent = {"file": upload(name, data), "kind": "other", "title": "Tên đã gõ"}

    response = client_of(officer).post(reverse("class-papers", args=[training_class.pk]), sent)

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Tên đã gõ"' in response.text
    assert not ClassDocument.objects.exists()


def test_class_papers_lets_the_manager_add_and_not_a_trainer(client_of, teacher, officer, training_class, person_factory):
    trainer = person_factory("Giảng viên", "gv@hoc.example")
    classes.appoint(training_class=training_class, person=trainer, role="trainer", by=officer)
    address = reverse("class-papers", args=[training_class.pk])

    assert client_of(teacher).post(address, {"file": upload(), "kind": "signed_sheet"}).status_code == 302
    assert client_of(trainer).get(address).status_code == 200
    assert client_of(trainer).post(address, {"file": upload(), "kind": "signed_sheet"}).status_code == 403


def test_class_papers_of_a_closed_class_still_takes_a_late_scan(client_of, officer, training_class):
    TrainingClass.objects.update(state="closed", closed_at="2026-11-22T00:00:00Z", closing_on=date(2026, 11, 22))

    client_of(officer).post(reverse("class-papers", args=[training_class.pk]), {"file": upload(), "kind": "decision"})

    assert ClassDocument.objects.get().title == "Quyết định"


def test_paper_download_is_404_for_strangers_and_403_for_a_trainee(client, client_of, stranger, trainee, place, paper):
    address = reverse("paper-download", args=[paper.pk])

    assert client.get(address).status_code == 404
    assert client_of(stranger).get(address).status_code == 404
    assert client_of(trainee).get(address).status_code == 403


def test_paper_download_of_a_public_paper_needs_no_login(client, training_class, officer):
    public = class_papers.add(training_class=training_class, upload=upload(), kind="material", is_public=True, by=officer)

    assert content(client.get(reverse("paper-download", args=[public.pk]))) == PDF


def test_paper_remove_asks_hides_and_keeps(client_of, client, officer, training_class):
    public = class_papers.add(training_class=training_class, upload=upload(), kind="material", is_public=True, by=officer)
    browser = client_of(officer)
    address = reverse("paper-remove", args=[public.pk])
    assert "Gỡ “Tài liệu học tập”?" in browser.get(address).text

    browser.post(address)

    public.refresh_from_db()
    assert public.removed_at is not None
    assert list(public_documents(training_class)) == []
    assert content(browser.get(reverse("paper-download", args=[public.pk]))) == PDF
    client.logout()
    assert client.get(reverse("paper-download", args=[public.pk])).status_code == 404


def test_paper_restore_shows_it_again(client_of, officer, training_class, paper):
    class_papers.remove(paper=paper, by=officer)

    client_of(officer).post(reverse("paper-restore", args=[paper.pk]))

    assert list(class_papers.shown(training_class)) == [paper]


@pytest.mark.parametrize("name", ["paper-remove", "paper-restore"])
def test_paper_is_removed_by_officers_and_by_whoever_added_it(client_of, stranger, trainee, teacher, place, paper, name):
    address = reverse(name, args=[paper.pk])

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(trainee).post(address).status_code == 403
    assert client_of(teacher).post(address).status_code == 403


def test_paper_remove_by_the_manager_who_added_it(client_of, teacher, training_class):
    own = class_papers.add(training_class=training_class, upload=upload(), kind="signed_sheet", by=teacher)

    assert client_of(teacher).post(reverse("paper-remove", args=[own.pk])).status_code == 302


def test_class_decide_enters_the_number_later_and_approves(client_of, officer, waiting_class):
    browser = client_of(officer)
    page = browser.get(reverse("class-papers", args=[waiting_class.pk])).text
    assert "chờ số quyết định" in page

    browser.post(reverse("class-decide", args=[waiting_class.pk]), {"decision_no": "45/QĐ-SNV", "decision_on": "2026-11-20"})

    waiting_class.refresh_from_db()
    assert (waiting_class.decision_no, waiting_class.decision_on, waiting_class.state) == ("45/QĐ-SNV", date(2026, 11, 20), "approved")
    assert "chờ số quyết định" not in browser.get(reverse("class-detail", args=[waiting_class.pk])).text


def test_class_papers_with_a_numbered_decision_settles_what_the_class_waits_for(client_of, officer, waiting_class):
    sent = {"file": upload(), "kind": "decision", "document_no": "45/QĐ-SNV", "document_on": "2026-11-20"}

    client_of(officer).post(reverse("class-papers", args=[waiting_class.pk]), sent)

    waiting_class.refresh_from_db()
    assert (waiting_class.decision_no, waiting_class.state) == ("45/QĐ-SNV", "approved")


def test_class_papers_never_overwrites_the_number_of_the_class(client_of, officer, training_class):
    sent = {"file": upload(), "kind": "decision", "document_no": "99/QĐ-KHAC", "document_on": "2026-11-20"}

    client_of(officer).post(reverse("class-papers", args=[training_class.pk]), sent)

    training_class.refresh_from_db()
    assert training_class.decision_no == "123/QĐ-SNV"


def test_decide_refuses_a_cancelled_class(waiting_class, officer):
    classes.cancel(training_class=waiting_class, by=officer)

    with pytest.raises(ClassError) as refused:
        class_papers.decide(training_class=waiting_class, decision_no="1", decision_on=date(2026, 1, 1), by=officer)

    assert refused.value.code == "class_final"


@pytest.mark.parametrize("name", ["class-papers", "class-decide"])
def test_class_papers_are_404_for_a_stranger_and_403_for_a_trainee(client_of, stranger, trainee, place, training_class, name):
    address = reverse(name, args=[training_class.pk])

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(trainee).post(address).status_code == 403


def test_class_list_finds_the_classes_that_wait_for_a_decision(client_of, officer, waiting_class, plan):
    from dataclasses import replace

    classes.create(plan=replace(plan, code="BDAI-2026-04"), by=officer)

    page = client_of(officer).get(reverse("class-list") + "?state=no_decision").text

    assert "BDAI-2026-03" in page
    assert "BDAI-2026-04" not in page
    assert "chờ số quyết định" in page


def test_class_papers_refuses_a_file_that_is_too_large(client_of, officer, training_class):
    large = BytesIO(PDF + b"0" * 10_000_001)
    large.name = "lon.pdf"

    response = client_of(officer).post(reverse("class-papers", args=[training_class.pk]), {"file": large, "kind": "other"})

    assert "lớn hơn 10 MB" in response.text

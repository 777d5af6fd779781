from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.actions import document_forms
from certificates.models import DocumentClass
from tests.certificates.conftest import today


def at(name: str, *args: object) -> str:
    return reverse(f"document-form-{name}", args=args)


def pages_of(draft) -> list[str]:
    return [at(name, draft.pk) for name in ("detail", "edit", "pdf", "release", "discard")]


def test_registrar_reads_forms_and_writes_none(client, registrar, document_class, draft):
    client.force_login(registrar)

    listed = client.get(at("list"))

    assert "Giấy chứng nhận hoàn thành khóa học" in listed.text
    assert "Phiên bản mới" not in listed.text
    assert client.get(at("detail", document_class.pk)).status_code == 200
    assert client.get(at("pdf", document_class.pk))["Content-Type"] == "application/pdf"
    assert client.post(at("start", "completion_confirmation")).status_code == 403
    assert client.get(at("edit", document_class.pk)).status_code == 403
    assert [client.get(page).status_code for page in pages_of(draft)] == [404] * 5


def test_stranger_finds_no_forms(client, stranger, document_class, draft):
    client.force_login(stranger)

    assert client.get(at("list")).status_code == 403
    assert [client.get(page).status_code for page in pages_of(draft)] == [404] * 5
    assert client.post(at("preview", draft.pk), {}).status_code == 404


def test_administrator_of_an_agency_alone_writes_no_form_of_the_city(client, person_factory, home_affairs, draft):
    from tests.conftest import with_role

    client.force_login(with_role(person_factory("Lý Văn Tám", "tam@hoc.example"), home_affairs, "administrator"))

    assert client.get(at("edit", draft.pk)).status_code == 404


def test_administrator_starts_a_version_once(client, administrator, document_class):
    client.force_login(administrator)

    first, second = (client.post(at("start", document_class.kind), follow=True) for _ in range(2))

    assert "Soạn mẫu" in first.text
    assert "Đang có một phiên bản mới của mẫu này được soạn" in second.text
    assert DocumentClass.objects.filter(is_draft=True).count() == 1
    assert client.post(at("start", "bang-khen")).status_code == 404


def test_administrator_saves_a_draft_and_sees_it(client, administrator, draft, typed):
    client.force_login(administrator)

    answer = client.post(
        at("edit", draft.pk),
        typed(text_completed="đã học xong chương trình", is_two_sided="on", width_mm="210", height_mm="148"),
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.texts == {"completed": "đã học xong chương trình"}
    assert (draft.is_two_sided, draft.width_mm, draft.height_mm) == (True, 210, 148)
    assert "đã học xong chương trình" in answer.text
    assert "Đã lưu bản nháp" in answer.text


def test_an_emptied_sentence_is_not_printed(client, administrator, draft, typed):
    client.force_login(administrator)

    answer = client.post(at("edit", draft.pk), typed(text_decision=""), follow=True)

    draft.refresh_from_db()
    assert draft.texts == {"decision": ""}
    assert "Theo Quyết định công nhận" not in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text_certifies": "Chứng nhận {holdr}:"}, "Không có trường {holdr}; có phải ý bạn là {holder}?"),
        ({"text_certifies": "Chứng nhận {"}, "Không điền được “{”"),
        ({"title": "Giấy \u202e khen"}, "Không in được các ký tự: U+202E."),
        ({"text_completed": "đã xong 🎓"}, "Không in được các ký tự: «🎓» (U+1F393)."),
        ({"width_mm": "5"}, "Hãy nhập từ 90 đến 450 milimét."),
    ],
)
def test_a_form_that_cannot_be_printed_is_refused_and_nothing_is_lost(client, administrator, draft, typed, changes, sentence):
    client.force_login(administrator)

    answer = client.post(at("edit", draft.pk), typed(legal_basis="Căn cứ vừa gõ", **changes))

    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Căn cứ vừa gõ" in answer.text
    draft.refresh_from_db()
    assert (draft.texts, draft.edition) == ({}, 0)


def test_two_administrators_do_not_write_over_each_other(client, administrator, draft, typed):
    client.force_login(administrator)
    page = typed(legal_basis="Của người thứ hai")
    client.post(at("edit", draft.pk), typed(legal_basis="Của người thứ nhất"))

    answer = client.post(at("edit", draft.pk), page)

    assert "Vừa có người khác lưu bản nháp này" in answer.text
    assert "Của người thứ hai" in answer.text
    draft.refresh_from_db()
    assert draft.legal_basis == "Của người thứ nhất"


def test_preview_shows_what_is_written_and_stores_nothing(client, administrator, draft, typed):
    client.force_login(administrator)

    good = client.post(at("preview", draft.pk), typed(text_completed="đã học xong"))
    bad = client.post(at("preview", draft.pk), typed(text_completed="đã {xong}"))

    assert "đã học xong" in good.text
    assert "Chưa xem được khi chưa sửa" in bad.text
    draft.refresh_from_db()
    assert draft.texts == {}


def test_pdf_from_the_editor_is_of_what_is_written(client, administrator, draft, typed):
    import io

    from pypdf import PdfReader

    client.force_login(administrator)

    answer = client.post(at("pdf", draft.pk), typed(title="Giấy chứng nhận thử nghiệm", is_two_sided="on"))

    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 2
    assert "THỬ NGHIỆM" in reader.pages[1].extract_text()
    assert "Sinh ngày" in client.post(at("pdf", draft.pk), typed(text_born="Sinh ngày {ngay}")).text


def test_release_asks_first_and_then_closes_the_version_before(client, administrator, document_class, draft, typed):
    client.force_login(administrator)
    assert "Hãy nhập ngày bắt đầu hiệu lực" in client.get(at("release", draft.pk)).text
    day = today() + timedelta(days=3)
    client.post(at("edit", draft.pk), typed(valid_from=day.isoformat()))

    asked = client.get(at("release", draft.pk))
    answer = client.post(at("release", draft.pk), follow=True)

    assert f"{day:%d/%m/%Y}" in asked.text
    assert "Đã ban hành phiên bản 2" in answer.text
    document_class.refresh_from_db()
    assert document_class.valid_to == today() + timedelta(days=2)
    edited = client.get(at("edit", draft.pk), follow=True)
    assert "đã ban hành nên giữ nguyên" in edited.text


def test_release_of_a_day_that_is_over_says_why(client, administrator, draft, typed):
    client.force_login(administrator)
    client.post(at("edit", draft.pk), typed(valid_from="2020-01-01"))

    answer = client.post(at("release", draft.pk), follow=True)

    assert "Phiên bản mới không thể có hiệu lực từ ngày 01/01/2020" in answer.text
    assert DocumentClass.objects.get(pk=draft.pk).is_draft


def test_discard_asks_first(client, administrator, draft):
    client.force_login(administrator)

    asked = client.get(at("discard", draft.pk))
    client.post(at("discard", draft.pk))

    assert "Bỏ bản nháp" in asked.text
    assert not DocumentClass.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("versions", [1, 4])
def test_list_asks_as_often_for_one_version_as_for_many(client, administrator, document_class, django_assert_num_queries, versions):
    for number in range(2, versions + 1):
        DocumentClass.objects.create(
            kind=document_class.kind, version=number, title=f"Bản {number}", number_code="CNHT", valid_from=today()
        )
    client.force_login(administrator)
    client.get(at("list"))

    with django_assert_num_queries(QUERIES):
        client.get(at("list"))


QUERIES = 4


def test_every_kind_can_be_previewed(client, administrator):
    client.force_login(administrator)

    for form in DocumentClass.objects.released():
        for query in ("", "?ngan", "?giay"):
            assert client.get(at("pdf", form.pk) + query).content.startswith(b"%PDF-1.7")


def test_a_draft_is_no_choice_for_issuing(closed_class, document_class, draft, administrator):
    from certificates import desk

    document_forms.save_draft(form=draft, values={"title": "Nháp"}, edition=0, by=administrator)

    assert draft not in desk.document_classes_for(closed_class)

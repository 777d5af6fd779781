"""Pages of the holder, of guardians and of everybody who has a link: what they show, and to whom."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.actions import certificates, publications, shares
from certificates.models import Certificate, CertificateFile, CertificateRequest, Credential, PublicationConsent, Revocation, Share
from lms.learning.models import Enrollment, RunStaff

HOLDERS_PAGES = ("own-certificate", "own-certificate-file", "share-add", "credential-token", "credential-json", "credential-picture")
HOLDERS_POSTS = ("publication-assent", "publication-withdraw")
GUARDIANS_PAGES = ("guardian-page",)
GUARDIANS_POSTS = ("guardian-agree", "guardian-withdraw")
PAPER_PAGES = ("paper-consent",)
PAPER_POSTS = ("paper-consent-withdraw",)


@pytest.fixture
def share(confirmation, trainee):
    return shares.add(certificate=confirmation, parts=["name"], note="Cơ quan cũ", by=trainee)


def statuses(client, person, names, certificate, *, post=False):
    client.force_login(person)
    ask = client.post if post else client.get
    return {ask(reverse(name, args=[certificate.pk])).status_code for name in names}


# --- who may open what


def test_holders_pages_are_for_nobody_else(client, confirmation, child, mother, stranger, registrar, officer):
    for person, status in ((stranger, 404), (officer, 404), (registrar, 403), (mother, 403)):
        assert statuses(client, person, HOLDERS_PAGES, confirmation) == {status}
        assert statuses(client, person, HOLDERS_POSTS, confirmation, post=True) == {status}
    assert statuses(client, child, HOLDERS_PAGES, confirmation) == {200}
    assert not PublicationConsent.objects.exists()


def test_guardians_pages_are_for_the_guardian_alone(client, confirmation, child, mother, stranger, registrar):
    for person, status in ((stranger, 404), (registrar, 403), (child, 403)):
        assert statuses(client, person, GUARDIANS_PAGES, confirmation) == {status}
        assert statuses(client, person, GUARDIANS_POSTS, confirmation, post=True) == {status}
    assert statuses(client, mother, GUARDIANS_PAGES, confirmation) == {200}
    assert not PublicationConsent.objects.exists()


def test_paper_consent_is_for_the_registrar_and_a_teacher(client, confirmation, child, mother, teacher, stranger, registrar):
    for person, status in ((stranger, 404), (teacher, 404), (child, 403), (mother, 403)):
        assert statuses(client, person, PAPER_PAGES, confirmation) == {status}
        assert statuses(client, person, PAPER_POSTS, confirmation, post=True) == {status}
    RunStaff.objects.create(run=confirmation.enrollment.run, person=teacher)
    for person in (registrar, teacher):
        assert statuses(client, person, PAPER_PAGES, confirmation) == {200}


def test_share_pages_of_others_do_not_exist(client, share, stranger, registrar):
    for person in (stranger, registrar):
        client.force_login(person)
        assert client.get(reverse("share-detail", args=[share.pk])).status_code == 404
        assert client.post(reverse("share-close", args=[share.pk])).status_code == 404
    assert Share.objects.get().revoked_at is None


@pytest.mark.parametrize("name", [*HOLDERS_PAGES, *GUARDIANS_PAGES, *PAPER_PAGES])
def test_pages_ask_for_login(client, confirmation, name):
    assert client.get(reverse(name, args=[confirmation.pk])).status_code == 302


@pytest.mark.parametrize("state", ["prepared", "void"])
def test_detail_of_what_is_no_document_is_404(client, confirmation, trainee, state):
    Certificate.objects.update(state=state)
    client.force_login(trainee)

    assert client.get(reverse("own-certificate", args=[confirmation.pk])).status_code == 404


# --- the holder's pages


def test_list_shows_open_courses_on_the_way(client, open_place, terms, trainee):
    client.force_login(trainee)

    page = client.get(reverse("certificate-list"))

    assert [standing.enrollment for standing in page.context["standings"]] == [open_place]
    assert "“Tự kiểm tra”: chưa làm; cần đạt ít nhất 50%." in page.text
    assert "Nhận giấy xác nhận" not in page.text


def test_taking_a_confirmation_leads_to_its_page(client, finished_place, trainee):
    client.force_login(trainee)
    assert "Nhận giấy xác nhận" in client.get(reverse("certificate-list")).text

    page = client.post(reverse("confirmation-take", args=[finished_place.run.code]), follow=True)

    made = Certificate.objects.get()
    assert page.redirect_chain[-1][0] == reverse("own-certificate", args=[made.pk])
    assert made.serial_no in page.text
    assert "Đang tạo tệp" in page.text


def test_taking_a_confirmation_too_early_says_what_is_missing(client, open_place, terms, trainee):
    client.force_login(trainee)

    page = client.post(reverse("confirmation-take", args=[open_place.run.code]), follow=True)

    assert page.status_code == 200
    assert "“Tự kiểm tra”: chưa làm; cần đạt ít nhất 50%." in page.text
    assert not Certificate.objects.exists()


def test_taking_a_confirmation_of_others_is_404(client, finished_place, stranger):
    client.force_login(stranger)

    assert client.post(reverse("confirmation-take", args=[finished_place.run.code])).status_code == 404
    assert not Certificate.objects.exists()


def test_detail_shows_state_words_and_history(client, confirmation, trainee, django_assert_max_num_queries):
    client.force_login(trainee)

    with django_assert_max_num_queries(16):
        page = client.get(reverse("own-certificate", args=[confirmation.pk]))

    for words in (
        confirmation.serial_no,
        "Còn hiệu lực",
        "Trí tuệ nhân tạo cho mọi người",
        "Lịch sử",
        "Tạo liên kết chia sẻ",
        "Huy hiệu số",
    ):
        assert words in page.text


def test_detail_of_what_waits_for_a_signature_offers_no_file(client, confirmation, trainee):
    Certificate.objects.update(state="awaiting_signature")
    client.force_login(trainee)

    page = client.get(reverse("own-certificate", args=[confirmation.pk])).text

    assert "đang chờ nơi cấp ký số" in page
    assert reverse("certificate-download", args=[confirmation.pk]) not in page
    assert client.get(reverse("certificate-download", args=[confirmation.pk])).status_code == 404


@pytest.mark.parametrize(("state", "words"), [("revoked", "đã thu hồi"), ("annulled", "đã hủy bỏ"), ("replaced", "hãy dùng giấy mới")])
def test_detail_says_what_a_state_means(client, confirmation, trainee, state, words):
    Certificate.objects.update(state=state)
    client.force_login(trainee)

    page = client.get(reverse("own-certificate", args=[confirmation.pk])).text

    assert words in page
    assert "Tạo liên kết chia sẻ" not in page
    assert "Huy hiệu số" not in page


def test_file_part_asks_again_until_the_file_is_there(client, confirmation, trainee):
    client.force_login(trainee)
    address = reverse("own-certificate-file", args=[confirmation.pk])
    assert "hx-get" in client.get(address).text

    certificates.make_file(certificate=confirmation)

    assert "hx-get" not in client.get(address).text


def test_file_part_says_what_went_wrong(client, confirmation, trainee):
    Certificate.objects.update(file_problem="Ổ đĩa đã đầy.")
    client.force_login(trainee)

    assert "Ổ đĩa đã đầy." in client.get(reverse("own-certificate", args=[confirmation.pk])).text


def test_download_of_a_confirmation_by_a_stranger_is_404(client, confirmation, stranger):
    client.force_login(stranger)

    assert client.get(reverse("certificate-download", args=[confirmation.pk])).status_code == 404


def test_download_that_fails_leads_back_with_the_sentence(client, confirmation, trainee, settings, tmp_path):
    (tmp_path / "full").write_text("no folder")
    settings.HOCAI_FILES_DIR = tmp_path / "full"
    client.force_login(trainee)

    answer = client.get(reverse("certificate-download", args=[confirmation.pk]))

    assert answer.url == reverse("own-certificate", args=[confirmation.pk])
    assert not CertificateFile.objects.exists()


# --- the digital credential


def test_credential_in_three_shapes_is_one_token(client, confirmation, trainee):
    client.force_login(trainee)

    token = client.get(reverse("credential-token", args=[confirmation.pk]))
    envelope = client.get(reverse("credential-json", args=[confirmation.pk]))
    picture = client.get(reverse("credential-picture", args=[confirmation.pk]))

    assert token["Content-Type"] == "application/vc+jwt"
    assert token["Content-Disposition"] == f'attachment; filename="{confirmation.serial_no}.jwt"'
    assert json.loads(envelope.text)["id"] == f"data:application/vc+jwt,{token.text}"
    assert token.text in picture.text
    assert Credential.objects.count() == 1


def test_credential_of_a_revoked_document_leads_back(client, confirmation, trainee):
    Certificate.objects.update(state="revoked")
    client.force_login(trainee)

    page = client.get(reverse("credential-token", args=[confirmation.pk]), follow=True)

    assert "không tạo bản xác nhận số" in page.text


# --- links


def test_share_add_leads_to_the_link_with_its_qr(client, confirmation, trainee):
    client.force_login(trainee)

    page = client.post(reverse("share-add", args=[confirmation.pk]), {"parts": ["file"], "note": "Công ty A"}, follow=True)

    made = Share.objects.get()
    assert page.redirect_chain[-1][0] == reverse("share-detail", args=[made.pk])
    assert f"/chung-nhan/chia-se/{made.code}/" in page.text
    assert "<svg" in page.text
    assert (made.parts, made.note) == (["name", "file"], "Công ty A")


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Hãy chọn ít nhất một phần"), ({"parts": ["name"], "expires_on": "2020-01-01"}, "Ngày cuối đã qua"), ({"parts": ["name"], "expires_on": "mai"}, "Đây không phải ngày")],
)  # fmt: skip
def test_share_add_with_bad_input_says_one_sentence(client, confirmation, trainee, sent, words):
    client.force_login(trainee)

    page = client.post(reverse("share-add", args=[confirmation.pk]), {"note": "Công ty A", **sent})

    assert page.status_code == 400
    assert words in page.text
    assert "Công ty A" in page.text
    assert not Share.objects.exists()


def test_share_close_is_at_once(client, share, trainee):
    client.force_login(trainee)
    client.post(reverse("share-close", args=[share.pk]))
    client.logout()

    answer = client.get(reverse("share-open", args=[share.code]))

    assert answer.status_code == 410
    assert "Liên kết này đã đóng" in answer.text
    assert "Ngọc" not in answer.text


def test_share_close_by_get_changes_nothing(client, share, trainee):
    client.force_login(trainee)

    assert client.get(reverse("share-close", args=[share.pk])).status_code == 405
    assert Share.objects.get().revoked_at is None


def test_share_open_shows_the_chosen_parts_alone(client, share, confirmation):
    page = client.get(reverse("share-open", args=[share.code]))

    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "Trần Ngọc Ánh" in page.text
    assert "1990" not in page.text
    assert "Tải PDF" not in page.text
    for name in ("share-file", "share-credential"):
        assert client.get(reverse(name, args=[share.code])).status_code == 404


def test_share_open_gives_file_and_credential_where_chosen(client, confirmation, trainee):
    share = shares.add(certificate=confirmation, parts=["document", "file", "credential"], by=trainee)

    page = client.get(reverse("share-open", args=[share.code])).text
    file = client.get(reverse("share-file", args=[share.code]))
    token = client.get(reverse("share-credential", args=[share.code]))

    assert "1990" in page
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert token.text == Credential.objects.get().token


def test_share_open_counts_visitors_and_not_the_holder(client, share, trainee):
    address = reverse("share-open", args=[share.code])
    client.get(address)
    client.head(address)
    client.get(address)
    client.force_login(trainee)
    client.get(address)

    assert Share.objects.get().opened == 2


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "x", "ấ" * 30])
def test_share_open_of_a_guessed_code_is_404(client, share, code):
    assert client.get(reverse("share-open", args=[code])).status_code == 404


def test_share_open_after_its_last_day_is_closed(client, share):
    Share.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

    assert client.get(reverse("share-open", args=[share.code])).status_code == 410


def test_share_open_of_a_revoked_document_says_so(client, share):
    Certificate.objects.update(state="revoked")

    assert "Giấy này không còn hiệu lực." in client.get(reverse("share-open", args=[share.code])).text


def test_share_open_is_rate_limited(client, share, monkeypatch):
    from lms.foundation import ratelimit

    monkeypatch.setattr(ratelimit, "time", lambda: 0.0)  # one window, whatever the hour
    assert all(ratelimit.hit("share-open:address", "127.0.0.1", 240, 60) for _n in range(240))

    assert client.get(reverse("share-open", args=[share.code])).status_code == 429


# --- children


def test_child_and_mother_agree_and_either_closes_every_link(client, confirmation, child, mother):
    client.force_login(child)
    page = client.get(reverse("own-certificate", args=[confirmation.pk])).text
    assert "Bạn chưa đủ 16 tuổi" in page
    assert "Tạo liên kết chia sẻ" not in page
    client.post(reverse("publication-assent", args=[confirmation.pk]))

    client.force_login(mother)
    assert reverse("guardian-page", args=[confirmation.pk]) in client.get(reverse("certificate-list")).text
    client.post(reverse("guardian-agree", args=[confirmation.pk]))

    client.force_login(child)
    client.post(reverse("share-add", args=[confirmation.pk]), {"parts": ["name"]})
    share = Share.objects.get()
    client.logout()
    assert "Trần Ngọc Ánh" in client.get(reverse("share-open", args=[share.code])).text

    client.force_login(mother)
    client.post(reverse("guardian-withdraw", args=[confirmation.pk]))
    client.logout()
    assert client.get(reverse("share-open", args=[share.code])).status_code == 410


def test_child_without_consents_gets_no_link(client, confirmation, child):
    client.force_login(child)

    page = client.post(reverse("share-add", args=[confirmation.pk]), {"parts": ["name"]})

    assert page.status_code == 400
    assert "cả học sinh và cha mẹ hoặc người giám hộ phải đồng ý" in page.text
    assert not Share.objects.exists()


def test_share_made_before_the_consents_lapsed_shows_initials(client, confirmation, child, mother):
    """As on the sixteenth birthday: the link stands, and says no more than the verification page."""
    publications.assent(certificate=confirmation, by=child)
    publications.agree(certificate=confirmation, by=mother)
    share = shares.add(certificate=confirmation, parts=["document", "file", "credential"], by=child)
    PublicationConsent.objects.filter(is_guardian=False).update(withdrawn_at=timezone.now())

    page = client.get(reverse("share-open", args=[share.code])).text

    assert "T.N.Á." in page
    assert "Ngọc" not in page
    for name in ("share-file", "share-credential"):
        assert client.get(reverse(name, args=[share.code])).status_code == 404


def test_paper_consent_is_entered_and_ended(client, confirmation, child, registrar):
    client.force_login(registrar)
    address = reverse("paper-consent", args=[confirmation.pk])

    empty = client.post(address, {"evidence": " "})
    client.post(address, {"evidence": "Phiếu đồng ý ngày 05/02/2026"})
    shown = client.get(address).text
    client.post(reverse("paper-consent-withdraw", args=[confirmation.pk]))

    assert empty.status_code == 400
    assert "Hãy ghi rõ giấy đồng ý" in empty.text
    assert "Phiếu đồng ý ngày 05/02/2026" in shown
    assert PublicationConsent.objects.get().withdrawn_at is not None


def test_paper_consent_list_shows_the_children_within_reach(client, confirmation, child, registrar, teacher, officer):
    address = reverse("paper-consent-list")
    client.force_login(registrar)
    assert [certificate for certificate, _publication in client.get(address).context["rows"]] == [confirmation]

    client.force_login(teacher)
    assert client.get(address).status_code == 403
    RunStaff.objects.create(run=confirmation.enrollment.run, person=teacher)
    assert reverse("paper-consent", args=[confirmation.pk]) in client.get(address).text

    for person in (officer, child):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_paper_consent_list_leaves_out_grown_holders(client, confirmation, registrar):
    client.force_login(registrar)

    assert "Chưa có giấy của học sinh dưới 16 tuổi" in client.get(reverse("paper-consent-list")).text


def test_paper_consent_list_asks_as_much_for_three_as_for_one(
    client,
    confirmation,
    child,
    registrar,
    person_factory,
    django_assert_num_queries,
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("paper-consent-list")
    client.force_login(registrar)
    client.get(address)
    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for number in (2, 3):
        other = Enrollment.objects.create(
            person=person_factory("Lê Văn Sáu", f"so{number}@hoc.example", birth_year=2020), run=confirmation.enrollment.run
        )
        confirmation.pk, confirmation.enrollment, confirmation.serial_no = uuid.uuid4(), other, f"HVCB-{number}"
        confirmation.verification_code, confirmation.register_no, confirmation.register_number = f"CODE{number}", f"0{number}/X", number
        confirmation.save(force_insert=True)

    with django_assert_num_queries(len(for_one)):
        assert len(client.get(address).context["rows"]) == 3


# --- what the issuer answers


def test_detail_leads_to_a_request_and_then_to_the_one_that_waits(client, confirmation, trainee):
    client.force_login(trainee)
    address = reverse("own-certificate", args=[confirmation.pk])
    assert reverse("certificate-request-ask", args=[confirmation.pk]) in client.get(address).text

    asked = CertificateRequest.objects.create(
        certificate=confirmation, kind="lost", received_on=timezone.localdate(), due_on=timezone.localdate(), asked_by=trainee
    )

    assert reverse("certificate-request-detail", args=[asked.pk]) in client.get(address).text
    assert reverse("certificate-request-mine") in client.get(reverse("certificate-list")).text


def test_detail_of_a_revoked_document_gives_its_holder_the_decision(client, confirmation, trainee, registrar, academy):
    Certificate.objects.update(state="revoked")
    Revocation.objects.create(
        certificate=confirmation, ground="a", legal_basis="Điều 8", decision_number="7/QĐ-HVCB", decided_on=timezone.localdate(),
        decided_by=academy, entered_by=registrar, file_sha256="0" * 64,
    )  # fmt: skip
    client.force_login(trainee)

    assert "Tệp quyết định số 7/QĐ-HVCB" in client.get(reverse("own-certificate", args=[confirmation.pk])).text

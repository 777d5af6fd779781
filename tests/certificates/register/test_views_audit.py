"""The auditor's page, the check on request, and the checkpoints for everybody."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from django.utils import timezone

from certificates import book_verdicts
from certificates.actions import checkpoints
from certificates.models import Certificate, RegisterCheckpoint
from certificates.tasks_register import check_book
from certificates.views import register_audit as views
from tests.conftest import with_role


@pytest.fixture
def own_keys(settings, tmp_path):
    from lms.foundation import keyed_seals, signing_keys

    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    signing_keys.ensure_keys(settings.HOCAI_KEYS_DIR)
    (settings.HOCAI_KEYS_DIR / keyed_seals.REGISTER_KEY).write_text("5" * 64)


@pytest.fixture
def audit_desk(client, person_factory, academy):
    client.force_login(with_role(person_factory("Ngô Kiểm Toán", "kiemtoan@hoc.example"), academy, "auditor"))
    return client


def test_audit_page_before_any_check_says_so(audit_desk, book):
    page = audit_desk.get(reverse("register-audit"))

    assert "Chưa kiểm tra" in page.text
    assert "Chưa có mốc kiểm tra nào" in page.text


def test_audit_page_shows_the_last_checkpoint(own_keys, audit_desk, book):
    checkpoints.make()

    page = audit_desk.get(reverse("register-audit"))

    assert [row.verdict.is_intact for row in page.context["rows"]] == [True]
    assert "đã kiểm tra và ký 2 dòng của mọi sổ" in page.text


def test_check_now_names_the_row_and_what_differs(own_keys, audit_desk, book, both, tamper):
    checkpoints.make()
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)

    page = audit_desk.post(reverse("register-audit-check", args=[book.pk]), follow=True)

    assert f"Giấy số hiệu {both[0].serial_no}" in page.text
    assert "Có chỗ bị sửa" in page.text


def test_check_now_of_a_long_book_is_left_to_the_worker(audit_desk, book, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    rung: list[int] = []
    monkeypatch.setattr(check_book, "delay", rung.append)
    address = reverse("register-audit-check", args=[book.pk])

    first, again = audit_desk.post(address, follow=True), audit_desk.post(address, follow=True)

    assert rung == [book.pk]
    assert "Đang kiểm tra" in first.text
    assert "đang được kiểm tra" in again.text
    assert check_book(book.pk) is True
    assert "Đang kiểm tra" not in audit_desk.get(reverse("register-audit-book", args=[book.pk])).text


def test_check_now_without_a_broker_says_so_and_may_be_tried_again(audit_desk, book, monkeypatch):
    def fail(pk):
        raise OSError

    monkeypatch.setattr(views, "AT_ONCE", 1)
    monkeypatch.setattr(check_book, "delay", fail)

    page = audit_desk.post(reverse("register-audit-check", args=[book.pk]), follow=True)

    assert "một phút nữa hãy thử lại" in page.text
    assert book_verdicts.begin(book)


def test_audit_page_trusts_no_forged_checkpoint(own_keys, audit_desk, book, tamper):
    tamper(RegisterCheckpoint, checkpoints.make().pk, entries_checked=999)

    page = audit_desk.get(reverse("register-audit"))

    assert "không còn như lúc ký" in page.text
    assert [row.verdict.is_intact for row in page.context["rows"]] == [None]


@pytest.mark.parametrize(("days", "sentence"), [(-3, "đã cách đây 3 ngày"), (3, "là ngày chưa tới"), (-1, "")])
def test_audit_page_says_when_the_day_of_the_checkpoint_is_strange(own_keys, audit_desk, book, monkeypatch, days, sentence):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days))
    checkpoints.make()
    monkeypatch.setattr(timezone, "now", lambda: now)

    whole = audit_desk.get(reverse("register-audit")).context["whole"]

    assert sentence in whole.remark
    assert bool(whole.remark) is bool(sentence)


def test_verdict_is_the_younger_of_request_and_checkpoint(own_keys, audit_desk, book, both, tamper):
    book_verdicts.check_and_note(book)
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)
    last = checkpoints.make()

    assert book_verdicts.verdicts_of([book], last)[book.pk].is_intact is False
    book_verdicts.check_and_note(book)
    assert book_verdicts.verdicts_of([book], last)[book.pk].by_checkpoint is False


def test_checkpoints_are_public_and_an_outsider_checks_them_without_us(own_keys, client, book):
    checkpoints.make()

    published = json.loads(client.get(reverse("register-checkpoints")).content)

    key, checkpoint = published["keys"][0], published["checkpoints"][0]
    x, y = (int.from_bytes(urlsafe_b64decode(key[name] + "=")) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    text = checkpoint["text"].encode()
    public.verify(b64decode(checkpoint["signature"]), text, ec.ECDSA(hashes.SHA256()))
    assert hashlib.sha256(text).hexdigest() == checkpoint["sha256"]
    assert json.loads(text)["heads"] == {str(book.pk): [2, book.head]}


def test_published_checkpoints_name_nobody(own_keys, client, both, tamper):
    """A finding names a certificate; what the public gets must not."""
    tamper(Certificate, both[0].pk, snapshot={**both[0].snapshot, "holder": "Kẻ Giả Mạo"})
    checkpoints.make()

    text = client.get(reverse("register-checkpoints")).text

    assert both[0].serial_no not in text
    assert both[0].snapshot["holder"] not in text
    assert "Kẻ Giả Mạo" not in text

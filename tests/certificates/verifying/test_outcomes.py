"""What became of a document, by the real actions: replaced, revoked, annulled; the same on every way."""

import pytest
from django.urls import reverse

from certificates.actions import making, revocations, successors
from certificates.actions.revocations import Order
from certificates.models import Certificate
from certificates.verifying import facts, files, lookups
from certificates.verifying.answers import Outcome, Way
from lms.foundation import files as blobs
from tests.certificates.conftest import today


def look_up(client, certificate):
    return client.get(reverse("certificate-lookup", args=[certificate.verification_code]))


@pytest.fixture
def revoke(academy, registrar):
    def done(certificate, effect=Certificate.State.REVOKED):
        order = Order(ground="c", number="77/QĐ-HVCB", decided_on=today(), decided_by=academy, effect=effect)
        return revocations.revoke(certificate=certificate, order=order, by=registrar)

    return done


@pytest.fixture
def successor(certificate, registrar):
    return successors.replace_lost(certificate=certificate, by=registrar)


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [("revoked", "Giấy chứng nhận này đã bị thu hồi, không còn hiệu lực"), ("annulled", "Giấy chứng nhận này đã bị hủy bỏ")],
)
def test_revoked_says_why_and_by_which_decision(client, certificate, revoke, effect, sentence):
    revoke(certificate, effect)

    page = look_up(client, certificate)

    assert page.status_code == 200
    for shown in (sentence, "Bị tẩy xóa", "77/QĐ-HVCB", f"{today():%d/%m/%Y}", "Trần Ngọc Ánh"):
        assert shown in page.text
    assert "có hiệu lực</h1>" not in page.text


def test_revoked_is_told_to_programs(certificate, revoke):
    revoke(certificate)

    said = facts.as_plain(lookups.by_code(certificate.verification_code))

    assert (said["outcome"], said["is_valid"]) == ("revoked", False)
    assert (said["revocation"]["ground"], said["revocation"]["decision_number"]) == ("c", "77/QĐ-HVCB")
    assert [step["event"] for step in said["history"]] == ["issued", "revoked"]


def test_revoked_file_is_unchanged_and_does_not_count(client, certificate, revoke):
    made = making.make_file(certificate=certificate)
    revoke(certificate)

    answer = files.judge(blobs.read(made.file_sha256))

    assert (answer.outcome, answer.version) == (Outcome.REVOKED, "current")


def test_revoked_of_a_child_says_no_more_than_that(client, child_certificate, revoke):
    revoke(child_certificate)

    page = look_up(client, child_certificate)

    assert "đã bị thu hồi" in page.text
    for hidden in ("77/QĐ-HVCB", "Bị tẩy xóa", "Trần Ngọc Ánh", child_certificate.serial_no):
        assert hidden not in page.text


def test_replaced_leads_to_the_document_that_counts(client, certificate, successor):
    page = look_up(client, certificate)

    assert "Giấy chứng nhận này đã được thay bằng giấy khác" in page.text
    assert f"Giấy có hiệu lực hiện nay: số {successor.serial_no}" in page.text
    assert reverse("certificate-lookup", args=[successor.verification_code]) in page.text
    assert "Giấy chứng nhận này có hiệu lực" in look_up(client, successor).text


def test_replaced_asked_by_number_leads_nobody_to_a_code(certificate, successor):
    from certificates.verifying.holder import Claim
    from lms.foundation.vietnamese import PartialDate

    answer = lookups.by_number(certificate.serial_no, Claim("Trần Ngọc Ánh", PartialDate(1990)))

    assert (answer.outcome, answer.way) == (Outcome.REPLACED, Way.NUMBER)
    assert facts.as_plain(answer)["replaced_by"] is None
    assert facts.address_of(answer) == ""


def test_state_that_somebody_set_in_the_table_confirms_nothing(client, certificate, revoke):
    revoke(certificate)
    Certificate.objects.filter(pk=certificate.pk).update(state="valid")

    page = look_up(client, certificate)

    assert "Không xác nhận được giấy này, hãy hỏi nơi cấp" in page.text
    assert "Trần Ngọc Ánh" not in page.text


@pytest.mark.db
def test_every_state_is_answered_in_at_most_six_queries(client, certificate, successor, revoke, django_assert_max_num_queries):
    revoke(successor)
    for each in (certificate, successor):
        with django_assert_max_num_queries(6):
            assert look_up(client, each).status_code == 200

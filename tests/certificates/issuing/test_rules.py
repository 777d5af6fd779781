"""The bad days of a class: a signer without authority, a merged issuer, a clock set back, a class opened again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.actions import certificates
from certificates.exceptions import NotEligible
from certificates.models import Certificate, DocumentClass, RegisterEntry, Signer
from certificates.rules import differences, signer_on
from lms.classes.models import TrainingClass
from lms.people.models import Organization
from tests.certificates.conftest import refused, today


def issue(people, document_class, registrar, name="anh"):
    return certificates.issue(enrollment=people[name].enrollment, document_class=document_class, by=registrar)


@pytest.fixture
def director(academy):
    return Signer.objects.create(organization=academy, name="Nguyễn Văn Giám", position="GIÁM ĐỐC", source="QĐ 1/QĐ-UBND")


def test_issue_prints_the_signer_in_force_on_the_closing_day(closed_class, people, document_class, registrar, academy, director):
    Signer.objects.filter(pk=director.pk).update(valid_to=closed_class.closing_on - timedelta(days=1))
    Signer.objects.create(
        organization=academy, name="Trần Thị Phó", position="PHÓ GIÁM ĐỐC", source="QĐ 2", valid_from=closed_class.closing_on
    )
    Signer.objects.create(organization=academy, name="Lê Đến Sau", position="GIÁM ĐỐC", source="QĐ 3", valid_from=today())

    printed = issue(people, document_class, registrar).snapshot

    assert (printed["signer_name"], printed["signer_position"]) == ("Trần Thị Phó", "PHÓ GIÁM ĐỐC")


def test_issue_prints_the_signer_of_the_assignment_where_there_is_no_list(closed_class, people, document_class, registrar):
    assert issue(people, document_class, registrar).snapshot["signer_name"] == "Lê Thị Mỹ Châu"


def test_issue_refuses_a_signer_whose_authority_ended_the_day_before(closed_class, people, document_class, registrar, director):
    ended = closed_class.closing_on - timedelta(days=1)
    Signer.objects.filter(pk=director.pk).update(valid_to=ended)

    with refused("signer_ended", NotEligible) as caught:
        issue(people, document_class, registrar)
    assert f"Nguyễn Văn Giám chỉ có thẩm quyền ký đến hết ngày {ended:%d/%m/%Y}" in str(caught.value)
    assert not Certificate.objects.exists()


def test_issue_accepts_a_signer_whose_authority_ended_on_the_closing_day(closed_class, people, document_class, registrar, director):
    Signer.objects.filter(pk=director.pk).update(valid_to=closed_class.closing_on)

    assert issue(people, document_class, registrar).snapshot["signer_name"] == "Nguyễn Văn Giám"


def test_issue_refuses_when_every_signer_is_still_to_come(closed_class, people, document_class, registrar, director):
    Signer.objects.filter(pk=director.pk).update(valid_from=today())

    with refused("signer_missing", NotEligible):
        issue(people, document_class, registrar)


def test_signer_on_prefers_whoever_came_last(academy, director):
    deputy = Signer.objects.create(organization=academy, name="Phó", position="P", source="QĐ", valid_from=today())

    assert signer_on(academy, today()) == deputy
    assert signer_on(academy, today() - timedelta(days=1)) == director


def merge(academy, ended):
    follower = Organization.objects.create(
        code="HVM", name="Học viện Mới", kind="training_institution", valid_from=ended + timedelta(days=1)
    )
    follower.predecessors.add(academy)
    Organization.objects.filter(pk=academy.pk).update(valid_to=ended)
    return follower


def test_issue_refuses_an_issuer_merged_before_the_closing_day(closed_class, people, document_class, registrar, academy):
    merge(academy, closed_class.closing_on - timedelta(days=1))

    with refused("issuer_merged", NotEligible) as caught:
        issue(people, document_class, registrar)
    assert "đã sáp nhập vào Học viện Mới" in str(caught.value)


def test_issue_refuses_an_issuer_that_ended_without_a_successor(closed_class, people, document_class, registrar, academy):
    Organization.objects.filter(pk=academy.pk).update(valid_to=closed_class.closing_on - timedelta(days=1))

    with refused("issuer_ended", NotEligible):
        issue(people, document_class, registrar)


def test_issue_stands_in_the_old_name_of_an_issuer_merged_after_the_closing_day(closed_class, people, document_class, registrar, academy):
    merge(academy, closed_class.closing_on)

    made = issue(people, document_class, registrar)

    assert (made.issuer, made.snapshot["issuer"]) == (academy, "Học viện Cán bộ Thành phố Hồ Chí Minh")


def test_issue_refuses_a_draft_form(closed_class, people, document_class, registrar):
    DocumentClass.objects.filter(pk=document_class.pk).update(is_draft=True)
    document_class.refresh_from_db()

    with refused("document_class_draft", NotEligible):
        issue(people, document_class, registrar)


def test_issue_refuses_a_closing_day_that_is_still_to_come(closed_class, people, document_class, registrar):
    TrainingClass.objects.update(closing_on=today() + timedelta(days=3))

    with refused("closing_day_to_come", NotEligible):
        issue(people, document_class, registrar)


def test_issue_refuses_when_the_clock_was_set_back(certificate, people, document_class, registrar, monkeypatch):
    now = timezone.now() - timedelta(hours=3)
    monkeypatch.setattr("certificates.actions.entering.timezone.now", lambda: now)

    with refused("clock_set_back", NotEligible) as caught:
        issue(people, document_class, registrar, "dung")
    assert "chỉnh lại đồng hồ" in str(caught.value)
    assert (Certificate.objects.count(), RegisterEntry.objects.count()) == (1, 1)


def test_issue_goes_on_after_a_class_that_was_opened_again_is_closed_again(certificate, closed_class, people, document_class, registrar):
    TrainingClass.objects.filter(pk=closed_class.pk).update(state="assessing")
    with refused("class_not_closed", NotEligible):
        issue(people, document_class, registrar, "dung")
    assert Certificate.objects.valid().count() == 1

    TrainingClass.objects.filter(pk=closed_class.pk).update(state="closed")
    assert issue(people, document_class, registrar, "dung").register_number == 2


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({"layout": 1, "holder": "A"}, {"layout": 2, "holder": "A"}, []),
        ({"holder": "A", "signer_name": "X"}, {"holder": "B", "signer_name": "Y"}, ["họ tên, ngày sinh hoặc cách xưng hô", "người ký"]),
        ({"issued_on": "2026-01-01"}, {"issued_on": "2026-01-02"}, ["ngày bế giảng hoặc ngày khác"]),
        ({}, {"texts": {"a": "b"}}, ["lời văn của mẫu giấy"]),
    ],
)
def test_differences_says_in_words_where_two_snapshots_differ(before, now, words):
    assert differences(before, now) == words

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.actions import hand_overs
from certificates.actions.hand_overs import Proxy
from certificates.models import Certificate, DocumentClass, HandOver, RegisterBook, RegisterEntry
from certificates.register_check import check_row
from lms.foundation.models import AuditEntry
from lms.foundation.uploads import Paper
from tests.certificates.conftest import refused, today

LETTER = "Giấy giới thiệu số 12/GGT"


def hand(papers, by, *names, on=None):
    return hand_overs.record(certificates=[papers[name] for name in names], taken_on=on or today(), by=by)


@pytest.mark.db
def test_record_writes_a_row_and_a_line_of_the_register_for_each(papers, registrar):
    report = hand(papers, registrar, "anh", "binh")

    assert [row.receiver for row in report.done] == ["Trần Ngọc Ánh", "Nguyễn Thị Thanh Bình"]
    entries = RegisterEntry.objects.filter(event="handed_over").order_by("position")
    assert [entry.certificate for entry in entries] == [papers["anh"], papers["binh"]]
    assert entries[0].statement["taken_on"] == today().isoformat()
    assert entries[0].statement["is_proxy"] is False
    assert AuditEntry.objects.filter(verb="hand_over.record").count() == 2
    assert check_row(Certificate.objects.get(pk=papers["anh"].pk)).is_intact


def test_record_twice_enters_once(papers, registrar):
    hand(papers, registrar, "anh")

    report = hand(papers, registrar, "anh", "binh")

    assert [row.certificate for row in report.done] == [papers["binh"]]
    assert report.already == [papers["anh"]]
    assert RegisterEntry.objects.filter(event="handed_over").count() == 2


def test_record_goes_on_after_the_book_was_closed(papers, registrar):
    RegisterBook.objects.update(closed_at=timezone.now(), closed_by=registrar)

    assert len(hand(papers, registrar, "anh").done) == 1


@pytest.mark.parametrize(("change", "words"), [({"state": "prepared"}, "Trần Ngọc Ánh"), ({"state": "revoked"}, "Trần Ngọc Ánh")])
def test_record_refuses_what_is_not_valid_and_enters_the_others(papers, registrar, change, words):
    Certificate.objects.filter(pk=papers["anh"].pk).update(**change)

    report = hand(papers, registrar, "anh", "binh")

    assert [row.certificate for row in report.done] == [papers["binh"]]
    assert words in report.refused[0]


def test_record_refuses_where_the_signed_file_is_the_original(papers, document_class, registrar):
    DocumentClass.objects.filter(pk=document_class.pk).update(original="signed_pdf")

    report = hand(papers, registrar, "anh")

    assert not report.done
    assert "PDF" in report.refused[0]


def test_record_refuses_days_that_cannot_be(papers, registrar):
    with refused("hand_over_in_future"):
        hand(papers, registrar, "anh", on=today() + timedelta(days=1))
    with refused("hand_over_nobody"):
        hand(papers, registrar)
    with refused("hand_over_day_missing"):
        hand_overs.record(certificates=[papers["anh"]], taken_on=None, by=registrar)
    report = hand(papers, registrar, "anh", on=papers["anh"].issued_on - timedelta(days=1))

    assert len(report.refused) == 1
    assert not HandOver.objects.exists()


def proxy(papers, by, who="Lý Văn Thay", authority=LETTER, scan=None):
    return hand_overs.record_proxy(certificate=papers["anh"], proxy=Proxy(who, authority, scan), taken_on=today(), by=by)


def test_record_proxy_keeps_who_and_by_which_letter(papers, registrar):
    row = proxy(papers, registrar)

    assert (row.receiver, row.is_proxy, row.authority) == ("Lý Văn Thay", True, LETTER)
    assert RegisterEntry.objects.get(event="handed_over").statement["is_proxy"] is True


def test_record_proxy_takes_a_scan_instead_of_a_number(papers, registrar):
    row = proxy(papers, registrar, authority="", scan=Paper("a" * 64, "uy-quyen.pdf", "application/pdf"))

    assert (row.file_sha256, row.file_name) == ("a" * 64, "uy-quyen.pdf")
    assert "uy-quyen.pdf" in row.authority


@pytest.mark.parametrize(("values", "code"), [({"who": " "}, "receiver_missing"), ({"authority": " "}, "authority_missing")])
def test_record_proxy_asks_for_name_and_letter(papers, registrar, values, code):
    with refused(code):
        proxy(papers, registrar, **values)

    assert not HandOver.objects.exists()


def test_record_proxy_refuses_a_second_time_and_says_who_has_it(papers, registrar):
    proxy(papers, registrar)

    with refused("hand_over_done") as caught:
        proxy(papers, registrar, who="Người Khác")

    assert "Lý Văn Thay" in str(caught.value)


def test_record_proxy_refuses_a_document_that_is_not_valid(papers, registrar):
    Certificate.objects.filter(pk=papers["anh"].pk).update(state="prepared")

    with refused("hand_over_not_valid"):
        proxy(papers, registrar)


def test_correct_receiver_on_the_same_day_keeps_the_old_name_in_the_diary(papers, registrar):
    row = hand_overs.correct_receiver(hand_over=proxy(papers, registrar), receiver="Lý Văn Thái", by=registrar)

    assert HandOver.objects.get(pk=row.pk).receiver == "Lý Văn Thái"
    entry = AuditEntry.objects.get(verb="hand_over.correct")
    assert (entry.before["receiver"], entry.after["receiver"]) == ("Lý Văn Thay", "Lý Văn Thái")


def test_correct_receiver_refuses_later_the_holder_and_an_empty_name(papers, registrar):
    row = proxy(papers, registrar)
    own = hand(papers, registrar, "binh").done[0]

    with refused("receiver_is_holder"):
        hand_overs.correct_receiver(hand_over=own, receiver="Ai Đó", by=registrar)
    with refused("receiver_missing"):
        hand_overs.correct_receiver(hand_over=row, receiver="", by=registrar)
    HandOver.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=1))
    with refused("correction_too_late"):
        hand_overs.correct_receiver(hand_over=row, receiver="Ai Đó", by=registrar)

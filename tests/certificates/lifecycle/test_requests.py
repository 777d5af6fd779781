from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates import clock
from certificates.actions import requests, revocations
from certificates.actions.requests import Wish
from certificates.models import Certificate, CertificateRequest
from lms.foundation.models import AuditEntry, Holiday
from lms.foundation.uploads import Paper
from tests.certificates.conftest import refused, today
from tests.certificates.lifecycle.conftest import fresh

LOST = Wish("lost", "Mất khi chuyển nhà")
ERROR = Wish("issuer_error", "Tên tôi là Anh", {"holder": "Trần Ngọc Anh", "workplace": "Sở Nội vụ"})
ANSWER = "Đã cấp giấy mới, mời ông/bà đến nhận."


@pytest.fixture
def asked(certificate, trainee):
    return requests.ask(certificate=certificate, wish=ERROR, by=trainee)


@pytest.fixture
def lost(certificate, trainee):
    return requests.ask(certificate=certificate, wish=LOST, by=trainee)


def test_ask_keeps_what_differs_and_starts_the_clock(asked, certificate, trainee):
    assert (asked.certificate, asked.kind, asked.state, asked.asked_by) == (certificate, "issuer_error", "asked", trainee)
    assert asked.corrections == {"holder": "Trần Ngọc Anh"}
    assert asked.received_on == today()
    assert asked.due_on > today() + timedelta(days=4)
    assert "Điều 5" in asked.legal_basis
    assert AuditEntry.objects.get(verb="certificate_request.ask").object_id == str(asked.pk)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 23)),  # Monday to Monday
        (date(2026, 11, 20), date(2026, 11, 27)),  # Friday
        (date(2026, 11, 21), date(2026, 11, 27)),  # a Saturday does not count
    ],
)
def test_enter_counts_five_working_days(certificate, registrar, received, due, freeze_day):
    freeze_day(date(2026, 12, 1))
    Certificate.objects.update(issued_on=date(2026, 11, 1))

    assert requests.enter(certificate=certificate, wish=LOST, received_on=received, by=registrar).due_on == due


def test_enter_leaves_out_holidays_and_counts_days_worked_in_exchange(certificate, registrar, freeze_day):
    freeze_day(date(2026, 12, 1))
    Certificate.objects.update(issued_on=date(2026, 11, 1))
    Holiday.objects.create(day=date(2026, 11, 18), name="Nghỉ bù", legal_basis="TB")
    Holiday.objects.create(day=date(2026, 11, 19), name="Nghỉ bù", legal_basis="TB")
    Holiday.objects.create(day=date(2026, 11, 21), name="Làm bù", is_worked=True, legal_basis="TB")

    due = requests.enter(certificate=certificate, wish=LOST, received_on=date(2026, 11, 16), by=registrar).due_on

    assert due == date(2026, 11, 24)


def test_ask_twice_is_one_request(lost, certificate, trainee):
    assert requests.ask(certificate=certificate, wish=LOST, by=trainee) == lost
    assert CertificateRequest.objects.count() == 1


def test_ask_for_something_else_while_one_waits_is_refused(lost, certificate, trainee):
    with refused("request_waits"):
        requests.ask(certificate=certificate, wish=ERROR, by=trainee)


@pytest.mark.db
def test_one_open_request_per_certificate_is_kept_by_the_database(lost, certificate, trainee):
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.requests.create(kind="lost", received_on=today(), due_on=today(), asked_by=trainee)


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("request_text_missing", Wish("lost", "  ")),
        ("request_text_missing", Wish("issuer_error", "", {"holder": "Trần Ngọc Ánh"})),
        ("correction_unknown_field", Wish("issuer_error", "sai", {"periods": "80"})),
        ("correction_born", Wish("issuer_error", "sai", {"born": "hôm qua"})),
    ],
)
def test_ask_refuses_what_says_nothing(certificate, trainee, code, wish):
    with refused(code):
        requests.ask(certificate=certificate, wish=wish, by=trainee)
    assert not CertificateRequest.objects.exists()


@pytest.mark.parametrize(("code", "days"), [("request_in_future", 1), ("request_before_issue", -30)])
def test_enter_refuses_a_day_that_cannot_be(certificate, registrar, code, days):
    with refused(code):
        requests.enter(certificate=certificate, wish=LOST, received_on=today() + timedelta(days=days), by=registrar)


def test_ask_about_a_revoked_document_is_refused(certificate, order, registrar, trainee):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    with refused("certificate_revoked"):
        requests.ask(certificate=fresh(certificate), wish=LOST, by=trainee)


def test_ask_keeps_the_evidence(certificate, trainee):
    paper = Paper("a" * 64, "cmnd.pdf", "application/pdf")

    asked = requests.ask(certificate=certificate, wish=Wish("lost", "Mất", paper=paper), by=trainee)

    assert (asked.file_sha256, asked.file_name) == ("a" * 64, "cmnd.pdf")


def test_grant_after_an_error_issues_again_with_what_was_asked(asked, certificate, registrar):
    granted = requests.grant(request=asked, answer=ANSWER, by=registrar)

    assert (granted.state, granted.answer, granted.decided_by) == ("granted", ANSWER, registrar)
    assert granted.result.snapshot["holder"] == "Trần Ngọc Anh"
    assert (granted.result.way, fresh(certificate).state) == ("reissue", "replaced")


def test_grant_takes_the_corrections_that_the_registrar_checked(asked, registrar):
    granted = requests.grant(request=asked, answer=ANSWER, right={"holder": "Trần Thị Ngọc Anh"}, by=registrar)

    assert granted.result.snapshot["holder"] == "Trần Thị Ngọc Anh"


def test_grant_of_a_lost_one_issues_in_its_place(lost, certificate, registrar):
    granted = requests.grant(request=lost, answer=ANSWER, by=registrar)

    assert (granted.result.way, granted.result.replaces) == ("replacement", certificate)


def test_grant_twice_issues_once(lost, registrar, officer):
    first = requests.grant(request=lost, answer=ANSWER, by=registrar)
    again = requests.grant(request=lost, answer="Khác", by=officer)

    assert (first.result, again.answer) == (again.result, ANSWER)
    assert Certificate.objects.count() == 2


def test_grant_of_ones_own_request_is_refused_and_changes_nothing(lost, certificate, trainee):
    with refused("own_certificate"):
        requests.grant(request=lost, answer=ANSWER, by=trainee)
    assert (fresh(certificate).state, CertificateRequest.objects.get().state) == ("valid", "asked")


def test_grant_of_a_withdrawn_request_is_refused(lost, registrar, trainee):
    requests.withdraw(request=lost, by=trainee)

    with refused("request_decided"):
        requests.grant(request=lost, answer=ANSWER, by=registrar)


def test_grant_without_an_answer_is_refused(lost, registrar):
    with refused("answer_missing"):
        requests.grant(request=lost, answer="  ", by=registrar)


def test_refuse_leaves_the_document_and_tells_why(asked, certificate, registrar):
    answered = requests.refuse(request=asked, answer="Giấy khai sinh ghi đúng như giấy đã cấp.", by=registrar)

    assert (answered.state, fresh(certificate).state) == ("refused", "valid")
    assert requests.refuse(request=asked, answer="Lần hai", by=registrar).answer.startswith("Giấy khai sinh")


def test_refuse_after_a_grant_is_refused(lost, registrar):
    requests.grant(request=lost, answer=ANSWER, by=registrar)

    with refused("request_decided"):
        requests.refuse(request=lost, answer="Không", by=registrar)


def test_refuse_of_ones_own_request_is_refused(lost, trainee):
    with refused("own_certificate"):
        requests.refuse(request=lost, answer="Không", by=trainee)


def test_withdraw_makes_room_for_another_request(lost, certificate, trainee):
    requests.withdraw(request=lost, by=trainee)
    requests.withdraw(request=lost, by=trainee)

    assert requests.ask(certificate=certificate, wish=ERROR, by=trainee).state == "asked"


def test_withdraw_after_the_answer_is_refused(lost, registrar, trainee):
    requests.refuse(request=lost, answer="Không", by=registrar)

    with refused("request_decided"):
        requests.withdraw(request=lost, by=trainee)


@pytest.mark.parametrize(
    ("day", "left", "sentence"),
    [
        (date(2026, 11, 16), 5, "còn 5 ngày làm việc"),
        (date(2026, 11, 20), 1, "còn 1 ngày làm việc"),
        (date(2026, 11, 22), 1, "còn 1 ngày làm việc"),
        (date(2026, 11, 23), 0, "hôm nay là hạn cuối"),
        (date(2026, 11, 24), -1, "quá hạn 1 ngày làm việc"),
        (date(2026, 11, 30), -5, "quá hạn 5 ngày làm việc"),
    ],
)
def test_due_of_says_how_many_working_days_are_left(db, freeze_day, day, left, sentence):
    freeze_day(day)

    due = clock.due_of(CertificateRequest(received_on=date(2026, 11, 16), due_on=date(2026, 11, 23)))

    assert (due.days_left, due.sentence, due.is_overdue) == (left, sentence, left < 0)


def test_dues_are_sorted_by_their_day_and_ask_the_calendar_once(certificate, second, registrar, django_assert_num_queries):
    late = certificate.requests.create(kind="lost", received_on=today(), due_on=today() + timedelta(days=7), asked_by=registrar)
    soon = second.requests.create(kind="lost", received_on=today(), due_on=today() - timedelta(days=3), asked_by=registrar)

    with django_assert_num_queries(2):
        listed = clock.dues(CertificateRequest.objects.waiting())

    assert [due.request for due in listed] == [soon, late]
    assert listed[0].is_overdue

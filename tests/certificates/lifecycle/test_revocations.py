from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from certificates.actions import revocations
from certificates.models import Certificate, RegisterBook, RegisterEntry, Revocation
from certificates.register_check import check_row
from lms.foundation.models import AuditEntry
from lms.people.models import Organization
from tests.certificates.conftest import refused, today
from tests.certificates.lifecycle.conftest import fresh, lines_of


def test_revoke_ends_the_document_with_its_ground_and_decision(certificate, order, registrar, academy):
    made = revocations.revoke(certificate=certificate, order=order, by=registrar)

    assert fresh(certificate).state == "revoked"
    assert (made.ground, made.decision_number, made.decided_on, made.decided_by) == ("a", "77/QĐ-HVCB", today(), academy)
    assert made.legal_basis == "Thông tư 03/2023/TT-BNV, Điều 8 điểm a"
    assert lines_of(certificate) == ["issued", "revoked"]
    line = RegisterEntry.objects.get(event="revoked")
    assert (line.statement["decision"], line.statement["ground"]) == ("77/QĐ-HVCB", "a")
    assert AuditEntry.objects.get(verb="certificate.revoked").after["decision"] == "77/QĐ-HVCB"
    assert check_row(fresh(certificate)).is_intact


def test_annul_says_that_it_never_counted(certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=replace(order, effect="annulled", ground="b"), by=registrar)

    assert fresh(certificate).state == "annulled"
    assert lines_of(certificate)[-1] == "annulled"


@pytest.mark.parametrize("ground", Revocation.Ground.values)
def test_revoke_takes_each_of_the_five_grounds(certificate, order, registrar, ground):
    assert revocations.revoke(certificate=certificate, order=replace(order, ground=ground), by=registrar).ground == ground


def test_revoke_is_public_at_once(client, certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    assert "thu hồi" in client.get(f"/xac-minh/{certificate.verification_code}/").text


def test_revoke_twice_by_the_same_decision_changes_nothing(certificate, order, registrar, officer):
    first = revocations.revoke(certificate=certificate, order=order, by=registrar)
    again = revocations.revoke(certificate=fresh(certificate), order=order, by=officer)

    assert first == again
    assert lines_of(certificate) == ["issued", "revoked"]


def test_revoke_by_another_decision_is_refused(certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    with refused("certificate_revoked") as caught:
        revocations.revoke(certificate=fresh(certificate), order=replace(order, number="99/QĐ-HVCB"), by=registrar)
    assert "77/QĐ-HVCB" in str(caught.value)


def test_revoke_tells_the_holder_by_mail(certificate, order, registrar, trainee, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from lms.celery import app

    app.conf.task_always_eager = True
    with django_capture_on_commit_callbacks(execute=True):
        revocations.revoke(certificate=certificate, order=order, by=registrar)
    app.conf.task_always_eager = False

    [letter] = mail.outbox
    assert letter.to == [trainee.email]
    assert certificate.serial_no in letter.subject
    assert "77/QĐ-HVCB" in letter.body
    assert trainee.full_name not in letter.subject + letter.body


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("revocation_number_missing", {"number": "  "}),
        ("revocation_in_future", {"decided_on": timezone.localdate() + timedelta(days=2)}),
        ("revocation_before_issue", {"decided_on": timezone.localdate() - timedelta(days=9)}),
        ("ground_not_in_force", {"decided_on": date(2020, 1, 1)}),
    ],
)
def test_revoke_refuses_a_decision_that_cannot_be(certificate, order, registrar, code, values):
    with refused(code):
        revocations.revoke(certificate=certificate, order=replace(order, **values), by=registrar)
    assert fresh(certificate).state == "valid"
    assert not Revocation.objects.exists()


@pytest.mark.parametrize("state", ["prepared", "awaiting_signature", "void"])
def test_revoke_refuses_what_is_not_given_out(certificate, order, registrar, state):
    Certificate.objects.filter(pk=certificate.pk).update(state=state)

    with refused("certificate_not_final"):
        revocations.revoke(certificate=certificate, order=order, by=registrar)


def test_revoke_refuses_somebody_elses_decision(certificate, order, registrar, home_affairs):
    with refused("decider_not_competent") as caught:
        revocations.revoke(certificate=certificate, order=replace(order, decided_by=home_affairs), by=registrar)
    assert "Sở Nội vụ" in str(caught.value)


def test_revoke_after_a_merger_is_decided_by_superior_or_successor(certificate, second, order, registrar, successor, city, academy):
    with refused("decider_not_competent") as caught:
        revocations.revoke(certificate=certificate, order=order, by=registrar)
    assert successor.name in str(caught.value)

    made = revocations.revoke(certificate=certificate, order=replace(order, decided_by=successor), by=registrar)
    other = revocations.revoke(certificate=second, order=replace(order, decided_by=city), by=registrar)

    assert (made.decided_by, other.decided_by) == (successor, city)
    assert {entry.book.issuer for entry in RegisterEntry.objects.filter(event="revoked")} == {academy}


def test_revoke_by_the_issuer_while_it_still_existed_may_be_entered_later(certificate, order, registrar, successor, academy):
    made = revocations.revoke(certificate=certificate, order=replace(order, decided_on=certificate.issued_on), by=registrar)

    assert made.decided_by == academy


def test_revoke_after_the_book_was_closed_writes_behind_its_closing_line(certificate, order, registrar):
    RegisterBook.objects.update(closed_at=timezone.now())

    revocations.revoke(certificate=certificate, order=order, by=registrar)

    assert lines_of(certificate) == ["issued", "revoked"]
    assert {entry.book for entry in RegisterEntry.objects.all()} == {certificate.book}


@pytest.mark.db
def test_revoke_many_ends_all_by_one_decision(certificate, second, order, registrar):
    made = revocations.revoke_many(certificates=[second, certificate], order=order, by=registrar)

    assert {row.certificate for row in made} == {certificate, second}
    assert list(Certificate.objects.values_list("state", flat=True)) == ["revoked", "revoked"]


def test_revoke_many_does_all_or_nothing(certificate, second, order, registrar):
    Certificate.objects.filter(pk=second.pk).update(state="prepared")

    with refused("certificate_not_final"):
        revocations.revoke_many(certificates=[certificate, second], order=order, by=registrar)

    assert fresh(certificate).state == "valid"
    assert not Revocation.objects.exists()
    assert "revoked" not in lines_of(certificate)


def test_revoke_many_goes_on_where_the_same_decision_began(certificate, second, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    revocations.revoke_many(certificates=[certificate, second], order=order, by=registrar)

    assert lines_of(certificate) == lines_of(second) == ["issued", "revoked"]


def test_revoke_many_of_nothing_says_so(order, registrar):
    with refused("nothing_chosen"):
        revocations.revoke_many(certificates=[], order=order, by=registrar)


@pytest.mark.db
def test_revocation_is_append_only(certificate, order, registrar):
    from django.db import DatabaseError, transaction

    revocations.revoke(certificate=certificate, order=order, by=registrar)

    with pytest.raises(DatabaseError), transaction.atomic():
        Revocation.objects.update(ground="e")


def test_competence_without_superior_or_successor_says_so(academy):
    from certificates.lineage import competence_of

    Organization.objects.filter(pk=academy.pk).update(valid_to=today() - timedelta(days=1), parent=None)

    competence = competence_of(Organization.objects.get(pk=academy.pk), today())

    assert (competence.deciders, competence.issuer_is_gone) == ([], True)
    assert academy.name in competence.sentence


def test_ended_of_names_those_whose_document_was_ended_and_not_renewed(certificate, second, order, registrar):
    from certificates.actions import successors

    both = [certificate.enrollment_id, second.enrollment_id]
    assert revocations.ended_of(both) == {}
    revocations.revoke(certificate=certificate, order=order, by=registrar)
    assert revocations.ended_of(both) == {certificate.enrollment_id: certificate}

    successors.renew(certificate=fresh(certificate), reason="QĐ 90/QĐ-HVCB", right={}, by=registrar)

    assert revocations.ended_of(both) == {}

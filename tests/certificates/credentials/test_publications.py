"""A child's name is public only after both said yes; at sixteen the holder is asked again."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from certificates.actions import publications, shares
from certificates.models import PublicationConsent, Share
from certificates.publication import name_shown, publication_of
from lms.foundation.models import AuditEntry
from lms.people.models.privacy import Guardian
from tests.certificates.conftest import refused
from tests.certificates.credentials.conftest import INITIALS, born

FULL = "Trần Ngọc Ánh"


def today() -> date:
    return timezone.localdate()


def reread(certificate):
    return type(certificate).objects.get(pk=certificate.pk)


def both_agree(certificate, child, mother):
    publications.assent(certificate=certificate, by=child)
    publications.agree(certificate=certificate, by=mother)


def test_name_shown_of_a_grown_holder_is_the_name(confirmation):
    assert publication_of(confirmation, today()).is_allowed
    assert name_shown(confirmation, today()) == FULL


@pytest.mark.parametrize(("pupil_agrees", "guardian_agrees", "shown"), [(0, 0, INITIALS), (1, 0, INITIALS), (0, 1, INITIALS), (1, 1, FULL)])
def test_name_shown_of_a_child_needs_both(confirmation, child, mother, pupil_agrees, guardian_agrees, shown):
    if pupil_agrees:
        publications.assent(certificate=confirmation, by=child)
    if guardian_agrees:
        publications.agree(certificate=confirmation, by=mother)

    assert name_shown(reread(confirmation), today()) == shown


@pytest.mark.db
def test_assent_twice_keeps_the_first(confirmation, child):
    first = publications.assent(certificate=confirmation, by=child)

    assert publications.assent(certificate=confirmation, by=child) == first
    assert AuditEntry.objects.filter(verb="publication.agree").count() == 1


def test_assent_tells_the_guardian(confirmation, child, mother, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publications.assent(certificate=confirmation, by=child)
        publications.assent(certificate=confirmation, by=child)

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["me@hoc.example"], "Trần Ngọc Ánh xin ý kiến đồng ý của ông/bà")
    assert f"/chung-nhan/nguoi-giam-ho/{confirmation.pk}/" in letter.body


def test_assent_tells_nobody_who_has_agreed_or_is_not_confirmed(
    confirmation, child, mother, person_factory, django_capture_on_commit_callbacks
):
    Guardian.objects.create(child=child, guardian=person_factory("Ông Lạ", "la@hoc.example"), relation="cậu")
    publications.agree(certificate=confirmation, by=mother)

    with django_capture_on_commit_callbacks(execute=True):
        publications.assent(certificate=confirmation, by=child)

    assert mail.outbox == []


def test_agree_is_for_a_confirmed_guardian(confirmation, mother, stranger):
    Guardian.objects.update(confirmed_at=None)

    for person in (mother, stranger):
        with refused("guardian_not_confirmed"):
            publications.agree(certificate=confirmation, by=person)
    assert not PublicationConsent.objects.exists()


def test_enter_paper_keeps_what_was_signed_and_who_entered_it(confirmation, child, registrar):
    publications.assent(certificate=confirmation, by=child)
    said = publications.enter_paper(certificate=confirmation, evidence=" Phiếu đồng ý ngày 05/02/2026 ", by=registrar)

    assert (said.is_guardian, said.person, said.evidence) == (True, registrar, "Phiếu đồng ý ngày 05/02/2026")
    assert name_shown(reread(confirmation), today()) == FULL


def test_enter_paper_without_evidence_is_refused(confirmation, child, registrar):
    with refused("publication_evidence_missing"):
        publications.enter_paper(certificate=confirmation, evidence="  ", by=registrar)


def test_enter_paper_of_a_grown_holder_is_refused(confirmation, registrar):
    with refused("publication_not_needed"):
        publications.enter_paper(certificate=confirmation, evidence="Phiếu đồng ý", by=registrar)


@pytest.mark.parametrize("who", ["child", "mother"])
def test_withdraw_by_either_closes_every_link_at_once(confirmation, child, mother, who):
    both_agree(confirmation, child, mother)
    for _n in range(2):
        shares.add(certificate=confirmation, parts=["name"], by=child)

    withdraw = publications.withdraw_assent if who == "child" else publications.withdraw_agreement
    closed = withdraw(certificate=confirmation, by=child if who == "child" else mother)

    assert closed == 2
    assert not Share.objects.filter(revoked_at=None).exists()
    assert name_shown(reread(confirmation), today()) == INITIALS
    with refused("publication_consent_missing"):
        shares.add(certificate=confirmation, parts=["name"], by=child)


def test_withdraw_of_what_was_never_given_does_nothing(confirmation, child):
    assert publications.withdraw_assent(certificate=confirmation, by=child) == 0
    assert not AuditEntry.objects.filter(verb="publication.withdraw").exists()


def test_consents_end_on_the_sixteenth_birthday_and_the_holder_alone_decides_anew(confirmation, child, mother):
    birthday = today().replace(year=today().year + 4, day=1)
    both_agree(confirmation, child, mother)
    certificate = reread(confirmation)

    assert publication_of(certificate, birthday - timedelta(days=1)).is_allowed
    grown = publication_of(certificate, birthday)

    assert (grown.needs_own, grown.needs_guardian, grown.own, grown.is_allowed) == (True, False, None, False)


def test_assent_after_the_birthday_takes_the_place_of_the_childs(confirmation, child, mother):
    """The birthday was yesterday: what was said two years ago has lapsed, what is said now counts without a guardian."""
    both_agree(confirmation, child, mother)
    PublicationConsent.objects.update(given_at=timezone.make_aware(datetime(2024, 1, 1)))
    born(child, (today() - timedelta(days=1)).replace(year=(today() - timedelta(days=1)).year - 16))
    assert name_shown(reread(confirmation), today()) == INITIALS

    publications.assent(certificate=confirmation, by=child)

    assert name_shown(reread(confirmation), today()) == FULL
    assert PublicationConsent.objects.filter(is_guardian=False).count() == 2

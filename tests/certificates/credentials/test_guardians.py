import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.actions import guardians, publications, shares
from certificates.models import PublicationConsent, Share
from lms.foundation.models import AuditEntry
from lms.learning.models import RunStaff
from lms.people.models.privacy import Guardian
from tests.certificates.conftest import refused


@pytest.fixture
def father(person_factory):
    return person_factory("Trần Văn Cha", "cha@hoc.example", birth_year=1980)


@pytest.fixture
def sister(person_factory):
    return person_factory("Trần Ngọc Em", "em@hoc.example", birth_year=timezone.localdate().year - 15)


def enter(client, certificate, login, relation="cha"):
    return client.post(
        reverse("guardian-enter", args=[certificate.pk]), {"guardian-login": login, "guardian-relation": relation}, follow=True
    )


def test_enter_twice_keeps_the_first(child, father, registrar):
    first = guardians.enter(child=child, guardian=father, relation=" cha ", by=registrar)

    assert guardians.enter(child=child, guardian=father, relation="chú", by=registrar) == first
    assert (first.relation, first.confirmed_at is not None) == ("cha", True)
    assert AuditEntry.objects.filter(verb="guardian.enter").count() == 1


def test_enter_confirms_who_was_only_named(child, father, registrar):
    Guardian.objects.create(child=child, guardian=father, relation="cha")

    assert guardians.enter(child=child, guardian=father, relation="cha", by=registrar).confirmed_at is not None


@pytest.mark.parametrize(
    ("who", "code"), [("child", "guardian_not_grown"), ("sister", "guardian_not_grown"), ("registrar", "guardian_is_yourself")]
)
def test_enter_refuses_who_cannot_answer_for_a_child(request, child, registrar, who, code):
    with refused(code):
        guardians.enter(child=child, guardian=request.getfixturevalue(who), relation="cha", by=registrar)
    assert not Guardian.objects.exists()


def test_enter_for_a_grown_person_is_refused(trainee, father, registrar):
    with refused("publication_not_needed"):
        guardians.enter(child=trainee, guardian=father, relation="cha", by=registrar)


def test_end_takes_back_what_was_agreed_and_closes_the_links(confirmation, child, mother, registrar):
    publications.assent(certificate=confirmation, by=child)
    publications.agree(certificate=confirmation, by=mother)
    shares.add(certificate=confirmation, parts=["name"], by=child)

    guardians.end(guardian=Guardian.objects.get(), by=registrar)

    assert not Guardian.objects.exists()
    assert Share.objects.get().revoked_at is not None
    assert PublicationConsent.objects.get(is_guardian=True).withdrawn_at is not None


def test_end_leaves_a_consent_on_paper(confirmation, child, mother, registrar):
    publications.enter_paper(certificate=confirmation, evidence="Phiếu đồng ý của cha ngày 05/02/2026", by=registrar)

    guardians.end(guardian=Guardian.objects.get(), by=registrar)

    assert PublicationConsent.objects.get().withdrawn_at is None


def test_guardian_is_entered_by_the_registrar_and_then_decides(client, confirmation, child, father, registrar):
    client.force_login(registrar)
    page = enter(client, confirmation, "CHA@hoc.example")
    assert "Trần Văn Cha" in page.text

    client.force_login(father)
    client.post(reverse("guardian-agree", args=[confirmation.pk]))

    assert PublicationConsent.objects.get().person == father


@pytest.mark.parametrize(
    ("login", "relation", "words"),
    [
        ("khongai@hoc.example", "cha", "Không ai có email"),
        ("", "", "Hãy nhập thư điện tử"),
        ("vanthu@hoc.example", "cha", "không tự ghi nhận"),
    ],
)
def test_guardian_entered_wrongly_is_one_sentence(client, confirmation, child, registrar, login, relation, words):
    client.force_login(registrar)

    page = enter(client, confirmation, login, relation)

    assert page.status_code == 400
    assert words in page.text
    assert not Guardian.objects.exists()


def test_guardians_are_kept_by_nobody_else(client, confirmation, child, mother, teacher, stranger):
    row = Guardian.objects.get()
    for person, status in ((stranger, 404), (teacher, 404), (child, 403), (mother, 403)):
        client.force_login(person)
        assert enter(client, confirmation, "khach@hoc.example").status_code == status
        assert client.post(reverse("guardian-end", args=[confirmation.pk, row.pk])).status_code == status
    assert Guardian.objects.get() == row

    RunStaff.objects.create(run=confirmation.enrollment.run, person=teacher)
    client.force_login(teacher)
    assert client.post(reverse("guardian-end", args=[confirmation.pk, row.pk])).status_code == 302
    assert not Guardian.objects.exists()


def test_guardian_of_another_child_is_not_ended_here(client, confirmation, child, pupil, father, registrar):
    other = Guardian.objects.create(child=pupil, guardian=father, relation="cha", confirmed_at=timezone.now())
    client.force_login(registrar)

    assert client.post(reverse("guardian-end", args=[confirmation.pk, other.pk])).status_code == 404
    assert Guardian.objects.filter(pk=other.pk).exists()

"""Making people, their places, roles and consents: each action happy, refused, twice."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.foundation.models import AuditEntry
from lms.people.actions import consents, people, profiles, roles
from lms.people.exceptions import PeopleError
from lms.people.models import Affiliation, Consent, LegalCategory, OrganizationRole, User
from lms.people.permissions import has_role

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TRAINING = Consent.Purpose.TRAINING


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_register_draws_a_handle_and_splits_the_name(officer):
    person = people.register(full_name="Trần  Thị Bích Ngọc", email=" Ngoc@HOC.example ", birth_year=1991, by=officer)

    person.refresh_from_db()
    assert (person.full_name, person.family_middle, person.given) == ("Trần Thị Bích Ngọc", "Trần Thị Bích", "Ngọc")
    assert person.email == "ngoc@hoc.example"
    assert person.handle.startswith("u")
    assert len(person.handle) == 9
    assert not person.has_usable_password()
    assert AuditEntry.objects.get(verb="person.register").actor_handle == officer.handle


def test_register_keeps_the_personal_id_sealed(db):
    person = people.register(full_name="Nguyễn Văn An", personal_id="079085001234", by=None)

    person.refresh_from_db()
    assert b"079085001234" not in bytes(person.personal_id_sealed)
    assert person.masked_personal_id == "079*******34"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"full_name": "  "}, "no_name"),
        ({"full_name": "Lê An", "email": "HOCVIEN@hoc.example"}, "email_taken"),
        ({"full_name": "Lê An", "personal_id": "079085001234"}, "personal_id_taken"),
    ],
)
def test_register_is_refused(trainee, fields, code):
    people.register(full_name="Nguyễn Văn An", personal_id="079085001234", by=None)
    before = User.objects.count()

    with pytest.raises(PeopleError) as refusal:
        people.register(**fields, by=None)

    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")
    assert User.objects.count() == before


def test_affiliate_twice_is_one_place_of_work(trainee, home_affairs):
    for _ in range(2):
        people.affiliate(
            person=trainee, organization=home_affairs, legal_category=LegalCategory.CIVIL_SERVANT, position="Chuyên viên", by=None
        )

    assert Affiliation.objects.get().position == "Chuyên viên"
    assert verbs().count("person.affiliate") == 1


def test_affiliate_again_with_another_position_brings_it_up_to_date(trainee, home_affairs):
    people.affiliate(person=trainee, organization=home_affairs, position="Chuyên viên", by=None)

    people.affiliate(person=trainee, organization=home_affairs, position="Phó Trưởng phòng", by=None)

    assert Affiliation.objects.get().position == "Phó Trưởng phòng"


def test_invite_mails_a_link_that_sets_a_password(client, officer, settings, django_capture_on_commit_callbacks):
    person = people.register(full_name="Võ Thị Sáu", email="sau@hoc.example", by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        people.invite(person=person, by=officer)

    [letter] = mail.outbox
    assert letter.to == ["sau@hoc.example"]
    assert letter.subject == "Tài khoản của bạn trên Học AI"
    assert person.handle in letter.body
    assert "Kính gửi Võ Thị Sáu" in letter.body
    link = next(word for word in letter.body.split() if word.startswith(settings.HOCAI_SITE_URL + "/tai-khoan/password/"))
    form = client.get(link.removeprefix(settings.HOCAI_SITE_URL), follow=True)
    assert "password1" in form.content.decode()


def test_invite_is_not_mailed_when_the_work_is_rolled_back(officer, trainee, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        people.invite(person=trainee, by=officer)

    assert mail.outbox == []


def test_invite_without_an_email_is_refused(db):
    person = people.register(full_name="Người không có email", by=None)

    with pytest.raises(PeopleError) as refusal:
        people.invite(person=person, by=None)

    assert refusal.value.code == "no_email"


def test_correct_moves_names_and_notes_only_which_fields(trainee):
    profiles.correct(
        person=trainee, details={"full_name": "Trần Ngọc Bảo Ánh", "given": "Bảo Ánh", "birth_date": date(1992, 5, 3)}, by=trainee
    )

    trainee.refresh_from_db()
    assert (trainee.full_name, trainee.given, trainee.birth_year) == ("Trần Ngọc Bảo Ánh", "Bảo Ánh", 1992)
    assert AuditEntry.objects.get(verb="person.correct").after == {"fields": ["full_name", "given", "birth_date"]}


def test_correct_with_the_same_details_writes_nothing(trainee):
    profiles.correct(person=trainee, details={"full_name": trainee.full_name, "is_superuser": True}, by=trainee)

    trainee.refresh_from_db()
    assert not trainee.is_superuser
    assert "person.correct" not in verbs()


def test_grant_twice_is_one_role(stranger, home_affairs, administrator):
    for _ in range(2):
        roles.grant(person=stranger, organization=home_affairs, role="officer", by=administrator)

    held = OrganizationRole.objects.get(person=stranger)
    assert (held.valid_from, held.granted_by) == (timezone.localdate(), administrator)
    assert AuditEntry.objects.filter(verb="role.grant", actor_handle=administrator.handle).count() == 1


def test_end_takes_the_role_away_at_once(officer, administrator):
    held = officer.organization_roles.get()
    held.valid_from = timezone.localdate() - timedelta(days=40)
    held.save()

    for _ in range(2):
        roles.end(held=held, by=administrator)

    held.refresh_from_db()
    assert held.valid_to == timezone.localdate() - timedelta(days=1)
    assert not has_role(officer, "officer")
    assert verbs().count("role.end") == 1


def test_end_of_a_role_granted_today_takes_it_away_too(officer, administrator):
    roles.end(held=officer.organization_roles.get(), by=administrator)

    assert not has_role(officer, "officer")


def test_give_consent_twice_is_one_act(stranger):
    Consent.objects.all().delete()

    for _ in range(2):
        consents.give(person=stranger, purpose=TRAINING, version="2026-01", method="web")

    assert Consent.objects.in_force().count() == 1
    assert verbs().count("consent.give") == 2  # one by the cast, one here


def test_withdraw_consent_keeps_the_row_and_allows_another(stranger):
    assert consents.withdraw(person=stranger, purpose=TRAINING) == 1
    assert consents.withdraw(person=stranger, purpose=TRAINING) == 0

    consents.give(person=stranger, purpose=TRAINING, version="2026-01", method="web")

    assert stranger.consents.count() == 2
    assert stranger.consents.in_force().count() == 1

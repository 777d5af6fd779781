"""What leaves the site at a login of the hub: the handle and the name."""

import pytest
from allauth.idp.oidc.adapter import get_adapter

from lms.people.actions import people
from lms.people.oidc import HubOIDCAdapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return people.register(
        full_name="Trần Ngọc Ánh",
        email="anh@hoc.example",
        birth_year=1990,
        phone="+84912345678",
        sex="female",
        personal_id="079190001234",
        by=None,
    )


def claims(person, *scopes, purpose="id_token"):
    return get_adapter().get_claims(purpose, person, None, list(scopes), email=person.email)


def test_the_site_uses_our_adapter():
    assert isinstance(get_adapter(), HubOIDCAdapter)


@pytest.mark.parametrize("purpose", ["id_token", "userinfo"])
def test_claims_are_the_handle_and_the_name(person, purpose):
    assert claims(person, "openid", "profile", purpose=purpose) == {
        "sub": person.handle,
        "preferred_username": person.handle,
        "name": "Trần Ngọc Ánh",
    }


def test_claims_without_the_scope_profile_are_the_handle_alone(person):
    assert claims(person, "openid") == {"sub": person.handle}


def test_claims_hold_no_email_even_when_the_scope_asks(person):
    assert "email" not in claims(person, "openid", "profile", "email")


def test_the_issuer_is_pinned(settings):
    settings.HOCAI_SITE_URL = "https://hoc.example"

    assert get_adapter().get_issuer() == "https://hoc.example"


def test_sub_leads_back_to_an_active_person_only(person):
    adapter = get_adapter()
    assert adapter.get_user_sub(None, person) == person.handle
    assert adapter.get_user_by_sub(None, person.handle) == person

    person.is_active = False
    person.save()
    assert adapter.get_user_by_sub(None, person.handle) is None
    assert adapter.get_user_by_sub(None, str(person.pk)) is None

"""Roles hold at an organization and below it, from a day to a day."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from lms.people.actions import roles
from lms.people.models import OrganizationRole
from lms.people.permissions import get_organization_for_granting, has_role, may_grant, organizations_of, roles_of

pytestmark = pytest.mark.django_db


def test_has_role_at_the_organization_and_below_but_not_above(stranger, city, home_affairs, academy):
    roles.grant(person=stranger, organization=home_affairs, role="officer", by=None)

    assert has_role(stranger, "officer")
    assert has_role(stranger, "officer", home_affairs)
    assert not has_role(stranger, "officer", city)
    assert not has_role(stranger, "officer", academy)
    assert not has_role(stranger, "registrar", home_affairs)


def test_has_role_reaches_units_below(administrator, home_affairs):
    assert has_role(administrator, "administrator", home_affairs)


@pytest.mark.parametrize(
    ("begins", "ends", "held"), [(-5, None, True), (-5, 0, True), (-5, -1, False), (1, None, False), (None, None, True)]
)
def test_has_role_counts_only_days_of_validity(stranger, city, begins, ends, held):
    today = timezone.localdate()
    days = {"valid_from": begins, "valid_to": ends}
    dates = {name: None if shift is None else today + timedelta(days=shift) for name, shift in days.items()}
    OrganizationRole.objects.create(person=stranger, organization=city, role="teacher", **dates)

    assert has_role(stranger, "teacher") is held
    assert roles_of(stranger) == ({"teacher"} if held else set())


def test_has_role_of_a_closed_account_is_none(officer):
    officer.is_active = False
    officer.save()

    assert not has_role(officer, "officer")


def test_nobody_has_no_role(db):
    assert roles_of(AnonymousUser()) == set()
    assert not has_role(AnonymousUser(), "officer")
    assert not organizations_of(AnonymousUser(), "officer").exists()


def test_organizations_of_lists_where_the_role_is_held(registrar, academy):
    assert list(organizations_of(registrar, "registrar")) == [academy]
    assert list(organizations_of(registrar, "officer")) == []


def test_may_grant_is_for_administrators_of_the_organization_or_above(person_factory, city, home_affairs, academy, officer):
    local = person_factory("Quản trị Sở", "qt@hoc.example")
    roles.grant(person=local, organization=home_affairs, role="administrator", by=None)

    assert may_grant(local, home_affairs)
    assert not may_grant(local, academy)
    assert not may_grant(local, city)
    assert not may_grant(officer, home_affairs)


def test_get_organization_for_granting_is_403_without_the_right_and_404_when_there_is_none(rf, officer, administrator, home_affairs):
    request = rf.get("/")
    request.user = officer
    with pytest.raises(PermissionDenied):
        get_organization_for_granting(request, home_affairs.pk)

    request.user = administrator
    assert get_organization_for_granting(request, home_affairs.pk) == home_affairs
    with pytest.raises(Http404):
        get_organization_for_granting(request, 999_999)

"""Agencies invited to the class, and what they hold in their hands: a link and a filled sheet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.classes.conftest import roster_file

COLUMNS = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị công tác", "Chức vụ")


@pytest.fixture
def ward(city):
    from lms.people.models import Organization

    return Organization.objects.create(code="26743", name="Phường Bến Thành", abbreviation="P. Bến Thành", kind="commune_unit", parent=city)


@pytest.fixture
def health(city):
    from lms.people.models import Organization

    return Organization.objects.create(code="H29.SYT", name="Sở Y tế", abbreviation="SYT", kind="department", parent=city)


@pytest.fixture
def invite(training_class, officer) -> Callable[..., Any]:
    """Invites one agency: `invite(ward, quota=2)`."""

    def do(agency: Any, quota: int | None = None, **fields: Any) -> Any:
        from lms.classes.actions import invitations
        from lms.classes.models import AgencyInvitation

        until = timezone.now() + timedelta(days=7)
        made = invitations.invite(training_class=training_class, agencies=[agency], quota=quota, expires_at=until, by=officer)[0]
        AgencyInvitation.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
        return made

    return do


@pytest.fixture
def invitation(invite, ward):
    return invite(ward, quota=2)


@pytest.fixture
def link(invitation):
    from lms.classes.agency_links import token_of

    return f"/don-vi/{token_of(invitation)}/"


@pytest.fixture
def visitor() -> Client:
    """Somebody without an account."""
    return Client()


def sheet(names: list[str], agency: str = "Phường Bến Thành", birth: str = "12/03/1985") -> bytes:
    return roster_file([(name, birth, agency, "Chuyên viên") for name in names], COLUMNS)


@pytest.fixture
def send_list(invitation) -> Callable[..., Any]:
    """The agency sends these names: checked, then entered."""

    def send(names: list[str], **fields: Any) -> Any:
        from lms.classes.actions import agency_lists

        to = fields.pop("invitation", invitation)
        received = agency_lists.receive(invitation=to, data=sheet(names, **fields), filename="danh-sach.xlsx")
        return agency_lists.send(roster_import=received)

    return send


@pytest.fixture
def sent_trainee(send_list, training_class):
    """Somebody whom the ward has sent."""
    send_list(["Trần Thị Bưởi"])
    return training_class.trainees.get(enrollment__person__full_name="Trần Thị Bưởi")

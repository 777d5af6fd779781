"""Two wards of the city, and somebody of the first who writes sessions down."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ...conftest import with_role


@pytest.fixture
def ward(city):
    from lms.people.models import Organization

    return Organization.objects.create(code="H29.26734", name="Phường Bến Thành", parent=city, kind="commune_unit")


@pytest.fixture
def other_ward(city):
    from lms.people.models import Organization

    return Organization.objects.create(code="H29.27259", name="Xã Cần Giờ", parent=city, kind="commune_unit")


@pytest.fixture
def guide(ward, person_factory):
    """Of the ward's community digital team."""
    return with_role(person_factory("Trịnh Thị Hoa", "hoa@hoc.example"), ward, "teacher")


@pytest.fixture
def neighbour(other_ward, person_factory):
    return with_role(person_factory("Lâm Văn Sáu", "sau@hoc.example"), other_ward, "officer")


@pytest.fixture
def write(ward, guide):
    """Writes a session down: `write(days=-3, counts={("female", "over_60"): 4})`."""
    from lms.classes.actions import community

    def make(*, days: int = 0, counts=None, of=None, by=None, uid=None, **values):
        known = {"topic": "Dùng trợ lý AI", "place": "Nhà văn hóa khu phố 3", "minutes": 90}
        plan = community.CommunityPlan(
            on=timezone.localdate() + timedelta(days=days), counts=counts or {("female", "over_60"): 4}, **{**known, **values}
        )
        return community.record(ward=of or ward, uid=uid or uuid4(), plan=plan, by=by or guide)[0]

    return make

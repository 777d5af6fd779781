"""The cast of every test, and the rules of the house for tests."""

import gc
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import FileResponse
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import settings as property_settings

from lms.foundation.append_only import lifted
from tests import database_template

database_template.use()

# Migrations make a million objects that stay: looking through them for garbage would cost a fifth of the whole time.
gc.set_threshold(100_000, 20, 50)

# A busy machine is no finding: how long a single example takes says nothing about the rule.
property_settings.register_profile("house", deadline=None)
property_settings.load_profile("house")

_empty_tables = TransactionTestCase._fixture_teardown


def _empty_append_only_tables_too(self: TransactionTestCase) -> None:
    with lifted():
        _empty_tables(self)


# Tests with real transactions empty the database at their end; the guards of append-only tables would forbid it.
TransactionTestCase._fixture_teardown = _empty_append_only_tables_too


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Screens are tested in Vietnamese, so the catalogues must be as new as their sources."""
    from lms.ops.catalogues import compile_stale

    compile_stale()


@pytest.fixture(autouse=True)
def closed_downloads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that looks at the status of a download alone leaves its file open, which a server never does."""
    opened: list[Any] = []
    set_headers = FileResponse.set_headers

    def note(self: FileResponse, filelike: Any) -> None:
        opened.append(filelike)
        set_headers(self, filelike)

    monkeypatch.setattr(FileResponse, "set_headers", note)
    yield
    for filelike in opened:
        filelike.close()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but loopback and Unix sockets is ever asked."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test asked the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def city(db):
    from lms.people.models import Organization

    return Organization.objects.create(code="H29", name="Ủy ban nhân dân Thành phố Hồ Chí Minh", abbreviation="UBND TP")


@pytest.fixture
def home_affairs(city):
    from lms.people.models import Organization

    kind = Organization.Kind.DEPARTMENT
    return Organization.objects.create(code="H29.SNV", name="Sở Nội vụ", abbreviation="SNV", parent=city, kind=kind)


@pytest.fixture
def academy(city):
    from lms.people.models import Organization

    kind = Organization.Kind.TRAINING_INSTITUTION
    return Organization.objects.create(
        code="H29.HVCB", name="Học viện Cán bộ Thành phố Hồ Chí Minh", abbreviation="HVCB", parent=city, kind=kind
    )


def make_person(full_name: str, email: str, **fields: Any):
    """A person who has agreed to the privacy notice, as everybody has after the first login."""
    from lms.people.actions import consents
    from lms.people.models import Consent, User
    from lms.people.privacy import notice_in_force

    person = User.objects.create_user(full_name=full_name, email=email, password="hoc-ai-demo", **fields)
    consents.give(person=person, purpose=Consent.Purpose.TRAINING, version=notice_in_force(timezone.localdate()).version, method="test")
    return person


@pytest.fixture
def person_factory(db):
    """Makes further people: `person_factory("Trần Văn An", "an@hoc.example")`."""
    return make_person


def with_role(person, organization, role: str):
    from lms.people.actions import roles

    roles.grant(person=person, organization=organization, role=role, by=None)
    return person


@pytest.fixture
def teacher(home_affairs):
    return with_role(make_person("Nguyễn Thị Thu Hà", "giaovien@hoc.example", is_staff=True), home_affairs, "teacher")


@pytest.fixture
def officer(home_affairs):
    return with_role(make_person("Phạm Quốc Bảo", "sonoivu@hoc.example"), home_affairs, "officer")


@pytest.fixture
def registrar(academy):
    return with_role(make_person("Đỗ Thị Hồng Vân", "vanthu@hoc.example"), academy, "registrar")


@pytest.fixture
def administrator(city):
    return with_role(make_person("Vũ Minh Khôi", "quantri@hoc.example", is_staff=True, is_superuser=True), city, "administrator")


@pytest.fixture
def trainee(db):
    return make_person("Trần Ngọc Ánh", "hocvien@hoc.example", birth_year=1990)


@pytest.fixture
def pupil(db):
    return make_person("Lê Gia Hân", "hocsinh@hoc.example", birth_year=2010)


@pytest.fixture
def stranger(db):
    return make_person("Hoàng Văn Lạ", "khach@hoc.example")


@pytest.fixture
def site_tree(db):
    from courses.actions import site_tree
    from tests.material import root_page

    root_page()
    return site_tree.ensure()


@pytest.fixture
def course(site_tree):
    """A published course of one module and one lesson with a required quiz of two questions (2 points)."""
    from tests.material import make_course

    return make_course()


@pytest.fixture
def open_run(course):
    """The course's run that anybody may enter."""
    from lms.learning.actions import runs

    return runs.open_run(course=course, code="mo-ai-co-ban", self_enrolment=True, by=None)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory, django_db_setup, django_db_blocker):
    """A database of its own, for tests whose rows other threads and processes must see."""
    from tests.notebooks.material.own_database import copied

    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("empty")) as database:
        yield database


@pytest.fixture
def visible(empty_database, db, tmp_path):
    """The test's rows are committed, so that other threads see them."""
    from tests.notebooks.material.own_database import copied

    with copied(tmp_path, empty_database) as database, database.inside():
        yield

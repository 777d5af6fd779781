"""Documents of the class of tests/certificates/conftest.py that something happens to."""

from datetime import date, timedelta
from typing import Any

import pytest

from certificates.actions import requests
from certificates.actions.requests import Wish
from certificates.actions.revocations import Order
from certificates.models import Certificate, DocumentClass, RegisterEntry
from lms.people.models import Organization
from tests.certificates.conftest import today


def fresh(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


def lines_of(certificate: Certificate) -> list[str]:
    """What the register says about it, in order."""
    return list(RegisterEntry.objects.filter(certificate=certificate).order_by("pk").values_list("event", flat=True))


@pytest.fixture
def second(closed_class, people, certificate, document_class, registrar) -> Certificate:
    """Dũng's, in the same class."""
    from certificates.actions import certificates

    return certificates.issue(enrollment=people["dung"].enrollment, document_class=document_class, by=registrar)


@pytest.fixture
def order(academy) -> Order:
    return Order(ground="a", number="77/QĐ-HVCB", decided_on=today(), decided_by=academy)


@pytest.fixture
def successor(academy, city) -> Organization:
    """The institution into which the academy was merged yesterday."""
    made = Organization.objects.create(
        code="H29.HVM", name="Học viện Quản trị công Thành phố Hồ Chí Minh", abbreviation="HVQT", parent=city, kind="training_institution"
    )
    made.predecessors.add(academy)
    Organization.objects.filter(pk=academy.pk).update(valid_to=today() - timedelta(days=1))
    return made


@pytest.fixture
def official_form(db) -> DocumentClass:
    values: dict[str, Any] = {"title": "Chứng chỉ bồi dưỡng", "number_code": "CC", "valid_from": date(2023, 4, 30)}
    return DocumentClass.objects.get_or_create(kind="official_certificate", version=1, defaults=values)[0]


@pytest.fixture
def official(certificate, official_form) -> Certificate:
    """Ánh's document as a chứng chỉ."""
    book = certificate.book
    type(book).objects.filter(pk=book.pk).update(document_kind="official_certificate")
    Certificate.objects.filter(pk=certificate.pk).update(
        document_class=official_form, register_no=certificate.register_no.replace("CNHT", "CC")
    )
    return fresh(certificate)


@pytest.fixture
def freeze_day(monkeypatch):
    """Makes it noon of a day for everybody who asks the clock: `freeze_day(date(2026, 11, 16))`."""
    from datetime import datetime, time

    from django.utils import timezone

    def freeze(day: date) -> None:
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        monkeypatch.setattr(timezone, "now", lambda: noon)

    return freeze


@pytest.fixture
def asked(certificate, trainee):
    return requests.ask(certificate=certificate, wish=Wish("issuer_error", "Tên đúng là Anh", {"holder": "Trần Ngọc Anh"}), by=trainee)


@pytest.fixture
def lost(certificate, trainee):
    return requests.ask(certificate=certificate, wish=Wish("lost", "Mất khi chuyển nhà"), by=trainee)


@pytest.fixture
def as_registrar(client, registrar):
    client.force_login(registrar)
    return client

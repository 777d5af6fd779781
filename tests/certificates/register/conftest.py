"""What a forger with the database in hand would do: past every action, under lifted guards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from certificates.actions import certificates
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation.append_only import lifted


@pytest.fixture
def both(closed_class, people, document_class, registrar) -> list[Certificate]:
    """Ánh's number 1 and Dũng's number 2."""
    report = certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    return sorted(report.issued, key=lambda certificate: certificate.register_number or 0)


@pytest.fixture
def book(both) -> RegisterBook:
    return RegisterBook.objects.select_related("issuer").get()


@pytest.fixture
def tamper() -> Callable[..., Any]:
    """`tamper(Certificate, pk, state="valid")`: the row as somebody with the database password leaves it."""

    def change(model: Any, pk: Any, **values: Any) -> None:
        with lifted():
            model.objects.filter(pk=pk).update(**values)

    return change


@pytest.fixture
def take_out() -> Callable[[RegisterEntry], None]:
    def delete(entry: RegisterEntry) -> None:
        with lifted(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM certificates_registerentry WHERE id = %s", [entry.pk])

    return delete


def forged(genuine: Certificate, **values: Any) -> Certificate:
    """A row that nobody issued, beside a genuine one of the same person."""
    fields = {
        "state": Certificate.State.REPLACED,
        "snapshot": {**genuine.snapshot, "holder": "Kẻ Giả Mạo"},
        "verification_code": "GGGGGGGGGGGGGGGG",
        "serial_no": "HVCB-2600-999999",
        "register_number": 3,
        "register_no": "03/2026/HVCB-CNHT-X",
    }
    same = ("enrollment_id", "document_class_id", "issuer_id", "decision_id", "book_id", "issued_on", "issued_by_id")
    return Certificate.objects.create(**{name: getattr(genuine, name) for name in same} | fields | values)

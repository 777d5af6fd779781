"""The class of this room before and after its closing day, and larger ones."""

from typing import Any

import pytest
from django.utils import timezone

from certificates.actions import certificates, decisions
from certificates.models import Certificate
from lms.classes.models import TrainingClass
from tests.certificates.conftest import admit, today


@pytest.fixture
def prepared(training_class, decision, document_class, registrar) -> dict[str, Certificate]:
    """Ánh's and Dũng's documents while the class is being assessed."""
    report = certificates.prepare(training_class=training_class, document_class=document_class, by=registrar)
    assert len(report.issued) == 2
    return {made.snapshot["holder"].split()[-1]: made for made in report.issued}


def close(training_class: TrainingClass, **values: Any) -> TrainingClass:
    """As the class room does it."""
    changes = {"state": TrainingClass.State.CLOSED, "closed_at": timezone.now(), **values}
    TrainingClass.objects.filter(pk=training_class.pk).update(**changes)
    return TrainingClass.objects.select_related("issuer__parent", "programme").get(pk=training_class.pk)


@pytest.fixture
def large_class(training_class, person_factory, home_affairs, registrar):
    """Makes the class one of so many people, all recognised, and closed."""

    def make(count: int, *, is_closed: bool = True) -> TrainingClass:
        for number in range(count):
            admit(
                training_class,
                person_factory(f"Nguyễn Văn {chr(65 + number // 26)}{chr(97 + number % 26)}", f"lon{number}@hoc.example"),
                home_affairs,
            )
        decisions.enter(training_class=training_class, number="1/QĐ-HVCB", decided_on=today(), by=registrar)
        return close(training_class) if is_closed else training_class

    return make

"""Each test counts its own visits."""

from datetime import date

import pytest

from certificates.actions import certificates, making
from certificates.verifying import limits
from lms.foundation import files
from lms.people.models import User


@pytest.fixture(autouse=True)
def uncounted() -> None:
    limits.forget()


@pytest.fixture
def child_certificate(closed_class, people, document_class, registrar):
    """Ánh's, who is twelve here."""
    User.objects.filter(pk=people["anh"].enrollment.person_id).update(birth_date=date(closed_class.closing_on.year - 12, 1, 1))
    return certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar)


@pytest.fixture
def printed(certificate):
    """(the certificate with its file, the bytes of the file)."""
    made = making.make_file(certificate=certificate)
    return made, files.read(made.file_sha256)

"""Each test counts its own visits."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from certificates.actions import certificates, making
from certificates.models import SigningProfile
from certificates.signing import backends
from certificates.signing.demo import FILE, ensure_demo_key
from certificates.verifying import limits
from lms.foundation import files
from lms.people.models import User


@pytest.fixture(autouse=True)
def uncounted() -> Iterator[None]:
    limits.forget()
    yield
    translation.deactivate()  # a page in English leaves its language behind


@pytest.fixture(scope="session")
def demo_key(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    ensure_demo_key(folder)
    return folder / FILE


@pytest.fixture
def signed(certificate, academy, demo_key, settings, tmp_path):
    """(the certificate, its file signed by the demonstration key, the unsigned one)."""
    unsigned = files.read(making.make_file(certificate=certificate).file_sha256)
    folder = tmp_path / "keys"
    shutil.copytree(settings.HOCAI_KEYS_DIR, folder)
    shutil.copy(demo_key, folder)
    settings.HOCAI_KEYS_DIR, settings.HOCAI_TRUST_DIR = folder, ""
    SigningProfile.objects.create(organization=academy, backend=SigningProfile.Backend.DEMO)
    made = making.make_file(certificate=certificate)
    yield made, files.read(made.file_sha256), unsigned
    backends.forget()


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

"""Keys of one session: making them is what costs."""

import shutil
from pathlib import Path

import pytest

from certificates import signing
from certificates.actions import certificates
from certificates.actions.making import make_files
from certificates.models import Certificate, SigningProfile
from certificates.signing import backends
from certificates.signing.backends import credential_of
from certificates.signing.demo import FILE, ensure_demo_key
from tests.certificates.signing.material import PASSPHRASE, Authority, Leaf


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert ensure_demo_key(folder) == [FILE]
    return folder / FILE


@pytest.fixture(scope="session")
def root() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def signatory(root) -> Leaf:
    """An official's certificate of an authority that is no demonstration."""
    return root.issue("Nguyễn Văn Ký")


@pytest.fixture(autouse=True)
def keys(settings, tmp_path, demo_file) -> Path:
    """A key folder of this test's own, with what the suite's has and the demonstration's key."""
    folder = tmp_path / "keys"
    shutil.copytree(settings.HOCAI_KEYS_DIR, folder)
    shutil.copy(demo_file, folder)
    settings.HOCAI_KEYS_DIR = folder
    settings.HOCAI_TRUST_DIR = ""
    yield folder
    backends.forget()


@pytest.fixture
def trusted(keys, root) -> Path:
    """The trust folder, with the root in it."""
    folder = keys / "trust"
    folder.mkdir()
    (folder / "goc.pem").write_bytes(root.pem)
    return folder


@pytest.fixture
def demo_profile(academy) -> SigningProfile:
    return SigningProfile.objects.create(organization=academy, backend=SigningProfile.Backend.DEMO)


@pytest.fixture
def file_profile(academy, keys, signatory) -> SigningProfile:
    """The academy signs with a PKCS#12 file."""
    profile = key_file_profile(keys, "hocvien", signatory)
    profile.organization = academy
    profile.save()
    return profile


@pytest.fixture
def outside(academy, signatory) -> SigningProfile:
    """The academy's head signs outside, with this certificate and no other."""
    return SigningProfile.objects.create(organization=academy, backend=SigningProfile.Backend.DETACHED, certificate_sha256=signatory.sha256)


@pytest.fixture
def waiting(closed_class, document_class, outside, registrar) -> dict[str, Certificate]:
    """Ánh's and Dũng's documents, whose original is the signed PDF, drawn and waiting."""
    document_class.original = document_class.Original.SIGNED_PDF
    document_class.save()
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)
    found = Certificate.objects.filter(state=Certificate.State.AWAITING_SIGNATURE)
    made, problems = make_files(certificates=list(found))
    assert not problems
    return {each.snapshot["holder"].split()[-1]: each for each in made}


@pytest.fixture
def sign_outside(signatory, file_profile_elsewhere):
    """What the officer's signing program does with a file."""
    return lambda pdf: signing.sign(pdf, credential_of(file_profile_elsewhere))


@pytest.fixture
def file_profile_elsewhere(keys, signatory) -> SigningProfile:
    """The official's own key file: never in the database of the site."""
    return key_file_profile(keys, "ngoai", signatory)


def key_file_profile(keys: Path, stem: str, leaf: Leaf) -> SigningProfile:
    (keys / f"{stem}.p12").write_bytes(leaf.as_pkcs12())
    (keys / f"{stem}.txt").write_text(PASSPHRASE)
    options = {"key_file": f"{stem}.p12", "passphrase_file": f"{stem}.txt"}
    return SigningProfile(backend=SigningProfile.Backend.PKCS12, options=options)

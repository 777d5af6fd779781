"""Keys of one session: making them is what costs."""

import shutil
from pathlib import Path

import pytest

from certificates.models import SigningProfile
from certificates.signing import backends
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
    (keys / "hocvien.p12").write_bytes(signatory.as_pkcs12())
    (keys / "hocvien.txt").write_text(PASSPHRASE + "\n")
    options = {"key_file": "hocvien.p12", "passphrase_file": "hocvien.txt"}
    return SigningProfile.objects.create(organization=academy, backend=SigningProfile.Backend.PKCS12, options=options)

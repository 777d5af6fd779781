"""Two programs that are not ours look at a signed certificate: poppler's `pdfsig` and pyHanko's own command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader, PdfWriter

from certificates import document, signing
from certificates.signing.backends import credential_of
from certificates.signing.findings import Verdict
from tests.certificates.signing.material import changed

pytestmark = pytest.mark.django_db
PYHANKO = Path(sys.executable).with_name("pyhanko")


@pytest.fixture
def pdfsig() -> str:
    """`apt-get install poppler-utils`."""
    found = shutil.which("pdfsig")
    if found is None:
        if os.environ.get("HOCAI_REQUIRE_ALL") or os.environ.get("CI") == "true":
            pytest.fail("pdfsig is missing: install poppler-utils")
        pytest.skip("pdfsig is missing: install poppler-utils, else nobody but pyHanko looks at our signatures")
    return found


@pytest.fixture
def signed(certificate, demo_profile) -> bytes:
    """Ánh's certificate with the demonstration's signature."""
    return signing.sign(document.render(certificate.snapshot), credential_of(demo_profile))


@pytest.fixture
def demo_root(demo_file, tmp_path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(x509.load_pem_x509_certificates(demo_file.read_bytes())[1].public_bytes(Encoding.PEM))
    return path


def run(*command: object, folder: Path) -> tuple[int, str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, cwd=folder, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


def both_say(pdf: bytes, pdfsig: str, root: Path) -> tuple[str, str]:
    """(pdfsig's word about the signature, pyHanko's)."""
    folder = root.parent
    (folder / "file.pdf").write_bytes(pdf)
    _, poppler = run(pdfsig, "-nocert", "file.pdf", folder=folder)
    validation = [line.split(":", 1)[1].strip() for line in poppler.splitlines() if "Signature Validation:" in line]
    command = (PYHANKO, "sign", "validate", "--pretty-print", "--no-revocation-check", "--trust-replace", "--trust", root, "file.pdf")
    _, hanko = run(*command, folder=folder)
    judged = [line.strip() for line in hanko.splitlines() if line.strip().startswith("The signature is judged")]
    return (validation or [poppler.strip()])[0], (judged or ["no judgment"])[0]


def test_both_programs_find_the_signature_valid(signed, pdfsig, demo_root):
    assert both_say(signed, pdfsig, demo_root) == ("Signature is Valid.", "The signature is judged VALID.")
    assert signing.check(signed).verdict == Verdict.DEMO


def places(signed: bytes) -> dict[str, int]:
    """Where a byte is flipped: in the drawing of the page, in the title of the document."""
    drawing = signed.index(b"stream", signed.index(b"/FlateDecode"))
    return {"page": drawing + 200, "metadata": signed.index(b"/Title") + 20}


@pytest.mark.parametrize("place", ["page", "metadata"])
def test_both_programs_find_one_flipped_bit(signed, pdfsig, demo_root, place):
    altered = changed(signed, places(signed)[place])

    poppler, hanko = both_say(altered, pdfsig, demo_root)

    assert poppler == "Digest Mismatch."
    assert hanko == "The signature is judged INVALID."
    assert signing.check(altered).verdict == Verdict.ALTERED


def test_both_programs_find_a_changed_digit_in_the_signature_itself(signed, pdfsig, demo_root):
    start = signed.index(b"/Contents <3")
    inside = start + len(signed[start : signed.index(b">", start)].rstrip(b"0")) - 4
    digit = signed[inside : inside + 1]
    altered = signed[:inside] + (b"1" if digit == b"0" else b"0") + signed[inside + 1 :]

    poppler, hanko = both_say(altered, pdfsig, demo_root)

    assert poppler != "Signature is Valid."
    assert hanko != "The signature is judged VALID."
    assert not signing.check(altered).is_good


def test_an_appended_change_is_noticed(signed, pdfsig, demo_root, tmp_path):
    writer = PdfWriter(PdfReader(_in(tmp_path, signed)), incremental=True)
    writer.pages[0].merge_transformed_page(_stamp(tmp_path), (1, 0, 0, 1, 0, 0))
    out = tmp_path / "appended.pdf"
    writer.write(out)

    found = signing.check(out.read_bytes())

    assert out.read_bytes().startswith(signed)
    assert found.verdict == Verdict.ALTERED
    assert not found.covers_whole_file
    assert both_say(out.read_bytes(), pdfsig, demo_root)[1] == "The signature is judged INVALID."


def _in(folder: Path, pdf: bytes) -> Path:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return path


def _stamp(folder: Path):
    from tests.certificates.signing.material import plain_pdf

    path = folder / "stamp.pdf"
    path.write_bytes(plain_pdf("Loai gioi"))
    return PdfReader(path).pages[0]

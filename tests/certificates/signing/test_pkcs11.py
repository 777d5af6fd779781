"""A software token (SoftHSM2) stands for the organisation's module: what is said here goes through the real library."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from certificates import signing
from certificates.models import SigningProfile
from certificates.signing import backends
from certificates.signing.backends import credential_of
from tests.certificates.conftest import refused
from tests.certificates.signing.material import pdf_with_field

pytestmark = pytest.mark.django_db
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so")
PIN = "246810"
TOKEN = "Hoc vien"


@pytest.fixture(scope="module")
def library() -> str:
    """`apt-get install softhsm2`."""
    # One name for one library: loaded under two it would be started twice.
    found = next((str(Path(path).resolve()) for path in LIBRARIES if Path(path).exists()), None)
    if found and shutil.which("softhsm2-util"):
        return found
    if os.environ.get("HOCAI_REQUIRE_ALL") or os.environ.get("CI") == "true":
        pytest.fail("softhsm2 is missing: install the package softhsm2")
    pytest.skip("softhsm2 is missing: install it, else signing with a token is not tested")


@pytest.fixture(scope="module")
def leaves(root):
    return {"ec": root.issue("Học viện – ECDSA"), "rsa": root.issue("Học viện – RSA", rsa.generate_private_key(65537, 2048))}


@pytest.fixture(scope="module")
def token(library, leaves, tmp_path_factory) -> Path:
    """A token with two keys; its folder is found by the library through SOFTHSM2_CONF."""
    import pkcs11
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key

    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    command = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "13579113"]
    subprocess.run(command, check=True, capture_output=True)
    with pkcs11.lib(library).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        for label, leaf in leaves.items():
            plain = leaf.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.TraditionalOpenSSL if label == "rsa" else serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            key = decode_rsa_private_key(plain) if label == "rsa" else ec_attributes(decode_ec_private_key, leaf, plain)
            session.create_object(
                {**key, Attribute.LABEL: label, Attribute.TOKEN: True, Attribute.SIGN: True, Attribute.ID: label.encode()}
            )
            certificate = leaf.certificate.public_bytes(serialization.Encoding.DER)
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.VALUE: certificate, Attribute.SUBJECT: leaf.certificate.subject.public_bytes(),
                    Attribute.ID: label.encode(),
                }
            )  # fmt: skip
    yield folder
    backends.forget()
    del os.environ["SOFTHSM2_CONF"]


def ec_attributes(decode, leaf, plain):
    traditional = leaf.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return decode(traditional)


@pytest.fixture
def profile(token, library, academy, keys) -> SigningProfile:
    (keys / "pin.txt").write_text(f"{PIN}\n")
    options = {"library": library, "token_label": TOKEN, "key_label": "ec", "certificate_label": "ec", "pin_file": "pin.txt"}
    return SigningProfile.objects.create(organization=academy, backend=SigningProfile.Backend.PKCS11, options=options)


def with_options(profile: SigningProfile, **options: str) -> SigningProfile:
    profile.options = {**profile.options, **options}
    return profile


@pytest.mark.parametrize(("label", "algorithm"), [("ec", "sha256_ecdsa sha256"), ("rsa", "rsassa_pss sha256")])
def test_token_signs(profile, trusted, leaves, label, algorithm):
    credential = credential_of(with_options(profile, key_label=label, certificate_label=label))

    found = signing.check(signing.sign(pdf_with_field(), credential), pdf_with_field())

    assert found.certificate_sha256 == leaves[label].sha256
    assert found.first.algorithm == algorithm
    assert (found.is_trusted, found.is_only_signed) == (True, True)


def test_token_serves_many_files_with_one_login(profile):
    credential = credential_of(profile)

    signed = {signing.sign(pdf_with_field(), credential) for _ in range(3)}

    assert len(signed) == 3
    assert credential_of(profile).signer is credential.signer


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"key_label": "khong-co"}, "token_incomplete"),
        ({"certificate_label": "khong-co"}, "token_incomplete"),
        ({"token_label": "khong-co"}, "token_missing"),
        ({"pin_file": "khong-co.txt"}, "key_file_missing"),
        ({"library": "/khong/co.so"}, "library_missing"),
        ({"library": "libsofthsm2.so"}, "library_missing"),
        ({"key_label": ""}, "option_missing"),
    ],
)
def test_what_is_not_there_is_told(profile, options, code):
    with refused(code):
        credential_of(with_options(profile, **options))


def test_a_wrong_pin_is_told_and_never_shown(profile, keys, caplog):
    (keys / "pin.txt").write_text("111111")

    with refused("pin_wrong") as caught:
        credential_of(profile)

    assert "111111" not in f"{caught.value} {caught.value.__cause__} {caplog.text}"


def test_a_library_among_uploaded_files_is_refused(profile, settings, tmp_path):
    settings.HOCAI_VAR = tmp_path
    uploaded = tmp_path / "media.so"
    uploaded.write_bytes(b"\x7fELF")

    with refused("library_refused"):
        credential_of(with_options(profile, library=str(uploaded)))


def test_a_token_that_fails_is_told_and_found_again(profile):
    credential = credential_of(profile)
    credential.signer.pkcs11_session.close()

    with refused("token_failed"):
        signing.sign(pdf_with_field(), credential)

    assert signing.check(signing.sign(pdf_with_field(), credential_of(profile))).is_intact

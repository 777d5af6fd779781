import io

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates import document, signing
from certificates.actions import signatures
from certificates.models import SigningProfile
from certificates.signing import making
from certificates.signing.backends import credential_of
from certificates.signing.findings import Verdict
from tests.certificates.conftest import refused, today
from tests.certificates.signing.conftest import key_file_profile
from tests.certificates.signing.material import NOW, PASSPHRASE, YEAR, pdf_with_field, plain_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rsa_signatory(root):
    return root.issue("Trần Thị RSA", rsa.generate_private_key(65537, 2048))


def put(keys, profile, leaf) -> SigningProfile:
    (keys / "hocvien.p12").write_bytes(leaf.as_pkcs12())
    return profile


def test_sign_fills_the_field_that_waits_and_changes_nothing_else(demo_profile):
    unsigned = pdf_with_field(document.SIGNATURE_FIELD)

    signed = signing.sign(unsigned, credential_of(demo_profile))

    reader = PdfFileReader(io.BytesIO(signed))
    found = signing.check(signed, unsigned)
    assert [each.field_name for each in reader.embedded_signatures] == [document.SIGNATURE_FIELD]
    assert reader.embedded_signatures[0].sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signed.startswith(unsigned)
    assert (found.is_only_signed, found.is_intact, found.covers_whole_file) == (True, True, True)


def test_sign_makes_a_field_where_there_is_none(demo_profile):
    signed = signing.sign(plain_pdf(), credential_of(demo_profile))

    assert signing.check(signed).verdict == Verdict.DEMO


def test_sign_twice_leaves_both_signatures_whole(demo_profile):
    once = signing.sign(pdf_with_field(), credential_of(demo_profile))

    twice = signing.check(signing.sign(once, credential_of(demo_profile)))

    assert len(twice.signatures) == 2
    assert (twice.is_intact, twice.covers_whole_file) == (True, True)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_sign_with_a_file_signs_ecdsa_with_the_digest_of_the_profile(file_profile, trusted, digest):
    file_profile.digest = digest

    found = signing.check(signing.sign(pdf_with_field(), credential_of(file_profile)))

    assert found.signer == "Nguyễn Văn Ký"
    assert found.is_trusted
    assert found.first.algorithm == f"{digest}_ecdsa {digest}"


def test_sign_with_an_rsa_key_uses_pss(file_profile, keys, trusted, rsa_signatory):
    found = signing.check(signing.sign(pdf_with_field(), credential_of(put(keys, file_profile, rsa_signatory))))

    assert found.first.algorithm == "rsassa_pss sha256"
    assert found.is_trusted


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), "key_too_weak"),
        (lambda: ec.generate_private_key(ec.SECP224R1()), "key_too_weak"),
    ],
)
def test_weak_keys_are_refused(file_profile, keys, root, make, code):
    with refused(code):
        credential_of(put(keys, file_profile, root.issue("Khóa yếu", make())))


def test_a_weak_digest_is_refused(file_profile):
    file_profile.digest = "sha1"

    with refused("digest_refused"):
        credential_of(file_profile)


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("hocvien.p12", None, "key_file_missing"),
        ("hocvien.txt", None, "key_file_missing"),
        ("hocvien.txt", b"", "secret_empty"),
        ("hocvien.txt", b"sai-mat-khau", "pkcs12_unreadable"),
        ("hocvien.p12", b"no key file", "pkcs12_unreadable"),
    ],
)
def test_a_missing_or_wrong_file_is_told(file_profile, keys, file, content, code):
    (keys / file).unlink() if content is None else (keys / file).write_bytes(content)

    with refused(code) as caught:
        credential_of(file_profile)

    assert PASSPHRASE not in str(caught.value)
    assert "sai-mat-khau" not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", "a/b", ".hidden"])
def test_key_files_are_named_without_folders(file_profile, name):
    file_profile.options = {**file_profile.options, "key_file": name}

    with refused("key_file_name" if name else "option_missing"):
        credential_of(file_profile)


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(NOW - 2 * YEAR, NOW - YEAR, "certificate_expired"), (NOW + YEAR, NOW + 2 * YEAR, "certificate_not_yet_valid")],
)
def test_sign_with_a_certificate_out_of_date_is_refused(file_profile, keys, root, since, until, code):
    credential = credential_of(put(keys, file_profile, root.issue("Quá hạn", since=since, until=until)))

    with refused(code):
        signing.sign(pdf_with_field(), credential)


def test_the_fingerprint_of_the_profile_binds_the_certificate(file_profile, signatory):
    file_profile.certificate_sha256 = signatory.sha256.upper()
    assert credential_of(file_profile).subject.sha256 == signatory.sha256

    file_profile.certificate_sha256 = "0" * 64
    with refused("another_certificate"):
        credential_of(file_profile)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnot really", b"PK\x03\x04"])
def test_sign_something_else_is_refused(demo_profile, data):
    with refused("file_unsignable"):
        signing.sign(data, credential_of(demo_profile))


def test_credential_is_read_once_and_again_when_its_file_changed(file_profile, keys, root):
    first = credential_of(file_profile)
    assert credential_of(file_profile).signer is first.signer

    renewed = credential_of(put(keys, file_profile, root.issue("Chứng thư số mới")))

    assert renewed.subject.name == "Chứng thư số mới"


def test_demonstration_says_what_it_is_worth(demo_profile):
    demo_profile.reason = "Ban hành"

    found = signing.check(signing.sign(pdf_with_field(), credential_of(demo_profile)))

    assert found.is_demo
    assert found.facts["signatures"][0]["reason"] == "Ký thử, không có giá trị pháp lý"


def shown_by(signed: bytes) -> bytes:
    """What the page shows at the place of the signature."""
    field = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].sig_field
    return field["/AP"]["/N"].data


def test_a_page_shows_the_demonstration_and_leaves_other_places_as_they_are(demo_profile, keys, signatory):
    demo = signing.sign(pdf_with_field(), credential_of(demo_profile))
    real = signing.sign(pdf_with_field(), credential_of(key_file_profile(keys, "that", signatory)))

    assert making.DEMO_WORDS.read_bytes() in shown_by(demo)
    assert len(shown_by(real)) < 100


def test_signer_of_an_issuer_signs_by_its_profile(demo_profile, academy):
    sign = signatures.signer_of(academy, today())

    assert sign is not None
    assert signing.check(sign(pdf_with_field())).is_demo


def test_signer_of_an_issuer_without_a_key_here_is_nobody(demo_profile, academy, home_affairs):
    demo_profile.backend = SigningProfile.Backend.DETACHED
    demo_profile.save()

    assert signatures.signer_of(academy, today()) is None
    assert signatures.signer_of(home_affairs, today()) is None


def test_signer_of_an_issuer_looks_at_the_day(demo_profile, academy):
    demo_profile.valid_from = today()
    demo_profile.save()

    assert signatures.signer_of(academy, today() - YEAR) is None

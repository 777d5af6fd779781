import asyncio
import io
import zlib
from datetime import timedelta

import pytest
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import translation
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

from certificates import signing
from certificates.signing import box
from certificates.signing.backends import credential_of
from certificates.signing.findings import Findings, Signature, Verdict
from certificates.signing.revocation import Evidence, revocation_of
from certificates.signing.software_key import asn1_of
from certificates.signing.trusted import Trust
from tests.certificates.signing.material import NOW, YEAR, Authority, changed, pdf_with_field, plain_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(file_profile) -> bytes:
    return signing.sign(pdf_with_field(), credential_of(file_profile))


def signed_by(leaf, keys, file_profile) -> bytes:
    (keys / "hocvien.p12").write_bytes(leaf.as_pkcs12())
    return signing.sign(pdf_with_field(), credential_of(file_profile))


def test_check_names_who_when_and_by_whose_certificate(signed, trusted, signatory):
    found = signing.check(signed)

    assert (found.signer, found.issuer) == ("Nguyễn Văn Ký", "Tổ chức chứng thực thử nghiệm")
    assert found.certificate_sha256 == signatory.sha256
    assert found.signed_at is not None
    assert abs((found.signed_at - NOW).total_seconds()) < 600
    assert found.timestamped_at is None
    assert (found.is_intact, found.is_trusted, found.is_demo, found.covers_whole_file) == (True, True, False, True)


def test_check_warns_when_revocation_cannot_be_checked(signed, trusted):
    with translation.override("vi"):
        found = signing.check(signed)

        assert found.verdict == Verdict.UNCHECKED
        assert found.is_good
        assert found.headline == "Chữ ký số hợp lệ; chưa kiểm tra được chứng thư số có bị thu hồi hay không."
        assert "Cảnh báo: chưa kiểm tra được chứng thư số có bị thu hồi hay không." in found.sentences


def test_check_with_a_list_at_hand_says_not_revoked(signed, trusted, root):
    (trusted / "goc.crl").write_bytes(root.revoked())

    found = signing.check(signed)

    assert (found.verdict, found.revocation) == (Verdict.GOOD, "good")


def test_check_finds_a_certificate_that_had_been_revoked(signed, trusted, root, signatory):
    (trusted / "goc.crl").write_bytes(root.revoked(signatory))

    found = signing.check(signed)

    assert (found.verdict, found.revocation, found.is_good) == (Verdict.REVOKED, "revoked", False)
    assert found.first.revoked_at is not None


def test_revoked_after_the_claimed_time_is_told_apart(root, signatory):
    """Revoked thirty days ago; the signature says sixty."""
    trust = Trust(roots=(der(root.certificate),), lists=(root.revoked(signatory),))
    evidence = Evidence.gather(PdfFileReader(io.BytesIO(plain_pdf())), trust)
    validator = CertificateValidator(asn1_of(signatory.certificate), validation_context=Evidence.context(without_lists(trust), NOW))
    path = asyncio.run(validator.async_validate_path())

    earlier = asyncio.run(revocation_of(path, evidence, NOW - timedelta(days=60), ask_services=False))
    later = asyncio.run(revocation_of(path, evidence, NOW - timedelta(days=10), ask_services=False))

    assert (earlier.state, earlier.is_later) == ("good", True)
    assert (later.state, later.is_later) == ("revoked", False)


def der(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def without_lists(trust: Trust) -> Evidence:
    return Evidence.gather(PdfFileReader(io.BytesIO(plain_pdf())), Trust(roots=trust.roots))


def test_a_later_revocation_without_a_timestamp_is_a_warning():
    said = Signature(
        signer="A", is_intact=True, is_trusted=True, was_in_force=True, revocation="good", is_revoked_later=True, revoked_at=NOW
    )

    with translation.override("vi"):
        assert said.verdict == Verdict.GOOD
        assert said.sentences[-1].startswith("Cảnh báo: chứng thư số đã bị thu hồi ngày")


def test_check_without_the_root_does_not_know_who_signed(signed):
    found = signing.check(signed)

    assert (found.verdict, found.is_intact, found.is_trusted, found.is_good) == (Verdict.UNTRUSTED, True, False, False)


def test_check_of_a_forged_name_is_not_trusted(file_profile, keys, trusted, root):
    """The same names, another key."""
    forger = Authority("Tổ chức chứng thực thử nghiệm").issue("Nguyễn Văn Ký")

    found = signing.check(signed_by(forger, keys, file_profile))

    assert (found.signer, found.verdict) == ("Nguyễn Văn Ký", Verdict.UNTRUSTED)


def signed_by_a_careless_program(leaf, digest: str) -> bytes:
    """Signed without any of our rules."""
    plain = leaf.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = SimpleSigner(
        signing_cert=asn1_of(leaf.certificate), signing_key=PrivateKeyInfo.load(plain), cert_registry=SimpleCertificateStore()
    )
    out, writer = io.BytesIO(), IncrementalPdfFileWriter(io.BytesIO(pdf_with_field()))
    PdfSigner(PdfSignatureMetadata(field_name="ChuKySo", md_algorithm=digest), signer=signer).sign_pdf(writer, output=out)
    return out.getvalue()


@pytest.mark.parametrize(("bits", "digest"), [(1024, "sha256"), (2048, "sha1")])
def test_check_of_a_weak_key_or_digest_does_not_count(trusted, root, bits, digest):
    found = signing.check(signed_by_a_careless_program(root.issue("Khóa yếu", rsa.generate_private_key(65537, bits)), digest))

    assert (found.verdict, found.is_good) == (Verdict.WEAK, False)


def test_check_finds_a_certificate_out_of_force(keys, trusted, root, file_profile, monkeypatch):
    from certificates.signing.credential import Credential

    late = root.issue("Hết hạn", since=NOW - 2 * YEAR, until=NOW - YEAR)
    monkeypatch.setattr(Credential, "refuse_out_of_date", lambda self, at=None: None)  # what another program would not ask

    found = signing.check(signed_by(late, keys, file_profile))

    assert (found.verdict, found.is_intact, found.is_trusted) == (Verdict.NOT_IN_FORCE, True, True)


def test_check_outside_the_demonstration_trusts_no_demonstration(demo_profile, settings):
    signed = signing.sign(pdf_with_field(), credential_of(demo_profile))
    settings.HOCAI_DEMO = False

    found = signing.check(signed)

    assert (found.verdict, found.is_demo, found.is_trusted, found.is_good) == (Verdict.DEMO, True, False, False)


def test_demonstration_is_said_loudly(demo_profile):
    signed = signing.sign(pdf_with_field(), credential_of(demo_profile))

    with translation.override("vi"):
        assert "ĐÂY LÀ CHỮ KÝ DEMO, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ." in signing.check(signed).sentences


@pytest.mark.parametrize(
    ("pdf", "verdict"),
    [
        (b"", Verdict.UNREADABLE),
        (b"PK\x03\x04 a zip", Verdict.UNREADABLE),
        (b"%PDF-1.7\n" + b"\xff" * 5000, Verdict.UNREADABLE),
        (plain_pdf()[:-600], Verdict.UNREADABLE),
        (plain_pdf(), Verdict.UNSIGNED),
        (pdf_with_field(), Verdict.UNSIGNED),
    ],
)
def test_check_of_something_else_says_what_it_is(pdf, verdict):
    found = signing.check(pdf)

    assert (found.verdict, found.is_good, found.is_intact) == (verdict, False, False)
    assert found.sentences


def test_check_of_a_locked_file_says_so():
    writer = PdfWriter(io.BytesIO(plain_pdf()))
    writer.encrypt("mat-khau", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)

    assert signing.check(out.getvalue()).verdict == Verdict.ENCRYPTED


def test_check_of_every_flipped_byte_is_never_good(signed, trusted, root):
    (trusted / "goc.crl").write_bytes(root.revoked())
    gap = signed.index(b"/Contents <")
    end = signed.index(b">", gap)

    for at in [*range(0, gap, 211), *range(end + 1, len(signed), 97)]:
        assert not signing.check(changed(signed, at)).is_good, at


def test_only_signed_is_our_file_and_a_signature(signed):
    assert signing.check(signed, pdf_with_field()).is_only_signed is True
    assert signing.check(signed).is_only_signed is None


def test_only_signed_refuses_what_was_changed_before_the_signature(file_profile):
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_with_field())), incremental=True)
    writer.pages[0].merge_page(PdfReader(io.BytesIO(plain_pdf("Loai gioi"))).pages[0])
    out = io.BytesIO()
    writer.write(out)
    signed = signing.sign(out.getvalue(), credential_of(file_profile))

    found = signing.check(signed, pdf_with_field())

    assert signed.startswith(pdf_with_field())
    assert (found.is_intact, found.is_only_signed) == (True, False)


def test_only_signed_refuses_another_file(signed):
    assert signing.check(signed, plain_pdf("Khac")).is_only_signed is False


def test_findings_survive_a_json_column(signed, trusted):
    found = signing.check(signed)

    plain = found.as_plain()

    assert Findings.from_plain(plain) == found
    assert plain["sentences"][0] == "Chữ ký số hợp lệ; chưa kiểm tra được chứng thư số có bị thu hồi hay không."


def test_box_finds_the_same(signed, trusted):
    with signing.check_many_in_box() as warm:
        assert warm.check(signed, pdf_with_field()) == signing.check(signed, pdf_with_field())
        assert warm.check(b"no pdf").verdict == Verdict.UNREADABLE


def test_box_outlives_the_end_of_its_process(signed, trusted):
    with signing.check_many_in_box() as warm:
        assert warm.check(signed).is_good
        assert warm.process is not None
        warm.process.kill()

        assert warm.check(signed).is_good


def test_box_ends_what_takes_too_long_and_goes_on(signed, trusted, monkeypatch):
    with signing.check_many_in_box() as warm:
        with monkeypatch.context() as hurried:
            hurried.setattr(box, "FILE_SECONDS", 0)
            assert warm.check(signed).verdict == Verdict.TOO_COMPLEX

        assert warm.check(signed).is_good


def test_box_stays_warm_and_hears_whom_to_trust_now(signed, trusted, root):
    with signing.check_many_in_box() as first:
        assert first.check(signed).verdict == Verdict.UNCHECKED
        process = first.process
    (trusted / "goc.crl").write_bytes(root.revoked())

    with signing.check_many_in_box() as again:
        assert again.check(signed).verdict == Verdict.GOOD
        assert again.process is process


def test_two_boxes_at_once_are_two_processes(signed, trusted):
    with signing.check_many_in_box() as one, signing.check_many_in_box() as other:
        assert one.check(signed) == other.check(signed)
        assert one.process is not other.process

    assert [each.process is None for each in (one, other)].count(True) == 1


def test_box_refuses_a_file_larger_than_any_certificate():
    assert signing.check_in_box(b"%PDF-1.7" + bytes(30_000_001)).verdict == Verdict.TOO_COMPLEX


def test_trust_folder_names_files_that_are_none(trusted, root):
    from certificates.signing.trust import trust_in_force, unreadable_files

    (trusted / "hong.crt").write_bytes(b"nothing")
    (trusted / "der.cer").write_bytes(Authority("Khác").certificate.public_bytes(serialization.Encoding.DER))

    assert unreadable_files() == ["hong.crt"]
    assert len(trust_in_force().roots) == 3  # with the demonstration's


def bomb(size: int) -> bytes:
    """A few kilobytes whose list of objects is so many zeros."""
    twice = zlib.compress(zlib.compress(bytes(size), 1), 9)
    head = b"<</Type/XRef/Size 3/Root 2 0 R/W[1 4 2]/Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(twice)
    return b"%PDF-1.7\n1 0 obj\n" + head + b"\nstream\n" + twice + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def test_box_survives_bombs(trusted, signed):
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF\n"

    with signing.check_many_in_box() as warm:
        assert warm.check(bomb(150_000_000)).verdict in (Verdict.UNREADABLE, Verdict.TOO_COMPLEX)
        assert warm.check(deep).verdict in (Verdict.UNREADABLE, Verdict.TOO_COMPLEX)
        assert warm.check(signed).is_good

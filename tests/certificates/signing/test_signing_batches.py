"""Signed outside: the class's batch, and everything that may come back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from certificates import signing
from certificates.actions import signing_batches
from certificates.models import Certificate, CertificateFile, SigningBatch, SigningLine
from certificates.signing.backends import credential_of
from lms.foundation import files
from tests.certificates.conftest import refused
from tests.certificates.signing.conftest import key_file_profile
from tests.certificates.signing.material import plain_pdf, zip_of

pytestmark = pytest.mark.django_db
State = Certificate.State


@pytest.fixture
def batch(waiting, closed_class, registrar) -> SigningBatch:
    return signing_batches.open_batch(training_class=closed_class, by=registrar)


def pdf_of(certificate: Certificate) -> bytes:
    line = SigningLine.objects.get(certificate=certificate)
    return files.read(line.unsigned_sha256)


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken(batch, by, *uploads) -> list[tuple[str, str]]:
    """(outcome, first sentence) of each file."""
    found = signing_batches.take(batch=batch, uploads=uploads, by=by)
    return [(each.outcome, each.sentences[0] if each.sentences else "") for each in found]


def problem_of(batch, by, data: bytes, name: str) -> str:
    (outcome, sentence), *_ = taken(batch, by, upload(data, name))
    assert outcome == "refused"
    return sentence


@pytest.mark.db
def test_open_batch_holds_what_waits_and_is_opened_once(batch, waiting, closed_class, registrar):
    again = signing_batches.open_batch(training_class=closed_class, by=registrar)

    assert again == batch
    assert set(batch.lines.values_list("certificate", flat=True)) == {each.pk for each in waiting.values()}


def test_open_batch_with_nothing_waiting_is_refused(closed_class, outside, registrar):
    with refused("nothing_to_sign"):
        signing_batches.open_batch(training_class=closed_class, by=registrar)


def test_open_batch_where_the_site_signs_is_refused(closed_class, demo_profile, registrar):
    with refused("signed_here"):
        signing_batches.open_batch(training_class=closed_class, by=registrar)


def test_open_batch_without_a_way_of_signing_is_refused(closed_class, registrar):
    with refused("signing_way_missing"):
        signing_batches.open_batch(training_class=closed_class, by=registrar)


@pytest.mark.db
def test_take_a_zip_makes_all_valid_and_finishes_the_batch(batch, waiting, registrar, sign_outside, trusted):
    signed = {each.file_name: sign_outside(pdf_of(each)) for each in waiting.values()}

    results = taken(batch, registrar, upload(zip_of({"__MACOSX/._x": b"x", **signed}), "ky.zip"))

    assert [outcome for outcome, _ in results] == ["taken", "taken"]
    batch.refresh_from_db()
    assert batch.state == SigningBatch.State.DONE
    for certificate in waiting.values():
        certificate.refresh_from_db()
        assert certificate.state == State.VALID
        assert files.read(certificate.file_sha256) == signed[certificate.file_name]
        version = CertificateFile.objects.get(certificate=certificate, kind="signed")
        assert version.findings["facts"]["signatures"][0]["subject"]["name"] == "Nguyễn Văn Ký"


def test_take_one_file_leaves_the_other_waiting(batch, waiting, registrar, sign_outside):
    results = taken(batch, registrar, upload(sign_outside(pdf_of(waiting["Ánh"])), waiting["Ánh"].file_name))

    assert results == [("taken", "Tệp không bị thay đổi, nhưng chưa xác định được ai đã ký.")]
    batch.refresh_from_db()
    assert batch.state == SigningBatch.State.OPEN
    assert Certificate.objects.get(pk=waiting["Dũng"].pk).state == State.AWAITING_SIGNATURE


def test_take_finds_the_document_whatever_the_program_called_it(batch, waiting, registrar, sign_outside):
    signed, serial = sign_outside(pdf_of(waiting["Ánh"])), waiting["Ánh"].serial_no
    names = [f"{serial}_signed.pdf", f"{serial} (1).PDF", f"thu muc/{serial}.pdf", "khac han.pdf"]

    results = signing_batches.take(batch=batch, uploads=[upload(signed, name) for name in names], by=registrar)

    assert {each.certificate for each in results} == {waiting["Ánh"]}
    assert [each.outcome for each in results] == ["taken", "already", "already", "already"]


def test_take_trusts_the_bytes_more_than_the_name(batch, waiting, registrar, sign_outside):
    """Two names were swapped: each file still comes to its own document."""
    taken(batch, registrar, upload(sign_outside(pdf_of(waiting["Ánh"])), waiting["Dũng"].file_name))

    assert Certificate.objects.get(pk=waiting["Ánh"].pk).state == State.VALID
    assert Certificate.objects.get(pk=waiting["Dũng"].pk).state == State.AWAITING_SIGNATURE


def test_take_twice_changes_nothing(batch, waiting, registrar, sign_outside):
    certificate = waiting["Ánh"]
    first, second = sign_outside(pdf_of(certificate)), sign_outside(pdf_of(certificate))
    taken(batch, registrar, upload(first, certificate.file_name))

    assert taken(batch, registrar, upload(first, certificate.file_name))[0][0] == "already"
    assert taken(batch, registrar, upload(second, certificate.file_name))[0][0] == "already"
    certificate.refresh_from_db()
    assert files.read(certificate.file_sha256) == first


def test_take_refuses_each_file_for_its_own_reason(batch, waiting, registrar, sign_outside, keys, root, trusted):
    certificate = waiting["Ánh"]
    unsigned = pdf_of(certificate)
    signed = sign_outside(unsigned)
    # A certificate of the same trusted authority, and not the issuer's.
    other = credential_of(key_file_profile(keys, "khac", root.issue("Lê Văn Khác")))
    reasons = {
        "Tệp chưa có chữ ký số; hãy ký rồi tải lên lại.": unsigned,
        "Tệp bị thay đổi sau khi ký; hãy ký lại tệp đã tải về và không sửa gì.": flipped(signed, signed.index(b"stream") + 300),
        "Tệp được ký bằng chứng thư số của “Lê Văn Khác”, không phải chứng thư số của nơi cấp.": signing.sign(unsigned, other),
        OTHER_CONTENT: sign_outside(drawn_over(unsigned)),
        OTHER_CONTENT + " ": sign_outside(rewritten(unsigned)),
    }
    members = {f"{certificate.serial_no} ({n}).pdf": data for n, data in enumerate(reasons.values())}

    results = taken(batch, registrar, upload(zip_of(members), "ky.zip"))

    assert results == [("refused", reason.strip()) for reason in reasons]
    assert SigningLine.objects.get(certificate=certificate).problem == OTHER_CONTENT
    assert Certificate.objects.get(pk=certificate.pk).state == State.AWAITING_SIGNATURE


OTHER_CONTENT = "Tệp không đúng là tệp đã tải về có thêm chữ ký: hãy ký ngay trên tệp đã tải về, không lưu lại bằng phần mềm khác."


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def drawn_over(pdf: bytes) -> bytes:
    """Our bytes stay, and an appended change shows something else."""
    writer = PdfWriter(PdfReader(io.BytesIO(pdf)), incremental=True)
    writer.pages[0].merge_page(PdfReader(io.BytesIO(plain_pdf("Loai gioi"))).pages[0])
    return written(writer)


def rewritten(pdf: bytes) -> bytes:
    """Saved by another program: the same to look at, other bytes."""
    return written(PdfWriter(clone_from=io.BytesIO(pdf)))


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_take_a_revoked_signer_is_refused(batch, waiting, registrar, sign_outside, trusted, root, signatory):
    (trusted / "goc.crl").write_bytes(root.revoked(signatory))

    said = problem_of(batch, registrar, sign_outside(pdf_of(waiting["Ánh"])), waiting["Ánh"].file_name)

    assert said == "Chứng thư số đã bị thu hồi trước khi ký; hãy ký bằng chứng thư số còn hiệu lực."


def test_take_without_a_fingerprint_asks_for_a_trusted_chain(batch, waiting, registrar, sign_outside, outside, trusted):
    outside.certificate_sha256 = ""
    outside.save()
    signed = sign_outside(pdf_of(waiting["Ánh"]))
    root = (trusted / "goc.pem").read_bytes()
    (trusted / "goc.pem").unlink()
    assert "danh sách tin cậy" in problem_of(batch, registrar, signed, waiting["Ánh"].file_name)

    (trusted / "goc.pem").write_bytes(root)
    assert taken(batch, registrar, upload(signed, waiting["Ánh"].file_name))[0][0] == "taken"


def test_take_a_demonstration_signature_outside_the_demonstration_is_refused(batch, waiting, registrar, outside, settings):
    from certificates.models import SigningProfile

    demo = SigningProfile(backend=SigningProfile.Backend.DEMO)
    signed = signing.sign(pdf_of(waiting["Ánh"]), credential_of(demo))
    settings.HOCAI_DEMO = False

    assert problem_of(batch, registrar, signed, waiting["Ánh"].file_name) == "Tệp mang chữ ký DEMO, không có giá trị pháp lý."


def test_take_files_of_another_class_and_other_things_is_refused_one_by_one(batch, waiting, registrar, sign_outside):
    good = waiting["Ánh"]
    members = {
        "lop-khac.pdf": sign_outside(plain_pdf("Khac")),
        "ghi chu.docx": b"PK\x03\x04 word",
        good.file_name: sign_outside(pdf_of(good)),
        "lon.pdf": b"%PDF-1.7" + bytes(5_000_001),
    }

    results = taken(batch, registrar, upload(zip_of(members, compression=zipfile.ZIP_DEFLATED), "ky.zip"))

    assert [outcome for outcome, _ in results] == ["refused", "refused", "taken", "refused"]
    assert "không thuộc giấy nào của đợt ký này" in results[0][1]
    assert "không phải PDF" in results[1][1]
    assert "lớn hơn 5 MB" in results[3][1]


def test_take_for_a_document_that_waits_no_longer_is_refused(batch, waiting, registrar, sign_outside):
    Certificate.objects.filter(pk=waiting["Ánh"].pk).update(state=State.ANNULLED)

    said = problem_of(batch, registrar, sign_outside(pdf_of(waiting["Ánh"])), waiting["Ánh"].file_name)

    assert "không còn chờ ký" in said


def test_take_after_the_disk_lost_the_unsigned_file_draws_it_again(batch, waiting, registrar, sign_outside):
    signed = sign_outside(pdf_of(waiting["Ánh"]))
    files.blob_path(waiting["Ánh"].file_sha256).unlink()

    assert taken(batch, registrar, upload(signed, waiting["Ánh"].file_name))[0][0] == "taken"


@pytest.mark.db
def test_cancel_keeps_what_was_signed_and_lets_the_rest_into_another_batch(batch, waiting, registrar, sign_outside, closed_class):
    taken(batch, registrar, upload(sign_outside(pdf_of(waiting["Ánh"])), "a.pdf"))

    signing_batches.cancel(batch=batch, by=registrar)

    assert Certificate.objects.get(pk=waiting["Ánh"].pk).state == State.VALID
    with refused("batch_not_open"):
        signing_batches.cancel(batch=batch, by=registrar)
    batch.refresh_from_db()
    with refused("batch_not_open"):
        signing_batches.take(batch=batch, uploads=[upload(b"%PDF-1.7", "a.pdf")], by=registrar)
    other = signing_batches.open_batch(training_class=closed_class, by=registrar)
    assert list(other.lines.values_list("certificate", flat=True)) == [waiting["Dũng"].pk]

"""The file: drawn, signed where a key is at hand, kept. What fails is said, and tried again."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import tasks
from certificates.actions import certificates, making, signatures
from certificates.exceptions import CertificateError
from certificates.models import Certificate, CertificateFile, DocumentClass, IssuerAuthorisation, SigningProfile
from lms.foundation import files
from tests.certificates.conftest import refused


def sign(data):
    """Stands for a key: another file every time, as ECDSA makes it."""
    sign.count += 1
    return data + b"%% signed " + str(sign.count).encode()


sign.count = 0


@pytest.fixture
def key(monkeypatch):
    monkeypatch.setattr(signatures, "signer_of", lambda issuer, on: sign)


@pytest.fixture
def confirmation(closed_class, people, academy, programme, registrar) -> Certificate:
    """A document whose signed PDF is the original, of an issuer that signs."""
    values = {"title": "Giấy xác nhận hoàn thành khóa học", "number_code": "XNHT"}
    form, _ = DocumentClass.objects.get_or_create(kind="completion_confirmation", version=1, defaults=values)
    DocumentClass.objects.filter(pk=form.pk).update(original="signed_pdf")
    form.refresh_from_db()
    IssuerAuthorisation.objects.create(organization=academy, programme=programme, document_kind=form.kind, source="QĐ")
    SigningProfile.objects.create(organization=academy, backend="detached")
    return certificates.issue(enrollment=people["anh"].enrollment, document_class=form, by=registrar)


def reload(certificate):
    return Certificate.objects.select_related("issuer").get(pk=certificate.pk)


def test_issue_awaits_the_signature_where_the_signed_file_is_the_original(confirmation):
    assert (confirmation.state, confirmation.register_no != "") == ("awaiting_signature", True)
    assert not Certificate.objects.published().exists()


def test_issue_is_valid_at_once_where_the_issuer_signs_nothing(confirmation, people, registrar):
    SigningProfile.objects.all().delete()

    made = certificates.issue(enrollment=people["dung"].enrollment, document_class=confirmation.document_class, by=registrar)

    assert made.state == "valid"


def test_make_file_signs_and_makes_valid(confirmation, key):
    made = certificates.make_file(certificate=confirmation)

    assert (made.state, made.signed_at is not None, b"%% signed" in files.read(made.file_sha256)) == ("valid", True, True)
    assert sorted(CertificateFile.objects.values_list("kind", flat=True)) == ["signed", "unsigned"]
    unsigned = CertificateFile.objects.get(kind="unsigned")
    # Its digest is kept, its bytes can be drawn again.
    assert not files.exists(unsigned.sha256)


@pytest.mark.db
def test_make_file_twice_keeps_the_first_signature(confirmation, key):
    first, second = (certificates.make_file(certificate=confirmation) for _ in range(2))

    assert first.file_sha256 == second.file_sha256
    assert CertificateFile.objects.filter(kind="signed").count() == 1


def test_make_file_without_a_key_waits_for_the_officer(confirmation):
    made = certificates.make_file(certificate=confirmation)

    assert (made.state, made.has_file, made.signed_at) == ("awaiting_signature", True, None)


def test_mark_signed_makes_valid_once(confirmation):
    certificates.make_file(certificate=confirmation)
    for data in (b"%PDF first", b"%PDF second"):
        certificates.mark_signed(certificate=confirmation, signed=data, findings={"signer": "Lê Thị Mỹ Châu"})

    row = reload(confirmation)
    assert (row.state, row.file_sha256) == ("valid", hashlib.sha256(b"%PDF first").hexdigest())
    assert CertificateFile.objects.get(kind="signed").findings == {"signer": "Lê Thị Mỹ Châu"}


def test_mark_signed_refuses_what_is_only_prepared(prepared):
    with refused("not_final"):
        certificates.mark_signed(certificate=prepared["Ánh"], signed=b"%PDF", findings={})


def test_ensure_file_says_when_only_a_backup_can_help(confirmation):
    certificates.mark_signed(certificate=confirmation, signed=b"%PDF signed outside", findings={})
    row = reload(confirmation)
    files.blob_path(row.file_sha256).unlink()

    with refused("signed_file_lost"):
        certificates.ensure_file(certificate=row)
    assert reload(confirmation).file_sha256 == row.file_sha256


def test_make_file_on_a_full_disk_says_so_and_is_tried_again(certificate, settings, tmp_path):
    good, blocked = settings.HOCAI_FILES_DIR, tmp_path / "full"
    blocked.write_bytes(b"")  # nothing can be written below a file
    settings.HOCAI_FILES_DIR = blocked / "files"

    with refused("file_not_kept"):
        certificates.make_file(certificate=certificate)
    row = reload(certificate)
    assert (row.has_file, row.state, "ổ đĩa đầy" in row.file_problem) == (False, "valid", True)
    assert tasks.sweep_files() == 0
    settings.HOCAI_FILES_DIR = good
    assert tasks.sweep_files() == 1
    assert (reload(certificate).has_file, reload(certificate).file_problem) == (True, "")


def test_make_file_without_the_signers_key_says_so(certificate, monkeypatch):
    def missing(issuer, on):
        raise FileNotFoundError("khoa.p12")

    monkeypatch.setattr(signatures, "signer_of", missing)
    with refused("file_not_signed"):
        certificates.make_file(certificate=certificate)

    assert (reload(certificate).has_file, "khóa ký" in reload(certificate).file_problem) == (False, True)


def test_make_file_keeps_the_sentence_of_the_signer(certificate, monkeypatch):
    def refuse(issuer, on):
        raise CertificateError("decision_missing")

    monkeypatch.setattr(signatures, "signer_of", refuse)
    with refused("decision_missing"):
        certificates.make_file(certificate=certificate)


def test_make_files_one_broken_form_stops_nobody_else(certificate, closed_class, document_class, registrar):
    broken = {name: value for name, value in certificate.snapshot.items() if name != "title"}
    Certificate.objects.filter(pk=certificate.pk).update(snapshot=broken)
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    assert tasks.sweep_files() == 1

    problems = dict(Certificate.objects.values_list("register_number", "file_problem"))
    assert ("mẫu giấy có lỗi" in problems[1], problems[2]) == (True, "")


def test_render_slice_leaves_what_is_made(certificate):
    assert [tasks.render_slice([str(certificate.pk)]) for _ in range(2)] == [1, 0]


def test_make_files_asks_the_same_queries_for_2_and_for_12(large_class, document_class, registrar):
    training_class = large_class(14)
    certificates.issue_all(training_class=training_class, document_class=document_class, by=registrar)
    waiting = list(Certificate.objects.select_related("issuer"))

    counts = []
    for slice_ in (waiting[:2], waiting[2:]):
        with CaptureQueriesContext(connection) as caught:
            made, problems = making.make_files(certificates=slice_)
        counts.append(len(caught))
        assert (len(made), problems) == (len(slice_), [])

    assert counts[0] == counts[1] < 12

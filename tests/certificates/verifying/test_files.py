"""A dropped PDF: ours and unchanged, changed, or unknown; hostile ones end in one sentence, and nothing is kept."""

import hashlib
import io
import os
import tempfile
import zlib
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.models import Certificate, CertificateFile
from certificates.verifying import facts, files, pdf_process, uploads
from tests.certificates.conftest import refused


def drop(client, data, name="chung-nhan.pdf"):
    return client.post(reverse("certificate-verify"), {"ma": "", "tep": SimpleUploadedFile(name, data, "application/pdf")})


def edited(data: bytes, **changes: str) -> bytes:
    """As a PDF editor saves it: another file, the properties kept."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.add_metadata(changes)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(data: bytes) -> bytes:
    """With its properties inside a packed stream, as newer programs write them."""
    found = pypdf.PdfReader(io.BytesIO(data)).metadata["/Keywords"]
    stream = zlib.compress(b"<< /Keywords (" + found.encode() + b") >>")
    return b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm >>\nstream\n" + stream + b"\nendstream\nendobj\n%%EOF"


def bomb(size: int) -> bytes:
    return b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(b"0" * size) + b"\nendstream"


def test_dropped_file_of_ours_is_unchanged_and_valid(client, printed):
    page = drop(client, printed[1])

    assert page.status_code == 200
    for shown in ("Tệp này nguyên vẹn và giấy có hiệu lực", "Trần Ngọc Ánh", printed[0].serial_no):
        assert shown in page.text


def test_dropped_earlier_version_says_so(client, printed):
    Certificate.objects.update(file_sha256="f" * 64)

    page = drop(client, printed[1])

    assert "Giấy chứng nhận này có hiệu lực" in page.text
    assert "sau đó đã có bản mới hơn" in page.text


@pytest.mark.parametrize("change", [lambda data: data + b" ", edited, packed], ids=["a byte more", "saved by an editor", "packed"])
def test_dropped_changed_file_is_called_altered(client, printed, change):
    page = drop(client, change(printed[1]))

    assert "Tệp này đã bị sửa" in page.text
    assert printed[0].serial_no in page.text
    # Numbers are no secret: whoever writes one into a file must not learn whose it is.
    for hidden in ("Trần Ngọc Ánh", printed[0].verification_code, printed[0].register_no):
        assert hidden not in page.text


def test_dropped_changed_file_with_the_code_leads_to_what_was_issued(client, printed):
    data = b"%PDF-1.7\n(" + printed[0].snapshot["verify_url"].encode() + b")"

    page = drop(client, data)

    assert "Tệp này đã bị sửa" in page.text
    assert reverse("certificate-lookup", args=[printed[0].verification_code]) in page.text


def test_dropped_file_whose_digest_somebody_wrote_into_the_table_is_not_ours(client, printed):
    forged = edited(printed[1], **{"/Author": "kẻ giả mạo"})
    digest = hashlib.sha256(forged).hexdigest()
    CertificateFile.objects.create(certificate=printed[0], kind="unsigned", sha256=digest, size=len(forged), key_name="register_seal_key", seal="0" * 64)  # fmt: skip

    assert "Tệp này đã bị sửa" in drop(client, forged).text


@pytest.mark.parametrize("state", ["prepared", "awaiting_signature", "void"])
def test_dropped_file_of_what_is_not_public_is_unknown(client, printed, state):
    Certificate.objects.update(state=state)

    assert drop(client, printed[1]).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Tệp rỗng; hãy chọn lại tệp PDF."),
        (b"\0" * 100, "Tệp rỗng; hãy chọn lại tệp PDF."),
        (b"\xff\xd8\xff\xe0 a photo", "Đây không phải tệp PDF"),
        (b"PK\x03\x04 a document", "Đây không phải tệp PDF"),
        (b"%PDF-1.7\n1 0 obj << /Encrypt 2 0 R >>", "Tệp bị khóa bằng mật khẩu"),
        (b"%PDF-" + b"x" * files.FILE_BYTES, "Tệp lớn hơn 10 MB"),
    ],
    ids=["no bytes", "zeros", "a photo", "a document", "encrypted", "too large"],
)
def test_dropped_hostile_file_gets_one_sentence(client, db, data, sentence):
    page = drop(client, data)

    assert page.status_code == 400
    assert sentence in page.text
    assert page.text.count('role="alert"') == 1


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\ngarbage \xff\xfe", bomb(50_000_000), b"%PDF-" + b"stream\n" * 300_000, b"%PDF-" + b"<41" * 300_000, b"%PDF-1.7 ReDoS " + b"A-" * 200_000],
    ids=["garbage", "bomb", "streams without end", "open brackets", "near numbers"],
)  # fmt: skip
def test_dropped_odd_file_is_not_ours(client, db, data):
    page = drop(client, data)

    assert page.status_code in (400, 404)
    assert "Tệp này không được cấp ở đây" in page.text or "Không đọc được tệp" in page.text


def test_dropped_file_leaves_nothing_behind(client, printed, monkeypatch, caplog):
    def no_file(*args: object, **options: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, no_file)
    before = set(Path(settings.HOCAI_VAR).rglob("*"))
    marked = edited(printed[1], **{"/Author": "dấu vết 4711"})
    # Django would put a file of this size on the disk.
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 1)

    page = drop(client, marked, name="ten-tep-rieng-tu.pdf")

    assert "Tệp này đã bị sửa" in page.text
    assert set(Path(settings.HOCAI_VAR).rglob("*")) == before
    assert "4711" not in caplog.text
    assert "ten-tep" not in caplog.text + page.text


def test_dropped_file_beyond_all_measure_is_not_even_read(rf, db):
    request = rf.post("/xac-minh/", {})
    request.META["CONTENT_LENGTH"] = str(uploads.MOST_READ + 1)

    assert uploads.is_beyond_reading(request)


def test_judge_waits_for_a_free_box_and_then_gives_up(monkeypatch, db):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.01)
    for _ in range(2):
        files._boxes.acquire()
    try:
        with refused("file_busy"):
            files.judge(b"%PDF-1.7")
    finally:
        for _ in range(2):
            files._boxes.release()


def test_read_ends_a_reader_that_takes_too_long(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(files, "READER", slow)
    monkeypatch.setattr(files, "READER_SECONDS", 0.2)

    with refused("file_unreadable"):
        files.read(b"%PDF-1.7")


def test_read_gives_the_reader_no_secret_of_the_site(monkeypatch, tmp_path):
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os; print(json.dumps({'numbers': list(os.environ)}))")
    monkeypatch.setattr(files, "READER", spy)
    monkeypatch.setenv("HOCAI_SECRET_KEY", "secret")

    assert "HOCAI_SECRET_KEY" in os.environ
    assert not [name for name in files.read(b"%PDF-1.7").numbers if name.startswith("HOCAI")]


@pytest.mark.parametrize(
    "written",
    [
        b"/Keywords (HVCB-2603-000015, 15/2026/HVCB-CNHT)",
        b"/Keywords (\\376\\377\\000H\\000V\\000C\\000B\\000-\\0002\\0006\\0000\\0003\\000-\\0000\\0000\\0000\\0000\\0001\\0005)",
        b"/Keywords (\xfe\xff" + "HVCB-2603-000015".encode("utf-16-be") + b")",
        b"/Keywords <FEFF" + "HVCB-2603-000015".encode("utf-16-be").hex().encode() + b">",
        b"<pdf:Keywords>HVCB-2603-000015</pdf:Keywords>",
    ],
    ids=["plain", "octal", "two bytes", "digits", "XMP"],
)
def test_pdf_process_finds_the_number_however_it_is_written(written):
    assert "HVCB-2603-000015" in pdf_process.main(b"%PDF-1.7\n" + written)["numbers"]


def test_dropped_signed_file_says_who_signed(client, signed):
    page = drop(client, signed[1])

    assert "Tệp này nguyên vẹn và giấy có hiệu lực" in page.text
    for shown in ("Chữ ký số", "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", "Nội dung đã ký không bị thay đổi"):
        assert shown.lower() in page.text.lower()


def test_dropped_unsigned_version_of_a_signed_document_says_that_there_is_a_newer_one(client, signed):
    page = drop(client, signed[2])

    assert "sau đó đã có bản mới hơn" in page.text
    assert "Giấy chứng nhận này có hiệu lực" in page.text


def test_dropped_signed_file_with_one_byte_changed_is_altered_twice_over(client, signed):
    data = bytearray(signed[1])
    at = data.index(b"/Keywords") - 40
    data[at] = ord("x") if data[at] != ord("x") else ord("y")

    page = drop(client, bytes(data))

    assert "Tệp này đã bị sửa" in page.text
    assert files.judge(bytes(data)).signature.is_intact is False


def test_findings_of_a_signature_reach_programs(signed):
    said = facts.as_plain(files.judge(signed[1]))["file"]["signature"]

    assert (said["is_intact"], said["is_demo"], said["verdict"]) == (True, True, "demo")

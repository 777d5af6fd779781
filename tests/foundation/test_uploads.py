"""Papers are known by their bytes and leave under a harmless name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.foundation import files, uploads
from lms.foundation.uploads import UploadError

PDF = b"%PDF-1.7\n%..."


def test_keep_stores_a_pdf_under_its_digest():
    paper = uploads.keep(SimpleUploadedFile("Công văn.pdf", PDF))

    assert files.read(paper.sha256) == PDF
    assert (paper.name, paper.content_type) == ("Công văn.pdf", "application/pdf")
    assert uploads.content_type_of(paper.sha256, paper.name) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("trong.pdf", b"", "empty"),
        ("giả.pdf", b"<html>", "kind"),
        ("tệp.zip", b"PK\x03\x04....", "kind"),
        ("bài.docx", b"PK\x03\x04....", "kind"),
        ("âm thanh.webp", b"RIFF....WAVE", "kind"),
        ("lớn.pdf", PDF + b"0" * 100, "too_large"),
    ],
)
def test_keep_refuses_with_a_sentence(name: str, data: bytes, code: str):
    with pytest.raises(UploadError) as caught:
        uploads.keep(SimpleUploadedFile(name, data), limit=100)

    assert caught.value.code == code
    assert name in str(caught.value)


def test_keep_takes_a_document_where_work_is_handed_in():
    assert uploads.keep(SimpleUploadedFile("bài.docx", b"PK\x03\x04...."), kinds=uploads.WORK).name == "bài.docx"


@pytest.mark.parametrize(("data", "kind"), [(b"\x00\x00\x00\x18ftypheic....", "heic"), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp")])
def test_kind_of_reads_photos_of_phones(data: bytes, kind: str):
    assert uploads.kind_of(data, "ảnh") == kind


def test_harmless_name_keeps_the_ending_and_no_folder():
    assert uploads.harmless_name('..\\..\\a"b.pdf') == "ab.pdf"
    assert len(uploads.harmless_name("x" * 400 + ".jpeg")) == 200
    assert uploads.harmless_name("x" * 400 + ".jpeg").endswith(".jpeg")

"""The file itself: the same bytes, its fonts, its letters, its empty signature field."""

import datetime
import hashlib
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from certificates import document
from lms.foundation.fonts.make_subsets import vietnamese_letters
from lms.foundation.pdf import Column, table_document
from tests.certificates.forms.samples import ENGLISH, LONG, issued

ROOT = Path(__file__).resolve().parents[3]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def opened(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def test_render_gives_the_same_bytes_after_other_documents():
    shown = issued("official_certificate")
    first = document.render(shown)

    document.render(issued(**(ENGLISH | LONG), size_mm=[148, 210]))
    document.render_many([issued(), shown])
    table_document("Danh sách", [Column("Họ và tên")], [["Nguyễn Thị Ngọc Ẩn"]])

    assert document.render(shown) == first


def test_render_gives_the_same_bytes_in_another_process():
    shown = [issued("official_certificate"), issued(**ENGLISH), {**issued(), "layout": 1}]
    program = (
        "import sys, json, hashlib, django; django.setup(); from certificates import document; "
        "print([hashlib.sha256(document.render(each)).hexdigest() for each in reversed(json.load(sys.stdin))])"
    )

    done = subprocess.run([sys.executable, "-c", program], input=json.dumps(shown), capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == str([digest(document.render(each)) for each in reversed(shown)])


def test_render_embeds_subsets_of_its_fonts_alone():
    reader = opened(document.render(issued("official_certificate", **ENGLISH)))

    for page in reader.pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
        assert all(font["/BaseFont"][7] == "+" for font in fonts)  # /ABCDEF+Name


def test_render_says_what_it_is():
    reader = opened(document.render(issued()))

    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy chứng nhận hoàn thành khóa học – Nguyễn Thị Ngọc Ẩn"
    assert reader.metadata.author == "Học viện Cán bộ Thành phố Hồ Chí Minh"
    assert reader.metadata.subject == "Trí tuệ nhân tạo căn bản cho công chức, viên chức"
    assert reader.metadata.keywords == "HVCB-2603-000015, 15/2026/HVCB-CNHT"
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    assert reader.pdf_header == "%PDF-1.7"


def test_files_stay_small():
    assert len(document.render(issued())) < 100_000


@pytest.mark.parametrize("letters", ["small", "capital"])
def test_every_vietnamese_letter_comes_back_from_the_file(tmp_path, letters):
    wanted = sorted(letter for letter in vietnamese_letters() if letter.islower() is (letters == "small"))
    assert len(wanted) == 89  # 12 vowels with 6 tones each, 17 consonants
    words = [" ".join(wanted[start : start + 20]) for start in range(0, len(wanted), 20)]
    data = document.render(issued(**dict(zip(("holder", "position", "workplace", "programme", "signer_name"), words, strict=True))))
    (tmp_path / "letters.pdf").write_bytes(data)

    poppler = subprocess.run(["pdftotext", "-layout", tmp_path / "letters.pdf", "-"], capture_output=True, text=True, check=True).stdout

    for text in (opened(data).pages[0].extract_text(), poppler):
        assert unicodedata.is_normalized("NFC", text)
        # Single letters side by side look to a reader like one word that is spaced out: blanks do not count here.
        assert all(line.replace(" ", "") in "".join(text.split()) for line in words)


def test_names_come_back_letter_by_letter(tmp_path):
    shown = issued(**LONG)
    (tmp_path / "names.pdf").write_bytes(document.render(shown))

    text = subprocess.run(["pdftotext", "-raw", tmp_path / "names.pdf", "-"], capture_output=True, text=True, check=True).stdout

    for name in ("holder", "workplace", "programme"):
        assert LONG[name] in " ".join(text.split())


def test_layout_1_is_drawn_with_its_own_words():
    old = {name: value for name, value in issued().items() if name not in ("texts", "original", "size_mm", "language")}

    text = opened(document.render({**old, "layout": 1})).pages[0].extract_text()

    assert "Chứng nhận Bà:" in text
    assert "Bản gốc" not in text
    assert "BẢN THỂ HIỆN" not in text
    assert "Mẫu theo" not in text


def test_render_many_prints_everybody_in_order_without_a_mark():
    shown = [issued("official_certificate", holder="Lê Văn Một"), issued(holder="Trần Thị Hai", size_mm=[148, 210])]

    pages = opened(document.render_many(shown, title="Lượt in 1")).pages

    assert [round(page.mediabox.width) for page in pages] == [842, 842, 420]
    assert "Lê Văn Một" in pages[1].extract_text()
    assert "Trần Thị Hai" in pages[2].extract_text()
    assert not any("BẢN THỂ HIỆN" in page.extract_text() for page in pages)


def test_render_many_refuses_to_print_nothing():
    with pytest.raises(ValueError, match="nothing to print"):
        document.render_many([])


# The signature field


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    """A key and a certificate that live as long as this file."""
    from pyhanko.sign import signers

    folder = tmp_path_factory.mktemp("key")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Khóa thử")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=3650)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    return signers.SimpleSigner.load(str(folder / "key.pem"), str(folder / "cert.pem"))


def signed_by(signer, data: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    out = io.BytesIO()
    metadata = signers.PdfSignatureMetadata(field_name=document.SIGNATURE_FIELD)
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), metadata, signer=signer, output=out, existing_fields_only=True)
    return out.getvalue()


@pytest.mark.parametrize("changes", [{}, {"layout": 1}, {"size_mm": [148, 210]}], ids=["layout 2", "layout 1", "A5"])
def test_the_prepared_field_can_be_signed(tmp_path, signer, changes):
    data = document.render(issued(**changes))
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(signed_by(signer, data))

    found = subprocess.run(["pdfsig", "-nocert", signed], capture_output=True, text=True, check=False).stdout

    assert signed.read_bytes().startswith(data)
    assert "Signature is Valid" in found
    assert "Total document signed" in found


def test_one_flipped_byte_breaks_the_signature(tmp_path, signer):
    signed = bytearray(signed_by(signer, document.render(issued())))
    signed[5000] ^= 1
    (tmp_path / "flipped.pdf").write_bytes(signed)

    found = subprocess.run(["pdfsig", "-nocert", tmp_path / "flipped.pdf"], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" not in found


def test_the_field_lies_over_the_place_of_the_hand():
    page = opened(document.render(issued("official_certificate"))).pages[1]

    (field,) = (each.get_object() for each in page["/Annots"])
    left, bottom, right, top = (float(value) for value in field["/Rect"])

    assert (field["/FT"], field["/T"], "/V" in field) == ("/Sig", document.SIGNATURE_FIELD, False)
    assert 421 < left < right < 842 - 62
    assert 80 < bottom < top < 170
    assert top - bottom >= 40


@pytest.mark.parametrize("changes", [LONG, ENGLISH | LONG], ids=["long", "long English"])
@pytest.mark.parametrize("size_mm", [[297, 210], [210, 297]])
def test_long_names_leave_room_for_the_hand(changes, size_mm):
    page = opened(document.render(issued(size_mm=size_mm, **changes))).pages[0]

    (field,) = (each.get_object() for each in page["/Annots"])
    left, bottom, right, top = (float(value) for value in field["/Rect"])

    assert top - bottom >= 20
    assert right - left >= 200


def test_the_sheet_for_the_printer_has_no_field():
    assert "/AcroForm" not in opened(document.render(issued(), for_paper=True)).trailer["/Root"]

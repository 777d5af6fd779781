import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from certificates.signed_uploads import Piece, pieces, zipped
from tests.certificates.conftest import refused
from tests.certificates.signing.material import zip_of

PDF = b"%PDF-1.7 anything"


def of(data: bytes, name: str = "ky.zip") -> list[Piece]:
    return list(pieces([SimpleUploadedFile(name, data)]))


def problem(data: bytes, name: str = "ky.zip") -> str:
    found = of(data, name)
    assert len(found) == 1
    assert found[0].problem is not None
    with translation.override("vi"):
        return str(found[0].problem)


def test_pieces_of_a_zip_are_its_files_without_clutter():
    members = {"__MACOSX/._a.pdf": b"x", ".DS_Store": b"x", "thu muc/a.pdf": PDF, "b.pdf": PDF}

    assert [(each.name, each.data) for each in of(zip_of(members))] == [("a.pdf", PDF), ("b.pdf", PDF)]


def test_pieces_of_single_files_and_zips_come_in_their_order():
    uploads = [SimpleUploadedFile("1.pdf", PDF), SimpleUploadedFile("2.zip", zip_of({"2.pdf": PDF})), SimpleUploadedFile("3.pdf", PDF)]

    assert [each.name for each in pieces(uploads)] == ["1.pdf", "2.pdf", "3.pdf"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 broken", "bị hỏng hoặc nén theo cách không đọc được"),
        (b"PK\x05\x06" + bytes(18), "không phải PDF"),
        (zip_of({"thu muc/.DS_Store": b"x"}), "Không có tệp nào trong"),
        (zip_of({"a.zip": zip_of({"a.pdf": PDF})}), "không phải PDF"),
        (zip_of({"a.pdf": b"%PDF-1.7" + bytes(5_000_001)}, zipfile.ZIP_DEFLATED), "lớn hơn 5 MB"),
        (zip_of({"../../etc/passwd.pdf": b"root"}), "“passwd.pdf” không phải PDF"),
    ],
    ids=["broken", "empty", "clutter", "nested", "large", "outside"],
)
def test_pieces_of_a_bad_zip_say_why(data, sentence):
    assert sentence in problem(data)


def test_pieces_of_a_bomb_are_not_opened():
    bomb = zip_of({f"{n}.pdf": bytes(30_000_000) for n in range(4)}, zipfile.ZIP_DEFLATED)

    assert len(bomb) < 200_000
    assert "khi giải nén lớn hơn 100 MB" in problem(bomb)


def test_pieces_of_a_zip_that_lies_about_its_size_are_stopped():
    data = bytearray(zip_of({"a.pdf": PDF + bytes(9_000_000)}, zipfile.ZIP_DEFLATED))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")

    assert "bị hỏng" in problem(bytes(data))


def test_pieces_of_a_locked_zip_say_so():
    data = bytearray(zip_of({"a.pdf": PDF}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1

    assert "bị khóa bằng mật khẩu" in problem(bytes(data))


def test_pieces_refuse_too_much_at_once():
    with refused("upload_too_many"):
        of(zip_of({f"{n}.pdf": PDF for n in range(201)}))
    with refused("upload_too_many"):
        pieces([SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(201)])

    large = SimpleUploadedFile("lon.zip", b"")
    large.size = 100_000_001
    with refused("upload_too_large"):
        pieces([large])


def test_zipped_twice_is_the_same():
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        zipped([("a.pdf", PDF), ("b.pdf", PDF)], out)

    assert first.getvalue() == second.getvalue()
    assert [each.data for each in of(first.getvalue())] == [PDF, PDF]

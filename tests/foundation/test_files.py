import hashlib
import stat

import pytest

from lms.foundation import files


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.HOCAI_FILES_DIR = tmp_path / "files"
    return settings.HOCAI_FILES_DIR


def body_of(response):
    """Reads and closes the file; closing the response itself would end a request, and with it the database's."""
    with response.file_to_stream as file:
        return file.read()


def test_store_keeps_the_bytes_under_their_hash(folder):
    blob = files.store(b"bai lam")

    expected = hashlib.sha256(b"bai lam").hexdigest()
    assert blob == files.StoredBlob(expected, 7)
    assert (folder / expected[:2] / expected[2:4] / expected).read_bytes() == b"bai lam"
    assert files.read(expected) == b"bai lam"
    with files.open_blob(expected) as file:
        assert file.read() == b"bai lam"


def test_store_makes_the_file_read_only_and_leaves_nothing_else(folder):
    files.store(b"bai lam")

    (path,) = (path for path in folder.rglob("*") if path.is_file())
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_store_twice_keeps_the_first_file():
    path = files.blob_path(files.store(b"x").sha256)
    first = path.stat().st_ino

    files.store(b"x")

    assert path.stat().st_ino == first


def test_store_replaces_a_file_that_was_cut_off():
    blob = files.store(b"bai lam")
    path = files.blob_path(blob.sha256)
    path.unlink()
    path.write_bytes(b"bai")

    files.store(b"bai lam")

    assert files.read(blob.sha256) == b"bai lam"


def test_store_that_fails_leaves_no_half_file(folder, monkeypatch):
    def disk_full(*args):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", disk_full)

    with pytest.raises(OSError, match="disk full"):
        files.store(b"x")

    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_read_damaged_file_is_noticed():
    blob = files.store(b"bai lam")
    path = files.blob_path(blob.sha256)
    path.unlink()
    path.write_bytes(b"bai xau")

    with pytest.raises(files.BlobDamaged):
        files.read(blob.sha256)


def test_exists_tells_stored_from_unknown():
    blob = files.store(b"x")

    assert files.exists(blob.sha256)
    assert not files.exists("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "/" + "0" * 64])
def test_blob_path_refuses_everything_that_is_no_hash(name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.blob_path(name)


def test_private_response_is_a_download_that_nobody_guesses_at_or_keeps():
    blob = files.store(b"<script>alert(1)</script>")

    response = files.private_response(blob.sha256, "Bài làm của Ẩn.html", "text/html")

    assert body_of(response) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A0i")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_private_response_unknown_file_is_an_error():
    with pytest.raises(FileNotFoundError):
        files.private_response("0" * 64, "a.pdf", "application/pdf")

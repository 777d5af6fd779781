import io
import os
import stat
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.utils.translation import override

from notebooks import intake
from notebooks.exceptions import BadUpload
from notebooks.intake import Limits, match_notebooks, read_path, read_upload

from .material.cells import answer, as_bytes, code, notebook, text

PLAIN = as_bytes(notebook(text("# Xin chào"), code("1 + 1")))
SMALL = Limits(files=3, file_bytes=100_000, total_bytes=150_000)


def packed(*entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(upload, limits=intake.LIMITS):
    with pytest.raises(BadUpload) as caught:
        read_upload(upload, limits=limits)
    assert str(caught.value)
    return caught.value.code


def test_read_upload_keeps_notebooks_and_data_apart():
    bundle = read_upload({"bai1.ipynb": PLAIN, "data/diem.csv": b"a,b\n", "data/cu.ipynb": b"not parsed"})

    assert bundle.notebook_paths == ("bai1.ipynb",)
    assert set(bundle.data) == {"data/diem.csv", "data/cu.ipynb"}
    assert bundle.notebooks["bai1"]["cells"][0]["source"] == "# Xin chào"


def test_read_upload_of_a_zip_equals_the_same_files():
    files = {"bai1.ipynb": PLAIN, "diem.csv": b"a,b\n"}

    assert read_upload(packed(*files.items())).manifest == read_upload(files).manifest
    assert read_upload({"bai.zip": packed(*files.items())}).digest == read_upload(files).digest


def test_read_upload_unwraps_a_zipped_folder_and_leaves_litter_out():
    bundle = read_upload(
        packed(("ps1/bai1.ipynb", PLAIN), ("ps1/.DS_Store", b"x"), ("ps1/.ipynb_checkpoints/bai1.ipynb", b"x"), ("__MACOSX/ps1/x", b"x"))
    )

    assert set(bundle.files) == {"bai1.ipynb"}


def test_digest_changes_with_content_and_with_name():
    digests = {read_upload({name: content}).digest for name, content in [("a.ipynb", PLAIN), ("b.ipynb", PLAIN), ("a.ipynb", PLAIN + b" ")]}

    assert len(digests) == 3


@pytest.mark.parametrize(
    "name",
    [
        "/etc/x.ipynb",
        "../x.ipynb",
        "a/../x.ipynb",
        "a\\x.ipynb",
        "a\0.ipynb",
        "a//x.ipynb",
        "C:/x.ipynb",
        "./x.ipynb",
        " x.ipynb",
        "x\n.ipynb",
        "a/" * 9 + "x",
        "x" * 300,
    ],
)
def test_read_upload_refuses_a_path_that_is_not_plain(name):
    assert refusal({"bai1.ipynb": PLAIN, name: PLAIN}) == "bad_path"


@pytest.mark.parametrize("name", ["/x.csv", "../x.csv", "a/../../x.csv", "a\\x.csv"])
def test_unzip_refuses_a_path_that_is_not_plain(name):
    assert refusal(packed(("bai1.ipynb", PLAIN), (name, b"x"))) == "bad_path"


@pytest.mark.parametrize(("one", "two"), [("Diem.csv", "diem.csv"), ("\u00e1.csv", "a\u0301.csv"), ("a", "a/b.csv"), ("a/b.csv", "a")])
def test_read_upload_refuses_names_that_mean_one_file(one, two):
    assert refusal(packed(("bai1.ipynb", PLAIN), (one, b"1"), (two, b"2"))) == "same_name"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_unzip_refuses_what_is_no_ordinary_file(kind):
    entry = zipfile.ZipInfo("link.csv")
    entry.external_attr = (kind | 0o644) << 16

    assert refusal(packed(("bai1.ipynb", PLAIN), (entry, b"/etc/passwd"))) == "not_a_file"


def test_unzip_refuses_a_bomb():
    assert refusal(packed(("bai1.ipynb", PLAIN), ("zeros.bin", bytes(15_000_000)))) == "zip_bomb"


def test_unzip_stops_at_the_limit_when_the_header_lies(monkeypatch):
    data = packed(("bai1.ipynb", PLAIN), ("big.bin", os.urandom(1_000) * 200), method=zipfile.ZIP_STORED)
    lied = data.replace((200_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert refusal(lied, Limits(files=3, file_bytes=100_000, total_bytes=300_000)) in {"bad_zip", "file_too_big"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unzip_refuses_methods_that_can_hide_a_bomb(method):
    assert refusal(packed(("bai1.ipynb", PLAIN), method=method)) == "bad_zip"


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a zip", packed(("bai1.ipynb", PLAIN))[:-30]])
def test_read_upload_refuses_a_damaged_zip(data):
    assert refusal({"bai.zip": data}) == "bad_zip"


def test_unzip_refuses_a_password():
    data = bytearray(packed(("bai1.ipynb", PLAIN)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1

    assert refusal(bytes(data)) == "bad_zip"


def test_read_upload_refuses_too_much():
    assert refusal({f"{n}.ipynb": PLAIN for n in range(4)}, SMALL) == "too_many_files"
    assert refusal({"a.ipynb": PLAIN, "b.bin": bytes(100_001)}, SMALL) == "file_too_big"
    assert refusal({"a.ipynb": PLAIN, "b.bin": bytes(90_000), "c.bin": bytes(90_000)}, SMALL) == "too_big"
    assert refusal(packed(*((f"{n}.txt", b"") for n in range(20))), SMALL) == "too_many_files"


def test_read_upload_refuses_thirty_megabytes_of_output():
    cell = code("print('x' * 10**9)") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * 30_000_000}]}

    assert refusal({"a.ipynb": as_bytes(notebook(cell))}) == "file_too_big"


def test_read_upload_without_a_notebook():
    assert refusal({"diem.csv": b"a"}) == "no_notebook"
    assert refusal({}) == "no_notebook"
    assert refusal({"x" * 101 + ".ipynb": PLAIN}) == "bad_path"


def test_read_path_reads_a_notebook_a_folder_and_a_zip(tmp_path):
    folder = tmp_path / "bai"
    (folder / "data").mkdir(parents=True)
    (folder / "bai1.ipynb").write_bytes(PLAIN)
    (folder / "data" / "a.csv").write_bytes(b"1")
    (folder / ".git").mkdir()
    (tmp_path / "bai.zip").write_bytes(packed(("bai1.ipynb", PLAIN), ("data/a.csv", b"1")))

    assert set(read_path(folder / "bai1.ipynb").files) == {"bai1.ipynb"}
    assert read_path(folder).manifest == read_path(tmp_path / "bai.zip").manifest


def test_read_path_refuses_links_and_pipes(tmp_path):
    (tmp_path / "secret").write_text("x")
    for make in (lambda path: path.symlink_to(tmp_path / "secret"), os.mkfifo):
        folder = tmp_path / "bai"
        folder.mkdir()
        (folder / "bai1.ipynb").write_bytes(PLAIN)
        make(folder / "odd")

        with pytest.raises(BadUpload) as caught:
            read_path(folder)

        assert caught.value.code == "not_a_file"
        (folder / "odd").unlink()
        (folder / "bai1.ipynb").unlink()
        folder.rmdir()


def test_read_path_refuses_a_linked_folder(tmp_path):
    (tmp_path / "bai").mkdir()
    (tmp_path / "bai" / "bai1.ipynb").write_bytes(PLAIN)
    (tmp_path / "bai" / "etc").symlink_to("/etc")

    with pytest.raises(BadUpload) as caught:
        read_path(tmp_path / "bai")

    assert caught.value.code == "not_a_file"


def test_match_notebooks_by_name_then_by_questions():
    mine = read_upload({"bai1 (1).ipynb": as_bytes(notebook(answer("mean", "1"))), "bai2.ipynb": as_bytes(notebook(answer("sum", "1")))})

    assert match_notebooks({"bai1": {"mean"}, "bai2": {"sum"}}, mine) == {"bai1": "bai1 (1)", "bai2": "bai2"}
    assert match_notebooks({"bai1": {"mean"}, "bai3": {"other"}}, mine) == {"bai1": "bai1 (1)"}


def test_match_notebooks_refuses_a_notebook_of_another_lab():
    mine = read_upload({"bai1.ipynb": as_bytes(notebook(answer("else", "1")))})

    with pytest.raises(BadUpload) as caught:
        match_notebooks({"bai1": {"mean"}}, mine)

    assert caught.value.code == "other_lab"


def test_the_web_process_reads_uploads_without_loading_nbgrader():
    program = (
        "import sys, notebooks.intake, notebooks.rebuild, notebooks.sandbox; print({'nbgrader', 'nbformat', 'IPython'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)

    assert said.stdout.strip() == "set()"


def test_refusals_are_vietnamese_sentences():
    with override("vi"), pytest.raises(BadUpload) as caught:
        read_upload({"a\x07.ipynb": PLAIN})

    assert str(caught.value) == "Tên tệp “a\ufffd.ipynb” không dùng được. Hãy đặt tên đơn giản, không trỏ ra thư mục bên ngoài."

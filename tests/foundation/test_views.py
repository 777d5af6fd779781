import os

import pytest
from django.http import Http404
from django.test import RequestFactory

from lms.foundation.views import media


@pytest.fixture(autouse=True)
def media_root(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    root = tmp_path / "media"
    for name in ("images/anh.png", "images/hinh.svg", "images/trang.html", "documents/rieng.pdf", ".secret"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"noi dung")
    (tmp_path / "outside.png").write_bytes(b"secret")
    return root


def get(path, **headers):
    return media(RequestFactory().get("/media/" + path.replace("\x00", ""), headers=headers), path)


def body_of(response):
    """Reads and closes the file; closing the response itself would end a request, and with it the database's."""
    with response.file_to_stream as file:
        return file.read()


def test_media_picture_is_shown_and_cached():
    response = get("images/anh.png")

    assert body_of(response) == b"noi dung"
    assert response["Content-Type"] == "image/png"
    assert not response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["images/hinh.svg", "images/trang.html"])
def test_media_file_that_may_hold_scripts_is_a_download_in_a_sandbox(path):
    response = get(path)

    assert body_of(response) == b"noi dung"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_media_unchanged_file_is_not_sent_again():
    first = get("images/anh.png")
    body_of(first)

    assert get("images/anh.png", if_modified_since=first["Last-Modified"]).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "images",
        "khong-co.png",
        "../outside.png",
        "images/../../outside.png",
        "/etc/passwd",
        ".secret",
        "a\x00b",
        "a" * 5000,
    ],
)
def test_media_path_to_no_public_file_is_404(path):
    with pytest.raises(Http404):
        get(path)


def test_media_document_is_left_to_the_view_that_knows_its_privacy():
    with pytest.raises(Http404):
        get("documents/rieng.pdf")


def test_media_link_out_of_the_folder_is_404(media_root):
    os.symlink(media_root.parent / "outside.png", media_root / "images" / "link.png")

    with pytest.raises(Http404):
        get("images/link.png")


def test_media_post_is_not_allowed():
    assert media(RequestFactory().post("/media/images/anh.png"), "images/anh.png").status_code == 405

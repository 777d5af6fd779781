"""A student's folder: fetched once, never overwritten, handed in as saved."""

import json
from pathlib import Path

import pytest
from hocai_lab import work
from hocai_lab.exchange_site import Site, SiteError

from tests.hub_config.conftest import TinyExchange, notebook


@pytest.fixture
def site(exchange: TinyExchange) -> Site:
    return Site(exchange.url, "secret-token")


@pytest.fixture
def lab(tmp_path: Path) -> work.Lab:
    return work.lab(tmp_path / "home", "AI-01", "lam-quen")


def test_fetch_brings_every_file_and_a_marker(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    assert work.fetch(site, lab) == ["bai.ipynb"]

    assert (lab.folder / "du_lieu" / "a").read_bytes() == b"1,2\n"
    assert json.loads((lab.folder / ".hocai.json").read_text()) == {
        "course_id": "AI-01",
        "assignment_id": "lam-quen",
        "version": 3,
        "digest": "d3",
    }
    assert [entry.name for entry in lab.folder.parent.iterdir()] == ["lam-quen"]
    assert exchange.asked[0][2]["Authorization"] == "token secret-token"


def test_fetch_twice_asks_nothing_and_keeps_the_work(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    (lab.folder / "bai.ipynb").write_bytes(b"my work")
    asked = len(exchange.asked)

    assert work.fetch(site, lab) == ["bai.ipynb"]
    assert (lab.folder / "bai.ipynb").read_bytes() == b"my work"
    assert len(exchange.asked) == asked


def test_fetch_into_an_existing_folder_adds_only_what_is_missing(site: Site, lab: work.Lab) -> None:
    lab.folder.mkdir(parents=True)
    (lab.folder / "bai.ipynb").write_bytes(b"my work")
    (lab.folder / "du_lieu").write_bytes(b"a file where the release has a folder")

    work.fetch(site, lab)

    assert (lab.folder / "bai.ipynb").read_bytes() == b"my work"
    assert (lab.folder / "du_lieu").is_file()
    assert lab.version == 3


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", ".bashrc", "a\\b", "a//b", "x\0y", "", "a/.git/config"])
def test_fetch_refuses_a_path_that_leaves_the_folder(site: Site, lab: work.Lab, exchange: TinyExchange, path: str) -> None:
    exchange.manifest = {"version": 1, "digest": "d", "files": [{**exchange.entries()[0], "path": path}]}

    with pytest.raises(SiteError):
        work.fetch(site, lab)
    assert not lab.folder.exists()


def test_fetch_refuses_bytes_that_are_not_what_was_promised(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    entries = exchange.entries()
    exchange.answers[entries[0]["sha256"]] = (200, b"x" * entries[0]["size"])

    with pytest.raises(SiteError) as refusal:
        work.fetch(site, lab)
    assert refusal.value.code == "bad_hash"
    assert not lab.folder.exists()


def test_fetch_tells_the_sites_own_sentence(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    exchange.answers["files"] = (404, {"error": "Bài này chưa mở cho bạn.", "code": "not_found"})

    with pytest.raises(SiteError) as refusal:
        work.fetch(site, lab)
    assert (refusal.value.sentence, refusal.value.code) == ("Bài này chưa mở cho bạn.", "not_found")


def test_fetch_from_a_dead_site_says_that_nothing_is_lost(lab: work.Lab) -> None:
    with pytest.raises(SiteError) as refusal:
        work.fetch(Site("http://127.0.0.1:1", ""), lab)
    assert refusal.value.code == "unreachable"


@pytest.mark.parametrize("name", ["..", "a/b", ".hidden", "", "a\0b", "x" * 200])
def test_lab_refuses_names_that_are_no_plain_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(SiteError):
        work.lab(tmp_path, name, "lam-quen")


def test_lab_of_finds_the_lab_of_a_notebook_and_refuses_others(site: Site, lab: work.Lab) -> None:
    work.fetch(site, lab)

    assert work.lab_of(lab.home, "AI-01/lam-quen/bai.ipynb") == lab
    for path in ("bai.ipynb", "AI-01/khac/bai.ipynb", "../AI-01/lam-quen/bai.ipynb"):
        with pytest.raises(SiteError):
            work.lab_of(lab.home, path)


def test_submit_sends_the_released_notebooks_with_version_and_key(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    (lab.folder / "bai.ipynb").write_bytes(notebook("x = 2"))
    (lab.folder / "bai-Copy1.ipynb").write_bytes(notebook("y"))

    receipt = work.submit(site, lab, key="key-1")

    method, path, headers, body = exchange.asked[-1]
    assert (method, path, headers["Idempotency-Key"]) == ("POST", "/v1/exchange/AI-01/lam-quen/submissions", "key-1")
    assert b'name="version"\r\n\r\n3\r\n' in body
    assert b'filename="bai.ipynb"' in body
    assert b"x = 2" in body
    assert b"Copy1" not in body
    assert work.submit(site, lab, key="key-1") == receipt


def test_submit_refuses_a_link_and_a_huge_notebook(site: Site, lab: work.Lab, tmp_path: Path) -> None:
    work.fetch(site, lab)
    (lab.folder / "bai.ipynb").unlink()
    (lab.folder / "bai.ipynb").symlink_to("/etc/passwd")
    with pytest.raises(SiteError) as refusal:
        work.submit(site, lab, key="k")
    assert refusal.value.code == "not_a_file"

    (lab.folder / "bai.ipynb").unlink()
    with (lab.folder / "bai.ipynb").open("wb") as stream:
        stream.truncate(work.NOTEBOOK_BYTES + 1)
    with pytest.raises(SiteError) as refusal:
        work.submit(site, lab, key="k")
    assert refusal.value.code == "too_large"

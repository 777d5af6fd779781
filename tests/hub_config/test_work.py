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
    assert [entry.name for entry in lab.folder.parent.iterdir()] == ["lam-quen"]  # nothing of the download is left
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


def test_fetch_from_a_dead_site_says_that_nothing_is_lost(lab: work.Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
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


# --- a network that comes and goes ----------------------------------------------------------------------------------------
def blobs_asked(exchange: TinyExchange) -> list[str]:
    return [path.rpartition("/")[2] for _, path, _, _ in exchange.asked if "/blobs/" in path]


def test_fetch_goes_on_where_it_was_cut_off(site: Site, lab: work.Lab, exchange: TinyExchange, quick: None) -> None:
    first, second = (entry["sha256"] for entry in exchange.entries())
    exchange.answers[second] = (503, b"")
    with pytest.raises(SiteError):
        work.fetch(site, lab)
    assert not lab.folder.exists()
    del exchange.answers[second]
    exchange.asked.clear()

    assert work.fetch(site, lab) == ["bai.ipynb"]

    assert blobs_asked(exchange) == [second]
    assert (lab.folder / "du_lieu" / "a").read_bytes() == b"1,2\n"
    assert [entry.name for entry in lab.folder.parent.iterdir()] == ["lam-quen"]
    assert first != second


def test_fetch_does_not_trust_what_lies_in_the_half_done_download(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    arrived = lab.folder.parent / ".lam-quen.dang-tai"
    arrived.mkdir(parents=True)
    (arrived / exchange.entries()[0]["sha256"]).write_bytes(b"x" * exchange.entries()[0]["size"])
    (arrived / exchange.entries()[1]["sha256"]).symlink_to("/etc/passwd")

    work.fetch(site, lab)

    assert (lab.folder / "bai.ipynb").read_bytes() == exchange.files["bai.ipynb"]
    assert (lab.folder / "du_lieu" / "a").read_bytes() == b"1,2\n"


def test_two_names_of_one_content_are_two_files(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    exchange.release(bai_ipynb=notebook("x = 1"), lai_ipynb=notebook("x = 1"))

    work.fetch(site, lab)
    with (lab.folder / "bai.ipynb").open("ab") as stream:
        stream.write(b"mine")

    assert (lab.folder / "lai.ipynb").read_bytes() == notebook("x = 1")


def test_submit_after_a_lost_answer_gives_the_first_receipt(site: Site, lab: work.Lab, exchange: TinyExchange, quick: None) -> None:
    work.fetch(site, lab)
    exchange.lose_answers("submissions")
    with pytest.raises(SiteError):
        work.submit(site, lab, key="first")
    exchange.losing = ""

    receipt = work.submit(site, lab, key="second")

    assert len(exchange.submissions) == 1
    assert exchange.submissions["first"]["id"] == receipt["id"]
    assert not (lab.folder / work.PENDING).exists()


def test_submit_of_changed_work_is_a_submission_of_its_own(site: Site, lab: work.Lab, exchange: TinyExchange, quick: None) -> None:
    work.fetch(site, lab)
    exchange.lose_answers("submissions")
    with pytest.raises(SiteError):
        work.submit(site, lab, key="first")
    exchange.losing = ""
    (lab.folder / "bai.ipynb").write_bytes(notebook("x = 2"))

    work.submit(site, lab, key="second")

    assert list(exchange.submissions) == ["first", "second"]


@pytest.mark.parametrize("kept", [b"", b"[]", b'{"key": 5, "sha256": "x"}', b"\xff"])
def test_submit_does_not_mind_what_lies_in_the_place_of_the_key(site: Site, lab: work.Lab, exchange: TinyExchange, kept: bytes) -> None:
    work.fetch(site, lab)
    (lab.folder / work.PENDING).write_bytes(kept)

    work.submit(site, lab, key="k")

    assert list(exchange.submissions) == ["k"]


# --- a newer version -----------------------------------------------------------------------------------------------------
def released_anew(exchange: TinyExchange) -> None:
    exchange.release(bai_ipynb=notebook("new"))
    exchange.manifest = {"version": 4, "digest": "d4", "files": exchange.entries()}


def test_a_newer_version_comes_beside_the_older_work(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    (lab.folder / "bai.ipynb").write_bytes(b"my work")
    assert work.newer_version(site, lab) is None
    released_anew(exchange)

    assert work.newer_version(site, lab) == 4
    newer = work.fetch_beside(site, lab)

    assert (newer.folder.name, newer.version) == ("lam-quen.v4", 4)
    assert (newer.folder / "bai.ipynb").read_bytes() == notebook("new")
    assert (lab.folder / "bai.ipynb").read_bytes() == b"my work"
    assert work.newest(lab) == newer
    assert work.lab_of(lab.home, "AI-01/lam-quen.v4/bai.ipynb") == newer
    assert work.newer_version(site, newer) is None


def test_fetch_beside_twice_keeps_the_work_in_it(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    released_anew(exchange)
    newer = work.fetch_beside(site, lab)
    (newer.folder / "bai.ipynb").write_bytes(b"my newer work")

    assert work.fetch_beside(site, lab) == newer
    assert (newer.folder / "bai.ipynb").read_bytes() == b"my newer work"


def test_work_beside_is_handed_in_as_its_own_version_of_the_same_lab(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    released_anew(exchange)

    work.submit(site, work.fetch_beside(site, lab), key="k")

    _, path, _, body = exchange.asked[-1]
    assert path == "/v1/exchange/AI-01/lam-quen/submissions"
    assert b'name="version"\r\n\r\n4\r\n' in body


def test_who_goes_on_with_the_older_version_is_not_asked_again(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    released_anew(exchange)

    work.decline(lab, 4)

    assert work.newer_version(site, lab) is None
    assert lab.version == 3


def test_a_site_that_is_away_does_not_keep_anybody_from_opening(lab: work.Lab, site: Site) -> None:
    work.fetch(site, lab)

    assert work.newer_version(Site("http://127.0.0.1:1", ""), lab) is None


def test_labs_of_two_courses_do_not_meet(site: Site, lab: work.Lab) -> None:
    other = work.lab(lab.home, "AI-02", "lam-quen")
    work.fetch(site, lab)
    work.fetch(site, other)
    (lab.folder / "bai.ipynb").write_bytes(b"mine")

    assert (other.folder / "bai.ipynb").read_bytes() != b"mine"
    assert (work.newest(lab), work.newest(other)) == (lab, other)


# --- checks --------------------------------------------------------------------------------------------------------------
def test_check_sends_what_was_saved_once_and_no_key(site: Site, lab: work.Lab, exchange: TinyExchange) -> None:
    work.fetch(site, lab)
    exchange.answers["checks"] = (202, {"id": 7, "state": "queued"})

    assert work.check(site, lab) == {"id": 7, "state": "queued"}

    _, _, headers, body = exchange.asked[-1]
    assert "Idempotency-Key" not in headers
    assert b'filename="bai.ipynb"' in body
    exchange.answers["checks"] = (503, {"error": "Máy bận.", "code": "busy"})
    exchange.asked.clear()
    with pytest.raises(SiteError):
        work.check(site, lab)
    assert [path for _, path, _, _ in exchange.asked if path.endswith("checks")] == ["/v1/exchange/AI-01/lam-quen/checks"]

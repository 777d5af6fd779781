"""Homes are read from outside; whatever their owner put there, nothing of anybody else's comes out."""

import json
import os
from datetime import UTC, datetime

import pytest

from notebooks import saved_work

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
NAMES = {"bai1.ipynb", "bai2.ipynb"}


@pytest.fixture
def homes(settings, tmp_path):
    settings.HOCAI_HOMES_DIR = tmp_path / "homes"
    return settings.HOCAI_HOMES_DIR


@pytest.fixture
def folder(homes):
    """A learner's folder of one lab with one saved notebook."""
    folder = homes / "u1" / "AI-01" / "bai"
    folder.mkdir(parents=True)
    (folder / "bai1.ipynb").write_bytes(NOTEBOOK)
    (folder / ".hocai.json").write_text(json.dumps({"version": 3}))
    return folder


def find():
    return saved_work.find("u1", "AI-01", "bai")


def contents():
    work = find()
    return saved_work.read(work, NAMES) if work else {}


def test_find_tells_what_was_saved_when_and_of_which_version(folder):
    os.utime(folder / "bai1.ipynb", (1_700_000_000, 1_700_000_000))

    work = find()

    assert [(each.name, each.size) for each in work.files] == [("bai1.ipynb", len(NOTEBOOK))]
    assert (work.version, work.saved_at) == (3, datetime.fromtimestamp(1_700_000_000, UTC))
    assert contents() == {"bai1.ipynb": NOTEBOOK}


def test_find_takes_the_version_that_was_worked_on_last(folder):
    beside = folder.with_name("bai.v4")
    beside.mkdir()
    (beside / "bai1.ipynb").write_bytes(b"newer")
    os.utime(folder / "bai1.ipynb", (1, 1))

    assert find().folder == "bai.v4"
    os.utime(beside / "bai1.ipynb", (0, 0))
    assert find().folder == "bai"


def test_find_without_homes_on_this_machine_finds_nothing(settings):
    settings.HOCAI_HOMES_DIR = None
    assert find() is None


@pytest.mark.parametrize(
    ("handle", "course", "assignment"),
    [("..", "AI-01", "bai"), ("u1", "..", "bai"), ("u1", "AI-01/../AI-01", "bai"), ("", "AI-01", "bai"), ("u1", "AI-01", "..")],
)
def test_find_makes_its_path_of_plain_names_only(folder, handle, course, assignment):
    assert saved_work.find(handle, course, assignment) is None


def test_a_link_to_another_learners_file_is_not_followed(folder, homes):
    other = homes / "u2" / "AI-01" / "bai"
    other.mkdir(parents=True)
    (other / "bai1.ipynb").write_bytes(b"theirs")
    (folder / "bai2.ipynb").symlink_to(other / "bai1.ipynb")

    assert [each.name for each in find().files] == ["bai1.ipynb"]
    assert contents() == {"bai1.ipynb": NOTEBOOK}


@pytest.mark.parametrize("step", ["u1", "AI-01", "bai"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(folder, homes, step):
    [place] = [path for path in (folder, folder.parent, folder.parent.parent) if path.name == step]
    place.rename(homes / "elsewhere")
    place.symlink_to(homes / "elsewhere")

    assert find() is None


def test_a_file_with_a_second_name_is_left_alone(folder, homes):
    secret = homes / "secret"
    secret.write_bytes(b"theirs")
    os.link(secret, folder / "bai2.ipynb")

    assert contents() == {"bai1.ipynb": NOTEBOOK}


def test_a_pipe_a_folder_and_a_huge_file_keep_nobody_waiting(folder):
    os.mkfifo(folder / "bai2.ipynb")
    (folder / "bai3.ipynb").mkdir()
    with (folder / "bai4.ipynb").open("wb") as huge:
        huge.truncate(saved_work.LIMITS.file_bytes + 1)

    assert [each.name for each in find().files] == ["bai1.ipynb"]


def test_read_judges_what_it_opens_not_what_was_listed(folder, homes):
    (folder / "bai2.ipynb").write_bytes(NOTEBOOK)
    (homes / "secret").write_bytes(b"theirs")
    work = find()
    (folder / "bai1.ipynb").unlink()
    (folder / "bai1.ipynb").symlink_to(homes / "secret")
    (folder / "bai2.ipynb").unlink()
    os.mkfifo(folder / "bai2.ipynb")

    assert saved_work.read(work, NAMES) == {}


def test_a_folder_of_thousands_is_looked_at_in_part(folder, monkeypatch):
    for number in range(60):
        (folder / f"x{number}.ipynb").write_bytes(b"")
    monkeypatch.setattr(saved_work, "ENTRIES", 40)

    assert 0 < len(find().files) <= saved_work.NOTEBOOKS


@pytest.mark.parametrize(
    "marker", [b"[]", b"{", b'{"version": "3"}', b'{"version": true}', b'{"version": -1}', b"[" * 9_000, b"x" * 20_000]
)
def test_a_strange_marker_is_no_version(folder, marker):
    (folder / ".hocai.json").write_bytes(marker)

    assert find().version is None


def test_names_that_cannot_be_shown_are_left_out(folder):
    for name in (b"a\nb.ipynb", b"\xff\xfe.ipynb", b".an.ipynb"):
        with open(os.fsencode(folder) + b"/" + name, "wb") as stream:
            stream.write(NOTEBOOK)

    assert [each.name for each in find().files] == ["bai1.ipynb"]

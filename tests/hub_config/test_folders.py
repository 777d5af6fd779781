"""Folders that a stranger has filled, as root and as an ordinary user would meet them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hocai_lab import folders

EVERYTHING = {"most_bytes": sys.maxsize, "most_files": sys.maxsize}
NOBODY = 65_534


def nested(folder: Path, depth: int) -> None:
    """Folders in folders, deeper than a path can be written."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("file").write_text("x")
    finally:
        os.chdir(here)


def as_ordinary_user(action: Callable[[], bool], folder: Path) -> bool:
    """What the action says when it has no right to pass over permissions."""
    child = os.fork()
    if child == 0:
        os._exit(0 if bereft(action, folder) else 1)
    return os.waitpid(child, 0)[1] == 0


def bereft(action: Callable[[], bool], folder: Path) -> bool:
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.chdir(folder)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return action()


def test_usage_counts_files_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "big").write_bytes(b"x" * 1_000_000)
    (tmp_path / "link").symlink_to("/usr")

    found = folders.usage_of(tmp_path, **EVERYTHING)

    assert (found.files, found.too_deep) == (4, False)
    assert 1_000_000 <= found.bytes < 1_100_000


def test_usage_stops_where_a_ceiling_is_passed(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}" / "x").write_bytes(b"x" * 10_000)

    assert folders.usage_of(tmp_path, most_bytes=sys.maxsize, most_files=60).files < 100
    assert folders.usage_of(tmp_path, most_bytes=300_000, most_files=sys.maxsize).files < 100


def test_usage_says_when_folders_go_too_deep(tmp_path: Path) -> None:
    nested(tmp_path, 1_500)

    assert folders.usage_of(tmp_path, **EVERYTHING).too_deep
    folders.remove(tmp_path / "d")


def test_usage_of_nothing_is_nothing(tmp_path: Path) -> None:
    assert folders.usage_of(tmp_path / "missing", **EVERYTHING) == folders.Usage()


def test_remove_takes_folders_of_any_depth_and_leaves_what_links_name(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("safe")
    inside = tmp_path / "inside"
    inside.mkdir()
    nested(inside, 1_500)
    (inside / "link").symlink_to(outside)
    (inside / "folder").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe")

    folders.remove(inside)

    assert not inside.exists()
    assert outside.read_text() == "safe"


def test_remove_of_a_link_or_of_nothing_leaves_everything(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "kept")

    folders.remove(tmp_path / "link")
    folders.remove(tmp_path / "missing")

    assert (tmp_path / "kept").is_dir()


@pytest.mark.parametrize("mode", [0o000, 0o300, 0o500])
def test_permissions_hide_nothing_and_keep_nothing(tmp_path: Path, mode: int) -> None:
    def hidden_and_found() -> bool:
        place = Path("job") if os.geteuid() == NOBODY else tmp_path / "job"
        (place / "hidden" / "below").mkdir(parents=True)
        (place / "hidden" / "big").write_bytes(b"x" * 1_000_000)
        (place / "hidden").chmod(mode)
        found = folders.usage_of(place, **EVERYTHING)
        (place / "hidden").chmod(mode)
        folders.remove(place)
        return found.bytes > 1_000_000 and not place.exists()

    assert as_ordinary_user(hidden_and_found, tmp_path)

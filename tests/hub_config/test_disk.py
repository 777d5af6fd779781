"""A home that fills up is told of before it is full."""

import resource
from pathlib import Path

import pytest
from hocai_lab import disk
from hocai_lab.disk import Disk, Gauge


@pytest.mark.parametrize(
    ("used", "level"), [(0, ""), (79, ""), (80, "notice"), (94, "notice"), (95, "alarm"), (100, "alarm"), (130, "alarm")]
)
def test_level_rises_at_80_and_95_percent(used: int, level: str) -> None:
    found = Disk(used, 100)

    assert found.level == level
    assert (f"{used} %" in found.sentence) is bool(level)


def test_a_limit_that_is_not_known_is_no_reason_to_warn() -> None:
    assert (Disk(5_000, 0).level, Disk(5_000, 0).sentence) == ("", "")


def test_limit_is_the_launchers() -> None:
    assert disk.limit_mb({"HOCAI_LAB_DISK_MB": "700"}) == 700


def test_limit_without_a_word_of_the_launcher_is_the_largest_file_that_may_be_written() -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 1024 * 1024, before[1]))
    try:
        assert disk.limit_mb({}) == 512
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_gauge_counts_what_is_in_the_home_and_not_what_links_point_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "inner").mkdir(parents=True)
    (home / "inner" / "a").write_bytes(b"x" * 3_200_000)
    (tmp_path / "big").write_bytes(b"x" * 9_000_000)
    (home / "link").symlink_to(tmp_path / "big")
    (home / "up").symlink_to(tmp_path)
    monkeypatch.setenv("HOCAI_LAB_DISK_MB", "3")
    gauge = Gauge(home)

    assert gauge.read() == Disk(3, 3)
    (home / "inner" / "a").unlink()
    assert gauge.read() == Disk(3, 3)  # not looked through again within a minute

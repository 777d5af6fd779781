from pathlib import Path

import pytest

from lms.ops.logs import Lines, ProcessLog, is_worth_showing


def test_lines_are_cut_over_several_reads() -> None:
    lines = Lines()

    assert lines.feed(b"Trang w") == []
    assert lines.feed("eb sẵn sàng\r\nhai\nb".encode()) == ["Trang web sẵn sàng", "hai"]
    assert lines.feed(b"a\n") == ["ba"]


def test_lines_without_end_are_cut() -> None:
    assert [len(line) for line in Lines().feed(b"x" * 70_000)] == [70_000]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("2026-11-22 10:00 ERROR lms x", True),
        ("[W 2026-11-22 JupyterHub] WARNING low", True),
        ("Traceback (most recent call last):", True),
        ("ValueError: no", True),
        ("2026-11-22 10:00 INFO started, no errors", False),
    ],
)
def test_is_worth_showing(line: str, shown: bool) -> None:
    assert is_worth_showing(line) is shown


def test_log_starts_again_when_full_and_keeps_one_older_file(tmp_path: Path) -> None:
    log = ProcessLog(tmp_path / "log", "site", largest=10)

    for number in range(4):
        log.write(f"line {number}\n".encode())
    log.close()

    assert (tmp_path / "log" / "site.log").read_text() == "line 3\n"
    assert (tmp_path / "log" / "site.log.1").read_text() == "line 2\n"
    assert (tmp_path / "log" / "site.log").stat().st_mode & 0o077 == 0

"""`make test`: the suite on SQLite with the browser journey, and the tests marked `db` a second time on PostgreSQL.

What the machine lacks is left out with a loud line; with CI=true or HOCAI_REQUIRE_ALL=1 leaving out is an error.
The PostgreSQL part runs first, so that pytest's closing line of the whole suite is the last thing on the screen.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from lms.ops import postgres

PROJECT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
BROWSER_TESTS = "tests/e2e"
DATABASE_SETTING = "HOCAI_TEST_DATABASE_URL"  # read by tests/settings.py
# A file stays in one process and files in their order: the journey's steps follow each other, costly fixtures are made once.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
NO_TESTS_COLLECTED = 5
LOUD = "!" * 12


def is_strict(environ: Mapping[str, str]) -> bool:
    """True when leaving something out is an error."""
    return environ.get("CI", "").lower() in ("1", "true") or environ.get("HOCAI_REQUIRE_ALL") == "1"


def browser(environ: Mapping[str, str]) -> str:
    """Path of an installed Chromium, empty when there is none. HOCAI_CHROMIUM names another."""
    named = environ.get("HOCAI_CHROMIUM", "")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), "")


def left_out(chromium: str, server: Path | None) -> list[str]:
    """One loud line for each thing that this machine cannot test."""
    lines = []
    if not chromium:
        lines.append(f"BỎ QUA các bài kiểm thử bằng trình duyệt ({BROWSER_TESTS}): chưa cài Chromium (apt-get install chromium).")
    if server is None:
        lines.append("BỎ QUA lần chạy thứ hai trên PostgreSQL (-m db): chưa cài PostgreSQL (apt-get install postgresql).")
    return lines


def shout(lines: list[str]) -> None:
    """Loud lines that nobody overlooks."""
    for line in lines:
        print(f"\n{LOUD} {line} {LOUD}\n", flush=True)


def pytest(environ: Mapping[str, str], *arguments: str) -> int:
    """Run pytest on two cores; its exit code."""
    cores = environ.get("HOCAI_TEST_PROCESSES", "2")
    return subprocess.run([sys.executable, "-m", "pytest", "-n", cores, *BY_FILE, *arguments], cwd=PROJECT, env=dict(environ)).returncode


def on_postgres(environ: Mapping[str, str], server: Path) -> int:
    """The tests marked `db` on a throw-away cluster."""
    print("== Các bài kiểm thử đánh dấu db, trên PostgreSQL ==", flush=True)
    with postgres.throw_away(server) as cluster:
        code = pytest({**environ, DATABASE_SETTING: cluster.url}, "-q", "-m", "db", "--ignore", BROWSER_TESTS)
    return 0 if code == NO_TESTS_COLLECTED else code


def on_sqlite(environ: Mapping[str, str], chromium: str) -> int:
    """The whole suite; the browser journey when there is a browser."""
    print("== Toàn bộ bài kiểm thử, trên SQLite ==", flush=True)
    without = [] if chromium else ["--ignore", BROWSER_TESTS]
    return pytest({**environ, "HOCAI_CHROMIUM": chromium}, *without)


def main(environ: Mapping[str, str]) -> int:
    """0 when everything that ran passed and nothing that had to run was left out."""
    chromium, server = browser(environ), postgres.binaries()
    missing = left_out(chromium, server)
    shout(missing)
    if missing and is_strict(environ):
        print("CI=true hoặc HOCAI_REQUIRE_ALL=1: không được bỏ qua phần nào.", file=sys.stderr)
        return 1
    without_database = {name: value for name, value in environ.items() if name != DATABASE_SETTING}
    codes = [on_postgres(without_database, server)] if server else []
    codes.append(on_sqlite(without_database, chromium))
    shout(missing)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(os.environ))

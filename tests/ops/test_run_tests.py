import subprocess
import sys
from pathlib import Path

import pytest

from lms.ops import run_tests


@pytest.mark.parametrize(
    ("environ", "strict"), [({}, False), ({"CI": "true"}, True), ({"CI": "false"}, False), ({"HOCAI_REQUIRE_ALL": "1"}, True)]
)
def test_is_strict_in_ci_or_when_asked(environ: dict[str, str], strict: bool) -> None:
    assert run_tests.is_strict(environ) is strict


def test_left_out_is_empty_when_everything_is_installed() -> None:
    assert run_tests.left_out("/usr/bin/chromium", Path("/usr/lib/postgresql/15/bin")) == []


def test_left_out_says_what_and_how_to_install_it() -> None:
    browser, server = run_tests.left_out("", None)

    assert browser.startswith("BỎ QUA")
    assert "apt-get install chromium" in browser
    assert server.startswith("BỎ QUA")
    assert "apt-get install postgresql" in server


def test_browser_takes_the_named_one() -> None:
    assert run_tests.browser({"HOCAI_CHROMIUM": "/opt/chromium"}) == "/opt/chromium"


def test_leaving_out_is_an_error_when_strict(tmp_path: Path) -> None:
    # An empty path has no browser; Debian's PostgreSQL may still be found, the browser alone is enough.
    environment = {"PATH": str(tmp_path), "HOCAI_REQUIRE_ALL": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "lms.ops.run_tests"], cwd=run_tests.PROJECT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "BỎ QUA các bài kiểm thử bằng trình duyệt" in done.stdout
    assert "không được bỏ qua phần nào" in done.stderr

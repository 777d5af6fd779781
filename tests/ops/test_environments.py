import json
import subprocess
import sys
from pathlib import Path

import pytest

from lms.ops import environments
from lms.ops.environments import DEVELOPMENT, LAB, SITE


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with locks and a lab package, and environments that were installed from them."""
    for name in ("site.lock.txt", "dev.lock.txt", "hub-config/lab.lock.txt", "hub-config/lab/hocai_lab/run.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    return tmp_path


def stamp(project: Path, environment: environments.Environment) -> None:
    folder = project / environment.folder
    folder.mkdir(exist_ok=True)
    (folder / environments.STAMP).write_text(json.dumps(environments.wanted(environment, project)))


def test_is_current_without_a_stamp(project: Path) -> None:
    assert not environments.is_current(SITE, project)


def test_is_current_with_the_developers_stamp_also_for_the_site(project: Path) -> None:
    stamp(project, DEVELOPMENT)

    assert environments.is_current(DEVELOPMENT, project)
    assert environments.is_current(SITE, project)


def test_is_current_with_the_sites_stamp_not_for_developers(project: Path) -> None:
    stamp(project, SITE)

    assert environments.is_current(SITE, project)
    assert not environments.is_current(DEVELOPMENT, project)


@pytest.mark.parametrize("changed", ["hub-config/lab.lock.txt", "hub-config/lab/hocai_lab/run.py"])
def test_is_current_after_a_change_of_the_lock_or_the_lab_package(project: Path, changed: str) -> None:
    stamp(project, LAB)

    (project / changed).write_text("changed")

    assert not environments.is_current(LAB, project)


def test_has_lock_despite_a_change_of_the_lab_package(project: Path) -> None:
    stamp(project, LAB)
    (project / "hub-config/lab/hocai_lab/run.py").write_text("changed")
    assert environments.has_lock(LAB, project)

    (project / "hub-config/lab.lock.txt").write_text("changed")

    assert not environments.has_lock(LAB, project)


@pytest.mark.parametrize("left_behind", ["build/lib/x.py", "hocai_lab.egg-info/PKG-INFO", "hocai_lab/__pycache__/run.cpython-311.pyc"])
def test_is_current_despite_what_a_build_leaves_behind(project: Path, left_behind: str) -> None:
    stamp(project, LAB)
    path = project / "hub-config" / "lab" / left_behind
    path.parent.mkdir(parents=True, exist_ok=True)

    path.write_text("x")

    assert environments.is_current(LAB, project)


def test_installed_survives_a_broken_stamp(project: Path) -> None:
    stamp(project, SITE)
    (project / ".venv" / environments.STAMP).write_text("{half")

    assert environments.installed(project / ".venv") == {}


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "Ổ đĩa đã đầy"),
        (
            "ERROR: Could not find a version\nERROR: No matching distribution found for django==5.2.19",
            "Không tải được gói: hãy kiểm tra mạng",
        ),
        ("NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused", "Không tải được gói"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "khác với bản đã khoá"),
        ("PermissionError: [Errno 13] Permission denied: '/srv'", "Không ghi được vào thư mục dự án"),
        ("something else", "hãy đọc các dòng trên"),
    ],
)
def test_cause_of_says_what_to_do(output: str, sentence: str) -> None:
    assert sentence in environments.cause_of(output)


def test_check_disk_refuses_before_the_disk_is_full() -> None:
    environments.check_disk(environments.FREE_MB_NEEDED)

    with pytest.raises(environments.Refused, match="Ổ đĩa chỉ còn 120 MB, cần ít nhất 3000 MB"):
        environments.check_disk(120)


def test_script_imports_nothing_of_the_project() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", environments.__file__], capture_output=True, text=True, cwd="/")

    assert (done.returncode, done.stderr) == (2, "Cách dùng: environments.py run|dev\n")


def test_locks_name_no_host_and_hash_every_package() -> None:
    for name in ("site.lock.txt", "dev.lock.txt", "hub-config/lab.lock.txt"):
        text = (environments.PROJECT / name).read_text()
        blocks = [block for block in text.split("\n") if block and not block.startswith((" ", "#"))]
        assert "://" not in text
        assert len(blocks) > 50
        assert all("==" in line and line.endswith("\\") for line in blocks)


def test_developers_lock_holds_the_sites_versions() -> None:
    def pins(name: str) -> set[str]:
        return {
            line.rstrip(" \\")
            for line in (environments.PROJECT / name).read_text().split("\n")
            if "==" in line and not line.startswith(" ")
        }

    assert pins("site.lock.txt") <= pins("dev.lock.txt")

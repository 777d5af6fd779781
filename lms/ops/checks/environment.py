"""Python, the two environments against their locks, fonts, and the sandbox."""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lms.ops.checks.findings import Finding, bad, good
from lms.ops.sandbox_check import SandboxQuestion

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+?)(?:\s*;\s*(.+?))?\s*\\?$")
ENVIRONMENTS = ((".venv", "site.lock.txt"), (".venv-lab", "hub-config/lab.lock.txt"))
FONTS = ("BeVietnamPro-Regular.ttf", "BeVietnamPro-Bold.ttf", "Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf")


def python() -> list[Finding]:
    """The version that runs the site."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info >= (3, 11):
        return [good("python", f"Python {version}")]
    return [bad("python", f"Python {version} quá cũ", "Cài python3.11 trở lên, xóa .venv rồi chạy `make run`.")]


def pins(lock: str) -> dict[str, str]:
    """name → version of every pin whose marker holds on this machine."""
    found: dict[str, str] = {}
    for line in lock.splitlines():
        if match := PIN.match(line):
            name, version, marker = match.groups()
            if not marker or Requirement(f"{name} ; {marker}").marker.evaluate():  # type: ignore[union-attr]
                found[canonicalize_name(name)] = version
    return found


def installed(environment: Path) -> dict[str, str]:
    """name → version of every distribution in that environment."""
    folders = [str(path) for path in environment.glob("lib/python3.*/site-packages")]
    return {canonicalize_name(each.metadata["Name"]): each.version for each in distributions(path=folders)}


def environments() -> list[Finding]:
    """Each environment holds exactly the versions of its lock."""
    return [compare(folder, lock, Path(settings.BASE_DIR)) for folder, lock in ENVIRONMENTS]


def compare(folder: str, lock: str, base: Path) -> Finding:
    """One environment against one lock."""
    if not (base / folder / "bin" / "python").exists():
        return bad(folder, "chưa có môi trường này", "Chạy `make run` để cài.")
    have, want = installed(base / folder), pins((base / lock).read_text())
    wrong = sorted(name for name, version in want.items() if have.get(name) != version)
    if wrong or "hocai-lab" not in have:
        shown = ", ".join((wrong or ["hocai-lab"])[:5])
        return bad(folder, f"khác tệp khóa {lock}: {shown}", f"Xóa tệp {folder}/hocai-stamp.json rồi chạy lại `make run`.")
    return good(folder, f"đúng {len(want)} gói của {lock}")


def fonts() -> list[Finding]:
    """The typefaces that printed papers embed."""
    folder = Path(settings.BASE_DIR) / "lms" / "foundation" / "fonts"
    missing = [name for name in FONTS if not (folder / name).is_file()]
    if missing:
        return [bad("fonts", "thiếu phông chữ " + ", ".join(missing), "Lấy lại thư mục lms/foundation/fonts từ git.")]
    return [good("fonts", "đủ phông chữ")]


def sandbox() -> list[Finding]:
    """The self-test of the lab environment, run now."""
    answer = SandboxQuestion(settings.HOCAI_LAB_PYTHON).answer()
    if answer.labs:
        return [good("sandbox", f"hộp cát hoạt động ({answer.backend})")]
    if answer.ok:
        return [bad("sandbox", f"chấm bài được ({answer.backend}), phòng thực hành đóng", answer.advice)]
    return [bad("sandbox", "hộp cát không hoạt động: phòng thực hành và chấm bài đóng", answer.advice)]

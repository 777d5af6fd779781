"""Second step of `make run` and `make test`: both virtual environments, exactly as locked.

Runs on the system's Python before anything is installed, so it imports the standard library only and not even
its own package. A stamp in each environment holds the digests of what was installed; as long as they agree
nothing is done.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LAB_PACKAGE = Path("hub-config/lab")
STAMP = "hocai-stamp.json"
FREE_MB_NEEDED = 3000  # both environments take 1.9 GB, pip's unpacking the rest
NOT_SOURCE = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__", "*.pyc")
CAUSES = (
    (("No space left on device",), "Ổ đĩa đã đầy: hãy dọn ít nhất 3 GB rồi chạy lại lệnh."),
    (
        ("DO NOT MATCH THE HASHES", "do not match the hashes"),
        "Gói tải về khác với bản đã khoá: hãy kiểm tra kho gói (pip index) hoặc bản sao đang dùng rồi chạy lại lệnh.",
    ),
    (
        (
            "No matching distribution",
            "NewConnectionError",
            "Connection refused",
            "Name or service not known",
            "Temporary failure in name resolution",
            "ConnectTimeoutError",
            "Read timed out",
            "ProxyError",
            "SSLError",
        ),
        "Không tải được gói: hãy kiểm tra mạng hoặc đặt PIP_INDEX_URL tới một kho gói dùng được rồi chạy lại lệnh.",
    ),
    (("Permission denied",), "Không ghi được vào thư mục dự án: hãy chạy bằng người dùng sở hữu thư mục này."),
)


class Refused(Exception):
    """One Vietnamese sentence for the person at the terminal."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment and the lock that fills it; `covers` are the locks it then satisfies."""

    folder: str
    lock: str
    covers: tuple[str, ...]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return PROJECT / self.folder / "bin" / "python"


# The developers' lock is made under the constraint of the site's, so it satisfies both.
SITE = Environment(".venv", "site.lock.txt", ("site.lock.txt",))
DEVELOPMENT = Environment(".venv", "dev.lock.txt", ("site.lock.txt", "dev.lock.txt"))
LAB = Environment(".venv-lab", "hub-config/lab.lock.txt", ("hub-config/lab.lock.txt",))
TARGETS = {"run": (SITE, LAB), "dev": (DEVELOPMENT, LAB)}


def digest_of_file(path: Path) -> str:
    """SHA-256 of one file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def source_files(folder: Path) -> Iterator[Path]:
    """Files of a package in a stable order, without what a build leaves behind."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        built = any(part in ("build", "dist", "__pycache__") or part.endswith(".egg-info") for part in parts)
        if path.is_file() and not built and path.suffix != ".pyc":
            yield path


def digest_of_folder(folder: Path) -> str:
    """SHA-256 over names and contents of a package's source."""
    whole = hashlib.sha256()
    for path in source_files(folder):
        whole.update(f"{path.relative_to(folder).as_posix()}\0{digest_of_file(path)}\n".encode())
    return whole.hexdigest()


def wanted(environment: Environment, project: Path) -> dict[str, str]:
    """What the stamp must say: digest of each lock and of the lab package."""
    digests = {name: digest_of_file(project / name) for name in environment.covers}
    return digests | {LAB_PACKAGE.as_posix(): digest_of_folder(project / LAB_PACKAGE)}


def installed(folder: Path) -> dict[str, str]:
    """What the stamp says; empty when there is none or it cannot be read."""
    try:
        stamp = json.loads((folder / STAMP).read_text())
        return stamp if isinstance(stamp, dict) else {}
    except (OSError, ValueError):
        return {}


def is_current(environment: Environment, project: Path = PROJECT) -> bool:
    """True when the environment holds what the locks and the lab package say (or more, for the site)."""
    stamp = installed(project / environment.folder)
    return wanted(environment, project).items() <= stamp.items()


def has_lock(environment: Environment, project: Path = PROJECT) -> bool:
    """True when the locked packages are there, whatever became of the lab package."""
    locks = {name: digest for name, digest in wanted(environment, project).items() if name in environment.covers}
    return locks.items() <= installed(project / environment.folder).items()


def cause_of(output: str) -> str:
    """pip's output in one sentence that says what to do."""
    for signs, sentence in CAUSES:
        if any(sign in output for sign in signs):
            return sentence
    return "Cài gói không thành công: hãy đọc các dòng trên rồi chạy lại lệnh."


def run_quietly(command: list[str], name: str) -> None:
    """Run a step; on failure show the end of its output and one sentence."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode != 0:
        print("\n".join(f"[{name}] {line}" for line in done.stdout.splitlines()[-12:]), file=sys.stderr)
        raise Refused(f"{name}: {cause_of(done.stdout)}")


def pip(environment: Environment, *arguments: str) -> None:
    """pip of that environment, without questions and without noise."""
    command = [str(environment.python), "-m", "pip", *arguments]
    run_quietly([*command, "--quiet", "--no-input", "--disable-pip-version-check"], environment.folder)


def works(environment: Environment) -> bool:
    """False when the interpreter is missing, was moved or is too old."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([environment.python, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def create(environment: Environment) -> None:
    """An empty environment made by the running interpreter, in place of one that does not work."""
    folder = PROJECT / environment.folder
    if folder.exists() and not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
        raise Refused(f"Thư mục {environment.folder} không phải môi trường Python: hãy chuyển nó đi rồi chạy lại lệnh.")
    run_quietly([sys.executable, "-m", "venv", "--clear", str(folder)], environment.folder)


def install_locked(environment: Environment) -> None:
    """Everything in the lock, by hash; nothing else."""
    if not works(environment):
        create(environment)
    (PROJECT / environment.folder / STAMP).unlink(missing_ok=True)
    pip(environment, "install", "--require-hashes", "--only-binary", ":all:", "-r", environment.lock)


def build_lab_wheel(builder: Environment, into: Path) -> Path:
    """One wheel of hub-config/lab, built from a copy so that no build folder can leak into it."""
    source = into / "source"
    shutil.copytree(PROJECT / LAB_PACKAGE, source, ignore=NOT_SOURCE)
    pip(builder, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into), str(source))
    return next(into.glob("*.whl"))


def install_lab_package(environments: list[Environment]) -> None:
    """The same wheel into every environment, over an older one."""
    with tempfile.TemporaryDirectory(prefix="hocai-wheel-") as folder:
        wheel = build_lab_wheel(environments[0], Path(folder))
        for each in environments:
            pip(each, "install", "--no-deps", "--no-index", "--force-reinstall", str(wheel))


def write_stamp(environment: Environment) -> None:
    """Say what is installed, in one rename."""
    folder = PROJECT / environment.folder
    fresh = folder / (STAMP + ".new")
    fresh.write_text(json.dumps(wanted(environment, PROJECT), indent=1))
    fresh.replace(folder / STAMP)


def check_disk(free_mb: int) -> None:
    """Refuse before pip fills the disk."""
    if free_mb < FREE_MB_NEEDED:
        raise Refused(f"Ổ đĩa chỉ còn {free_mb} MB, cần ít nhất {FREE_MB_NEEDED} MB: hãy dọn bớt rồi chạy lại lệnh.")


def ensure(environments: tuple[Environment, ...]) -> None:
    """Bring every environment that is not current up to its lock, side by side when there are cores for it."""
    stale = [each for each in environments if not is_current(each) or not works(each)]
    if not stale:
        return
    if not all(works(each) for each in stale):
        check_disk(shutil.disk_usage(PROJECT).free // 1_000_000)
    names = ", ".join(each.folder for each in stale)
    print(f"Đang cài {names} từ các tệp khoá (lần đầu mất 1–4 phút)…", flush=True)
    started = time.monotonic()
    with ThreadPoolExecutor(min(len(stale), os.cpu_count() or 1)) as pool:
        list(pool.map(install_locked, [each for each in stale if not (has_lock(each) and works(each))]))
    install_lab_package(stale)
    for each in stale:
        write_stamp(each)
    print(f"Đã cài xong trong {time.monotonic() - started:.0f} giây.", flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """One installer at a time; a second one waits."""
    folder = PROJECT / "var"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "environments.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Một lệnh khác đang cài môi trường, đang chờ…", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """`run`: environments, then start everything. `dev`: environments with the developers' tools, nothing more."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        print("Cách dùng: environments.py run|dev", file=sys.stderr)
        return 2
    try:
        with alone():
            ensure(TARGETS[arguments[0]])
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"Không ghi được {error.filename}: hãy chạy bằng người dùng sở hữu thư mục dự án.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return 130
    if arguments[0] == "run":
        os.chdir(PROJECT)
        os.execv(SITE.python, [str(SITE.python), "-m", "lms.ops.start"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

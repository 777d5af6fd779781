"""Does the sandbox of this machine hold? Labs and grading refuse to start where it does not.

python -I -m hocai_lab.selftest [--json]
"""

import argparse
import contextlib
import json
import os
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hocai_lab import folders, policy, run
from hocai_lab.backends import Backend, Exit, NoSandbox, choose
from hocai_lab.guardian import PREFIX, bury_everything, guarded, private_folder
from hocai_lab.slot import SOCKET_PATH_BYTES, Slot

PROBE_MEMORY_MB, PROBE_PROCESSES, PROBE_DISK_MB = 400, 12, 5
RUN_MEMORY_MB = 512
AS_ROOT = "bubblewrap cannot limit root's processes: run as an ordinary user"
ENDLESS = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
TALKATIVE = "print('x' * 5_000_000)"
HOARDER = "import itertools\nfor n in itertools.count(): open(f'f{n}', 'wb').write(b'x' * 2**20)"

# A daemon that must not outlive its run, and more memory than one process asks for; both in a cell of a learner.
LEAVER = (
    "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', {mark!r}], start_new_session=True)"
)
SHARE_MB = 150
SHARERS = f"""
import os, time
children = []
for n in range(6):
    child = os.fork()
    if child == 0:
        held = b"x" * ({SHARE_MB} * 2**20)
        time.sleep(1.5)
        os._exit(7)
    children.append(child)
print(sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7 for child in children))
"""
BURNERS = "import os\nfor n in range(3):\n    os.fork()\nwhile True: pass"
PRYING = """
def tried(action):
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return "done"
print(tried(lambda: open("../notebooks/probe.ipynb").read()), tried(lambda: open("../out/result.json", "w")), tried(lambda: open("../x", "w")))
"""

ADVICE_NONE = (
    "Máy này chưa có hộp cát để chạy mã của người học. Hãy dùng nhân Linux 6.12 trở lên (ví dụ Debian 13), "
    "hoặc cài gói bubblewrap (apt install bubblewrap) để ít nhất chấm được bài; rồi chạy lại lệnh kiểm tra này."
)
ADVICE_BUBBLEWRAP = "Chấm bài dùng được nhờ bubblewrap, nhưng phòng thực hành thì chưa: cần nhân Linux 6.12 trở lên (ví dụ Debian 13) để chặn được từng cổng mạng."
ADVICE_FAILED = (
    "Hộp cát không giữ được ở các mục ghi “không đạt”, nên phòng thực hành và chấm bài sẽ không chạy. "
    "Hãy khởi động lại máy với nhân mới nhất của bản phát hành rồi thử lại; nếu vẫn vậy, gửi kết quả này cho người quản trị máy chủ."
)
ADVICE_ROOT = (
    "bubblewrap không giới hạn được số tiến trình của root. Hãy chạy worker bằng một tài khoản thường "
    "(ví dụ tạo tài khoản hocai, đặt User=hocai trong tệp dịch vụ), rồi thử lại."
)
ADVICE_NAMESPACES = (
    "bubblewrap bị hệ thống chặn tạo không gian tên (user namespaces); trên Ubuntu hãy cài hồ sơ AppArmor bwrap-userns-restrict."
)
ADVICE_OK = "Hộp cát hoạt động tốt; không cần làm gì."
TITLES = {
    "backend": "có hộp cát",
    "starts": "khởi động được",
    "no network": "không ra được mạng",
    "no other program's sockets": "không nối được vào chương trình khác",
    "no foreign process": "không thấy và không động được vào tiến trình khác",
    "no foreign file": "không đọc, không sửa được tệp ở ngoài",
    "no privileges": "không giành thêm được quyền",
    "tests and results apart": "mã của người học không tới được bài kiểm tra và kết quả",
    "memory limit": "giới hạn bộ nhớ",
    "memory of the whole run": "giới hạn bộ nhớ của cả lượt chạy",
    "process limit": "giới hạn số tiến trình",
    "file size limit": "giới hạn cỡ tệp",
    "port filter": "chặn từng cổng mạng",
    "output limit": "giới hạn kết quả in ra",
    "disk limit": "giới hạn ổ đĩa",
    "processor limit": "giới hạn thời gian bộ xử lý",
    "time limit": "giới hạn thời gian",
    "nothing left behind": "không để lại tiến trình hay tệp nào",
}


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and what was seen."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """Everything an administrator needs; `labs` says whether students' servers may start, `ok` whether grading may."""

    ok: bool
    labs: bool
    backend: str
    checks: tuple[Check, ...]
    advice: str


def examine() -> Report:
    """Try every wall and every limit with real processes."""
    try:
        backend = choose()
    except NoSandbox as error:
        advice = f"{ADVICE_NONE} {ADVICE_NAMESPACES}" if "namespace" in str(error) or "uid map" in str(error) else ADVICE_NONE
        return Report(False, False, "none", (Check("backend", False, str(error)),), advice)
    checks = tuple(Examination(backend).all_checks())
    ok = all(check.ok for check in checks)
    return Report(ok, ok and backend.filters_ports, backend.name, checks, advice_on(backend, checks))


def advice_on(backend: Backend, checks: Sequence[Check]) -> str:
    """One sentence that says what to do."""
    failed = [check for check in checks if not check.ok]
    if any(check.detail == AS_ROOT for check in failed):
        return ADVICE_ROOT
    return ADVICE_FAILED if failed else ADVICE_OK if backend.filters_ports else ADVICE_BUBBLEWRAP


class Examination:
    """The checks of one back-end, each with sandboxes of its own."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.slot: Slot | None = None

    def all_checks(self) -> Iterator[Check]:
        probes: tuple[Callable[[], Check], ...] = (
            self.starts, self.no_network, self.no_sockets, self.no_foreign_process, self.no_foreign_file, self.no_privileges,
            self.memory, self.processes, self.file_size, self.ports,
        )  # fmt: skip
        for probe in probes:
            yield self.tried(probe)
            bury_everything()
        # Whole runs share one sandbox as long as it lives; what ends it comes last.
        runs = (self.apart, self.output, self.nothing_left, self.shared_memory, self.folder_size, self.processor, self.wall)
        for whole_run in runs:
            yield self.tried(whole_run)
        self.close()

    def tried(self, step: Callable[[], Check]) -> Check:
        try:
            return step()
        except Exception as error:
            return Check(step.__name__, False, repr(error))

    def close(self) -> None:
        if self.slot is not None:
            self.slot.close()
            self.slot = None

    def starts(self) -> Check:
        seen, _ = self.probe("nothing")
        return Check("starts", seen == {"start": "done"}, json.dumps(seen))

    def no_network(self) -> Check:
        with listener() as port:
            seen, _ = self.probe("network", str(port))
        return refused("no network", seen)

    def no_sockets(self) -> Check:
        with unix_listeners() as (path, abstract):
            seen, _ = self.probe("unix_sockets", path, abstract)
        return refused("no other program's sockets", seen)

    def no_foreign_process(self) -> Check:
        seen, _ = self.probe("processes", str(os.getpid()))
        return refused("no foreign process", seen)

    def no_foreign_file(self) -> Check:
        with private_place() as folder:
            secret = folder / "secret"
            secret.write_text("secret")
            before = secret.stat()
            places = [folder, Path.home(), Path.cwd(), Path("/etc/shadow"), Path("/tmp"), Path("/")]  # noqa: S108 (must not be readable)
            if self.backend.own_root:  # folders above what it was given are empty ones of its own
                given = [Path(path) for path in (*policy.system_readable(), str(folder.parent / "x"))]
                places = [place for place in places if not any(path.is_relative_to(place) for path in given)]
            seen, _ = self.probe("files", str(secret), *map(str, places))
            after = secret.stat()
        untouched = (before.st_mode, before.st_mtime, before.st_uid) == (after.st_mode, after.st_mtime, after.st_uid)
        check = refused("no foreign file", seen)
        return check if untouched else Check(check.name, False, "mode or time of a foreign file was changed")

    def no_privileges(self) -> Check:
        seen, _ = self.probe("privileges")
        return refused("no privileges", seen)

    def memory(self) -> Check:
        seen, ended = self.probe("memory", str(3 * PROBE_MEMORY_MB))
        return Check("memory limit", seen is None and ended.code != 0, json.dumps(seen))

    def processes(self) -> Check:
        if not self.backend.filters_ports and os.geteuid() == 0:
            return Check("process limit", False, AS_ROOT)
        seen, _ = self.probe("forks", str(3 * PROBE_PROCESSES))
        return Check("process limit", bool(seen) and seen["processes"] != "all", json.dumps(seen))

    def file_size(self) -> Check:
        seen, _ = self.probe("disk", str(2 * PROBE_DISK_MB))
        return refused("file size limit", seen)

    def ports(self) -> Check:
        """A student's server reaches the ports it may, and no other."""
        if not self.backend.filters_ports:
            return Check("port filter", True, "not available; students' servers do not start")
        with listener() as allowed, listener() as other:
            seen, _ = self.probe("network", str(allowed), str(other), connect=(allowed,))
        reached = seen is not None and seen.pop(f"tcp {allowed}") == "done"
        check = refused("port filter", seen)
        return check if reached else Check(check.name, False, "the allowed port cannot be reached")

    def apart(self) -> Check:
        """A cell reaches neither the notebook with the tests nor the place of the result."""
        ended, said = self.notebook(PRYING)
        words = said.split()
        return Check("tests and results apart", len(words) == 3 and "done" not in words, f"{ended.as_line()} {words}")

    def output(self) -> Check:
        ended, said = self.notebook(TALKATIVE)
        return Check("output limit", ended.status == "ok" and 100 < len(said) < 50_000, ended.as_line())

    def nothing_left(self) -> Check:
        mark = uuid.uuid4().hex
        ended, _ = self.notebook(LEAVER.format(mark=mark))
        self.close()
        found = [pid for pid in os.listdir("/proc") if pid.isdigit() and mark.encode() in command_of(pid)]
        left = own_folders()
        return Check("nothing left behind", ended.status == "ok" and not found and not left, f"{ended.as_line()} {found} {left}")

    def shared_memory(self) -> Check:
        """Several processes, each of them within its limit, together over it."""
        ended, said = self.notebook(SHARERS, cell_timeout=10)
        held = ended.status in {"oom", "killed"} or (said.strip().isdigit() and int(said) * SHARE_MB < RUN_MEMORY_MB)
        return Check("memory of the whole run", held, f"{ended.as_line()} {said}")

    def folder_size(self) -> Check:
        ended, _ = self.notebook(HOARDER, cell_timeout=10)
        return Check("disk limit", ended.status == "limit", ended.as_line())

    def processor(self) -> Check:
        """Several processes spend the run's processor time sooner than its wall time."""
        begin = time.monotonic()
        ended, _ = self.notebook(BURNERS, cell_timeout=15, cpu_seconds=1)
        return Check("processor limit", ended.status == "timeout" and time.monotonic() - begin < 12, ended.as_line())

    def wall(self) -> Check:
        begin = time.monotonic()
        ended, _ = self.notebook(ENDLESS, cell_timeout=15, wall_seconds=3)
        return Check("time limit", ended.status == "timeout" and time.monotonic() - begin < 12, ended.as_line())

    def probe(self, *command: str, connect: tuple[int, ...] = ()) -> tuple[dict[str, str] | None, Exit]:
        """Run a probe in a sandbox; its answer (None where it was ended) and how it ended."""
        with private_place() as folder:
            rules = policy.grading_run(folder=str(folder), memory_mb=PROBE_MEMORY_MB, processes=PROBE_PROCESSES, disk_mb=PROBE_DISK_MB)
            rules = replace(rules, connect=connect)
            settings: dict[str, Any] = {"file_mb": PROBE_DISK_MB, "open_files": 256, "internet": bool(connect)}
            if not self.backend.filters_ports:
                settings |= {"address_space_mb": PROBE_MEMORY_MB, "processes": PROBE_PROCESSES if os.geteuid() else None}
            line = [sys.executable, "-I", "-m", "hocai_lab.probe", json.dumps(settings), *command]
            process = self.backend.start(rules, line, piped=True)
            assert process.stdout is not None
            first = process.stdout.readline()
            process.kill()
            ended = process.wait()
        return (json.loads(first) if first.strip() else None), ended

    def notebook(self, source: str, *, wall_seconds: int = 20, cell_timeout: int = 2, cpu_seconds: int = 60) -> tuple[run.Outcome, str]:
        """Run one cell through the whole grading pipeline: how it ended and what it printed."""
        spec = run.Spec(("probe.ipynb",), cell_timeout, wall_seconds, RUN_MEMORY_MB, 32, 20, 20_000, 10_000, cpu_seconds)
        with private_place() as job:
            (job / "in").mkdir()
            cell: dict[str, Any] = {
                "cell_type": "code",
                "id": "probe",
                "source": source,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            (job / "in" / "probe.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
            if self.slot is None or not self.slot.alive:
                self.close()
                self.slot = Slot(spec.size, warm=False, backend=self.backend)
            ended = run.run_in(self.slot, job, spec)
            return ended, printed(run.read_result(job / "out" / "result.json", limit=spec.result_bytes))


def printed(result: bytes | None) -> str:
    """What the cell of a run printed."""
    if result is None:
        return ""
    return "".join(output.get("text", "") for output in json.loads(result)["notebooks"]["probe.ipynb"]["cells"]["probe"]["outputs"])


def refused(name: str, seen: dict[str, str] | None) -> Check:
    """Everything that was tried must have failed."""
    held = seen is not None and "done" not in seen.values()
    return Check(name, held, "" if held else json.dumps(seen))


def own_folders() -> set[str]:
    """Private folders of this process that are there."""
    places = {private_folder(longest=length) for length in (SOCKET_PATH_BYTES, 4_096)}
    for place in places:
        place.rmdir()
    return {str(path) for place in places for path in place.parent.glob(f"{PREFIX}{os.getpid()}-*")}


def command_of(pid: str) -> bytes:
    try:
        return Path("/proc", pid, "cmdline").read_bytes()
    except OSError:
        return b""


@contextlib.contextmanager
def private_place() -> Iterator[Path]:
    folder = private_folder(longest=SOCKET_PATH_BYTES)
    try:
        yield folder
    finally:
        folders.remove(folder)


@contextlib.contextmanager
def listener() -> Iterator[int]:
    """A loopback port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def unix_listeners() -> Iterator[tuple[str, str]]:
    """A socket by path and one by abstract name."""
    with private_place() as folder, socket.socket(socket.AF_UNIX) as by_path, socket.socket(socket.AF_UNIX) as by_name:
        by_path.bind(str(folder / "socket"))
        by_path.listen()
        by_name.bind(f"\0{folder.name}")
        by_name.listen()
        yield str(folder / "socket"), folder.name


def say(*, as_json: bool) -> int:
    """Examine this machine and print what was found; the exit code."""
    report = examine()
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))  # noqa: T201 (the answer of this program)
        return 0 if report.ok else 1
    for check in report.checks:
        title = TITLES.get(check.name, check.name)
        print(f"{'đạt      ' if check.ok else 'không đạt'}  {title}  {check.detail if not check.ok else ''}".rstrip())  # noqa: T201 (the answer of this program)
    print(f"Hộp cát: {report.backend}. {report.advice}")  # noqa: T201 (the answer of this program)
    return 0 if report.ok else 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="hocai_lab.selftest", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    guarded(lambda: say(as_json=as_json))


if __name__ == "__main__":
    main()

"""Does the sandbox of this machine hold? Labs and grading refuse to start where it does not.

python -I -m hocai_lab.selftest [--json]
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hocai_lab import policy, run
from hocai_lab.backends import Backend, Exit, NoSandbox, choose
from hocai_lab.guardian import bury_everything, guarded, private_folder
from hocai_lab.slot import SOCKET_PATH_BYTES, Slot

PROBE_MEMORY_MB, PROBE_PROCESSES, PROBE_DISK_MB = 400, 12, 5
ENDLESS = "while True: pass"
TALKATIVE = "print('x' * 5_000_000)"
HOARDER = "import itertools\nfor n in itertools.count(): open(f'f{n}', 'wb').write(b'x' * 2**20)"

ADVICE_NONE = (
    "Máy này chưa có hộp cát để chạy mã của người học. Hãy dùng nhân Linux 6.12 trở lên (ví dụ Debian 13), "
    "hoặc cài gói bubblewrap (apt install bubblewrap) để ít nhất chấm được bài; rồi chạy lại lệnh kiểm tra này."
)
ADVICE_BUBBLEWRAP = "Chấm bài dùng được nhờ bubblewrap, nhưng phòng thực hành thì chưa: cần nhân Linux 6.12 trở lên (ví dụ Debian 13) để chặn được từng cổng mạng."
ADVICE_FAILED = "Hộp cát không giữ được ở các mục ghi “không đạt”; phòng thực hành và chấm bài sẽ không chạy. Hãy gửi kết quả này cho người quản trị máy chủ."
ADVICE_NAMESPACES = (
    "bubblewrap bị hệ thống chặn tạo không gian tên (user namespaces); trên Ubuntu hãy cài hồ sơ AppArmor bwrap-userns-restrict."
)
ADVICE_OK = "Hộp cát hoạt động tốt; không cần làm gì."


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
    advice = ADVICE_FAILED if not ok else ADVICE_OK if backend.filters_ports else ADVICE_BUBBLEWRAP
    return Report(ok, ok and backend.filters_ports, backend.name, checks, advice)


class Examination:
    """The checks of one back-end, each with sandboxes of its own."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def all_checks(self) -> Iterator[Check]:
        steps: tuple[Callable[[], Check], ...] = (
            self.starts, self.no_network, self.no_sockets, self.no_foreign_process, self.no_foreign_file,
            self.memory, self.processes, self.file_size, self.ports, self.output, self.folder_size, self.wall,
        )  # fmt: skip
        for step in steps:
            try:
                yield step()
            except Exception as error:
                yield Check(step.__name__, False, repr(error))
            finally:
                bury_everything()

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
            seen, _ = self.probe("files", str(secret), str(folder), str(Path.home()), str(Path.cwd()), "/etc/shadow", "/tmp", "/")  # noqa: S108 (must not be readable)
            after = secret.stat()
        untouched = (before.st_mode, before.st_mtime, before.st_uid) == (after.st_mode, after.st_mtime, after.st_uid)
        check = refused("no foreign file", seen)
        return check if untouched else Check(check.name, False, "mode or time of a foreign file was changed")

    def memory(self) -> Check:
        seen, ended = self.probe("memory", str(3 * PROBE_MEMORY_MB))
        return Check("memory limit", seen is None and ended.code != 0, json.dumps(seen))

    def processes(self) -> Check:
        if not self.backend.filters_ports and os.geteuid() == 0:
            return Check("process limit", False, "bubblewrap cannot limit root's processes: run as an ordinary user")
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

    def output(self) -> Check:
        ended, result = self.notebook(TALKATIVE)
        return Check("output limit", ended.status == "ok" and result is not None and 100 < len(result) < 100_000, ended.as_line())

    def folder_size(self) -> Check:
        ended, _ = self.notebook(HOARDER)
        return Check("disk limit", ended.status == "limit", ended.as_line())

    def wall(self) -> Check:
        begin = time.monotonic()
        ended, _ = self.notebook(ENDLESS, wall_seconds=4)
        return Check("time limit", ended.status in {"timeout", "ok"} and time.monotonic() - begin < 30, ended.as_line())

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

    def notebook(self, source: str, *, wall_seconds: int = 20) -> tuple[run.Outcome, bytes | None]:
        """Run one cell through the whole grading pipeline."""
        spec = run.Spec(("probe.ipynb",), 2, wall_seconds, 1_024, 32, 20, 20_000, 10_000)
        with private_place() as job:
            (job / "in").mkdir()
            cell = {"cell_type": "code", "id": "probe", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
            (job / "in" / "probe.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
            slot = Slot(spec.size, warm=False, backend=self.backend)
            try:
                ended = run.run_in(slot, job, spec)
            finally:
                slot.close()
            return ended, run.read_result(job / "out" / "result.json", limit=spec.result_bytes)


def refused(name: str, seen: dict[str, str] | None) -> Check:
    """Everything that was tried must have failed."""
    held = seen is not None and "done" not in seen.values()
    return Check(name, held, "" if held else json.dumps(seen))


@contextlib.contextmanager
def private_place() -> Iterator[Path]:
    folder = private_folder(longest=SOCKET_PATH_BYTES)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
        print(f"{'đạt      ' if check.ok else 'không đạt'}  {check.name}  {check.detail if not check.ok else ''}".rstrip())  # noqa: T201 (the answer of this program)
    print(f"Hộp cát: {report.backend}. {report.advice}")  # noqa: T201 (the answer of this program)
    return 0 if report.ok else 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="hocai_lab.selftest", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    guarded(lambda: say(as_json=as_json))


if __name__ == "__main__":
    main()

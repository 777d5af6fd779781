"""The sandbox door: notebooks and data files go in as bytes, what the kernel answered comes out as plain values.

The only module that starts `hocai_lab`. It fails closed: where the sandbox's self-test does not pass, nothing runs.
"""

from __future__ import annotations

import json
import os
import platform
import selectors
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from notebooks.exceptions import BadUpload, SandboxUnavailable
from notebooks.notebook_json import NotebookLimits, read_json

STATUSES = frozenset({"ok", "timeout", "oom", "killed", "limit", "infra"})
CELL_STATUSES = frozenset({"ok", "error", "timeout", "skipped", "not_executed"})
OUR_FAILURES = frozenset({"kernel_not_ready", "no_result"})
# The launcher watches the wall time itself; this is for a launcher that does not come back.
GRACE_SECONDS = 20
START_SECONDS = 60
STOP_SECONDS = 5
IDLE_SECONDS = 600
SELF_TEST_SECONDS = 120
STAMP = "sandbox-self-test"
STAMP_SECONDS = 24 * 3600
REPORT_BYTES = 64_000
RESULT_BYTES = 32_000_000
RESULT_LIMITS = NotebookLimits(depth=40)


@dataclass(frozen=True)
class Limits:
    cell_timeout: int = 30
    wall_seconds: int = 120
    memory_mb: int = 2048
    processes: int = 64
    disk_mb: int = 200
    output_bytes: int = 1_000_000
    cell_output_bytes: int = 200_000
    cpu_seconds: int = 120


@dataclass(frozen=True)
class Job:
    """`notebooks` by file name (`bai1.ipynb`), as rebuilt by us; `files` are the lab's public data, by relative path."""

    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class CellRun:
    status: str
    execution_count: int | None
    outputs: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class NotebookRun:
    cells: Mapping[str, CellRun]
    error: str | None


@dataclass(frozen=True)
class RunResult:
    """`status`: ok, timeout, oom, killed or limit; cells that ran before the end are there in every case."""

    status: str
    notebooks: Mapping[str, NotebookRun]
    wall: float = 0.0
    cpu: float = 0.0
    max_rss_mb: float = 0.0
    message: str = ""


@dataclass(frozen=True)
class SelfTest:
    ok: bool
    backend: str
    checks: tuple[Mapping[str, Any], ...]
    advice: str


# --- run --------------------------------------------------------------------------------------------------------------
def run(job: Job) -> RunResult:
    """Executes the job in the sandbox. Raises SandboxUnavailable when nothing can be said about the learner's work."""
    require_self_test()
    with tempfile.TemporaryDirectory(prefix="hocai-job-") as name:
        folder = Path(name)
        lay_out(folder, job)
        report = carried_out(folder, job.limits)
        status = report.get("status")
        if status not in STATUSES or status == "infra":
            raise SandboxUnavailable("run_failed", detail=str(report.get("message", "")))
        notebooks = read_result(folder / "out" / "result.json", job)
        if status == "ok" and never_started(notebooks):
            raise SandboxUnavailable("run_failed", detail="kernel_not_ready")
        return RunResult(
            status=status,
            notebooks=notebooks,
            wall=number(report.get("wall")),
            cpu=number(report.get("cpu")),
            max_rss_mb=number(report.get("max_rss_mb")),
            message=str(report.get("message", ""))[:500],
        )


def lay_out(folder: Path, job: Job) -> None:
    """The job folder of the contract with hocai_lab.run: `in/` and `spec.json`."""
    inside = folder / "in"
    for path, content in {**job.files, **job.notebooks}.items():
        target = inside / path
        if ".." in target.parts or not target.is_relative_to(inside):
            raise BadUpload("bad_path", name=path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / "out").mkdir()
    (folder / "spec.json").write_text(json.dumps({"notebooks": sorted(job.notebooks), **asdict(job.limits)}))


def carried_out(folder: Path, limits: Limits) -> dict[str, Any]:
    """The report of a job: of this process's warm server if it keeps one and that answers, else of a launcher of its own."""
    server = warm_server()
    answer = server.ask(folder, limits.wall_seconds + START_SECONDS) if server else None
    return launched(folder, limits) if answer is None else answer


def launched(folder: Path, limits: Limits) -> dict[str, Any]:
    """The launcher's one line of JSON. Its output goes to a file: nothing it starts can fill our memory."""
    with tempfile.TemporaryFile() as said:
        with started(["hocai_lab.run", str(folder)], stdout=said) as process:
            try:
                process.wait(limits.wall_seconds + GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                return {"status": "timeout", "wall": limits.wall_seconds, "message": "launcher"}
        return last_object(said, REPORT_BYTES) or {"status": "infra", "message": f"exit {process.returncode}"}


@contextmanager
def started(arguments: Sequence[str], *, stdout: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the lab environment, ended with its group when the block ends."""
    process = start(arguments, stdin=subprocess.DEVNULL, stdout=stdout)
    try:
        yield process
    finally:
        stop(process)


def start(arguments: Sequence[str], *, stdin: Any, stdout: Any) -> subprocess.Popen[bytes]:
    """A process group of the lab environment with none of our environment variables."""
    command = [str(settings.HOCAI_LAB_PYTHON), "-I", "-m", *arguments]
    try:
        return subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=clean_environment(), cwd="/", start_new_session=True
        )
    except OSError as error:
        raise SandboxUnavailable("no_lab_environment") from error


def clean_environment() -> dict[str, str]:
    wanted = {"HOCAI_SANDBOX_BACKEND": os.environ["HOCAI_SANDBOX_BACKEND"]} if os.environ.get("HOCAI_SANDBOX_BACKEND") else {}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", **wanted}


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the launcher to end its tree, then ends the group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


# --- the warm server --------------------------------------------------------------------------------------------------
class WarmServer:
    """`hocai_lab.serve`: a sandbox that has imported everything and forks one confined child per job. It never sees a submission itself."""

    def __init__(self) -> None:
        self.process = start(["hocai_lab.serve", "--slots", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.owner = os.getpid()
        self.turn = threading.Lock()

    @property
    def is_ours(self) -> bool:
        """A process forked from this one must not speak into the same pipe."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, folder: Path, seconds: float) -> dict[str, Any] | None:
        """The report of one job, or None where the server cannot be relied on; it is closed then."""
        with self.turn:
            try:
                os.write(self.input, f"{folder}\n".encode())
                answer = json.loads(self.line(time.monotonic() + seconds))
            except (OSError, ValueError):
                answer = None
            if isinstance(answer, dict) and answer.get("job") == str(folder):
                return answer
            self.close()
            return None

    @property
    def input(self) -> int:
        assert self.process.stdin is not None
        return self.process.stdin.fileno()

    def line(self, deadline: float) -> bytes:
        """One line, of at most REPORT_BYTES, before the deadline; else what there is."""
        assert self.process.stdout is not None
        found = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not found.endswith(b"\n") and len(found) < REPORT_BYTES:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return found
                piece = os.read(self.process.stdout.fileno(), REPORT_BYTES)
                if not piece:
                    return found
                found += piece
        return found

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        stop(self.process)


_server: WarmServer | None = None
_wanted_at = 0.0


def keep_warm() -> None:
    """For a worker process that grades again and again: later calls of `run` in this process need no cold start.

    Returns at once. The server ends with this process: it reads the end of its input.
    """
    global _server, _wanted_at
    _wanted_at = time.monotonic()
    if warm_server() is None:
        require_self_test()
        _server = WarmServer()


def rest(*, after_seconds: float = IDLE_SECONDS) -> None:
    """Ends a warm server that nobody has wanted for so long: it holds about 100 MB."""
    if warm_server() is not None and time.monotonic() - _wanted_at >= after_seconds:
        cool_down()


def cool_down() -> None:
    """Ends the warm server of this process, if there is one."""
    global _server
    if (server := warm_server()) is not None:
        server.close()
    _server = None


def warm_server() -> WarmServer | None:
    return _server if _server is not None and _server.is_ours else None


# --- reading what comes back ------------------------------------------------------------------------------------------
def read_result(path: Path, job: Job) -> dict[str, NotebookRun]:
    """The runner's file, read as if a stranger had written it; an unreadable one means that nothing was executed."""
    try:
        written = read_json(read_regular(path, RESULT_BYTES), name=path.name, limits=RESULT_LIMITS)
    except (OSError, BadUpload):
        written = None
    notebooks = written.get("notebooks") if isinstance(written, dict) else None
    found = notebooks if isinstance(notebooks, dict) else {}
    return {name: notebook_run(found.get(name)) for name in job.notebooks}


def never_started(notebooks: Mapping[str, NotebookRun]) -> bool:
    """No kernel came up before any code of the learner ran: our failure, not a score of 0."""
    errors = {run.error for run in notebooks.values()}
    ran = any(cell.status not in ("skipped", "not_executed") for run in notebooks.values() for cell in run.cells.values())
    return not ran and bool(errors & OUR_FAILURES)


def read_regular(path: Path, limit: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
            raise OSError("not a regular file of a sane size")
        return stream.read(limit)


def notebook_run(value: Any) -> NotebookRun:
    if not isinstance(value, dict) or not isinstance(value.get("cells"), dict):
        return NotebookRun({}, "no_result")
    cells = {cell_id: cell_run(cell) for cell_id, cell in value["cells"].items()}
    error = value.get("error")
    return NotebookRun(cells, str(error)[:200] if error else None)


def cell_run(value: Any) -> CellRun:
    if not isinstance(value, dict) or value.get("status") not in CELL_STATUSES:
        return CellRun("not_executed", None, ())
    executed = value.get("execution_count")
    is_count = isinstance(executed, int) and not isinstance(executed, bool)
    outputs = value.get("outputs")
    kept = tuple(output for output in outputs if isinstance(output, dict)) if isinstance(outputs, list) else ()
    return CellRun(value["status"], executed if is_count else None, kept)


def last_object(stream: Any, limit: int) -> dict[str, Any] | None:
    """The last line that is a JSON object, within the last `limit` bytes."""
    stream.seek(0, os.SEEK_END)
    stream.seek(max(0, stream.tell() - limit))
    for line in reversed(stream.read().decode("utf-8", "replace").splitlines()):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


# --- self-test --------------------------------------------------------------------------------------------------------
def self_test() -> SelfTest:
    """Tries every limit of the sandbox on this machine; takes some seconds."""
    with tempfile.TemporaryFile() as said:
        with started(["hocai_lab.selftest", "--json"], stdout=said) as process:
            try:
                process.wait(SELF_TEST_SECONDS)
            except subprocess.TimeoutExpired:
                return SelfTest(False, "none", (), "")
        said.seek(0)
        return self_test_of(said.read(REPORT_BYTES))


def self_test_of(written: bytes) -> SelfTest:
    try:
        found = json.loads(written)
        checks = tuple(dict(check) for check in found["checks"])
        return SelfTest(found["ok"] is True, str(found["backend"]), checks, str(found["advice"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return SelfTest(False, "none", (), "")


def require_self_test() -> None:
    """Passes when the self-test did, on this boot, with this lab environment, within a day; else tries it now.

    The stamp spares every worker process the test; a failed test leaves none, so that a repaired machine needs no restart.
    """
    stamp = Path(settings.HOCAI_VAR) / STAMP
    machine = this_machine()
    if is_fresh(stamp, machine):
        return
    test = self_test()
    if not test.ok:
        stamp.unlink(missing_ok=True)
        raise SandboxUnavailable("self_test_failed", advice=test.advice)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_suffix(f".{os.getpid()}")
    draft.write_text(machine)
    draft.replace(stamp)


def is_fresh(stamp: Path, machine: str) -> bool:
    try:
        return stamp.read_text() == machine and 0 <= time.time() - stamp.stat().st_mtime < STAMP_SECONDS
    except OSError:
        return False


def this_machine() -> str:
    """Changes with the boot, the kernel, the account and the lab environment: whatever may change what the sandbox can do."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        state = os.lstat(settings.HOCAI_LAB_PYTHON)
    except OSError as error:
        raise SandboxUnavailable("no_lab_environment") from error
    wanted = os.environ.get("HOCAI_SANDBOX_BACKEND", "")
    return f"{boot} {platform.release()} {os.getuid()} {settings.HOCAI_LAB_PYTHON} {state.st_mtime_ns} {wanted}"

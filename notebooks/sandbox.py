"""The sandbox door: notebooks and data files go in as bytes, what the kernel answered comes out as plain values.

Only this module and its four parts (`sandbox_…`) start `hocai_lab`. It fails closed: where the sandbox's self-test does not pass, nothing
runs. Everybody else imports from here.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from notebooks.exceptions import BadUpload, SandboxUnavailable
from notebooks.sandbox_processes import REPORT_BYTES, started
from notebooks.sandbox_results import RESULT_BYTES, CellRun, NotebookRun, last_object, never_started, number, read_notebooks
from notebooks.sandbox_selftest import STAMP, SelfTest, require_self_test, self_test, self_test_of
from notebooks.sandbox_server import START_SECONDS, cool_down, keep_warm, rest, warm_server

__all__ = [
    "RESULT_BYTES",
    "STAMP",
    "CellRun",
    "Job",
    "Limits",
    "NotebookRun",
    "RunResult",
    "SelfTest",
    "cool_down",
    "keep_warm",
    "rest",
    "run",
    "self_test",
    "self_test_of",
    "warm_server",
]

STATUSES = frozenset({"ok", "timeout", "oom", "killed", "limit", "infra"})
# The launcher watches the wall time itself; this is for a launcher that does not come back.
GRACE_SECONDS = 20


# What the runner has ready before a job that names it (hocai_lab.runner.MORE).
LARGE_LIBRARIES = ("sklearn",)


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
class RunResult:
    """`status`: ok, timeout, oom, killed or limit; cells that ran before the end are there in every case."""

    status: str
    notebooks: Mapping[str, NotebookRun]
    wall: float = 0.0
    cpu: float = 0.0
    max_rss_mb: float = 0.0
    message: str = ""


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
    # Named by the learner as well as by us: all that follows from it is an import before the job instead of during it.
    more = [name for name in LARGE_LIBRARIES if any(name.encode() in content for content in job.notebooks.values())]
    (folder / "spec.json").write_text(json.dumps({"notebooks": sorted(job.notebooks), "more": more, **asdict(job.limits)}))


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


def read_result(path: Path, job: Job) -> dict[str, NotebookRun]:
    """What the runner wrote about each notebook of the job."""
    return read_notebooks(path, job.notebooks)

"""A job folder for the runner, a tiny real exchange, and the lab environment's interpreter."""

import hashlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LAB_PYTHON = PROJECT / ".venv-lab" / "bin" / "python"


def in_lab(*arguments: str, timeout: float = 60, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the lab environment's Python."""
    return subprocess.run([str(LAB_PYTHON), "-I", *arguments], capture_output=True, text=True, timeout=timeout, check=False, **more)


def notebook(*sources: str, tags: dict[int, list[str]] | None = None) -> bytes:
    """A notebook with one code cell per source; cell ids are c0, c1, …"""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "source": source,
            "metadata": {"tags": (tags or {}).get(number, [])},
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@dataclass
class Run:
    """What a finished job left."""

    status: str
    code: int
    cells: dict[str, Any]
    error: str | None
    raw: str


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., Path]:
    """A job folder with one notebook and a data file."""

    def make(*sources: str, name: str = "job", tags: dict[int, list[str]] | None = None, **spec: Any) -> Path:
        job = tmp_path / name
        (job / "in" / "data").mkdir(parents=True)
        (job / "in" / "a.ipynb").write_bytes(notebook(*sources, tags=tags))
        (job / "in" / "data" / "points.csv").write_text("a,b\n1,2\n")
        (job / "spec.json").write_text(json.dumps({"notebooks": ["a.ipynb"], "cell_timeout": 5, "wall_seconds": 30, **spec}))
        return job

    return make


@pytest.fixture
def run_cells(make_job: Callable[..., Path]) -> Callable[..., Run]:
    """Run cells in a real sandbox with a real kernel."""

    def run(*sources: str, **spec: Any) -> Run:
        job = make_job(*sources, **spec)
        done = in_lab("-m", "hocai_lab.run", str(job))
        result = job / "out" / "result.json"
        found = json.loads(result.read_text())["notebooks"]["a.ipynb"] if result.exists() else {"cells": {}, "error": "none"}
        return Run(
            json.loads(done.stdout)["status"],
            done.returncode,
            found["cells"],
            found["error"],
            result.read_text() if result.exists() else "",
        )

    return run


@dataclass
class TinyExchange:
    """The exchange API of the contract, as small as it can be; requests are kept for the tests to look at."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    manifest: dict[str, Any] | None = None
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    submissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    # A network that takes requests whose address ends so, and loses the answers; how many bytes of them still come.
    losing: str = ""
    bytes_of_lost: int = 0

    def lose_answers(self, ending: str, *, after: int = 0) -> None:
        self.losing, self.bytes_of_lost = ending, after

    def release(self, **files: bytes) -> None:
        self.files = {name.replace("__", "/").replace("_ipynb", ".ipynb"): content for name, content in files.items()}

    def entries(self) -> list[dict[str, Any]]:
        return [{"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for path, content in self.files.items()]

    def answer(self, method: str, path: str, headers: dict[str, str]) -> tuple[int, Any]:
        for ending, planned in self.answers.items():
            if path.endswith(ending):
                return planned
        parts = path.removeprefix("/v1/exchange/").split("?")[0].split("/")
        if parts == ["courses"]:
            return 200, {"courses": ["AI-01"]}
        if parts == ["assignments"]:
            return 200, {"assignments": [self.assignment()]}
        if parts[-1] == "files":
            return 200, self.manifest or {"version": 3, "digest": "d3", "files": self.entries()}
        if parts[-2] == "blobs":
            return 200, next(content for content in self.files.values() if hashlib.sha256(content).hexdigest() == parts[-1])
        if parts[-1] == "feedback":
            question = {
                "notebook": "bai",
                "grade_id": "q1",
                "title": "<b>Câu 1</b>",
                "score": 2,
                "max_score": 3,
                "state": "partial",
                "message": "gần đúng",
            }
            return 200, {"state": "graded", "score": 2, "max_score": 3, "questions": [question]}
        known = headers["Idempotency-Key"] in self.submissions
        receipt = {
            "id": str(len(self.submissions) + 1),
            "received_at": "2026-11-22T08:00:05+07:00",
            "sha256": "ab" * 32,
            "version": 3,
            "url": "http://localhost:8000/x",
            "code": "ABCDE-FGHIJ",
            "verify_url": "http://localhost:8000/bien-nhan/",
            "state": "graded",
        }
        return 200 if known else 201, self.submissions.setdefault(headers["Idempotency-Key"], receipt)

    def assignment(self) -> dict[str, Any]:
        head = {"course_id": "AI-01", "assignment_id": "lam-quen", "title": "Làm quen", "version": 3, "digest": "d3", "notebooks": ["bai"]}
        return {**head, "submissions": list(self.submissions.values())}


@pytest.fixture
def exchange() -> Iterator[TinyExchange]:
    tiny = TinyExchange()
    tiny.release(bai_ipynb=notebook("x = 1"), du_lieu__a=b"1,2\n")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = dict(self.headers.items())
            tiny.asked.append((self.command, self.path, headers, body))
            status, answer = tiny.answer(self.command, self.path, headers)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            if tiny.losing and self.path.endswith(tiny.losing):
                return self.lose(status, content)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def lose(self, status: int, content: bytes) -> None:
            self.close_connection = True
            if tiny.bytes_of_lost:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: tiny.bytes_of_lost])

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    tiny.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield tiny
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further tries follow at once."""
    from hocai_lab import exchange_site

    monkeypatch.setattr(exchange_site.time, "sleep", lambda seconds: None)

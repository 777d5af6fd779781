"""Asks the lab environment whether it can hold a student's code in. The answer decides whether labs and grading start."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
NO_LAB = "chưa có môi trường .venv-lab: hãy chạy `make run` để cài."
NO_ANSWER = "phép tự kiểm tra hộp cát không trả lời: hãy chạy `manage.py doctor` để xem lý do."
FALLBACK = (
    "máy này không nhốt được mã của học viên: cần nhân Linux từ 6.12 (ví dụ Debian 13) hoặc gói bubblewrap (`apt-get install bubblewrap`)."
)


@dataclass(frozen=True)
class SandboxAnswer:
    """Whether grading may start (`ok`), by what means, whether students' servers may, and one sentence on what to do where one may not."""

    ok: bool
    backend: str
    advice: str
    labs: bool = False


class SandboxQuestion:
    """The self-test, running beside other work until `answer` is called."""

    def __init__(self, python: Path) -> None:
        self.process: subprocess.Popen[str] | None = None
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
        if wanted := os.environ.get("HOCAI_SANDBOX_BACKEND"):
            environment["HOCAI_SANDBOX_BACKEND"] = wanted
        if python.exists():
            command = [str(python), "-I", "-m", "hocai_lab.selftest", "--json"]
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def answer(self) -> SandboxAnswer:
        """Wait for the self-test; silence counts as no."""
        if self.process is None:
            return SandboxAnswer(False, "none", NO_LAB)
        try:
            output, _ = self.process.communicate(timeout=PATIENCE)
            return read_answer(output, self.process.returncode)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            return SandboxAnswer(False, "none", NO_ANSWER)


def read_answer(output: str, code: int) -> SandboxAnswer:
    """The self-test's JSON as an answer; what cannot be read counts as no."""
    try:
        found = json.loads(output)
        ok = found["ok"] is True and code == 0
        labs = ok and found.get("labs") is True
        return SandboxAnswer(ok, str(found.get("backend", "none")), "" if labs else str(found.get("advice") or FALLBACK), labs)
    except (ValueError, KeyError, TypeError):
        return SandboxAnswer(False, "none", NO_ANSWER)

import json
import sys
import time
from pathlib import Path

import pytest

from lms.ops import sandbox_check
from lms.ops.sandbox_check import SandboxQuestion, read_answer


def test_read_answer_of_a_working_sandbox() -> None:
    answer = read_answer(json.dumps({"ok": True, "labs": True, "backend": "sandlock", "checks": [], "advice": "x"}), 0)

    assert (answer.ok, answer.labs, answer.backend, answer.advice) == (True, True, "sandlock", "")


def test_read_answer_of_a_sandbox_that_can_grade_and_not_open_labs() -> None:
    answer = read_answer(json.dumps({"ok": True, "labs": False, "backend": "bubblewrap", "checks": [], "advice": "Nâng nhân."}), 0)

    assert (answer.ok, answer.labs, answer.advice) == (True, False, "Nâng nhân.")


def test_question_names_the_sandbox_that_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    echo = tmp_path / "python"
    echo.write_text('#!/bin/sh\necho "{\\"ok\\": true, \\"labs\\": true, \\"backend\\": \\"$HOCAI_SANDBOX_BACKEND\\"}"\n')
    echo.chmod(0o755)
    monkeypatch.setenv("HOCAI_SANDBOX_BACKEND", "bubblewrap")

    assert SandboxQuestion(echo).answer().backend == "bubblewrap"


def test_read_answer_passes_on_the_advice() -> None:
    answer = read_answer(json.dumps({"ok": False, "backend": "none", "checks": [], "advice": "Hãy cài bubblewrap."}), 1)

    assert (answer.ok, answer.advice) == (False, "Hãy cài bubblewrap.")


@pytest.mark.parametrize(
    ("output", "code"),
    [("", 1), ("not json", 0), ("[]", 0), ("{}", 0), ('{"ok": true}', 1), ('{"ok": "yes"}', 0)],
)
def test_read_answer_counts_everything_else_as_no(output: str, code: int) -> None:
    answer = read_answer(output, code)

    assert not answer.ok
    assert answer.advice


def test_question_without_a_lab_environment(tmp_path: Path) -> None:
    answer = SandboxQuestion(tmp_path / "python").answer()

    assert (answer.ok, answer.advice) == (False, sandbox_check.NO_LAB)


def test_question_that_is_never_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = tmp_path / "python"
    silent.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'import time; time.sleep(60)'\n")
    silent.chmod(0o755)
    monkeypatch.setattr(sandbox_check, "PATIENCE", 0.3)
    began = time.monotonic()

    answer = SandboxQuestion(silent).answer()

    assert (answer.ok, answer.advice) == (False, sandbox_check.NO_ANSWER)
    assert time.monotonic() - began < 5

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lms.ops import bootstrap

SCRIPT = Path(bootstrap.__file__)


def fake_python(folder: Path, name: str, answer: str) -> Path:
    """A program that answers the probe like an interpreter of another version."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_script_uses_no_syntax_newer_than_python_3_4() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 4))

    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef))]
    assert not [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.returns or any(arg.annotation for arg in node.args.args))
    ]


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ([("python3", (3, 12), True)], "python3"),
        ([("python3", (3, 9), True), ("python3.11", (3, 11), True)], "python3.11"),
        ([("python3", (3, 11), False), ("python3.12", (3, 12), True)], "python3.12"),
        ([("python3", (3, 11), False)], "python3"),
        ([("python3", (3, 10), True), ("python3.8", (3, 8), True)], None),
        ([], None),
    ],
)
def test_choose_prefers_a_new_interpreter_that_can_make_environments(
    found: list[tuple[str, tuple[int, int], bool]], chosen: str | None
) -> None:
    answer = bootstrap.choose(found)

    assert (answer[0] if answer else None) == chosen


def test_probe_of_the_running_interpreter() -> None:
    assert bootstrap.probe(sys.executable) == (sys.version_info[:2], True)


def test_probe_of_what_is_no_interpreter(tmp_path: Path) -> None:
    assert bootstrap.probe(str(tmp_path / "missing")) is None
    assert bootstrap.probe(str(fake_python(tmp_path, "odd", "hello"))) is None


def run_with_only(folder: Path, version: tuple[int, int, int]) -> subprocess.CompletedProcess[str]:
    """The script as an interpreter of that version would run it, with nothing else on the path."""
    pretend = f"import sys, runpy; sys.version_info = {version!r}; sys.executable = {str(folder / 'self')!r}; sys.argv = ['bootstrap.py', 'dev']; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", pretend], env={"PATH": str(folder)}, capture_output=True, text=True)


def test_old_python_gets_one_sentence(tmp_path: Path) -> None:
    fake_python(tmp_path, "self", "3 9 1")

    done = run_with_only(tmp_path, (3, 9, 18))

    assert done.returncode == 2
    assert done.stderr.startswith("Cần Python 3.11 trở lên, máy này chỉ có Python 3.9.18.")
    assert done.stderr.count("\n") == 1


def test_missing_venv_gets_one_sentence(tmp_path: Path) -> None:
    fake_python(tmp_path, "self", "3 11 0")

    done = run_with_only(tmp_path, (3, 11, 2))

    assert done.returncode == 2
    assert "Hãy cài gói python3.11-venv" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not os.access("/usr/bin/env", os.X_OK), reason="no /usr/bin/env")
def test_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    fake_python(tmp_path, "self", "3 9 1")
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\nif [ "$1" = -c ]; then echo "3 12 1"; else echo "handed over: $(/usr/bin/basename $1) $2"; fi\n')
    newer.chmod(0o755)

    done = run_with_only(tmp_path, (3, 9, 18))

    assert done.stdout == "handed over: environments.py dev\n"

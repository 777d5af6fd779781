"""Warm slots: many jobs through one process, none of them seeing another."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hub_config.conftest import LAB_PYTHON

Ask = Callable[[Path], dict]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Give a job to a server with one slot and wait for its line."""
    command = [str(LAB_PYTHON), "-I", "-m", "hocai_lab.serve", "--slots", "1"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def one(job: Path) -> dict:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{job}\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    with process:
        yield one
    assert process.returncode == 0


def cells_of(job: Path) -> dict:
    return json.loads((job / "out" / "result.json").read_text())["notebooks"]["a.ipynb"]["cells"]


def text_of(job: Path) -> str:
    return cells_of(job)["c0"]["outputs"][0]["data"]["text/plain"]


@pytest.mark.slow
def test_serve_runs_jobs_that_share_nothing(ask: Ask, make_job: Callable[..., Path]) -> None:
    first = make_job("import numpy, builtins\nbuiltins.leak = numpy.leak = 1\nopen('left', 'w').write('x')", name="first")
    second = make_job(
        "import numpy, builtins, os\nhasattr(builtins, 'leak'), hasattr(numpy, 'leak'), os.path.exists('left')", name="second"
    )

    answers = [ask(first), ask(second)]

    assert [answer["status"] for answer in answers] == ["ok", "ok"]
    assert answers[1]["job"] == str(second)
    assert cells_of(second)["c0"]["outputs"][0]["data"]["text/plain"] == "(False, False, False)"


@pytest.mark.slow
def test_serve_lets_every_job_draw_its_own_numbers(ask: Ask, make_job: Callable[..., Path]) -> None:
    jobs = [make_job("import numpy, random\n(numpy.random.rand(), random.random())", name=name) for name in ("first", "second")]

    for job in jobs:
        ask(job)

    first, second = (text_of(job).split(",") for job in jobs)
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.slow
def test_serve_goes_on_after_processes_left_behind_and_a_bad_job(ask: Ask, make_job: Callable[..., Path], tmp_path: Path) -> None:
    daemon = make_job("import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)", name="daemon")
    good = make_job("1 + 1", name="good")

    assert ask(daemon)["status"] == "ok"
    assert ask(tmp_path / "missing")["status"] == "infra"
    assert ask(good)["status"] == "ok"
    assert cells_of(good)["c0"]["outputs"][0]["data"]["text/plain"] == "2"


@pytest.mark.slow
def test_serve_hides_the_runner_from_its_jobs(ask: Ask, make_job: Callable[..., Path]) -> None:
    source = """
import os
def tried(action):
    try: action()
    except BaseException as error: return type(error).__name__
    return "done"
seen = [tried(lambda: os.kill(os.getppid(), 0)), tried(lambda: os.listdir("../..")), tried(lambda: os.listdir("/proc"))]
seen += [tried(lambda number=number: open(f"/proc/{os.getppid() - number}/mem", "r+b")) for number in range(4)]
"done" in seen
"""
    job = make_job(source)

    assert ask(job)["status"] == "ok"
    assert cells_of(job)["c0"]["outputs"][0]["data"]["text/plain"] == "False"

"""The real supervisor over dummy processes: start, restart, stop, and nothing left when it is killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lms.ops.descendants import descendants, parents
from lms.ops.supervisor import STOP_SECONDS

PROJECT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object], seconds: float = 15.0) -> bool:
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    return pid in parents()


class Installation:
    def __init__(self, var: Path, stop_seconds: float) -> None:
        self.var = var
        command = [sys.executable, "-m", "tests.ops.dummy_installation", str(var), str(free_port()), str(stop_seconds)]
        self.out = (var / "console.txt").open("w+")
        self.process = subprocess.Popen(command, cwd=PROJECT, stdout=self.out, stderr=subprocess.STDOUT, start_new_session=True)

    def console(self) -> str:
        return (self.var / "console.txt").read_text()

    def pid_of(self, name: str) -> int:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return int(json.loads((self.var / "run" / "processes.json").read_text())["processes"][name]["pid"])
        return 0

    def family(self) -> set[int]:
        return descendants(self.process.pid, parents())


@pytest.fixture
def stop_seconds() -> float:
    return 1.0


@pytest.fixture
def installation(tmp_path: Path, stop_seconds: float) -> Iterator[Installation]:
    running = Installation(tmp_path, stop_seconds)
    try:
        assert wait_until(lambda: "ANNOUNCED parent,stubborn,web" in running.console()), running.console()
        yield running
    finally:
        for pid in [running.process.pid, *running.family()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.process.wait()
        running.out.close()


def test_supervisor_restarts_a_process_that_was_killed(installation: Installation) -> None:
    first = installation.pid_of("web")

    os.kill(first, signal.SIGKILL)

    assert wait_until(lambda: installation.pid_of("web") not in (0, first))
    assert "đã dừng (mã -9), khởi động lại sau 0.5 giây" in installation.console()


def test_supervisor_gives_children_their_own_environment_and_log(installation: Installation) -> None:
    environment = Path(f"/proc/{installation.pid_of('web')}/environ").read_text().split("\0")

    # Python itself may add LC_CTYPE to a bare environment.
    assert [line for line in environment if line and not line.startswith("LC_CTYPE=")] == ["ONLY=this"]
    assert "WARNING stubborn" in (installation.var / "log" / "stubborn.log").read_text()
    assert "stubborn │ WARNING stubborn" in installation.console()


@pytest.mark.parametrize("stop_seconds", [STOP_SECONDS])
def test_sigterm_ends_everything_within_ten_seconds(installation: Installation) -> None:
    family = installation.family()
    began = time.monotonic()

    installation.process.send_signal(signal.SIGTERM)

    assert installation.process.wait(timeout=12) == 0
    assert time.monotonic() - began < 10
    assert len(family) >= 5
    assert not any(is_alive(pid) for pid in family)


def test_second_interrupt_speeds_up(installation: Installation) -> None:
    family = installation.family()
    installation.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    began = time.monotonic()

    installation.process.send_signal(signal.SIGINT)
    installation.process.wait(timeout=12)

    assert time.monotonic() - began < 4
    assert not any(is_alive(pid) for pid in family)


def test_killed_guard_leaves_no_process(installation: Installation) -> None:
    family = installation.family()

    installation.process.kill()

    assert wait_until(lambda: not any(is_alive(pid) for pid in family), 12)


def test_killed_supervisor_leaves_no_process(installation: Installation) -> None:
    family = installation.family()
    supervisor = json.loads((installation.var / "run" / "processes.json").read_text())["supervisor"]

    os.kill(supervisor, signal.SIGKILL)

    assert installation.process.wait(timeout=12) == 128 + signal.SIGKILL
    assert wait_until(lambda: not any(is_alive(pid) for pid in family), 3)

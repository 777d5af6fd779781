"""The whole installation as a person starts it, on ports and in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from tests.e2e.answers import COURSE

ROOT = Path(__file__).resolve().parents[2]
PORT_SETTINGS = ("HOCAI_SITE_PORT", "HOCAI_HUB_PORT", "HOCAI_EXCHANGE_PORT", "HOCAI_PROXY_API_PORT", "HOCAI_HUB_API_PORT")
START_SECONDS = 300
STOP_SECONDS = 20


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


@dataclass
class Stack:
    """`manage.py up` and where it answers."""

    process: subprocess.Popen
    var: Path
    ports: dict[str, int]
    log: Path

    @property
    def site(self) -> str:
        return f"http://localhost:{self.ports['HOCAI_SITE_PORT']}"

    @property
    def hub(self) -> str:
        return f"http://127.0.0.1:{self.ports['HOCAI_HUB_PORT']}"

    def environment(self) -> dict[str, str]:
        """For commands that are typed beside the running installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOCAI_", "DJANGO_"))}
        addresses = {"HOCAI_SITE_URL": self.site, "HOCAI_HUB_URL": self.hub}
        return (
            kept
            | {name: str(number) for name, number in self.ports.items()}
            | addresses
            | {"HOCAI_VAR": str(self.var), "HOCAI_CURRICULUM": str(self.var / "curriculum"), "HOCAI_DEMO": "1"}
        )

    def manage(self, *arguments: str) -> str:
        """A command of the project, its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def start() -> Stack:
    """Starts everything and waits until site, exchange and hub answer."""
    ports = dict(zip(PORT_SETTINGS, free_ports(len(PORT_SETTINGS)), strict=True))
    # Short: the path of a Unix socket may have no more than 107 bytes.
    var = Path(tempfile.mkdtemp(prefix="hoc-"))
    log = var / "up.log"
    stack = Stack(None, var, ports, log)  # type: ignore[arg-type]
    one_course(var / "curriculum")
    with log.open("wb") as out:
        stack.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=stack.environment(),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    wait_until_up(stack)
    return stack


def one_course(folder: Path) -> None:
    """The journey's course alone: the other courses and their labs are walked by tests that need no running installation."""
    shutil.copytree(COURSE, folder / COURSE.name)
    paths = [
        path for path in yaml.safe_load((COURSE.parent / "programs.yaml").read_text(encoding="utf-8")) if COURSE.name in path["courses"]
    ]
    text = yaml.safe_dump([{**path, "courses": [COURSE.name]} for path in paths], allow_unicode=True)
    (folder / "programs.yaml").write_text(text, encoding="utf-8")


def attach(pid: int) -> Stack:
    """An installation that runs already under `manage.py up` with this pid: for working on a journey step by step."""
    pairs = (each.split("=", 1) for each in Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in each)
    environ = dict(pairs)
    var = Path(environ["HOCAI_VAR"])
    return Stack(None, var, {name: int(environ[name]) for name in PORT_SETTINGS}, var / "up.log")  # type: ignore[arg-type]


def wait_until_up(stack: Stack) -> None:
    wanted = [f"{stack.site}/health/", f"http://127.0.0.1:{stack.ports['HOCAI_EXCHANGE_PORT']}/health/", f"{stack.hub}/hub/health"]
    end = time.monotonic() + START_SECONDS
    while wanted:
        assert stack.process.poll() is None, "the installation did not start:\n" + stack.log.read_text()
        assert time.monotonic() < end, f"{wanted} did not answer:\n" + stack.log.read_text()
        wanted = [url for url in wanted if not answers(url)]
        time.sleep(0.3)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def stop(stack: Stack) -> None:
    """As Ctrl-C does; whoever does not leave in time is ended."""
    stack.process.send_signal(signal.SIGTERM)
    try:
        stack.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(stack.process.pid, signal.SIGKILL)
        stack.process.wait()
        raise
    finally:
        shutil.rmtree(stack.var, ignore_errors=True)

"""One real hub for all tests of one file; learners' servers in their real sandbox where a test asks for them."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.hub.real import LAB, RealHub, real_hub

Found = dict[str, str]


@dataclass(frozen=True)
class Server:
    """A learner's running server, spoken to with the learner's own token."""

    hub: RealHub
    handle: str
    token: str

    @property
    def url(self) -> str:
        return f"{self.hub.url}/user/{self.handle}/"

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        try:
            with urlopen(Request(self.url + path, headers={"Authorization": f"token {self.token}"}), timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    def cell(self, code: str, seconds: float = 60) -> subprocess.Popen[str]:
        """A new kernel that runs the code; `outcome` of it waits for the end."""
        command = [str(LAB / "python"), "-I", str(Path(__file__).with_name("cell.py")), self.url, self.token, str(seconds)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None
        process.stdin.write(code)
        process.stdin.close()
        return process


def outcome(process: subprocess.Popen[str]) -> dict[str, str]:
    """What a cell gave."""
    assert process.stdout is not None
    with process:
        answer: Found = json.loads(process.stdout.read())
    return answer


@pytest.fixture(scope="module")
def plain_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """The installation's scopes and roles, servers without a sandbox."""
    with real_hub(tmp_path_factory.mktemp("hub")) as running:
        yield running


@pytest.fixture(scope="module")
def sandboxed_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """The installation's own servers."""
    with real_hub(tmp_path_factory.mktemp("hub"), sandboxed=True) as running:
        yield running


def user(hub: RealHub, handle: str) -> str:
    """Make a person known; a token of their own."""
    assert hub.ask(f"/hocai/people/{handle}", hub.site_token, "PUT")[0] in (200, 201)
    status, answer = hub.ask(f"/users/{handle}/tokens", "", "POST", {"auth": {"username": handle, "password": "x"}})
    assert status == 201, answer
    token: str = answer["token"]
    return token


def state(hub: RealHub, handle: str) -> dict[str, Any]:
    answer = hub.ask(f"/users/{handle}", hub.site_token)[1]
    servers: dict[str, dict[str, Any]] = (answer or {}).get("servers") or {}
    return servers.get("", {})


@pytest.fixture
def open_server(sandboxed_hub: RealHub) -> Iterator[Callable[[str], Server]]:
    """Starts servers of learners; they are stopped afterwards."""
    opened: list[str] = []

    def start(handle: str) -> Server:
        token = user(sandboxed_hub, handle)
        assert sandboxed_hub.ask(f"/users/{handle}/server", sandboxed_hub.site_token, "POST")[0] in (201, 202)
        opened.append(handle)
        sandboxed_hub.wait_until(lambda: bool(state(sandboxed_hub, handle).get("ready")))
        return Server(sandboxed_hub, handle, token)

    yield start
    for handle in opened:
        sandboxed_hub.ask(f"/users/{handle}/server", sandboxed_hub.site_token, "DELETE")
        sandboxed_hub.wait_until(lambda handle=handle: not state(sandboxed_hub, handle))

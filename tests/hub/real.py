"""A real hub and its real proxy with this installation's own configuration, on free ports in a folder of its own."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PROJECT = Path(__file__).resolve().parents[2]
LAB = PROJECT / ".venv-lab" / "bin"
KEYS = ("hub_oidc_client_secret", "hub_cookie_secret", "hub_crypt_key", "hub_proxy_token", "hub_site_token")
PORTS = ("HOCAI_HUB_PORT", "HOCAI_PROXY_API_PORT", "HOCAI_HUB_API_PORT", "HOCAI_EXCHANGE_PORT")

# The installation's own configuration, with a login that needs no site.
CONFIG = """
import sys
load_subconfig({ours!r})
from hocai_lab.people import KnowsPeople
from jupyterhub.auth import DummyAuthenticator
class NoSite(KnowsPeople, DummyAuthenticator):
    pass
c.JupyterHub.authenticator_class = NoSite
c.Authenticator.enable_auth_state = False
c.Authenticator.auto_login = False
c.Spawner.poll_interval = 1
"""
# Servers that need no sandbox either: they only say which token they were given.
PLAIN_SERVERS = """
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.cmd = [sys.executable, {server!r}]
c.Spawner.args = []
"""
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass

Path("token").write_text(os.environ["JUPYTERHUB_API_TOKEN"])
HTTPServer(("127.0.0.1", urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port), Handler).serve_forever()
"""
WITHOUT_CULLER = """
c.JupyterHub.services = [service for service in c.JupyterHub.services if service["name"] == "hocai-site"]
c.JupyterHub.load_roles = [role for role in c.JupyterHub.load_roles if role["name"] == "hocai-site"]
"""


@dataclass(frozen=True)
class RealHub:
    """Where it lives, and how to speak to its API without the door under test."""

    var: Path
    ports: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['HOCAI_HUB_PORT']}"

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.ports['HOCAI_HUB_API_PORT']}/hub/api"

    @property
    def site_token(self) -> str:
        return (self.var / "keys" / "hub_site_token").read_text()

    def token_of(self, handle: str) -> str:
        """The token that a plain server was given."""
        return (self.var / "homes" / handle / "token").read_text()

    def log(self) -> str:
        """What hub and servers said, without the proxy's complaints about a hub that is not up yet."""
        lines = (self.var / "log").read_text().splitlines()
        return "\n".join([line for line in lines if "configurable_http_proxy" not in line and "tornado.access" not in line][-80:])

    def ask(self, path: str, token: str, method: str = "GET", body: Any = None) -> tuple[int, Any]:
        """Status and JSON answer."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.api + path, method=method, data=data, headers={"Authorization": f"token {token}"})
        try:
            with urlopen(request, timeout=30) as answer:
                status, text = answer.status, answer.read()
        except HTTPError as error:
            status, text = error.code, error.read()
        return status, json.loads(text or b"null")

    def is_up(self) -> bool:
        try:
            with urlopen(self.url + "/hub/health", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def wait_until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        """Or fail with the hub's log."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, self.log()
            assert self.process.poll() is None, self.log()
            time.sleep(0.1)


@contextmanager
def real_hub(var: Path, *more: str, sandboxed: bool = False, culler: bool = False, programs_in: Path = LAB) -> Iterator[RealHub]:
    """Up until the block ends; `more` are lines after the configuration. Servers are plain ones unless `sandboxed`."""
    hub_ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    prepare(var, more, sandboxed=sandboxed, culler=culler)
    addresses = {
        "HOCAI_HUB_URL": f"http://127.0.0.1:{hub_ports['HOCAI_HUB_PORT']}",
        "HOCAI_EXCHANGE_URL": f"http://127.0.0.1:{hub_ports['HOCAI_EXCHANGE_PORT']}",
    }
    environment = {
        "PATH": f"{programs_in}:{os.environ['PATH']}",
        "HOME": str(var),
        "LANG": "C.UTF-8",
        "HOCAI_VAR": str(var),
        **hub_ports,
        **addresses,
    }
    programs = [[str(PROJECT / "hub-config" / "run_proxy.py")], ["-m", "jupyterhub", "--config", str(var / "config.py")]]
    with (var / "log").open("wb") as log:
        running = [
            subprocess.Popen(
                [str(programs_in / "python"), *program], cwd=var / "hub", env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for program in programs
        ]
        hub = RealHub(var, hub_ports, running[1])
        try:
            hub.wait_until(hub.is_up)
            yield hub
        finally:
            for process in running:
                os.killpg(process.pid, signal.SIGTERM)
            for process in running:
                process.wait(20)


def prepare(var: Path, more: tuple[str, ...], *, sandboxed: bool, culler: bool) -> None:
    for name in ("keys", "hub", "homes"):
        (var / name).mkdir()
    for name in KEYS:
        (var / "keys" / name).write_text(secrets.token_hex(32))
    (var / "server.py").write_text(SERVER)
    lines = [CONFIG.format(ours=str(PROJECT / "hub-config" / "jupyterhub_config.py"))]
    lines += [] if sandboxed else [PLAIN_SERVERS.format(homes=str(var / "homes"), server=str(var / "server.py"))]
    lines += [] if culler else [WITHOUT_CULLER]
    (var / "config.py").write_text("\n".join((*lines, *more)))


def free_ports(count: int) -> list[str]:
    """Different ports that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    numbers = [str(each.getsockname()[1]) for each in held]
    for each in held:
        each.close()
    return numbers

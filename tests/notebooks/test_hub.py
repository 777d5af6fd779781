"""The hub door, against a small peer and against a real hub with this installation's own scopes and roles."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.core.cache import cache

from notebooks import hub

from .hub_peer import hub_that_knows, user_answer

PROJECT = Path(__file__).resolve().parents[2]
MINE = "access:servers!server=a1/"


@pytest.fixture
def peer(settings):
    """A hub that knows these tokens; yields what it was asked."""
    tokens = {
        "mine": user_answer("a1"),
        "narrowed": user_answer("a1", scopes=["custom:lms:exchange!user=a1", MINE]),
        "named-server": user_answer("a1", scopes=["custom:lms:exchange", "access:servers!server=a1/second"]),
        "service": user_answer("a1", kind="service"),
        "no-kind": {"name": "a1", "scopes": ["custom:lms:exchange", MINE]},
        "no-name": user_answer(None),
        "without-exchange": user_answer("a1", scopes=[MINE]),
        "longer-scope": user_answer("a1", scopes=["custom:lms:exchange-all", MINE]),
        "without-server": user_answer("a1", scopes=["custom:lms:exchange"]),
        "other-server": user_answer("a1", scopes=["custom:lms:exchange", "access:servers!server=a11/"]),
        "every-server": user_answer("a1", scopes=["custom:lms:exchange", "access:servers"]),
        "strange-scopes": user_answer("a1", scopes=[None, 1]),
    }
    with hub_that_knows(tokens) as (address, asked):
        settings.HOCAI_HUB_API_URL = address
        yield asked


@pytest.mark.parametrize(("token", "server"), [("mine", ""), ("narrowed", ""), ("named-server", "second")])
def test_identify_of_a_servers_own_token(peer, token, server):
    assert hub.identify(token) == hub.HubUser("a1", server)


@pytest.mark.parametrize(
    "token",
    [
        "unknown",
        "service",
        "no-kind",
        "no-name",
        "without-exchange",
        "longer-scope",
        "without-server",
        "other-server",
        "every-server",
        "strange-scopes",
    ],
)
def test_identify_of_any_other_token_is_nobody(peer, token):
    assert hub.identify(token) is None


@pytest.mark.parametrize("token", ["mine", "unknown"])
def test_identify_asks_once_and_not_for_longer_than_a_minute(peer, token):
    first, second = hub.identify(token), hub.identify(token)

    assert first == second
    assert peer == ["/user"]
    [(key, expires)] = cache._expire_info.items()
    assert expires - time.time() <= 60
    assert token not in key


def test_identify_when_the_hub_is_down_says_so_and_remembers_nothing(settings):
    settings.HOCAI_HUB_API_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(hub.HubUnavailable):
        hub.identify("mine")

    with hub_that_knows({"mine": user_answer("a1")}) as (address, _asked):
        settings.HOCAI_HUB_API_URL = address
        assert hub.identify("mine") == hub.HubUser("a1", "")


def test_is_up_and_the_doors_for_servers_when_nobody_answers(settings):
    settings.HOCAI_HUB_URL = settings.HOCAI_HUB_API_URL = f"http://127.0.0.1:{free_port()}"

    assert not hub.is_up()
    for call in (hub.server_of, hub.stop_server):
        with pytest.raises(hub.HubUnavailable):
            call("a1")


@pytest.mark.parametrize(
    ("servers", "state"),
    [
        ({}, "off"),
        (None, "off"),
        ({"": {"ready": True, "pending": None}}, "ready"),
        ({"": {"ready": False, "pending": "spawn"}}, "starting"),
        ({"": {"ready": False, "pending": "stop"}}, "stopping"),
        ({"": {"ready": False, "pending": None}}, "unknown"),
    ],
)
def test_server_of_reads_the_hubs_answer(settings, tmp_path, servers, state):
    settings.HOCAI_KEYS_DIR = tmp_path
    (tmp_path / "hub_site_token").write_text("ours\n")

    with hub_that_knows({"ours": {"name": "a1", "servers": servers}}) as (address, asked):
        settings.HOCAI_HUB_API_URL = address
        assert hub.server_of("a1") == hub.ServerState(state)
        assert asked == ["/users/a1"]


def test_lab_url_quotes_what_it_is_given(settings):
    settings.HOCAI_HUB_URL = "http://hub"

    assert hub.lab_url("BD 1", "a&b", action="submit") == "http://hub/hub/user-redirect/hocai/submit?course=BD+1&assignment=a%26b"


# --- a real hub ---------------------------------------------------------------------------------------------------------
# The installation's own configuration, with a login and servers that need neither the site nor a sandbox.
CONFIG = """
import sys
load_subconfig({ours!r})
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.enable_auth_state = False
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.cmd = [sys.executable, {server!r}]
c.Spawner.args = []
c.Spawner.poll_interval = 1
c.JupyterHub.services = [service for service in c.JupyterHub.services if service["name"] == "hocai-site"]
c.JupyterHub.load_roles = [role for role in c.JupyterHub.load_roles if role["name"] == "hocai-site"]
# Makes people known to the hub, as their first login does.
c.JupyterHub.services.append({{"name": "registry", "api_token": {registry!r}}})
c.JupyterHub.load_roles.append({{"name": "registry", "services": ["registry"], "scopes": ["admin:users"]}})
"""
# A learner's server that only says which token it was given.
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

Path("token").write_text(os.environ["JUPYTERHUB_API_TOKEN"])
HTTPServer(("127.0.0.1", urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port), Handler).serve_forever()
"""
KEYS = ("hub_oidc_client_secret", "hub_cookie_secret", "hub_crypt_key", "hub_proxy_token", "hub_site_token", "registry_token")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def real_hub(settings, tmp_path):
    ports = {name: str(free_port()) for name in ("HOCAI_HUB_PORT", "HOCAI_PROXY_API_PORT", "HOCAI_HUB_API_PORT")}
    settings.HOCAI_HUB_URL = f"http://127.0.0.1:{ports['HOCAI_HUB_PORT']}"
    settings.HOCAI_HUB_API_URL = f"http://127.0.0.1:{ports['HOCAI_HUB_API_PORT']}/hub/api"
    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    prepare(tmp_path)
    lab = PROJECT / ".venv-lab" / "bin"
    environment = {"PATH": f"{lab}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8", "HOCAI_VAR": str(tmp_path), **ports}
    programs = [[str(PROJECT / "hub-config" / "run_proxy.py")], [str(lab / "jupyterhub"), "--config", str(tmp_path / "config.py")]]
    log = (tmp_path / "log").open("wb")
    running = [
        subprocess.Popen(
            [str(lab / "python"), *program], cwd=tmp_path / "hub", env=environment, stdout=log, stderr=log, start_new_session=True
        )
        for program in programs
    ]
    try:
        wait_until(hub.is_up, tmp_path / "log")
        yield tmp_path
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            process.wait(20)
        log.close()


def prepare(var: Path) -> None:
    for name in ("keys", "hub", "homes"):
        (var / name).mkdir()
    for name in KEYS:
        (var / "keys" / name).write_text(secrets.token_hex(32))
    (var / "server.py").write_text(SERVER)
    ours, registry = str(PROJECT / "hub-config" / "jupyterhub_config.py"), (var / "keys" / "registry_token").read_text()
    (var / "config.py").write_text(CONFIG.format(ours=ours, homes=str(var / "homes"), server=str(var / "server.py"), registry=registry))


def wait_until(true, log: Path) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def ask(path: str, token: str, method: str = "GET"):
    """The hub's REST API, spoken to without the door under test."""
    from django.conf import settings

    request = Request(settings.HOCAI_HUB_API_URL + path, method=method, headers={"Authorization": f"token {token}"})
    with urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or "null")


@pytest.mark.slow
def test_a_real_hub_answers_as_the_peer_and_obeys_the_door(real_hub):
    log, site = real_hub / "log", (real_hub / "keys" / "hub_site_token").read_text()
    assert hub.server_of("a1") == hub.ServerState("off")
    ask("/users/a1", (real_hub / "keys" / "registry_token").read_text(), "POST")
    assert hub.server_of("a1") == hub.ServerState("off")
    ask("/users/a1/server", site, "POST")
    wait_until(lambda: hub.server_of("a1").state == "ready", log)
    token = (real_hub / "homes" / "a1" / "token").read_text()

    answer = ask("/user", token)

    imitated = user_answer("a1")
    assert {key: answer[key] for key in ("name", "kind")} == {key: imitated[key] for key in ("name", "kind")}
    assert MINE in answer["scopes"]
    assert any(scope.partition("!")[0] == "custom:lms:exchange" for scope in answer["scopes"])
    assert hub.identify(token) == hub.HubUser("a1", "")
    assert hub.identify(site) is None

    hub.stop_server("a1")
    wait_until(lambda: hub.server_of("a1").state == "off", log)
    hub.stop_server("a1")
    hub.stop_server("nobody")
    cache.clear()
    assert hub.identify(token) is None

"""JupyterHub 5.5, which the stable Kubernetes chart still carries: the same configuration, the same scopes, the same door.

Needs an environment of its own, made once in var/hub-5 from the lab environment with the older hub in front: HOCAI_HUB5=1 asks for it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notebooks import hub
from tests.hub.conftest import user
from tests.hub.real import LAB, PROJECT, RealHub, real_hub

VERSION = "5.5.4"
ASKED_FOR = os.environ.get("HOCAI_HUB5") == "1"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ASKED_FOR, reason="HOCAI_HUB5=1 installs JupyterHub 5.5 into var/hub-5 and tests it"),
]


@pytest.fixture(scope="module")
def programs() -> Path:
    """The `bin` of an environment with the older hub; everything else is the lab's."""
    folder = PROJECT / "var" / "hub-5"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        packages = next(folder.glob("lib/python*/site-packages"))
        (packages / "lab.pth").write_text(str(next((LAB.parent / "lib").glob("python*/site-packages"))))
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", f"jupyterhub=={VERSION}"], check=True)
        (folder / "ready").touch()
    return folder / "bin"


@pytest.fixture
def old_hub(programs: Path, tmp_path: Path, settings) -> Iterator[RealHub]:
    with real_hub(tmp_path, culler=True, programs_in=programs) as running:
        settings.HOCAI_HUB_URL, settings.HOCAI_HUB_API_URL, settings.HOCAI_KEYS_DIR = running.url, running.api, tmp_path / "keys"
        yield running


def test_the_configuration_works_with_the_older_hub(old_hub: RealHub) -> None:
    assert old_hub.ask("/", "")[1] == {"version": VERSION}
    hub.start_server("u1")
    old_hub.wait_until(lambda: hub.server_of("u1").state == "ready")
    token = old_hub.token_of("u1")

    assert hub.identify(token) == hub.HubUser("u1", "")
    _, me = old_hub.ask("/user", user(old_hub, "u2"))
    assert "custom:lms:exchange" in {scope.partition("!")[0] for scope in me["scopes"]}
    for method, path in [("POST", "/users/u9"), ("GET", "/users/u1/tokens"), ("POST", "/shutdown"), ("PATCH", "/users/u1")]:
        assert old_hub.ask(path, old_hub.site_token, method, {} if method != "GET" else None)[0] in (403, 404)
    assert not hub.revoke_tokens("u1")
    old_hub.wait_until(lambda: hub.revoke_tokens("u1"))
    assert old_hub.ask("/user", token)[0] == 403
    assert hub.known_handles() == ["u2"]


def test_a_server_of_the_older_hub_starts_lean_too(programs: Path) -> None:
    scene = (
        "from hocai_lab import lean; lean.lean_imports(); lean.without_yarn()\n"
        "import sys, jupyterhub, jupyterhub.singleuser.extension as server\n"
        "print(jupyterhub.__version__, hasattr(server.JupyterHubSingleUser, 'initialize_server'), 'alembic' in sys.modules)"
    )
    done = subprocess.run([str(programs / "python"), "-I", "-c", scene], capture_output=True, text=True, check=True)

    assert done.stdout.split() == [VERSION, "True", "False"]

"""A student's server: its environment, its policy, its walls."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hocai_lab import launcher, policy

from tests.hub_config.conftest import in_lab


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """What the hub puts into the environment of a launcher."""
    return {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin",
        "JUPYTERHUB_USER": "u7f3k2m9",
        "JUPYTERHUB_API_TOKEN": "token",
        "JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api",
        "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:45678/user/u7f3k2m9/",
        "JUPYTERHUB_CRYPT_KEY": "hub-secret",
        "CONFIGPROXY_AUTH_TOKEN": "proxy-secret",
        "HOCAI_SECRET_KEY": "site-secret",
        "HOCAI_EXCHANGE_URL": "http://127.0.0.1:8002",
    }


def test_kept_environment_keeps_the_hubs_variables_and_no_secret(given: dict[str, str]) -> None:
    kept = launcher.kept_environment(given)

    assert kept["JUPYTERHUB_API_TOKEN"] == "token"
    assert kept["USER"] == "u7f3k2m9"
    assert not [name for name, value in kept.items() if "secret" in value]


def test_server_policy_opens_hub_api_exchange_and_own_port(given: dict[str, str], tmp_path: Path) -> None:
    rules = launcher.server_policy(given, memory_mb=1_000, processes=9, disk_mb=5, runtime=tmp_path / ".run")

    assert set(rules.connect) == {8081, 8002}
    assert rules.bind == (45_678,)
    assert (rules.limits.memory_mb, rules.limits.processes, rules.limits.disk_mb) == (1_000, 9, 5)
    assert "site-secret" not in str(rules.environment)


@pytest.mark.parametrize("name", ["JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_API_URL", "HOCAI_EXCHANGE_URL"])
@pytest.mark.parametrize("url", ["http://10.0.0.1:80/", "http://127.0.0.1/", "", "nonsense"])
def test_server_policy_refuses_addresses_of_other_machines(given: dict[str, str], tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(launcher.BadEnvironment):
        launcher.server_policy({**given, name: url}, memory_mb=1_000, processes=9, disk_mb=5, runtime=tmp_path)


def test_runtime_folder_is_short_enough_for_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    deep.mkdir()

    assert len(str(launcher.runtime_folder(deep))) + launcher.SOCKET_NAME_BYTES < 108


def test_allowance_lets_a_full_home_be_tidied_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big").write_bytes(b"x" * 2 * 2**20)

    assert launcher.allowance(tmp_path, 100) == (100, policy.HOME_FILES)
    assert launcher.allowance(tmp_path, 1)[0] == 2 + launcher.DISK_GRACE_MB
    monkeypatch.setattr(policy, "HOME_FILES", 0)
    assert launcher.allowance(tmp_path, 100) == (102, 1 + launcher.GRACE_FILES)


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/etc"), lambda path: path.write_text("x"), lambda path: path.mkdir(0o500)])
def test_runtime_folder_replaces_whatever_the_student_put_there(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / ".run")

    found = launcher.runtime_folder(tmp_path)

    assert found.is_dir()
    assert not found.is_symlink()


@pytest.fixture
def ports() -> Iterator[list[int]]:
    """Five loopback ports on which somebody accepts and says nothing: hub API, exchange, site, database, proxy."""
    with ExitStack() as stack:
        servers = [stack.enter_context(closing(socket.create_server(("127.0.0.1", 0), backlog=8))) for _ in range(5)]
        yield [server.getsockname()[1] for server in servers]


SCENE = """
import json, os, sys
from hocai_lab import launcher, policy
from hocai_lab.backends import choose
from pathlib import Path
home, hub, exchange, *others = sys.argv[1:]
given = {"HOME": home, "JUPYTERHUB_API_URL": f"http://127.0.0.1:{hub}/hub/api", "HOCAI_EXCHANGE_URL": f"http://127.0.0.1:{exchange}",
         "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:45679/user/u1/"}
rules = launcher.server_policy(given, memory_mb=1000, processes=20, disk_mb=20, runtime=launcher.runtime_folder(Path(home)))
for probe in (["network", hub, exchange, *others], ["files", *json.loads(os.environ["FILES"])], ["processes", str(os.getpid())]):
    settings = json.dumps({"file_mb": 20, "open_files": 256, "internet": True})
    process = choose().start(rules, [sys.executable, "-I", "-m", "hocai_lab.probe", settings, *probe], piped=True)
    print(process.stdout.readline().decode().strip())
    process.wait()
"""


@pytest.mark.slow
def test_student_server_reaches_hub_and_exchange_and_nothing_else(ports: list[int], tmp_path: Path) -> None:
    home, neighbour = tmp_path / "u1", tmp_path / "u2"
    home.mkdir()
    neighbour.mkdir()
    (neighbour / "work.ipynb").write_text("secret")
    files = [
        str(neighbour / "work.ipynb"),
        str(neighbour),
        "/etc/shadow",
        "/tmp",
        str(Path(launcher.__file__).parents[3] / "pyproject.toml"),
    ]

    done = in_lab("-c", SCENE, str(home), *map(str, ports), env={"FILES": json.dumps(files), "PATH": "/usr/bin:/bin"})

    network, seen, processes = (json.loads(line) for line in done.stdout.splitlines())
    hub, exchange, *others = (f"tcp {port}" for port in ports)
    assert (network.pop(hub), network.pop(exchange)) == ("done", "done")
    assert set(others) | {"outside", "udp", "fast open", "mptcp", "listen"} == set(network)
    assert "done" not in {*network.values(), *seen.values(), *processes.values()}
    assert (neighbour / "work.ipynb").stat().st_mode & 0o777 != 0o777

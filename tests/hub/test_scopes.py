"""Each token may do its work at a real hub and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from tests.hub.conftest import state, user
from tests.hub.real import RealHub, real_hub

pytestmark = pytest.mark.slow

REFUSED = (403, 404)
CULLER_TOKEN = "a-culler-of-the-tests"
# The culler's role stays as it is; its token is known to us and nothing culls yet.
CULLER = f"""
for service in c.JupyterHub.services:
    if service["name"] == "idle-culler":
        service.pop("command")
        service["api_token"] = "{CULLER_TOKEN}"
"""
QUICK_CULLER = """
for service in c.JupyterHub.services:
    if service["name"] == "idle-culler":
        service["command"] = [*service["command"][:-2], "--timeout=4", "--cull-every=1"]
"""
EVERYBODYS_SECRETS = [
    ("GET", "/users/u2/tokens"),
    ("GET", "/groups"),
    ("GET", "/services"),
    ("GET", "/proxy"),
    ("GET", "/info"),
    ("PATCH", "/users/u2"),
    ("POST", "/users/u2/tokens"),
    ("POST", "/shutdown"),
    ("POST", "/groups/x"),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    with real_hub(tmp_path_factory.mktemp("hub"), CULLER, culler=True) as running:
        for handle in ("u1", "u2"):
            user(running, handle)
            start(running, handle)
        yield running


def start(hub: RealHub, handle: str) -> None:
    assert hub.ask(f"/users/{handle}/server", hub.site_token, "POST")[0] in (201, 202)
    hub.wait_until(lambda: bool(state(hub, handle).get("ready")))


def refused(hub: RealHub, token: str, method: str, path: str) -> None:
    body: Any = {} if method in ("POST", "PATCH", "PUT") else None
    status, answer = hub.ask(path, token, method, body)
    assert status in REFUSED, (method, path, status, answer)


def now() -> str:
    return datetime.now(UTC).isoformat()


def test_site_makes_people_known_and_starts_and_stops_servers(hub: RealHub) -> None:
    assert hub.ask("/hocai/people/u3", hub.site_token, "PUT")[0] == 201
    assert hub.ask("/hocai/people/u3", hub.site_token, "PUT")[0] == 200
    start(hub, "u3")
    _, people = hub.ask("/users", hub.site_token)
    assert {person["name"] for person in people} == {"u1", "u2", "u3"}
    assert not [person for person in people if "auth_state" in person or person.get("admin") or person.get("last_activity")]
    assert hub.ask("/users/u3/server", hub.site_token, "DELETE")[0] in (202, 204)
    hub.wait_until(lambda: not state(hub, "u3"))
    assert hub.ask("/users/u3", hub.site_token, "DELETE")[0] == 204


@pytest.mark.parametrize(("method", "path"), [*EVERYBODYS_SECRETS, ("POST", "/users"), ("POST", "/users/u9")])
def test_site_may_do_nothing_else(hub: RealHub, method: str, path: str) -> None:
    refused(hub, hub.site_token, method, path)


def test_site_may_not_enter_a_learners_server(hub: RealHub) -> None:
    _, me = hub.ask("/user", hub.site_token)
    assert me["kind"] == "service"
    assert not [scope for scope in me["scopes"] if scope.startswith(("access:", "admin:", "tokens", "shutdown", "proxy"))]


def test_a_made_known_person_is_nobody_special(hub: RealHub) -> None:
    token = user(hub, "u1")
    _, me = hub.ask("/user", token)
    assert (me["admin"], me["roles"], me["groups"]) == (False, ["user"], [])
    assert [scope for scope in me["scopes"] if "!" not in scope] == ["custom:lms:exchange"]
    for method, path in [*EVERYBODYS_SECRETS, ("PUT", "/hocai/people/u9"), ("GET", "/users/u2"), ("DELETE", "/users/u2/server")]:
        refused(hub, token, method, path)


@pytest.mark.parametrize("name", ["a b", "..", "x/y", "u*", "1u", "ü"])
def test_only_a_name_can_be_made_known(hub: RealHub, name: str) -> None:
    assert hub.ask(f"/hocai/people/{quote(name, safe='')}", hub.site_token, "PUT")[0] in (400, 404)


def test_a_servers_token_reports_its_own_activity_and_says_who_it_is(hub: RealHub) -> None:
    token = hub.token_of("u1")
    _, me = hub.ask("/user", token)
    assert (me["name"], me["kind"]) == ("u1", "user")
    assert {scope.partition("!")[0] for scope in me["scopes"]} == {
        "access:servers",
        "custom:lms:exchange",
        "read:users:activity",
        "read:users:groups",
        "read:users:name",
        "users:activity",
    }
    assert hub.ask("/users/u1/activity", token, "POST", {"last_activity": now()})[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *EVERYBODYS_SECRETS,
        ("GET", "/users"),
        ("GET", "/users/u2"),
        ("GET", "/users/u1/tokens"),
        ("POST", "/users/u1/tokens"),
        ("POST", "/users/u1/server"),
        ("DELETE", "/users/u1/server"),
        ("DELETE", "/users/u1"),
        ("POST", "/users/u2/activity"),
        ("DELETE", "/users/u2/server"),
        ("PUT", "/hocai/people/u9"),
    ],
)
def test_a_servers_token_may_do_nothing_else(hub: RealHub, method: str, path: str) -> None:
    refused(hub, hub.token_of("u1"), method, path)


def test_culler_sees_activity_and_stops_servers(hub: RealHub) -> None:
    _, people = hub.ask("/users", CULLER_TOKEN)
    assert {"u1", "u2"} <= {person["name"] for person in people}
    assert all(person["last_activity"] for person in people if person["name"] == "u2")
    assert hub.ask("/users/u2/server", CULLER_TOKEN, "DELETE")[0] in (202, 204)
    hub.wait_until(lambda: not state(hub, "u2"))


@pytest.mark.parametrize(
    ("method", "path"),
    [*EVERYBODYS_SECRETS, ("POST", "/users/u1/server"), ("DELETE", "/users/u1"), ("POST", "/users"), ("PUT", "/hocai/people/u9")],
)
def test_culler_may_do_nothing_else(hub: RealHub, method: str, path: str) -> None:
    refused(hub, CULLER_TOKEN, method, path)


def test_culler_ends_a_server_that_nobody_uses_and_no_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    with real_hub(tmp_path_factory.mktemp("hub"), QUICK_CULLER, culler=True) as hub:
        for handle in ("idle", "busy"):
            user(hub, handle)
            start(hub, handle)
        token = hub.token_of("busy")

        def idle_is_gone() -> bool:
            assert (
                hub.ask("/users/busy/activity", token, "POST", {"last_activity": now(), "servers": {"": {"last_activity": now()}}})[0]
                == 200
            )
            return not state(hub, "idle")

        hub.wait_until(idle_is_gone, seconds=40)
        assert state(hub, "busy").get("ready")

"""The hub door, against a small peer and against a real hub with this installation's own scopes and roles."""

import socket
import time

import pytest
from django.core.cache import cache

from notebooks import hub
from tests.hub.real import real_hub

from .hub_peer import hub_that_knows, user_answer

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
    for call in (hub.server_of, hub.start_server, hub.stop_server, hub.revoke_tokens):
        with pytest.raises(hub.HubUnavailable):
            call("a1")


def test_is_up_asks_once_for_a_class_that_asks_together(settings):
    settings.HOCAI_HUB_API_URL = ""
    with hub_that_knows({"": {"status": 200}}) as (address, asked):
        settings.HOCAI_HUB_URL = address
        assert [hub.is_up() for _ in range(45)] == [True] * 45
        assert asked == ["/hub/health"]
    [(_key, expires)] = cache._expire_info.items()
    assert expires - time.time() <= 3


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
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def the_hub(settings, tmp_path):
    with real_hub(tmp_path) as running:
        settings.HOCAI_HUB_URL, settings.HOCAI_HUB_API_URL, settings.HOCAI_KEYS_DIR = running.url, running.api, tmp_path / "keys"
        yield running


@pytest.mark.slow
def test_a_real_hub_answers_as_the_peer_and_obeys_the_door(the_hub):
    assert hub.is_up()
    assert hub.server_of("a1") == hub.ServerState("off")
    assert hub.start_server("a1").state in {"starting", "ready"}
    assert hub.start_server("a1").state in {"starting", "ready"}
    the_hub.wait_until(lambda: hub.server_of("a1").state == "ready")
    assert hub.start_server("a1").state == "ready"
    assert hub.running_handles() == hub.known_handles() == ["a1"]
    token = the_hub.token_of("a1")

    _, answer = the_hub.ask("/user", token)

    imitated = user_answer("a1")
    assert {key: answer[key] for key in ("name", "kind")} == {key: imitated[key] for key in ("name", "kind")}
    assert MINE in answer["scopes"]
    assert any(scope.partition("!")[0] == "custom:lms:exchange" for scope in answer["scopes"])
    assert hub.identify(token) == hub.HubUser("a1", "")
    assert hub.identify(the_hub.site_token) is None

    hub.stop_server("a1")
    the_hub.wait_until(lambda: hub.server_of("a1").state == "off")
    hub.stop_server("a1")
    hub.stop_server("nobody")
    cache.clear()
    assert hub.identify(token) is None
    assert hub.running_handles() == []
    assert hub.known_handles() == ["a1"]


@pytest.mark.slow
def test_revoke_tokens_ends_the_server_then_takes_every_token(the_hub):
    hub.start_server("a1")
    the_hub.wait_until(lambda: hub.server_of("a1").state == "ready")
    server_token = the_hub.token_of("a1")
    status, answer = the_hub.ask("/users/a1/tokens", "", "POST", {"auth": {"username": "a1", "password": "x"}})
    assert status == 201

    assert not hub.revoke_tokens("a1")
    the_hub.wait_until(lambda: hub.revoke_tokens("a1"))

    assert hub.revoke_tokens("a1")
    assert hub.known_handles() == []
    for token in (server_token, answer["token"]):
        assert the_hub.ask("/user", token)[0] == 403
    assert hub.start_server("a1").state in {"starting", "ready"}

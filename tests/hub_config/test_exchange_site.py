"""The client of the exchange on a bad network: what is asked again, what is not, and that nothing hangs."""

import socket
import time

import pytest
from hocai_lab import exchange_site
from hocai_lab.exchange_site import Site, SiteError

from tests.hub_config.conftest import TinyExchange


@pytest.fixture
def site(exchange: TinyExchange) -> Site:
    return Site(exchange.url, "t")


def paths(exchange: TinyExchange) -> list[str]:
    return [path for _, path, _, _ in exchange.asked]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_passes_by_itself_is_asked_again(site: Site, exchange: TinyExchange, quick: None, status: int) -> None:
    exchange.answers["courses"] = (status, b"<html>busy</html>")

    with pytest.raises(SiteError) as refusal:
        site.courses()

    assert len(exchange.asked) == 1 + len(exchange_site.PAUSES)
    assert refusal.value.sentence == exchange_site.BUSY


@pytest.mark.parametrize("status", [400, 403, 404, 422, 429, 500])
def test_a_refusal_is_not_asked_again(site: Site, exchange: TinyExchange, status: int) -> None:
    exchange.answers["courses"] = (status, {"error": "Không được.", "code": "no"})

    with pytest.raises(SiteError) as refusal:
        site.courses()

    assert len(exchange.asked) == 1
    assert refusal.value.sentence == "Không được."


def test_the_pauses_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(exchange_site.time, "sleep", slept.append)

    with pytest.raises(SiteError):
        Site("http://127.0.0.1:1", "").courses()

    assert slept == sorted(slept)
    assert len(set(slept)) == len(slept) == 3


def test_an_answer_that_is_cut_off_is_asked_for_again(site: Site, exchange: TinyExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange.lose_answers("courses", after=5)
    monkeypatch.setattr(exchange_site.time, "sleep", lambda seconds: setattr(exchange, "losing", ""))

    assert site.courses() == ["AI-01"]
    assert paths(exchange) == ["/v1/exchange/courses"] * 2


def test_a_site_that_never_answers_costs_its_seconds_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site = Site(f"http://127.0.0.1:{silent.getsockname()[1]}", "t")
        monkeypatch.setattr(exchange_site, "CONNECT_SECONDS", 1)
        began = time.monotonic()

        with pytest.raises(SiteError) as refusal:
            site.ask("GET", "courses", pauses=exchange_site.ONCE, seconds=1)

    assert refusal.value.code == "unreachable"
    assert time.monotonic() - began < 3


def test_patience_ends_before_the_tries_do(exchange: TinyExchange, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange.answers["courses"] = (503, b"")
    monkeypatch.setattr(exchange_site, "PATIENCE_SECONDS", 1.0)

    with pytest.raises(SiteError):
        site.courses()

    assert len(exchange.asked) == 2


def test_an_answer_beyond_reason_is_refused(site: Site, exchange: TinyExchange) -> None:
    exchange.answers["courses"] = (200, b"x" * 2_000)

    with pytest.raises(SiteError) as refusal:
        site.ask("GET", "courses", limit=1_000)

    assert refusal.value.code == "too_large"

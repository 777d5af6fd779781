"""The site is told of openings and saves, rarely, and nobody waits for it."""

import threading
import time
from pathlib import Path

import pytest
from hocai_lab import presence, work
from hocai_lab.exchange_site import Site, SiteError

from tests.hub_config.conftest import TinyExchange


class SlowSite(Site):
    """Answers when it is let."""

    def tell(self, course: str, assignment: str, event: str) -> None:
        GATE.wait(5)
        raise SiteError("away")


GATE = threading.Event()


def lab(name: str = "lam-quen") -> work.Lab:
    return work.lab(Path("/nowhere"), "AI-01", name)


def test_tell_says_an_event_once_a_minute(exchange: TinyExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange.answers["activity"] = (200, {})
    told = presence.Presence(lambda: Site(exchange.url, "t"))

    assert told.tell(lab(), "saved")
    told.speaker.submit(lambda: None).result(5)
    assert not told.tell(lab(), "saved")
    assert told.tell(lab("khac"), "saved")
    told.speaker.submit(lambda: None).result(5)
    monkeypatch.setattr(presence, "EVERY_SECONDS", 0.0)
    assert told.tell(lab(), "saved")
    told.speaker.shutdown()

    assert [path for _, path, _, _ in exchange.asked] == [
        f"/v1/exchange/AI-01/{name}/activity" for name in ("lam-quen", "khac", "lam-quen")
    ]


def test_tell_never_waits_for_a_site_that_hangs() -> None:
    GATE.clear()
    told = presence.Presence(lambda: SlowSite("", ""))
    began = time.monotonic()

    said = [told.tell(lab(f"bai-{number}"), "saved") for number in range(50)]

    assert time.monotonic() - began < 1
    assert said == [True] + [False] * 49
    GATE.set()
    told.speaker.shutdown()
    assert told.speaking is False

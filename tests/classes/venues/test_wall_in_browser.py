"""The wall in a real browser whose clock is three hours wrong: the network goes, the page is loaded again, the codes stay right."""

import shutil
import time
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from lms.classes import checkin
from lms.classes.actions import sessions as session_actions

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WRONG_CLOCK = "const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000;"
KEPT = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await caches.match(location.href)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}"""

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def test_the_wall_survives_the_network_and_a_wrong_clock(live_server, client_of, teacher, session, people, mark):
    session_actions.open_checkin(session=session, by=teacher)
    mark(people[0])
    key = client_of(teacher).cookies[settings.SESSION_COOKIE_NAME].value

    seen = look_at(live_server.url + reverse("session-projector", args=[session.pk]), key)

    for when in ("online", "offline", "reloaded"):
        windows = [int(second) // checkin.WINDOW_SECONDS for second in seen[when]["between"]]
        assert seen[when]["code"].replace(" ", "") in {checkin.code_for(session.checkin_secret, window) for window in windows}, when
        assert "1/2" in seen[when]["count"]
    assert seen["online"]["offline"] == ""
    assert seen["reloaded"]["offline"].startswith("Mất mạng – mã vẫn dùng được đến ")
    assert seen["black"]


def look_at(address: str, key: str) -> dict[str, Any]:
    """What stood on the wall online, offline, and after loading the page again without a network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1024, "height": 768})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
        context.add_init_script(WRONG_CLOCK)
        tab = context.new_page()
        tab.goto(address)
        assert tab.evaluate(KEPT)
        tab.wait_for_function("document.querySelector('[data-qr] svg path[d]')")
        seen = {"online": read(tab)}
        context.set_offline(True)
        tab.locator("[data-offline]:not([hidden])").wait_for()
        seen["offline"] = read(tab)
        tab.reload()
        tab.locator("[data-offline]:not([hidden])").wait_for()
        seen["reloaded"] = read(tab)
        tab.keyboard.press("b")
        seen["black"] = tab.locator("[data-blackout]").is_visible()
        browser.close()
    return seen


def read(tab: Any) -> dict[str, Any]:
    """The code on the wall, and the seconds between which it was read."""
    before = time.time()
    text = {name: tab.locator(f"[data-{name}]").inner_text() for name in ("code", "count")}
    line = tab.locator("[data-offline]")
    return {**text, "offline": line.inner_text() if line.is_visible() else "", "between": (before - 0.5, time.time())}

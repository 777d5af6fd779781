"""The desk in a real browser: three letters and a tap while the network is away, then the network comes back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from lms.classes.models import AttendanceRecord

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu"]
PICTURES = os.environ.get("HOCAI_TEST_PICTURES", "")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@contextmanager
def telephone(site: str, key: str) -> Iterator[Any]:
    """A browser that is logged in, as wide as a telephone, that remembers what its console complained about."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 390, "height": 800})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        tab = context.new_page()
        tab.complaints = []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        yield tab
        browser.close()


def test_desk_marks_without_a_network_and_merges_when_it_is_back(live_server, client_of, teacher, session, two_places):
    key = client_of(teacher).cookies[settings.SESSION_COOKIE_NAME].value

    with telephone(live_server.url, key) as tab:
        tab.goto(live_server.url + reverse("desk-show", args=[session.pk]))
        assert tab.evaluate("document.activeElement.id") == "tim"
        mark_offline(tab)
        come_back(tab)
        undo(tab)
        look(tab)

    records = list(AttendanceRecord.objects.order_by("pk").values_list("trainee", "status", "reason"))
    assert records == [(two_places[0].pk, "present", ""), (two_places[0].pk, "unexcused", "Bấm nhầm")]


KEPT = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await caches.match(location.href)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}"""


def mark_offline(tab: Any) -> None:
    """Also after the page was loaded anew without a network."""
    assert tab.evaluate(KEPT)
    tab.context.set_offline(True)
    tab.reload()
    tab.locator("#tim").press_sequentially("tra")
    assert tab.locator("[data-results] li").count() == 1
    take_picture(tab, "found")
    tab.locator("#tim").press("Enter")
    tab.wait_for_selector("text=1 lượt chờ gửi")
    assert tab.locator("#tim").input_value() == ""
    assert tab.locator("[data-present]").inner_text() == "1"
    take_picture(tab, "offline")


def come_back(tab: Any) -> None:
    tab.context.set_offline(False)
    tab.wait_for_selector("[data-recent] .is-present")
    assert "chờ gửi" not in tab.locator("[data-state]").inner_text()
    take_picture(tab, "merged")


def undo(tab: Any) -> None:
    tab.get_by_role("button", name="Hoàn tác").click()
    tab.wait_for_selector("[data-recent] li:not(.is-present):not(.is-waiting)")


def look(tab: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    report = Axe().run(tab)
    assert report.violations_count == 0, report.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert not [text for text in tab.complaints if "Content Security Policy" in text]


def take_picture(tab: Any, name: str) -> None:
    """For eyes, where HOCAI_TEST_PICTURES names a folder."""
    if PICTURES:
        tab.screenshot(path=f"{PICTURES}/desk-{name}.png")

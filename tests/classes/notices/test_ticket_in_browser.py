"""A ticket on a telephone: opened once, it stays readable and becomes a picture when the network is gone."""

import os
import shutil

import pytest
from django.urls import reverse

from lms.classes import browsers

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = os.environ.get("HOCAI_TEST_PICTURES", "")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def test_ticket_is_read_and_saved_without_a_network(live_server, bind, place, tomorrow, tmp_path):
    from playwright.sync_api import sync_playwright

    key = bind(place).cookies[browsers.COOKIE].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": browsers.COOKIE, "value": key, "url": live_server.url}])
        tab = context.new_page()
        tab.goto(live_server.url + reverse("ticket-show"))
        tab.evaluate("HocaiOffline.keep()")
        context.set_offline(True)
        tab.reload()

        assert tab.locator(".ticket__room").inner_text() == "Hội trường A"
        assert tab.evaluate("document.documentElement.scrollWidth") == 390
        with tab.expect_download() as download:
            tab.click("[data-save-ticket]")
        download.value.save_as(tmp_path / "ticket.png")
        if PICTURES:
            tab.screenshot(path=f"{PICTURES}/ticket.png", full_page=True)
        browser.close()

    assert (tmp_path / "ticket.png").read_bytes().startswith(b"\x89PNG")

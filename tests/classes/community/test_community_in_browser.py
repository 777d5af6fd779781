"""A session written down on a phone without a network arrives once when the network is back."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lms.classes.models import CommunitySession

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(live_server, guide, monkeypatch):
    """A narrow browser in which the ward's guide is logged in."""
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    client = Client()
    client.force_login(guide)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"])
        context = browser.new_context(viewport={"width": 390, "height": 800})
        context.add_cookies([session])
        yield context
        browser.close()


def test_community_session_without_a_network_arrives_once(phone, live_server, ward):
    page = phone.new_page()
    page.goto(live_server.url + reverse("community-add", args=[ward.pk]))
    page.click("[data-topics] button >> nth=1")
    page.fill("#id_place", "Nhà văn hóa khu phố 3")
    for _tap in range(3):
        page.click(".counter__button--more >> nth=8")
    page.click("[data-step='-1'] >> nth=8")
    assert page.inner_text("[data-sum]") == "2"

    phone.set_offline(True)
    page.click("button.button--large")
    page.wait_for_selector("#community-box:has-text('Đã giữ trong máy')")
    assert page.inner_text("[data-sum]") == "0"
    assert not CommunitySession.objects.exists()

    phone.set_offline(False)
    page.wait_for_selector("#community-box:has-text('Đã ghi: 2 lượt')", timeout=8000)
    session = CommunitySession.objects.get()
    assert (session.ward, session.topic.startswith("Nhận biết tin giả"), session.counts.get().n) == (ward, True, 2)

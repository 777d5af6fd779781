"""What is typed is seen at once, as the twin of the document."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from certificates.models import DocumentClass

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server, administrator, monkeypatch):
    """A browser in which the administrator is logged in."""
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    client = Client()
    client.force_login(administrator)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([session])
        yield context.new_page()
        browser.close()


def test_the_preview_follows_what_is_typed(desk, live_server, draft):
    desk.goto(live_server.url + reverse("document-form-edit", args=[draft.pk]))

    desk.fill("#id_text_completed", "đã học xong")
    desk.wait_for_selector("#form-preview .cert-twin__completed:has-text('đã học xong')", timeout=5000)
    desk.fill("#id_text_completed", "đã học {xong}")
    desk.wait_for_selector("#form-preview:has-text('Chưa xem được khi chưa sửa')", timeout=5000)

    assert DocumentClass.objects.get(pk=draft.pk).texts == {}

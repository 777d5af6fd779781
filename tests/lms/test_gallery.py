import mimetypes
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CLASSES = (
    "button--primary button--danger button--quiet card card-grid badge--ok badge--warn badge--bad badge--info callout--info callout--tip "
    "callout--warning callout--danger table-wrap form-field form-field__hint form-field__error form-actions progress stat stat-row "
    "empty-state breadcrumbs toolbar tabs steps message-list definition-list visually-hidden stack cluster page-header lede qr "
    "avatar timeline status-line projector light code-block quiz-option lesson outline course-card cta receipt file-field pagination"
)


@pytest.fixture
def gallery_html(client, teacher) -> str:
    client.force_login(teacher)
    response = client.get(reverse("gallery"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_gallery_sends_a_visitor_to_the_login(client):
    response = client.get(reverse("gallery"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_gallery_is_closed_to_learners(client, trainee):
    client.force_login(trainee)
    assert client.get(reverse("gallery")).status_code == 403


def test_gallery_shows_every_component(gallery_html):
    shown = {name for part in gallery_html.split('class="')[1:] for name in part.split('"')[0].split()}
    assert not set(CLASSES.split()) - shown


def test_gallery_has_each_id_once(gallery_html):
    ids = [part.split('"')[0] for part in gallery_html.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


def answer(route, html: str) -> None:
    """Serve the page and its static files to the browser without a server."""
    path = urlsplit(route.request.url).path
    if not path.startswith("/static/"):
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif found := finders.find(path.removeprefix("/static/")):
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(path)[0] or "font/woff2")
    else:
        route.abort()


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_gallery_passes_axe_and_never_scrolls_sideways(gallery_html):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        # 320 is 1,280 at 400 % zoom, 640 at 200 %.
        for width in (320, 390, 640, 1280):
            tab = browser.new_page(viewport={"width": width, "height": 800})
            tab.route("**/*", lambda route: answer(route, gallery_html))
            tab.goto("http://localhost/gallery/")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            if width in (390, 1280):
                result = Axe().run(tab)
                assert result.violations_count == 0, result.generate_report()
        browser.close()

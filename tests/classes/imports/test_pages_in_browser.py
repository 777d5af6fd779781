"""The pages of a list in a real browser: nothing sticks out on a telephone, and everybody can use them."""

import mimetypes
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from lms.classes.actions import imports
from lms.classes.models import RosterImport
from lms.people.actions import people

from ..conftest import PEOPLE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu"]
PICTURES = os.environ.get("HOCAI_TEST_PICTURES", "")


def answer(route, pages: dict[str, str]) -> None:
    """Serve the pages and their static files to the browser without a server."""
    path = urlsplit(route.request.url).path
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
    elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(path)[0] or "font/woff2")
    else:
        route.abort()


@pytest.fixture
def pages(client_of, officer, training_class, home_affairs, receive, written) -> dict[str, str]:
    """Every page of a list in the states in which people meet it."""
    for email in ("an.cu@tphcm.example", None):
        person = people.register(
            full_name="Nguyễn Văn An", birth_year=1985, email=email, personal_id="0790850012" + str(34 + bool(email)), by=None
        )
        people.affiliate(person=person, organization=home_affairs, position="Chuyên viên", by=None)
    rows = [
        ("Nguyễn Văn An", "1985", None, "an.moi@tphcm.example", "SNV", "Chuyên viên chính", "Công chức"),
        ("NguyÔn V¨n Hïng", "02/03/1984", None, None, "SNV", "", ""),
        ("Lê Thị Kim", "29/02/2023", "79085001235", None, "Sở Hỏa tinh học và Thiên văn", "", ""),
        ("Trần Thị Bích Liên", "05/06/1991", "79191001235", "lien@tphcm.example", "Sở KHCN", "Phó Trưởng phòng", "Công chức"),
        *PEOPLE[1:],
    ]
    browser = client_of(officer)

    def page(name: str, pk: int, **query: str) -> str:
        return browser.get(reverse(name, args=[pk]), query).text

    checked, done = receive(rows), written(rows)
    writing, undone = receive(rows), receive(rows)
    imports.begin(roster_import=writing, by=officer)
    RosterImport.objects.filter(pk=writing.pk).update(done=2, total=4)
    RosterImport.objects.filter(pk=undone.pk).update(state="failed", error="Việc ghi bị dừng nhiều lần.")
    return {
        "/choose/": page("roster-check", training_class.pk),
        "/checked/": page("import-show", checked.pk),
        "/doubtful/": page("import-show", checked.pk, loc="doubtful"),
        "/writing/": page("import-show", writing.pk),
        "/written/": page("import-show", done.pk),
        "/failed/": page("import-show", undone.pk),
        "/list/": page("import-list", training_class.pk),
        "/undo/": page("import-undo", done.pk),
        "/roster/": page("class-roster", training_class.pk),
    }


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_pages_of_a_list_pass_axe_and_never_scroll_sideways(pages):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": 390, "height": 800})
        tab.route("**/*", lambda route: answer(route, pages))
        for path in pages:
            tab.goto(f"http://localhost{path}")
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390, path
            result = Axe().run(tab)
            assert result.violations_count == 0, f"{path}\n{result.generate_report()}"
            take_pictures(tab, path)
        browser.close()


def take_pictures(tab, path: str) -> None:
    """For eyes, where HOCAI_TEST_PICTURES names a folder."""
    for width in (390, 1280) if PICTURES else ():
        tab.set_viewport_size({"width": width, "height": 800})
        tab.screenshot(path=f"{PICTURES}/{path.strip('/')}-{width}.png", full_page=True)
        tab.set_viewport_size({"width": 390, "height": 800})

"""One installation and one browser for all journeys."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.e2e import stack as installation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator:
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def stack() -> Iterator[installation.Stack]:
    if pid := os.environ.get("HOCAI_E2E_ATTACH"):
        yield installation.attach(int(pid))
        return
    running = installation.start()
    yield running
    installation.stop(running)

"""The service worker in a real browser: a code scanned without a network is kept on the phone and merged on its return."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from lms.classes import browsers
from lms.classes.actions import bindings
from lms.classes.checkin import moment_of, window_of_token
from lms.classes.models import AttendanceRecord, Scan
from tests.classes.hall.conftest import address
from tests.notebooks.material.own_database import copied

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
KEY = "k" * 32
pytestmark = [pytest.mark.django_db, pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def site(tmp_path, empty_database):
    """The address of a real server; what the test writes is committed, in a database of its own."""
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with copied(tmp_path, empty_database) as database, database.inside():
        server = LiveServerThread("localhost", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert not server.error
        yield f"http://localhost:{server.port}"
        server.terminate()


def visit(base: str, scanned: str) -> dict[str, Any]:
    """What the phone showed, step by step."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 800})
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": browsers.COOKIE, "value": KEY, "url": base}])
        page = context.new_page()
        try:
            page.goto(f"{base}/diem-danh/")
            kept = page.evaluate("HocaiOffline.keep(['/diem-danh/', '/diem-danh/ngoai-tuyen/'])")
            page.reload()  # from now on the service worker answers for this page
            context.set_offline(True)
            page.goto(base + scanned)
            page.get_by_text("Đã giữ lại, sẽ gửi khi có mạng").wait_for()
            waiting = page.evaluate("HocaiOutbox.pending()")
            page.goto(f"{base}/diem-danh/")
            readable = page.locator("h1").inner_text()
            page.goto(base + scanned)
            page.get_by_text("Đã giữ lại, sẽ gửi khi có mạng").wait_for()
            context.set_offline(False)
            page.get_by_text("Đã điểm danh: mã hiện lúc").wait_for()
            return {"kept": kept["kept"], "waiting": waiting, "readable": readable, "left": page.evaluate("HocaiOutbox.pending()")}
        finally:
            browser.close()


def test_a_scan_without_a_network_is_kept_and_merged_on_return(site, session, place):
    bindings.bind(browser=browsers.known_or_new(KEY), trainee=place, confirmed_by="birth_date")
    scanned = address(session)

    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(visit, site, scanned).result()

    assert seen["kept"] == ["/diem-danh/", "/diem-danh/ngoai-tuyen/"]
    assert [entry["body"]["session"] for entry in seen["waiting"]] == [session.pk]
    assert seen["readable"] == "Điểm danh"
    assert seen["left"] == []
    record, token = AttendanceRecord.objects.get(), scanned.split("/")[3]
    shown = moment_of(window_of_token(session.checkin_secret, token, session.checkin_opened_at, record.at))
    assert (record.trainee, record.source, record.happened_at) == (place, "offline", shown)
    assert Scan.objects.count() == 1

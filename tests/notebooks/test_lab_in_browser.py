"""A learner's JupyterLab in a browser, against the site's own exchange: nbgrader's assignment list, and our own buttons."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notebooks import blobs, check_queue, pipeline, receipts
from notebooks.actions import checks
from notebooks.models import CheckRun, HelpRequest, LabActivity, Submission

from .conftest import grade_next
from .hub_peer import hub_that_knows, user_answer
from .material.here import run_here
from .material.labs import mean_release

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.urls("lms.exchange_urls")]
PROJECT = Path(__file__).resolve().parents[2]
LAB = PROJECT / ".venv-lab" / "bin"
PACKAGE = PROJECT / "hub-config" / "lab" / "hocai_lab"
SERVER = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyterlab.labapp import main; main()"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FOLDER = "BDAI-2026-03/trung-binh-cong"


@pytest.fixture
def exchange(live_server, settings, trainee) -> Iterator[str]:
    with hub_that_knows({"mine": user_answer(trainee.handle)}) as (address, _asked):
        settings.HOCAI_HUB_API_URL = address
        yield live_server.url


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def runtime() -> Iterator[str]:
    """Short: kernels put their sockets there, whose paths may have no more than 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        yield folder


@pytest.fixture
def jupyterlab(exchange, home, runtime) -> Iterator[str]:
    """The address of a learner's server, with the installation's own settings but without a sandbox."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    environment = {
        "HOME": str(home),
        "PATH": f"{LAB}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "JUPYTERHUB_API_TOKEN": "mine",
        "HOCAI_EXCHANGE_URL": exchange,
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTER_CONFIG_PATH": f"{PROJECT / 'hub-config'}:{PACKAGE / 'etc'}",
        "JUPYTER_PATH": str(PACKAGE / "share"),
    }
    options = ["--allow-root", "--no-browser", f"--port={port}", "--IdentityProvider.token=t", f"--ServerApp.root_dir={home}"]
    command = [str(LAB / "python"), "-I", "-c", SERVER, *options, "--ServerApp.base_url=/user/u1/"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home) as process:
        try:
            wait_until(lambda: answers(port), 40)
            yield f"http://127.0.0.1:{port}/user/u1/"
        finally:
            process.terminate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def wait_until(true: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def page(monkeypatch):
    if not CHROMIUM:
        if os.environ.get("HOCAI_REQUIRE_ALL"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    # The browser's driver keeps a loop in this thread, the rows are read beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(locale="vi-VN", viewport={"width": 1280, "height": 800})
        browser.close()


def test_a_learner_works_with_the_assignment_list_and_with_our_buttons(page, jupyterlab, home, place, lab):
    page.set_default_timeout(30_000)
    fetches_submits_and_reads_feedback(page, jupyterlab, home)
    opens_the_lab_alone_on_the_page(page, jupyterlab)
    checks_asks_for_help_and_submits(page)


def fetches_submits_and_reads_feedback(page, jupyterlab, home):
    page.goto(f"{jupyterlab}lab?token=t")
    page.get_by_text("Nbgrader", exact=True).first.click()
    page.get_by_text("Assignment List").first.click()
    page.get_by_role("button", name="Fetch", exact=True).click()
    page.get_by_role("button", name="Submit", exact=True).wait_for()
    assert (home / FOLDER / "bai1.ipynb").exists()

    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("button", name="Fetch Feedback").wait_for()
    submission = Submission.objects.get()
    assert (submission.channel, submission.lab_version.number) == ("lab", 1)

    grade_next()
    page.get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("view feedback").wait_for()
    [written] = (home / FOLDER / "feedback").glob("*/ket-qua.html")
    assert "Kết quả: 0" in written.read_text()


def opens_the_lab_alone_on_the_page(page, jupyterlab):
    page.goto(f"{jupyterlab}hocai/open?course=BDAI-2026-03&assignment=trung-binh-cong")
    assert page.url.endswith(f"/doc/tree/{FOLDER}/bai1.ipynb")
    page.locator('.jp-Toolbar-item[data-jp-item-name="hocai-check"]').wait_for()
    labels = [item.inner_text() for item in page.locator('.jp-Toolbar-item[data-jp-item-name^="hocai-"]').all()]
    assert labels == ["Chạy ô", "Chạy tất cả", "Kiểm tra", "Nộp bài", "Giơ tay", "Mở JupyterLab đầy đủ"]
    wait_until(lambda: LabActivity.objects.filter(saved_at__isnull=True).exists())


def checks_asks_for_help_and_submits(page):
    page.get_by_text("Kiểm tra", exact=True).click()
    wait_until(CheckRun.objects.exists)
    page.get_by_role("dialog").get_by_text("sắp đến lượt bạn").wait_for()
    claimed = check_queue.claim_next()
    found = pipeline.check_public(mean_release(), blobs.load(claimed.files), run=run_here)
    checks.settle(check=claimed, results=checks.as_results(claimed.lab_version, found))
    page.get_by_role("dialog").get_by_text("Chưa đạt").first.wait_for()
    page.get_by_role("button", name="Đóng").click()

    page.get_by_text("Giơ tay", exact=True).click()
    page.locator("dialog textarea").fill("câu 2")
    page.locator("dialog").get_by_role("button", name="Giơ tay").click()
    page.get_by_text("Hạ tay", exact=True).wait_for()
    assert HelpRequest.objects.get().note == "câu 2"

    page.get_by_text("Nộp bài", exact=True).click()
    told = page.get_by_role("dialog")
    told.get_by_text("Mã biên nhận").wait_for()
    code = re.search(r"Mã biên nhận: ([A-Z2-7-]+)", told.inner_text())
    assert receipts.find(code.group(1)) == Submission.objects.order_by("-received_at").first()
    assert Submission.objects.count() == 2

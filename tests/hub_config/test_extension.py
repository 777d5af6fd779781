"""The routes of the server extension in a real Jupyter server, against a tiny real exchange."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.hub_config.conftest import LAB_PYTHON, TinyExchange, notebook

pytestmark = pytest.mark.slow
SERVER = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyter_server.serverapp import main; main()"
PARAMETERS = {"course": "AI-01", "assignment": "lam-quen"}


class Lab:
    """A browser in front of a student's server, logged in by token."""

    def __init__(self, port: int, home: Path) -> None:
        self.home, self.url = home, f"http://127.0.0.1:{port}/user/u1/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = "token t"

    def get(self, route: str, **parameters: str) -> requests.Response:
        return self.session.get(self.url + route, params=parameters, allow_redirects=False, timeout=10)

    def post(self, path: str, told: dict[str, Any]) -> requests.Response:
        return self.session.post(self.url + path, json=told, timeout=10)

    def save(self, path: str) -> requests.Response:
        told = {"type": "notebook", "format": "json", "content": json.loads(notebook("x = 2"))}
        return self.session.put(self.url + "api/contents/" + path, json=told, timeout=10)


@pytest.fixture
def lab(exchange: TinyExchange, tmp_path: Path) -> Iterator[Lab]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "HOCAI_EXCHANGE_URL": exchange.url, "JUPYTERHUB_API_TOKEN": "t"}
    environment["HOCAI_LAB_DISK_MB"] = "2"
    options = [
        "--ServerApp.jpserver_extensions={'hocai_lab.extension': True}",
        "--allow-root",
        "--no-browser",
        f"--port={port}",
        "--IdentityProvider.token=t",
    ]
    command = [str(LAB_PYTHON), "-I", "-c", SERVER, *options, "--ServerApp.base_url=/user/u1/", f"--ServerApp.root_dir={home}"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home) as process:
        browser = Lab(port, home)
        try:
            wait_until_up(browser)
            yield browser
        finally:
            process.kill()
            browser.session.close()


def wait_until_up(browser: Lab) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if browser.get("api").status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_open_submit_and_refusals(lab: Lab, exchange: TinyExchange) -> None:
    opened = lab.get("hocai/open", **PARAMETERS)
    assert (opened.status_code, opened.headers["Location"]) == (302, "/user/u1/doc/tree/AI-01/lam-quen/bai.ipynb")
    assert lab.get("hocai/open", **PARAMETERS, full="1").headers["Location"] == "/user/u1/lab/tree/AI-01/lam-quen/bai.ipynb"

    page = lab.get("hocai/submit", **PARAMETERS)
    assert "Nộp bài" in page.text
    assert "bai.ipynb" in page.text
    assert len(re.findall(r'name="key" value="[0-9a-f]{32}"', page.text)) == 1

    told = {"path": "AI-01/lam-quen/bai.ipynb", "key": "k1"}
    first, again = lab.post("hocai/submit", told), lab.post("hocai/submit", told)
    assert first.status_code == 201
    assert first.json() == {
        "id": "1",
        "received_at": "2026-11-22T08:00:05+07:00",
        "sha256": "ab" * 32,
        "version": 3,
        "url": "http://localhost:8000/x",
        "code": "ABCDE-FGHIJ",
        "verify_url": "http://localhost:8000/bien-nhan/",
        "received": "08:00:05 ngày 22/11/2026",
    }
    assert again.json() == first.json()
    assert len(exchange.submissions) == 1

    stray = lab.post("hocai/submit", {"path": "khac.ipynb", "key": "k2"})
    assert (stray.status_code, stray.json()["code"]) == (422, "no_lab")

    exchange.answers["submissions"] = (403, {"error": "Bạn không còn trong lớp này.", "code": "no_permission"})
    refused = lab.post("hocai/submit", {**told, "key": "k3"})
    assert (refused.status_code, refused.json()) == (403, {"error": "Bạn không còn trong lớp này.", "code": "no_permission"})

    assert lab.get("hocai/open", course="..", assignment="x").status_code == 404
    exchange.answers["files"] = (404, {"error": "<i>Không có bài này.</i>", "code": "not_found"})
    missing = lab.get("hocai/open", course="AI-01", assignment="khac")
    assert missing.status_code == 404
    assert "&lt;i&gt;Không có bài này.&lt;/i&gt;" in missing.text

    stranger = requests.post(lab.url + "hocai/submit", json=told, timeout=10)
    assert stranger.status_code == 403
    assert json.loads((lab.home / "AI-01" / "lam-quen" / ".hocai.json").read_text())["version"] == 3


def test_check_help_presence_disk_and_a_newer_version(lab: Lab, exchange: TinyExchange) -> None:
    lab.get("hocai/open", **PARAMETERS)
    path = "AI-01/lam-quen/bai.ipynb"

    results = [{"title": "Câu 1", "passed": False, "message": "Xem lại mẫu số."}]
    exchange.answers["checks"] = (202, {"id": 7, "state": "queued", "ahead": 2})
    exchange.answers["checks/7"] = (200, {"id": 7, "state": "done", "results": results, "message": "", "left_this_hour": 9})
    asked = lab.post("hocai/check", {"path": path})
    assert (asked.status_code, asked.json()["id"], asked.json()["ahead"]) == (202, 7, 2)
    assert lab.get("hocai/check", path=path, id="7").json()["results"] == results
    assert lab.get("hocai/check", path=path, id="x").status_code == 404
    exchange.answers["checks"] = (422, {"error": "Đã dùng hết lượt.", "code": "check_limit"})
    refused = lab.post("hocai/check", {"path": path})
    assert (refused.status_code, refused.json()) == (429, {"error": "Đã dùng hết lượt.", "code": "check_limit"})

    exchange.answers["help"] = (200, {"raised": True})
    assert lab.post("hocai/help", {"path": path, "raised": True, "note": "câu 1"}).json() == {"raised": True}
    assert json.loads(exchange.asked[-1][3]) == {"raised": True, "note": "câu 1"}

    exchange.answers["activity"] = (200, {})
    for _ in range(3):
        assert lab.save(path).status_code == 200
    assert lab.save("khac.ipynb").status_code == 201
    assert wait_for(lambda: events(exchange) == ["opened", "saved"]), events(exchange)

    assert lab.get("hocai/disk").json()["level"] == ""
    (lab.home / "AI-01" / "to").write_bytes(b"x" * 1_900_000)
    page = lab.get("hocai/submit", **PARAMETERS)
    assert "bai.ipynb" in page.text

    exchange.manifest = {"version": 4, "digest": "d4", "files": exchange.entries()}
    offered = lab.get("hocai/open", **PARAMETERS)
    assert offered.status_code == 200
    assert "bản 4" in offered.text
    kept = lab.get("hocai/open", **PARAMETERS, keep="4")
    assert kept.headers["Location"].endswith("/lam-quen/bai.ipynb")
    beside = lab.session.post(lab.url + "hocai/open", params=PARAMETERS, allow_redirects=False, timeout=10)
    assert beside.headers["Location"] == "/user/u1/doc/tree/AI-01/lam-quen.v4/bai.ipynb"


def events(exchange: TinyExchange) -> list[str]:
    return [json.loads(body)["event"] for _, path, _, body in exchange.asked if path.endswith("activity")]


def wait_for(true: Any) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end and not true():
        time.sleep(0.1)
    return bool(true())

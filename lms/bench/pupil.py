"""A pupil's browser on the way into the lab: redirects, the waiting page with its line, the lab's page and what it loads first."""

import json
import re
import time
from html import unescape
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request

from lms.bench.visitor import Visitor

PROGRESS = re.compile(r'EventSource\("([^"]+)"\)')
PLACE = re.compile(r"vị trí thứ (\d+)")
SCRIPTS = re.compile(r'<script[^>]+src="([^"]+)"')
# What JupyterLab asks for before it shows a notebook; no kernel is started.
FIRST_CALLS = ("lab/api/settings", "lab/api/translations/vi_VN", "api/kernelspecs", "lab/api/workspaces/default", "api/sessions")
LONGEST_WAIT = 300.0
VIEW = "/doc/tree/"
ATTEMPTS = 3
FROM_THE_PAGE = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
HTTPRedirectHandler.max_redirections = 30  # login at the hub and at the server take more than Python's ten


class NotOpened(Exception):
    """The lab did not come; the text says where the way ended."""


class Pupil(Visitor):
    """Waits like a person: nobody reloads, nobody gives up."""

    def open_lab(self, path: str) -> int:
        """Until the lab's page and its first calls have come; the farthest place in the line that was shown. Raises NotOpened."""
        address, page = self.fetch(self.site + path)
        place = 0
        for _ in range(ATTEMPTS):
            waiting = PROGRESS.search(page)
            if waiting is None:
                break
            place = max(place, self.wait(urljoin(address, unescape(waiting[1]))))
            address, page = self.fetch(address)
        if VIEW not in urlsplit(address).path:
            raise NotOpened(urlsplit(address).path)
        self.load(address, page)
        return place

    def fetch(self, address: str) -> tuple[str, str]:
        """Where the redirects end, and the page there."""
        with self.ask(address, {"Sec-Fetch-Mode": "navigate"}) as answer:
            return answer.url, answer.read().decode()

    def wait(self, address: str) -> int:
        """Until the server is ready; the farthest place in the line."""
        place, end = 0, time.monotonic() + LONGEST_WAIT
        with self.ask(address, {"Accept": "text/event-stream", **FROM_THE_PAGE}) as stream:
            for line in stream:
                if time.monotonic() > end:
                    raise NotOpened("waiting")
                if not line.startswith(b"data:"):
                    continue
                news = json.loads(line[5:])
                if found := PLACE.search(news.get("message", "")):
                    place = max(place, int(found[1]))
                if news.get("failed"):
                    raise NotOpened(news.get("message", "failed"))
                if news.get("ready"):
                    return place
        return place

    def load(self, address: str, page: str) -> None:
        """The lab's scripts, its settings and the notebook itself."""
        base, _, notebook = address.partition(VIEW)
        for script in SCRIPTS.findall(page):
            self.fetch_bytes(urljoin(address, unescape(script)))
        for call in (*FIRST_CALLS, f"api/contents/{notebook}?content=1"):
            self.fetch_bytes(f"{base}/{call}")

    def fetch_bytes(self, address: str) -> None:
        with self.ask(address, FROM_THE_PAGE | {"X-XSRFToken": self.secret_for(urlsplit(address).path)}) as answer:
            answer.read()

    def ask(self, address: str, headers: dict[str, str]) -> Any:
        """The open answer; an error says where."""
        try:
            return self.opener.open(Request(address, headers=headers), timeout=LONGEST_WAIT)  # noqa: S310 - our own site and hub
        except HTTPError as error:
            raise NotOpened(f"{error.code} {urlsplit(address).path} -> {urlsplit(error.url).path}") from error

    def secret_for(self, path: str) -> str:
        """What the page's own script would send along: the cookie of the nearest folder."""
        near = [each for each in self.cookies if each.name == "_xsrf" and path.startswith(each.path)]
        return (max(near, key=lambda each: len(each.path)).value or "") if near else ""

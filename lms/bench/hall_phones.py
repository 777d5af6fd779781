"""Phones in a hall, reduced to HTTP: each keeps its own cookies, opens a new connection, and comes when it comes, not when we are ready."""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

PATIENCE = 30.0
THREADS = 120
TRIES = 20
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DONE = re.compile(r'class="checkin checkin--(\w+) ')


@dataclass
class Phone:
    """One browser. `answers`: what each finished check-in said."""

    site: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, page, Location). Raises OSError or HTTPException when the site is away."""
        host = urlsplit(self.site).netloc
        connection = http.client.HTTPConnection(host, timeout=PATIENCE)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.site + path}
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                connection.request("POST", path, urlencode(form), headers | {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return answer.status, page, answer.getheader("Location") or ""
        finally:
            connection.close()

    def check_in(self, address: str) -> str:
        """One tap: what the page said (recorded, again …), or the status."""
        status, page, _ = self.ask(address)
        return said(status, page)

    def activate(self, address: str, agency: int, trainee: int, born: str) -> str:
        """The four pages of a first check-in."""
        self.ask(address)
        self.ask(f"{address}?don_vi={agency}")
        _, page, _ = self.ask(f"{address}?hoc_vien={trainee}")
        status, page, _ = self.ask(address, {"csrfmiddlewaretoken": secret_in(page), "hoc_vien": str(trainee), "ngay_sinh": born})
        return said(status, page)

    def log_in(self, address: str, email: str, password: str) -> str:
        """The same through a password: scan, login page, password, back to the scan."""
        self.ask(address)
        login = f"/tai-khoan/login/?{urlencode({'next': address})}"
        _, page, _ = self.ask(login)
        form = {"csrfmiddlewaretoken": secret_in(page), "login": email, "password": password, "next": address}
        status, page, target = self.ask(login, form)
        return self.check_in(target) if status == 302 else f"login-{status}"


def secret_in(page: str) -> str:
    found = TOKEN.search(page)
    return unescape(found[1]) if found else ""


def said(status: int, page: str) -> str:
    found = DONE.search(page)
    return found[1] if found else str(status)


@dataclass(frozen=True)
class Visit:
    """One journey: what was said at its end, and the milliseconds since the person wanted to begin (waiting counts)."""

    number: int
    said: str
    milliseconds: float
    tries: int = 1


def crowd(journeys: Sequence[Callable[[], str]], seconds: float, *, again: bool = False) -> list[Visit]:
    """Every journey begins at its own moment, evenly over so many seconds. `again`: who got no answer scans again, as people do."""
    begin = time.monotonic() + 0.2
    step = seconds / max(1, len(journeys))

    def visit(number: int) -> Visit:
        wanted = begin + number * step
        time.sleep(max(0.0, wanted - time.monotonic()))
        tries = TRIES if again else 1
        for attempt in range(1, tries + 1):
            try:
                answer = journeys[number]()
            except (OSError, http.client.HTTPException) as error:
                answer = type(error).__name__
            if answer in ("recorded", "again") or attempt == tries:
                return Visit(number, answer, (time.monotonic() - wanted) * 1_000, attempt)
            time.sleep(0.5)
        raise AssertionError("unreachable")

    with ThreadPoolExecutor(min(THREADS, len(journeys))) as pool:
        return list(pool.map(visit, range(len(journeys))))

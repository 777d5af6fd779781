"""The bytes of a lesson as a browser with an empty cache fetches it, without the pictures of its author."""

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from courses.models import CoursePage
from courses.outline import course_outline
from lms import demo
from lms.bench.figures import Figure
from lms.bench.options import Options
from lms.bench.preparation import LEARNER, Ground, Say
from lms.bench.visitor import Visitor
from lms.learning.actions import enrollments
from lms.learning.models import CourseRun

MEASURE = "bytes"
TARGET_KB = 150
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PARTS = re.compile(r'<(?:link[^>]*?rel="(?:stylesheet|icon|preload)"[^>]*?href|script[^>]*?src)="([^"]+)"')
REVERSED_LINKS = re.compile(r'<link[^>]*?href="([^"]+)"[^>]*?rel="(?:stylesheet|icon|preload)"')
FILES_OF_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


@dataclass(frozen=True)
class Part:
    """One answer: its address and how many bytes came, headers included where the browser tells them."""

    url: str
    size: int

    @property
    def kind(self) -> str:
        """What the reader would call it."""
        path = urlsplit(self.url).path
        suffix = path.rpartition(".")[2]
        if path.startswith(settings.MEDIA_URL):
            return "hình của tác giả"
        return {"css": "kiểu dáng", "js": "mã lệnh", "woff2": "phông chữ", "svg": "biểu tượng", "png": "biểu tượng"}.get(suffix, "trang")


def measure(_ground: Ground, _options: Options, say: Say) -> Iterator[Figure]:
    """The heaviest lesson of the demo's course, for a learner who is logged in."""
    paths = lesson_paths()
    visitor = Visitor(settings.HOCAI_SITE_URL)
    visitor.log_in(LEARNER, demo.PASSWORD)
    if browser():
        how, lessons = "đo trong Chromium", {path: loaded(visitor, path) for path in paths}
    else:
        say("không có Chromium: cộng mọi tệp mà trang nhắc tới, nhiều hơn trình duyệt thật sự tải")
        how, lessons = "cận trên, không có Chromium", {path: named(visitor, path) for path in paths}
    sizes = {path: sum(part.size for part in parts if part.kind != "hình của tác giả") for path, parts in lessons.items()}
    heaviest = max(sizes, key=lambda path: sizes[path])
    yield Figure(
        MEASURE,
        "Bài học nặng nhất, chưa có bộ nhớ đệm",
        sizes[heaviest] / 1_000,
        "kB",
        TARGET_KB,
        note=f"{how}; {len(lessons[heaviest])} tệp",
    )
    yield Figure(MEASURE, "Bài học nhẹ nhất", min(sizes.values()) / 1_000, "kB", TARGET_KB)
    yield from kinds(lessons[heaviest])


def lesson_paths() -> list[str]:
    """Lessons of the course that anybody may enter; the learner gets a place in it."""
    from lms.people.models import User

    run = CourseRun.objects.open_to_all().order_by("pk").first()
    assert run is not None
    enrollments.enroll(person=User.objects.get(email=LEARNER), run=run, by=None)
    course = CoursePage.objects.get(pk=run.course_id)
    return [lesson.url for lesson in course_outline(course).lessons]


def kinds(parts: list[Part]) -> Iterator[Figure]:
    totals: dict[str, list[int]] = {}
    for part in parts:
        totals.setdefault(part.kind, []).append(part.size)
    for kind, sizes in sorted(totals.items(), key=lambda each: -sum(each[1])):
        note = "không tính" if kind == "hình của tác giả" else f"{len(sizes)} tệp" if len(sizes) > 1 else ""
        yield Figure(MEASURE, f"   {kind}", sum(sizes) / 1_000, "kB", note=note)


# --- with a browser ---------------------------------------------------------------------------------------------------
def browser() -> str:
    """Path of an installed Chromium, if Playwright is there to speak to it."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return ""
    return os.environ.get("HOCAI_CHROMIUM", "") or next((path for path in map(shutil.which, BROWSERS) if path), "")


def loaded(visitor: Visitor, path: str) -> list[Part]:
    """Everything that Chromium fetches for the page, from the first request until nothing moves, scrolled to its end."""
    from playwright.sync_api import sync_playwright

    cookies = [{"name": cookie.name, "value": cookie.value or "", "url": visitor.site} for cookie in visitor.cookies]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=ARGUMENTS)
        context = chromium.new_context(locale="vi-VN", viewport={"width": 390, "height": 844})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        requests: list[Any] = []
        page.on("requestfinished", lambda request: requests.append(request))
        page.goto(visitor.site + path, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        parts = [Part(each.url, sum(each.sizes()[side] for side in ("responseBodySize", "responseHeadersSize"))) for each in requests]
        chromium.close()
    return [part for part in parts if part.url.startswith(visitor.site)]


# --- without a browser ------------------------------------------------------------------------------------------------
def named(visitor: Visitor, path: str) -> list[Part]:
    """The page, what it names and what its stylesheets name: every font, though a browser takes only those it needs."""
    address = visitor.site + path
    page = visitor.get(path)
    found = {address: Part(address, len(page.encode()))}
    waiting = [urljoin(address, each) for each in parts_named_in(page)]
    while waiting:
        url = waiting.pop()
        if url in found or not url.startswith(visitor.site):
            continue
        content, size = fetched(url)
        found[url] = Part(url, size)
        if urlsplit(url).path.endswith(".css"):
            waiting += [urljoin(url, each) for each in FILES_OF_STYLE.findall(content.decode()) if not each.startswith("data:")]
    return list(found.values())


def parts_named_in(page: str) -> list[str]:
    """Addresses of stylesheets, scripts, icons and preloaded fonts."""
    return [*PARTS.findall(page), *REVERSED_LINKS.findall(page)]


def fetched(url: str) -> tuple[bytes, int]:
    """(content, bytes that came over the wire)."""
    try:
        with urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=30) as answer:  # noqa: S310 - our own site
            raw = answer.read()
            return (gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw), len(raw)
    except HTTPError as error:
        return b"", len(error.read())

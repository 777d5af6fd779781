"""Queries and server time of the pages that people open most, with few learners and with many."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CourseIndexPage, CoursePage
from courses.outline import course_outline
from lms.bench import learners
from lms.bench.figures import Figure
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.people.models import User

MEASURE = "pages"
LESSON_QUERIES, FIRST_SCREEN_QUERIES = 20, 15
FEW = 10
WARM_UP = 2
STATEMENT_CHARACTERS = 240
SCREENS = {
    "sonoivu": "cán bộ",
    "giaovien": "giáo viên",
    "hocvien": "học viên",
    "hocsinh": "học sinh",
    "vanthu": "văn thư",
    "quantri": "quản trị",
}


@dataclass(frozen=True)
class Screen:
    """A page as one person sees it."""

    name: str
    path: str
    login: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Timing:
    """Queries of one request and the median milliseconds of several."""

    queries: int
    milliseconds: float
    statements: tuple[str, ...] = ()


def measure(_ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """Every screen with ten learners, then with many."""
    school = learners.open_school()
    learners.fill(school, FEW)
    screens = screens_of(school.course)
    few = {screen: timed(screen, options.repeats) for screen in screens}
    say(f"đang ghi {options.learners} học viên")
    learners.fill(school, options.learners)
    analyse()
    many = {screen: timed(screen, options.repeats) for screen in screens}
    for screen in screens:
        yield figure(screen, FEW, few[screen], few[screen])
        yield figure(screen, options.learners, many[screen], few[screen])
        if screen.target is not None and many[screen].queries > screen.target:
            say("\n  ".join([f"quá nhiều câu truy vấn, {screen.name}:", *many[screen].statements]))


def screens_of(course: CoursePage) -> list[Screen]:
    """The dearest lesson of the course, the first screens, the catalogue."""
    lessons = [Screen("Bài học (học viên)", entry.url, "hocvien", LESSON_QUERIES) for entry in course_outline(course).lessons]
    dearest = max(lessons, key=lambda screen: timed(screen, 1).queries)
    first = [Screen(f"Màn hình đầu ({who})", "/toi/", login, FIRST_SCREEN_QUERIES) for login, who in SCREENS.items()]
    catalogue = CourseIndexPage.objects.get(locale__language_code="vi").get_url() or ""
    visitor = Screen("Bài học (khách chưa đăng nhập)", dearest.path, target=LESSON_QUERIES)
    return [
        dearest,
        visitor,
        *first,
        Screen("Danh mục khóa học (khách)", catalogue),
        Screen("Danh mục khóa học (học viên)", catalogue, "hocvien"),
    ]


def timed(screen: Screen, repeats: int) -> Timing:
    """A warm process and a warm session; the time is taken without counting queries."""
    client = client_of(screen.login)
    for _ in range(WARM_UP):
        fetch(client, screen.path)
    with CaptureQueriesContext(connection) as captured:
        fetch(client, screen.path)
    statements = tuple(query["sql"][:STATEMENT_CHARACTERS] for query in captured.captured_queries)
    return Timing(len(captured), statistics.median(fetch(client, screen.path) for _ in range(repeats)), statements)


def client_of(login: str) -> Client:
    site = urlsplit(settings.HOCAI_SITE_URL)
    client = Client(SERVER_NAME=site.hostname or "localhost", SERVER_PORT=str(site.port or 80))
    if login:
        client.force_login(User.objects.get(email=f"{login}@hoc.example"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def fetch(client: Client, path: str) -> float:
    """Milliseconds of one request. Raises RuntimeError for anything but a page."""
    begin = time.perf_counter()
    response = client.get(path)
    milliseconds = (time.perf_counter() - begin) * 1_000
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code} {response.headers.get('Location', '')}")
    return milliseconds


def figure(screen: Screen, size: int, timing: Timing, few: Timing) -> Figure:
    name = f"{screen.name}, {size:_} người học".replace("_", ".")
    more = timing.queries - few.queries
    note = f"nhiều hơn {more} câu so với {FEW} người" if more > 0 else ""
    return Figure(MEASURE, name, timing.queries, "câu truy vấn", screen.target, milliseconds=timing.milliseconds, note=note)


def analyse() -> None:
    """What the database's own housekeeping does after so many new rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

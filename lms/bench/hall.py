"""A hall checks in over HTTP: first without anything, then by one tap, then while the site is killed; beside it the same through a password."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection, connections

from lms.bench.burst import start
from lms.bench.figures import Figure, percentile
from lms.bench.hall_people import PASSWORD, Hall, fill, give_passwords
from lms.bench.hall_phones import Phone, Visit, crowd
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.classes import browsers
from lms.classes.models import AttendanceRecord, BrowserBinding, Scan, Trainee
from lms.ops import ports, processes

MEASURE = "hall"
HALL, CROWD = 500, 2_000
MINUTE = 60.0
SCAN_TARGET_MS = 500
KILLED = 300
WITH_PASSWORD = 60
WORKERS = "2"
FIRST, ONE_TAP, KILLING, BY_PASSWORD = range(4)


def measure(_ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """500 people in a hall of SQLite, 2,000 of PostgreSQL; `options.hall` asks for fewer."""
    wanted = CROWD if connection.vendor == "postgresql" else HALL
    count = min(options.hall or wanted, wanted)
    hall = fill(count)
    connections.close_all()  # what follows is other processes' work
    with site() as running:
        phones = [Phone(settings.HOCAI_SITE_URL) for _ in hall.trainees]
        yield from activations(hall, phones, min(count, HALL), say)
        bind_the_rest(hall, phones)
        yield from one_tap(hall, phones, say)
        yield from by_password(hall, say)
        yield from killed(hall, phones, running, say)


# --- rounds -----------------------------------------------------------------------------------------------------------
def activations(hall: Hall, phones: Sequence[Phone], count: int, say: Say) -> Iterator[Figure]:
    """Everybody's first time, from one address, in a tenth of the time that a hall is given."""
    say(f"{count} lượt xác nhận lần đầu từ một địa chỉ trong {MINUTE:.0f} giây")

    def journey(number: int) -> Callable[[], str]:
        trainee = hall.trainees[number]
        born = f"{trainee.enrollment.person.birth_date:%d/%m/%Y}"
        return lambda: phones[number].activate(hall.address(FIRST), trainee.agency_id, trainee.pk, born)

    visits = crowd([journey(number) for number in range(count)], MINUTE)
    name = f"Lần đầu, {count} người, một địa chỉ, {MINUTE:.0f} giây"
    yield from counted(name, hall, FIRST, visits)
    yield from times(f"{name}: cả 4 trang", visits, note="mục tiêu của đề bài là 10 phút; ở đây dồn vào 1 phút")


def one_tap(hall: Hall, phones: Sequence[Phone], say: Say) -> Iterator[Figure]:
    say(f"{len(phones)} lượt quét một chạm trong {MINUTE:.0f} giây")
    visits = crowd([lambda phone=phone: phone.check_in(hall.address(ONE_TAP)) for phone in phones], MINUTE)  # type: ignore[misc]
    name = f"Một chạm, {len(phones)} người, {MINUTE:.0f} giây"
    yield from counted(name, hall, ONE_TAP, visits)
    yield from times(name, visits, target=SCAN_TARGET_MS)


def by_password(hall: Hall, say: Say) -> Iterator[Figure]:
    """No peer can be installed beside us (Moodle's is PHP), so the honest reference is our own site with a password."""
    people = hall.trainees[-WITH_PASSWORD:]
    give_passwords(people)
    say(f"{len(people)} người đăng nhập bằng mật khẩu rồi quét")

    def journey(trainee: Trainee) -> Callable[[], str]:
        email = trainee.enrollment.person.email or ""
        return lambda: Phone(settings.HOCAI_SITE_URL).log_in(hall.address(BY_PASSWORD), email, PASSWORD)

    pace = MINUTE * len(people) / min(len(hall.trainees), HALL)
    visits = crowd([journey(trainee) for trainee in people], pace)
    yield from counted(f"Đối chứng: qua đăng nhập, {len(people)} người, cùng nhịp", hall, BY_PASSWORD, visits, target=None)
    yield from times(
        "Đối chứng: qua đăng nhập, cả 4 trang", visits, note="mỗi người còn phải gõ mật khẩu; người chưa có tài khoản thì không vào được"
    )


def killed(hall: Hall, phones: Sequence[Phone], running: "Site", say: Say) -> Iterator[Figure]:
    """A worker is killed after a third, the whole site after two thirds; who got no answer scans again."""
    some = phones[:KILLED]
    seconds = MINUTE / 3
    say(f"{len(some)} lượt quét trong {seconds:.0f} giây, trang bị giết hai lần")
    killers = [threading.Timer(seconds / 3, running.kill_a_worker), threading.Timer(2 * seconds / 3, running.kill_all)]
    for killer in killers:
        killer.start()
    visits = crowd([lambda phone=phone: phone.check_in(hall.address(KILLING)) for phone in some], seconds, again=True)  # type: ignore[misc]
    for killer in killers:
        killer.join()
    name = f"Trang bị SIGKILL hai lần giữa {len(some)} lượt quét"
    yield from counted(name, hall, KILLING, visits)
    yield Figure(MEASURE, f"{name}: phải quét lại", sum(visit.tries > 1 for visit in visits), "người")
    yield Figure(
        MEASURE, f"{name}: chờ lâu nhất", max(visit.milliseconds for visit in visits) / 1_000, "giây", note="gồm khởi động lại trang"
    )


# --- figures ----------------------------------------------------------------------------------------------------------
def counted(name: str, hall: Hall, number: int, visits: Sequence[Visit], *, target: float | None = 0) -> Iterator[Figure]:
    """Whoever was told «recorded» or «again» must stand in the book, once. `target`: how many may have got nothing."""
    told = {hall_index(hall, visit, number) for visit in visits if visit.said in ("recorded", "again")}
    session = hall.sessions[number]
    marks = Counter(AttendanceRecord.objects.filter(session=session).values_list("trainee", flat=True))
    scans = Counter(Scan.objects.filter(session=session).values_list("trainee", flat=True))
    others = Counter(visit.said for visit in visits if visit.said not in ("recorded", "again"))
    note = ", ".join(f"{answer}: {n}" for answer, n in others.items())
    yield Figure(MEASURE, f"{name}: mất", len(told - marks.keys()) + len(told - scans.keys()), "lượt", 0)
    yield Figure(MEASURE, f"{name}: ghi hai lần", sum(n > 1 for kept in (marks, scans) for n in kept.values()), "lượt", 0)
    yield Figure(MEASURE, f"{name}: không được", len(visits) - len(told), "lượt", target, note=note)


def hall_index(hall: Hall, visit: Visit, number: int) -> int:
    first = len(hall.trainees) - WITH_PASSWORD if number == BY_PASSWORD else 0
    return hall.trainees[first + visit.number].pk


def times(name: str, visits: Sequence[Visit], *, target: float | None = None, note: str = "") -> Iterator[Figure]:
    """p50 and p95, counted from the moment at which the person wanted to begin."""
    values = [visit.milliseconds for visit in visits]
    yield Figure(MEASURE, f"{name}: p50", percentile(values, 50), "ms", note=note)
    yield Figure(MEASURE, f"{name}: p95", percentile(values, 95), "ms", target)


def bind_the_rest(hall: Hall, phones: Sequence[Phone]) -> None:
    """Beyond the 500 that came the long way: bound in bulk, as an earlier session would have left them."""
    rest = [(trainee, phone) for trainee, phone in zip(hall.trainees, phones, strict=True) if browsers.COOKIE not in phone.cookies]
    bindings = []
    for trainee, phone in rest:
        phone.cookies[browsers.COOKIE] = f"{trainee.pk:032}"
        browser = browsers.known_or_new(phone.cookies[browsers.COOKIE])
        bindings.append(
            BrowserBinding(browser=browser, training_class_id=trainee.training_class_id, trainee=trainee, confirmed_by="ticket")
        )
    BrowserBinding.objects.bulk_create(bindings)


# --- the site ---------------------------------------------------------------------------------------------------------
class Site:
    """The web server with two workers; started again when it dies, as the supervisor of an installation does."""

    def __init__(self) -> None:
        numbers = ports.numbers(os.environ)
        spec = processes.site({**os.environ, "HOCAI_SITE_WORKERS": WORKERS}, settings.BASE_DIR, numbers, ipv6=ports.has_ipv6())
        self.spec = replace(spec, environment={**spec.environment, "HOCAI_LOG_LEVEL": "ERROR"})
        self.process = self._start()

    def kill_a_worker(self) -> None:
        """One of gunicorn's processes, in the middle of its requests; gunicorn makes a new one."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        os.kill(int(children[0]), signal.SIGKILL)

    def kill_all(self) -> None:
        self.stop()
        self.process = self._start()

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        process = start(self.spec)
        end = time.monotonic() + MINUTE
        while not is_up() and time.monotonic() < end:
            time.sleep(0.1)
        return process


def is_up() -> bool:
    try:
        with urlopen(settings.HOCAI_SITE_URL + "/health/", timeout=5) as answer:  # noqa: S310 - our own site
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def site() -> Iterator[Site]:
    running = Site()
    try:
        yield running
    finally:
        running.stop()

"""A class presses "Mở bài thực hành" together: every pupil waits as in a browser, until the lab stands on the screen."""

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from lms import demo
from lms.bench.figures import Figure
from lms.bench.learners import add_people, enroll
from lms.bench.memory import pss
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.bench.pupil import Pupil
from lms.bench.stack import Stack
from lms.ops.descendants import descendants, parents
from lms.people.models import User
from notebooks import hub

MEASURE = "classroom"
LAST_SECONDS = 120.0
SPREAD_SECONDS = 10.0
STOP_SECONDS = 60.0
LOGINS_AT_ONCE = 4
# Bench people of this measure; those of the others have other numbers.
FIRST_NUMBER = 2_000_000


@dataclass
class Opening:
    """How it went for one pupil: seconds from the press, the farthest place in the line that was shown, what went wrong."""

    seconds: float = 0.0
    place: int = 0
    trouble: str = ""


@dataclass
class Cost:
    """CPU seconds of the installation's own processes; what ended meanwhile is counted by its parent."""

    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)

    def of(self, *names: str) -> float:
        return sum(self.after.get(name, 0.0) - self.before.get(name, 0.0) for name in names)


def measure(ground: Ground, options: Options, say: Say, stack: Stack) -> Iterator[Figure]:
    """Real logins beforehand, then the presses spread over ten seconds."""
    people = make_pupils(ground, options.pupils)
    pupils = [Pupil(settings.HOCAI_SITE_URL) for _ in people]
    say(f"{len(people)} học viên đang đăng nhập")
    with ThreadPoolExecutor(LOGINS_AT_ONCE) as pool:
        list(pool.map(lambda each: each[0].log_in(each[1].email, demo.PASSWORD), zip(pupils, people, strict=True)))
    say(f"{len(people)} học viên bấm mở bài trong {SPREAD_SECONDS:.0f} giây")
    try:
        cost = Cost(before=cpu_of(stack))
        openings = press_together(pupils, reverse("lab-open", args=(ground.run.code, ground.lab.slug)))
        cost.after = cpu_of(stack)
        yield from figures(openings, server_memory(stack), cost)
    finally:
        stop_all([person.handle for person in people])


def make_pupils(ground: Ground, count: int) -> list[User]:
    """People with a place in the run who can log in."""
    people = add_people(range(FIRST_NUMBER, FIRST_NUMBER + count))
    User.objects.filter(pk__in=[person.pk for person in people]).update(password=make_password(demo.PASSWORD))
    enroll(ground.run, people)
    return people


def press_together(pupils: Sequence[Pupil], path: str) -> list[Opening]:
    """Each in a thread of its own, evenly over the ten seconds; back when the last one has the lab or has failed."""
    openings = [Opening() for _ in pupils]

    def press(number: int) -> None:
        time.sleep(number * SPREAD_SECONDS / len(pupils))
        begin = time.perf_counter()
        try:
            openings[number].place = pupils[number].open_lab(path)
        except Exception as error:
            openings[number].trouble = f"{type(error).__name__}: {error}"
        openings[number].seconds = time.perf_counter() - begin

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(pupils))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return openings


def figures(openings: Sequence[Opening], servers: Sequence[float], cost: Cost) -> Iterator[Figure]:
    """Failures first, since a class that opens fast for half of it is no good."""
    opened = [each.seconds for each in openings if not each.trouble]
    reasons = {each.trouble for each in openings if each.trouble}
    note = "; ".join(sorted(reasons))[:200]
    yield Figure(
        MEASURE,
        f"{len(openings)} học viên bấm trong {SPREAD_SECONDS:.0f} giây, không mở được",
        len(reasons and [each for each in openings if each.trouble]),
        "người",
        0,
        note=note,
    )
    if opened:
        yield Figure(MEASURE, "   người ở giữa thấy bài sau", statistics.median(opened), "giây")
        yield Figure(MEASURE, "   người cuối cùng thấy bài sau", max(opened), "giây", LAST_SECONDS)
        yield Figure(MEASURE, "   chỗ xa nhất trong hàng chờ đã hiện", max(each.place for each in openings), "chỗ")
    if servers:
        yield Figure(MEASURE, "   bộ nhớ mỗi máy chủ của học viên (PSS), trung vị", statistics.median(servers), "MB")
        yield Figure(
            MEASURE, "   bộ nhớ mọi máy chủ của học viên (PSS)", sum(servers), "MB", note=f"{len(servers)} máy chủ, chưa mở kernel"
        )
        each = len(openings)
        yield Figure(MEASURE, "   CPU mỗi lần mở: máy chủ của học viên", cost.of("servers") / each, "giây")
        yield Figure(MEASURE, "   CPU mỗi lần mở: hub và proxy", cost.of("hub", "proxy") / each, "giây")
        yield Figure(MEASURE, "   CPU mỗi lần mở: trang web", cost.of("site", "exchange") / each, "giây")


def server_memory(stack: Stack) -> list[float]:
    """PSS of every learner's server with all that belongs to it."""
    tree, top = parents(), stack.pids()["hub"]
    launchers = [pid for pid, parent in tree.items() if parent == top and is_launcher(pid)]
    return [sum(pss(pid) for pid in {launcher} | descendants(launcher, tree)) for launcher in launchers]


def is_launcher(pid: int) -> bool:
    try:
        return b"hocai_lab.launcher" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def cpu_of(stack: Stack) -> dict[str, float]:
    """CPU seconds so far: each supervised process with what it has waited for, and all learners' servers together."""
    tree, pids = parents(), stack.pids()
    found = {name: cpu({pid} | (set() if name == "hub" else descendants(pid, tree))) for name, pid in pids.items()}
    found["servers"] = cpu(descendants(pids["hub"], tree))
    return found


def cpu(pids: set[int]) -> float:
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def stop_all(handles: Sequence[str]) -> None:
    """Every server of ours is gone afterwards, so that the next measure has a quiet machine."""
    with ThreadPoolExecutor(LOGINS_AT_ONCE) as pool:
        list(pool.map(hub.stop_server, handles))
    end = time.monotonic() + STOP_SECONDS
    while set(hub.running_handles()) & set(handles) and time.monotonic() < end:
        time.sleep(0.5)

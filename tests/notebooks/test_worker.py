"""Real worker processes, the real clock and the real sandbox: what a kill, a rush and a broken broker do to grades."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from lms.learning.actions import enrollments, runs
from lms.learning.models import CurrentGrade, GradeChange
from lms.ops import processes
from lms.ops.descendants import descendants, parents
from notebooks.actions import labs
from notebooks.models import CellScore, GradingRun
from notebooks.queue import MAX_CLAIMS
from tests.conftest import make_person, with_role
from tests.material import make_course

from .conftest import LAB_UID, hand_in, pass_the_check
from .material.broker import broken_brokers, folders, ringing_at
from .material.labs import RIGHT, mean_lab
from .material.own_database import OwnDatabase, copied

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 90
LEASE_SECONDS = 4
SLOW = "import time\ntime.sleep(1.5)\n" + RIGHT
CELLS = 4
FINAL = [GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL]


def wait_until(true: Callable[[], object], why: Callable[[], str] = str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, why()
        time.sleep(0.05)


# --- processes ----------------------------------------------------------------------------------------------------------
@dataclass
class Running:
    """A process of the installation as `make run` starts it, in a process group of its own."""

    process: subprocess.Popen
    log: Path

    @property
    def pool(self) -> list[int]:
        """The processes that take tasks."""
        command = command_of(self.process.pid)
        return [pid for pid, parent in parents().items() if parent == self.process.pid and command_of(pid) == command]

    def wait_until_ready(self) -> None:
        wait_until(lambda: " ready." in self.log.read_text(), self.log.read_text)

    def kill(self) -> None:
        """SIGKILL to everything of it at once. Its lasting state is the database; there is nothing to say farewell to."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def started(spec: processes.Process, folder: Path) -> Running:
    log = folder / f"{spec.name}-{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            spec.command, cwd=spec.folder, env=spec.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    return Running(process, log)


@dataclass
class Installation:
    """Workers on demand. Job folders appear in `jobs` while the sandbox runs."""

    folder: Path
    database: OwnDatabase
    workers: list[Running] = field(default_factory=list)

    @property
    def jobs(self) -> Path:
        return self.folder / "jobs"

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOCAI_", "DJANGO_"))}
        ours = {"HOCAI_VAR": str(settings.HOCAI_VAR), "HOCAI_SECRET_KEY": settings.SECRET_KEY, "HOCAI_DATABASE_URL": self.database.url}
        times = {"HOCAI_LEASE_SECONDS": str(LEASE_SECONDS), "HOCAI_SWEEP_SECONDS": "1"}
        return kept | ours | times | {"TMPDIR": str(self.jobs)}

    def with_workers(self, count: int) -> list[Running]:
        """Exactly so many workers, ready to grade."""
        while len(self.workers) > count:
            self.workers.pop().kill()
        new = [started(processes.worker(self.environ(), PROJECT, labs=True), self.folder) for _ in range(count - len(self.workers))]
        self.workers += new
        for worker in new:
            worker.wait_until_ready()
        return self.workers

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))

    def wait_for(self, runs, states) -> None:
        wait_until(lambda: not runs.exclude(state__in=states).exists(), lambda: f"{list(runs.values())}\n{self.logs()}")

    def wait_for_sandbox(self, hand_in: Callable[[], GradingRun]) -> GradingRun:
        """Hands in, and waits until that work is in the sandbox."""
        before = set(self.jobs.glob("hocai-job-*"))
        run = hand_in()
        self.wait_for(GradingRun.objects.filter(pk=run.pk), [GradingRun.State.RUNNING])
        wait_until(lambda: any((job / "spec.json").exists() for job in set(self.jobs.glob("hocai-job-*")) - before), self.logs)
        # From the job folder to the first line of the notebook.
        time.sleep(0.5)
        return run


@pytest.fixture(scope="module")
def installation(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    for path in (folder / "jobs", *map(Path, folders(settings.HOCAI_VAR).values())):
        path.mkdir(exist_ok=True)
    with django_db_blocker.unblock(), copied(folder) as database:
        installation = Installation(folder, database)
        clock = started(processes.beat(installation.environ(), PROJECT, folder), folder)
        try:
            yield installation
        finally:
            clock.kill()
            installation.with_workers(0)


@pytest.fixture(scope="module")
def places(installation):
    """Four learners of a course with one lab."""
    with installation.database.inside(), ringing_at("memory://"):
        return make_places()


def make_places():
    from courses.actions import site_tree
    from lms.people.models import Organization

    site_tree.ensure()
    home = Organization.objects.create(code="H29.SNV", name="Sở Nội vụ", abbreviation="SNV")
    teacher = with_role(make_person("Nguyễn Thị Thu Hà", "giaovien@hoc.example", is_staff=True), home, "teacher")
    lab = labs.create(title="Trung bình cộng", slug="trung-binh-cong", by=teacher, content_uid=LAB_UID)
    labs.release(version=pass_the_check(labs.upload_source(lab=lab, upload=dict(mean_lab().files), by=teacher)), by=teacher)
    run = runs.open_run(course=make_course(labs=(lab.content_uid,)), code="BDAI-2026-03", by=None)
    learners = [make_person(f"Người học {n}", f"n{n}@hoc.example", birth_year=1990) for n in range(4)]
    return [enrollments.enroll(person=person, run=run, by=None, source="roster") for person in learners]


@pytest.fixture(autouse=True)
def at_work(installation, places, db):
    """The test sees what the workers see, and rings where they listen."""
    with installation.database.inside(), ringing_at("filesystem://", **folders(settings.HOCAI_VAR)):
        yield
        GradingRun.objects.filter(state__in=[GradingRun.State.QUEUED, GradingRun.State.RUNNING]).update(
            state=GradingRun.State.FAILED, lease_until=None
        )


def the_lab(place):
    from notebooks.models import Lab

    return Lab.objects.select_related("current_version").get(content_uid=LAB_UID)


def handed_in_by(place, source: str = RIGHT) -> GradingRun:
    return hand_in(place, the_lab(place), {"mean": source, "why": "Vì chia đều."}).grading_runs.get()


def changes_of(run: GradingRun):
    return GradeChange.objects.filter(reference=f"run:{run.pk}")


# --- what happens -------------------------------------------------------------------------------------------------------
def test_a_killed_worker_loses_nothing_and_the_run_is_graded_once(installation, places):
    [victim] = installation.with_workers(1)
    run = installation.wait_for_sandbox(lambda: handed_in_by(places[0], SLOW))
    everything_of_it = descendants(victim.process.pid, parents())

    installation.with_workers(0)

    run.refresh_from_db()
    assert run.state == GradingRun.State.RUNNING
    assert not run.cell_scores.exists()
    installation.with_workers(1)
    installation.wait_for(GradingRun.objects.filter(pk=run.pk), FINAL)
    run.refresh_from_db()
    assert (run.claims, run.score, run.number) == (2, 5, 1)
    assert run.submission.grading_runs.count() == 1
    assert run.cell_scores.count() == CELLS
    assert changes_of(run).count() == 1
    # The sandbox of the killed worker ends by itself: nothing goes on running code of a learner.
    wait_until(lambda: not everything_of_it & set(parents()), lambda: str([command_of(pid) for pid in everything_of_it]))


@pytest.mark.db
def test_two_workers_grade_every_run_once(installation, places):
    installation.with_workers(2)
    graded_before = set(GradingRun.objects.values_list("pk", flat=True))
    for number in range(20):
        handed_in_by(places[number % len(places)], RIGHT + f"\n# {number}")
    mine = GradingRun.objects.exclude(pk__in=graded_before)

    installation.wait_for(mine, FINAL)

    assert mine.count() == 20
    assert set(mine.values_list("claims", "score", "submission__grading_runs__number")) == {(1, 5, 1)}
    assert CellScore.objects.filter(run__in=mine).count() == 20 * CELLS
    entered = [changes_of(run).count() for run in mine]
    assert max(entered) == 1
    assert most_at_once(mine) > 1
    newest = {place.pk: mine.filter(submission__enrollment=place).latest("submission__received_at") for place in places}
    references = CurrentGrade.objects.values_list("enrollment", "change__reference")
    assert dict(references) == {place: f"run:{run.pk}" for place, run in newest.items()}


def most_at_once(runs) -> int:
    """How many runs were being graded at the same moment, at most."""
    starts = runs.values_list("started_at", flat=True)
    return max(runs.filter(started_at__lte=moment, finished_at__gt=moment).count() for moment in starts)


def test_a_submission_that_nobody_rang_for_is_found_by_the_sweep(installation, places, tmp_path):
    installation.with_workers(1)
    url, options = broken_brokers(tmp_path)["unwritable"]

    with ringing_at(url, **options):
        run = handed_in_by(places[0])

    assert run.state == GradingRun.State.QUEUED
    installation.wait_for(GradingRun.objects.filter(pk=run.pk), FINAL)
    assert changes_of(run).count() == 1


def test_a_run_that_ends_its_worker_the_third_time_is_set_aside(installation, places):
    installation.with_workers(1)
    run = installation.wait_for_sandbox(lambda: handed_in_by(places[0], SLOW))
    GradingRun.objects.filter(pk=run.pk).update(claims=MAX_CLAIMS)

    installation.with_workers(0)
    installation.with_workers(1)

    installation.wait_for(GradingRun.objects.filter(pk=run.pk), [GradingRun.State.FAILED])
    run.refresh_from_db()
    assert (run.claims, run.error_code, run.score) == (MAX_CLAIMS, "gave_up", None)
    assert not run.cell_scores.exists()
    assert not changes_of(run).exists()
    # Others are graded as before.
    after = handed_in_by(places[1])
    installation.wait_for(GradingRun.objects.filter(pk=after.pk), FINAL)


def test_a_worker_whose_idle_processes_were_killed_grades_or_makes_room_for_the_next(installation, places):
    [worker] = installation.with_workers(1)
    for pid in worker.pool:
        os.kill(pid, signal.SIGKILL)

    run = handed_in_by(places[0])

    # The dead processes may have taken the lock of the pool with them: then the worker ends itself, and the supervisor starts the next.
    graded = GradingRun.objects.filter(pk=run.pk, state__in=FINAL)
    wait_until(lambda: graded.exists() or worker.process.poll() is not None, installation.logs)
    if worker.process.poll() is not None:
        installation.workers.remove(worker)
        installation.with_workers(1)
    installation.wait_for(GradingRun.objects.filter(pk=run.pk), FINAL)
    assert changes_of(run).count() == 1

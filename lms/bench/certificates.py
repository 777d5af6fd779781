"""Certificates by the thousand: drawn on two cores, and issued, drawn and signed by a real worker that is killed on the way.

Beside it, in the same run, TCPDF (the library below Moodle's certificate modules) draws and signs about the same page, where PHP
and TCPDF are installed.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from certificates.actions import issue_batches
from certificates.models import Certificate, CertificateFile, DocumentClass, IssueBatch, RecognitionDecision, RegisterBook, RegisterEntry
from certificates.register_check import verify_book
from lms.bench import certificate_peer
from lms.bench.burst import clock, kill, new_worker
from lms.bench.figures import Figure
from lms.bench.learners import BATCH, add_people, enroll, save
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.classes.actions import classes
from lms.classes.actions.classes import ClassPlan
from lms.classes.models import Trainee, TrainingClass, TrainingProgramme
from lms.people.models import Organization, User

MEASURE = "certificates"
MANY, KILLED = 10_000, 2_000
DRAWN = 600  # by two processes, without database
RENDER_RATE, WHOLE_RATE = 40.0, 25.0
CORES = 2
LOOK_EVERY = 0.25
PATIENCE = 180.0
KILLS_AT = (0.2, 0.6)  # of the files


class Stopped(Exception):
    """Nothing was made for too long."""


def measure(_ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """Drawing alone, the peer, the whole line for one large class, and a smaller one whose worker is killed."""
    many = options.certificates or MANY
    snapshots = sample_snapshots(DRAWN)
    say(f"đang vẽ {DRAWN} giấy bằng {CORES} tiến trình")
    yield from drawn(snapshots)
    yield from certificate_peer.figures(MEASURE, snapshots[0])
    say(f"đang cấp {many} giấy cho một lớp")
    yield from whole(a_decided_class("DO-GCN-01", many), many)
    killed = max(200, KILLED * many // MANY)
    say(f"đang cấp {killed} giấy, worker bị giết {len(KILLS_AT)} lần")
    yield from survived(a_decided_class("DO-GCN-02", killed, first=many), killed)


# --- drawing alone ------------------------------------------------------------------------------------------------------
def drawn(snapshots: list[dict[str, Any]]) -> Iterator[Figure]:
    """Two processes that have drawn one each before the clock starts, as a worker has."""
    parts = [snapshots[start::CORES] for start in range(CORES)]
    with ProcessPoolExecutor(CORES, mp_context=get_context("fork")) as pool:
        list(pool.map(draw_all, [part[:1] for part in parts]))
        begin = time.perf_counter()
        sizes = list(pool.map(draw_all, parts))
        taken = time.perf_counter() - begin
    yield Figure(
        MEASURE, f"Vẽ {len(snapshots)} tệp PDF, {CORES} tiến trình", len(snapshots) / taken, "giấy/giây", RENDER_RATE, at_least=True
    )
    yield Figure(MEASURE, "   dung lượng một tệp chưa ký", sum(sizes) / len(snapshots) / 1000, "kB")


def draw_all(snapshots: list[dict[str, Any]]) -> int:
    from certificates.document import render

    return sum(len(render(snapshot)) for snapshot in snapshots)


def sample_snapshots(count: int) -> list[dict[str, Any]]:
    """As the demo's certificates are printed, each with another code and name."""
    printed = Certificate.objects.filter(state=Certificate.State.VALID).values_list("snapshot", flat=True)[:1].get()
    made = []
    for number in range(count):
        code = f"{'ABCDEFGHIJ'[number % 10]}BCDEFGHIJK{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number // 10 % 26]}LMN{'ABCDE'[number // 260 % 5]}"[:16]
        url = printed["verify_url"].rpartition("/")[0] + f"/{code}"
        made.append({**printed, "holder": f"{printed['holder']} {number}", "code": code, "verify_url": url})
    return made


# --- the whole line -----------------------------------------------------------------------------------------------------
def whole(training_class: TrainingClass, count: int) -> Iterator[Figure]:
    begin, memory = time.monotonic(), Memory()
    with clock():
        issued_after = work_off(training_class, count, kills=(), memory=memory)
    taken = time.monotonic() - begin
    signed = CertificateFile.objects.filter(certificate__in=certificates_of(training_class), kind=CertificateFile.Kind.SIGNED).count()
    yield Figure(
        MEASURE, f"Cấp, vẽ và ký ECDSA P-256 {count} giấy, từ lúc bấm nút tới tệp cuối", count / taken, "giấy/giây", WHOLE_RATE, at_least=True,
        note=f"{taken:.0f} giây, {signed} tệp có chữ ký; gồm cả lúc khởi động worker",
    )  # fmt: skip
    yield Figure(MEASURE, "   riêng ghi sổ và cấp số", count / issued_after, "giấy/giây")
    yield Figure(MEASURE, "   bộ nhớ của worker khi một phần năm đã xong", memory.early, "MB")
    yield Figure(MEASURE, "   bộ nhớ của worker khi xong", memory.late, "MB")
    yield from correctness(training_class, count)


def survived(training_class: TrainingClass, count: int) -> Iterator[Figure]:
    begin = time.monotonic()
    with clock():
        work_off(training_class, count, kills=KILLS_AT, memory=Memory())
    taken = time.monotonic() - begin
    yield Figure(MEASURE, f"Như trên với {count} giấy, worker bị giết {len(KILLS_AT)} lần", taken, "giây", note="gồm cả lúc chờ bộ quét")
    yield from correctness(training_class, count)


def work_off(training_class: TrainingClass, count: int, *, kills: tuple[float, ...], memory: "Memory") -> float:
    """Presses the button and waits for the last file; seconds until every row was written. Raises Stopped."""
    officer = User.objects.get(email="vanthu@hoc.example")
    form = document_class()
    begin = last_change = time.monotonic()
    issued_after, known = 0.0, -1
    worker, waiting = new_worker(), list(kills)
    try:
        issue_batches.begin(training_class=training_class, document_class=form, task=IssueBatch.Task.ISSUE, by=officer)
        while (done := files_made(training_class)) < count:
            now = time.monotonic()
            if done != known:
                known, last_change = done, now
            if not issued_after and certificates_of(training_class).count() == count:
                issued_after = now - begin
            if waiting and done >= count * waiting[0]:
                kill(worker)
                worker, waiting = new_worker(), waiting[1:]
            memory.look(worker.pid, done / count)
            if now - last_change > PATIENCE:
                raise Stopped(f"{count - done} giấy chưa có tệp, {PATIENCE:.0f} giây không có tệp nào xong")
            time.sleep(LOOK_EVERY)
    finally:
        kill(worker)
    return issued_after or time.monotonic() - begin


def correctness(training_class: TrainingClass, count: int) -> Iterator[Figure]:
    """A certificate, a number, a line and a file for each, once, and the chain of the book unbroken."""
    rows = certificates_of(training_class)
    people = rows.values("enrollment").annotate(n=Count("pk"))
    lines = RegisterEntry.objects.filter(certificate__in=rows, event=RegisterEntry.Event.ISSUED)
    book = RegisterBook.objects.get(pk=rows.values_list("book", flat=True)[:1].get())
    numbered = Certificate.objects.filter(book=book).aggregate(n=Count("pk"), last=Max("register_number"))
    missing = count - rows.filter(state=Certificate.State.VALID).exclude(file_sha256="").count()
    yield Figure(MEASURE, "   thiếu giấy hoặc tệp", missing, "giấy", 0)
    yield Figure(MEASURE, "   cấp hai lần cho một người", people.filter(n__gt=1).count(), "người", 0)
    yield Figure(MEASURE, "   số vào sổ bị hở", numbered["last"] - numbered["n"], "số", 0)
    yield Figure(MEASURE, "   giấy không có đúng một dòng sổ", abs(lines.count() - rows.count()), "giấy", 0)
    begin = time.perf_counter()
    findings = verify_book(book)
    taken = (time.perf_counter() - begin) * 1000
    yield Figure(MEASURE, "   sai lệch khi kiểm tra cả sổ", findings.count, "dòng", 0, milliseconds=taken)


class Memory:
    """What the worker and its pool hold, as PSS, when a fifth was done and at the last look."""

    def __init__(self) -> None:
        self.early = self.late = 0.0

    def look(self, pid: int, share: float) -> None:
        if share < 0.2 or share > 0.97:
            return
        now = sum(pss_mb(each) for each in family(pid))
        self.early = self.early or now
        self.late = now


def family(pid: int) -> list[int]:
    """The worker and its pool."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [pid, *map(int, children.read_text().split())]
    except OSError:
        return []


def pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


# --- what it stands on --------------------------------------------------------------------------------------------------
def certificates_of(training_class: TrainingClass):  # type: ignore[no-untyped-def]
    return Certificate.objects.of_class(training_class)


def files_made(training_class: TrainingClass) -> int:
    return certificates_of(training_class).exclude(file_sha256="").count()


def document_class() -> DocumentClass:
    found = DocumentClass.objects.released().filter(kind=DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE).newest_first().first()
    assert found is not None, "the migrations bring the forms"
    return found


def a_decided_class(code: str, count: int, *, first: int = 0) -> TrainingClass:
    """Closed yesterday, everybody recognised; rows written in bulk as the actions would have."""
    officer = User.objects.get(email="sonoivu@hoc.example")
    programme = TrainingProgramme.objects.get(code="AI-CV-01")
    issuer, organizer = Organization.objects.get(code="H29.HVCB"), Organization.objects.get(code="H29.SNV")
    plan = ClassPlan(
        code=code, title="Lớp đo giấy chứng nhận", programme=programme, course=programme.courses.get(), organizer=organizer, issuer=issuer
    )
    made = classes.create(plan=plan, sessions=[], by=officer)
    for start in range(first, first + count, BATCH):
        with transaction.atomic():
            places = enroll(made.run, add_people(range(1_000_000 + start, 1_000_000 + min(start + BATCH, first + count))))
            save(Trainee(training_class=made, enrollment=place, agency=organizer, position="Chuyên viên") for place in places)
    close(made)
    recognise_all(made, officer)
    return made


def close(made: TrainingClass) -> None:
    day = timezone.localdate() - timedelta(days=1)
    values = {
        "opening_on": day - timedelta(days=3),
        "closing_on": day,
        "closed_at": timezone.now(),
        "decision_no": "DO/QĐ",
        "decision_on": day,
    }
    TrainingClass.objects.filter(pk=made.pk).update(state=TrainingClass.State.CLOSED, **values)
    made.refresh_from_db()


def recognise_all(made: TrainingClass, officer: User) -> None:
    assert made.closing_on is not None, "a closed class has its day"
    frozen = {"eligible": True, "attended": 12, "held": 12, "reasons": []}
    people = made.trainees.values_list("pk", flat=True)
    RecognitionDecision.objects.create(
        training_class=made, number="DO/QĐ-HVCB", decided_on=made.closing_on, entered_by=officer,
        eligibility={str(pk): frozen for pk in people}, eligible_count=len(people),
    )  # fmt: skip

"""The bench measures what it says and leaves nothing behind. How fast this machine is, no test decides."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.bench import exercise, learners, measures, memory, surroundings, transfer, visitor
from lms.bench.figures import Figure, Trouble, percentile, shown, table
from lms.bench.options import Options
from lms.bench.pages import Screen, timed
from lms.classes.models import CurrentAttendance
from lms.learning.models import CurrentGrade, LessonProgress
from lms.management.commands import bench
from notebooks.intake import Bundle
from notebooks.pipeline import check_release, grade_release
from notebooks.release import make_release
from tests.notebooks.material.here import run_here

PROJECT = Path(__file__).resolve().parents[2]


# --- figures ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "target", "at_least", "ok"),
    [(20, 20, False, True), (21, 20, False, False), (1.0, 1.0, True, True), (0.9, 1.0, True, False), (5, None, False, None)],
)
def test_figure_meets_its_target_or_misses_it(value, target, at_least, ok) -> None:
    assert Figure("x", "Số", value, "s", target, at_least=at_least).ok is ok


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3, "3"), (3.14159, "3,14"), (12.345, "12,3"), (812.4, "812"), (0.01234, "0,012"), (10_000, "10000")]
)
def test_shown_has_three_digits_and_a_comma(value, text) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (95, 10), (10, 1), (0, 1)])
def test_percentile_is_one_of_the_values(percent, value) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == value


def test_table_shows_every_figure_and_what_could_not_be_measured() -> None:
    figures = [Figure("a", "Trang", 21, "câu", 20, milliseconds=12.5, load=1.5), Figure("b", "Bộ nhớ", 850, "MB", 900)]

    lines = table(figures, [Trouble("bytes", "không có mạng")]).splitlines()

    assert lines[0].split() == ["Phép", "đo", "Số", "đo", "Thời", "gian", "Mục", "tiêu", "Kết", "quả", "Tải", "máy", "Ghi", "chú"]
    assert lines[2].split("  ") != lines[4].split("  ")
    assert "21 câu" in lines[2]
    assert "12,5 ms" in lines[2]
    assert "CHƯA ĐẠT" in lines[2]
    assert "đạt" in lines[4]
    assert lines[-1] == "Không đo được bytes: không có mạng"


def test_options_survive_the_way_to_the_measuring_process() -> None:
    options = Options(only=("pages", "bytes"), as_json=True, count=7, learners=50, repeats=2)

    assert Options.load(options.dump()) == options


def test_command_offers_every_measure() -> None:
    assert bench.NAMES == measures.NAMES
    with pytest.raises(CommandError, match="khong-co"):
        call_command("bench", "--only", "khong-co")


def test_chosen_keeps_the_order_of_measuring() -> None:
    assert [measure.name for measure in measures.chosen(Options(only=("pages", "stages")))] == ["stages", "pages"]
    assert [measure.name for measure in measures.chosen(Options())] == list(measures.NAMES)


# --- the lab that is graded -------------------------------------------------------------------------------------------
def test_the_plain_exercise_has_six_cells() -> None:
    release = make_release(exercise.PLAIN.source())

    assert len(release.notebooks[exercise.NOTEBOOK]["cells"]) == 6
    assert (release.max_score, release.manual_max) == (5, 0)


@pytest.mark.parametrize("lab", [exercise.PLAIN, exercise.EXAMPLE], ids=lambda lab: lab.slug)
def test_an_exercise_passes_the_release_gate(lab) -> None:
    assert check_release(lab.source(), make_release(lab.source()), run=run_here).passed


@pytest.mark.parametrize(
    ("lab", "expected"), [(exercise.PLAIN, [5, 3, 2, 0]), (exercise.EXAMPLE, [2.5, 0.5, 2, 0])], ids=["plain", "example"]
)
def test_answered_gives_four_kinds_of_learners_different_points(lab, expected) -> None:
    release = make_release(lab.source())

    points = [grade_release(release, Bundle(lab.answered(release.bundle, number)), run=run_here).score for number in range(4)]

    assert points == expected


@pytest.mark.slow
def test_the_pandas_exercise_gives_four_kinds_of_learners_different_points() -> None:
    release = make_release(exercise.PANDAS.source())
    assert check_release(exercise.PANDAS.source(), release).passed

    points = [grade_release(release, Bundle(exercise.PANDAS.answered(release.bundle, number))).score for number in range(4)]

    assert points == [5, 3, 2, 0]


# --- many learners ----------------------------------------------------------------------------------------------------
@pytest.fixture
def school(course, open_run, academy, teacher, officer):
    from lms.classes.actions import classes
    from lms.classes.models import TrainingProgramme

    programme = TrainingProgramme.objects.create(code="AI-CV-01", title="Bồi dưỡng", periods_total=16)
    programme.courses.add(course)
    plan = classes.ClassPlan(code="DO", title="Lớp đo", programme=programme, course=course, organizer=academy, issuer=academy)
    made = classes.create(plan=plan, sessions=learners.session_plans(), by=officer)
    return learners.School(made, open_run, academy)


@pytest.mark.db
def test_fill_brings_class_and_open_run_to_a_number(school) -> None:
    learners.fill(school, 3)
    learners.fill(school, 12)

    assert school.training_class.trainees.count() == 12
    assert school.open_run.enrollments.count() == 12
    assert CurrentAttendance.objects.count() == 12 * 3
    assert school.training_class.run.enrollments.by_name().first().person.full_name


@pytest.mark.db
def test_fill_writes_grades_and_progress_as_the_actions_do(school) -> None:
    from courses.outline import course_outline

    learners.fill(school, 2)

    items = school.training_class.run.grade_items.count()
    read = len(course_outline(school.course).lessons) // 2
    assert CurrentGrade.objects.count() == 2 * (items - 1)
    assert LessonProgress.objects.count() == 2 * 2 * read


def test_admit_keeps_the_place_that_somebody_has(school, trainee) -> None:
    from lms.learning.actions import enrollments

    mine = enrollments.enroll(person=trainee, run=school.open_run, by=None)

    learners.admit(school, [trainee])

    assert list(school.open_run.enrollments.all()) == [mine]


def test_timed_counts_queries_of_a_page_and_refuses_a_redirect(course, settings) -> None:
    settings.HOCAI_SITE_URL = "http://localhost:8000"

    assert timed(Screen("Khóa học", course.url), 1).queries > 0
    with pytest.raises(RuntimeError, match="302"):
        timed(Screen("Của tôi", "/toi/"), 1)


# --- memory and bytes -------------------------------------------------------------------------------------------------
def test_pss_of_this_process_is_plausible_and_of_a_gone_one_nothing() -> None:
    assert 10 < memory.pss(os.getpid()) < 4_000
    assert memory.pss(2**22 + 1) == 0


def test_name_of_finds_the_supervised_ancestor() -> None:
    tree = {10: 1, 20: 10, 30: 20, 40: 30, 50: 10}
    owner = {20: "site"}

    assert [memory.name_of(pid, owner, tree) for pid in (20, 40, 50)] == ["site", "site", memory.SUPERVISOR]


def test_parts_named_in_finds_what_a_page_fetches() -> None:
    page = (
        '<link rel="icon" href="/static/i.svg" type="image/svg+xml"><link href="/static/a.css" rel="stylesheet">'
        '<script src="/static/s.js" defer></script><a href="/other/">x</a><img src="/media/p.png">'
    )

    assert set(transfer.parts_named_in(page)) == {"/static/i.svg", "/static/a.css", "/static/s.js"}
    assert transfer.FILES_OF_STYLE.findall("@font-face{src:url('../fonts/a.woff2') format('woff2')}") == ["../fonts/a.woff2"]


def test_kinds_leaves_out_the_pictures_of_the_author() -> None:
    parts = [
        transfer.Part("http://x/bai/", 4_000),
        transfer.Part("http://x/static/a.woff2?v=1", 9_000),
        transfer.Part("http://x/media/p.png", 70_000),
    ]

    found = {figure.name.strip(): (figure.value, figure.note) for figure in transfer.kinds(parts)}

    assert found == {"hình của tác giả": (70, "không tính"), "phông chữ": (9, ""), "trang": (4, "")}


def test_hidden_fields_and_multipart_make_an_upload() -> None:
    page = '<input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b"><input type="hidden" name="key" value="k1" id="id_key">'

    fields = visitor.hidden_fields(page)
    body, kind = visitor.multipart(fields, "bai.ipynb", b"{}")

    assert fields == {"csrfmiddlewaretoken": "a&b", "key": "k1"}
    assert body.count(kind.partition("boundary=")[2].encode()) == 4
    assert b'filename="bai.ipynb"' in body


# --- the temporary installation ---------------------------------------------------------------------------------------
def test_environment_takes_nothing_of_a_real_installation(tmp_path) -> None:
    theirs = {
        "PATH": "/bin",
        "HOCAI_SECRET_KEY": "x",
        "HOCAI_DATABASE_URL": "postgresql://real",
        "HOCAI_PRODUCTION": "1",
        "HOCAI_CHROMIUM": "/c",
    }

    made = surroundings.environment(theirs, tmp_path, "")

    assert (made["PATH"], made["HOCAI_CHROMIUM"]) == ("/bin", "/c")
    assert (made["HOCAI_VAR"], made["HOCAI_DATABASE_URL"]) == (str(tmp_path), "")
    assert {"HOCAI_SECRET_KEY", "HOCAI_PRODUCTION"}.isdisjoint(made)
    ports = [made[name] for name in made if name.endswith("_PORT")]
    assert len(set(ports)) == 5


OUTER = """
import os, sys
from lms.bench.surroundings import run
sys.exit(run(sys.argv[1], sys.argv[2:], os.environ))
"""
INNER = """
import os, subprocess, sys, time
kind, folder = sys.argv[1], os.environ["HOCAI_VAR"]
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(folder, child.pid, os.path.exists(folder + "/keys/django_secret_key"), flush=True)
if kind == "wait":
    time.sleep(60)
sys.exit(3)
"""


def start_outer(folder: Path, *arguments: str) -> subprocess.Popen:
    (folder / "bench_inner.py").write_text(INNER)
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT}:{folder}"}
    command = [sys.executable, "-c", OUTER, "bench_inner", *arguments]
    return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True)


def is_gone(pid: str) -> bool:
    """Ended, and perhaps not yet buried by the machine's first process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_run_removes_folder_and_processes(tmp_path) -> None:
    outer = start_outer(tmp_path, "leave")

    said, _ = outer.communicate(timeout=60)

    folder, child, had_keys = said.split()
    assert (outer.returncode, had_keys) == (3, "True")
    assert not Path(folder).exists()
    assert is_gone(child)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_removes_folder_and_processes_after_a_signal(tmp_path, number) -> None:
    outer = start_outer(tmp_path, "wait")
    folder, child, _ = outer.stdout.readline().split()
    begin = time.monotonic()

    outer.send_signal(number)

    assert outer.wait(30) == 128 + number
    assert time.monotonic() - begin < 15
    assert not Path(folder).exists()
    assert is_gone(child)
    outer.stdout.close()


def test_database_says_what_to_do_when_the_server_is_not_there() -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"

    with (
        pytest.raises(surroundings.NoSurroundings, match="HOCAI_BENCH_DATABASE_URL"),
        surroundings.database({"HOCAI_BENCH_DATABASE_URL": address}),
    ):
        pass

"""Learners' notebooks that try more than to answer: what they get, what they see, and how the run is reported.

Real runs in the sandbox. Each name says the effect that must not come about.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings

from notebooks import sandbox
from notebooks.pipeline import grade_release
from notebooks.sandbox import Limits

from .material.cells import code
from .material.labs import RIGHT, WRONG, handed_in, mean_release

pytestmark = pytest.mark.slow

SHORT = Limits(cell_timeout=2, wall_seconds=20, memory_mb=768, processes=32, disk_mb=20, output_bytes=200_000, cell_output_bytes=50_000)
SECRET = "7431"


def graded(source, *, first="", limits=SHORT):
    """The result of an answer, with a cell of the learner's own above everything."""

    def add(content):
        content["cells"].insert(0, code(first) | {"id": "mine"})

    return grade_release(mean_release(), handed_in(mean_release(), {"mean": source}, add if first else None), limits=limits)


def points(result):
    return tuple(cell.score for cell in result.cells if cell.is_auto)


def printed(result):
    return "".join(output.body for cell in result.review for output in cell.outputs)


def seen_by_learner(result):
    return repr(result.cells) + result.message


RIGHT_POINTS, WRONG_POINTS = (1, 2, 2), (0, 0, 2)


def test_an_honest_answer_is_graded_under_these_limits():
    assert points(graded(RIGHT)) == RIGHT_POINTS
    assert points(graded(WRONG)) == WRONG_POINTS


# --- what a learner may not read --------------------------------------------------------------------------------------
def test_no_file_of_the_site_or_of_other_people_can_be_read():
    targets = [
        settings.BASE_DIR / "manage.py",
        Path("/etc/shadow"),
        Path("/root"),
        Path("/home"),
        Path("/proc/1/environ"),
        Path("/var/log"),
    ]
    probe = f"""
import os
for path in {list(map(str, targets))!r}:
    try:
        print('READ', path, os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(20))
    except OSError as error:
        print('refused', path, type(error).__name__)
"""
    result = graded(RIGHT, first=probe)

    assert printed(result).count("refused") == len(targets)
    assert "READ" not in printed(result)
    assert points(result) == RIGHT_POINTS


def test_no_gradebook_notebook_or_job_of_the_run_can_be_found():
    probe = f"""
import os
for top in ('.', '..', '../..', '/tmp', {str(settings.HOCAI_VAR)!r}):
    for parent, folders, names in os.walk(top):
        for name in names:
            if name.endswith(('.ipynb', '.db', '.sqlite3')) or name in ('spec.json', 'result.json'):
                try:
                    open(os.path.join(parent, name), 'rb').read()
                except OSError:
                    continue
                print('FOUND', parent, name)
"""
    result = graded(RIGHT, first=probe)

    assert "FOUND" not in printed(result)
    assert points(result) == RIGHT_POINTS


def test_nothing_of_the_worker_is_in_the_environment(monkeypatch):
    monkeypatch.setenv("HOCAI_SECRET_KEY", "bi-mat-cua-may-chu")

    result = graded(RIGHT, first="import os\nprint(sorted(os.environ.items()))")

    assert "bi-mat-cua-may-chu" in os.environ["HOCAI_SECRET_KEY"]
    assert "bi-mat-cua-may-chu" not in printed(result)
    assert "HOCAI_" not in printed(result)


def test_hidden_tests_never_reach_the_learner_even_when_the_run_prints_them():
    result = graded("def trung_binh(so):\n    raise ValueError(f'{so}')")

    assert SECRET in printed(result)
    assert SECRET not in seen_by_learner(result)


# --- where a learner may not go ---------------------------------------------------------------------------------------
def test_no_network_can_be_reached():
    probe = """
import socket
for kind, address in ((socket.AF_INET, ('127.0.0.1', 8000)), (socket.AF_INET, ('127.0.0.1', 22)), (socket.AF_INET, ('1.1.1.1', 53))):
    try:
        socket.socket(kind).connect(address)
        print('CONNECTED', address)
    except ConnectionRefusedError:
        print('REACHED', address)
    except OSError as error:
        print('refused', type(error).__name__)
try:
    socket.getaddrinfo('example.org', 80)
    print('RESOLVED')
except OSError:
    print('refused')
"""
    result = graded(RIGHT, first=probe)

    assert printed(result).count("refused") == 4
    assert points(result) == RIGHT_POINTS


def test_no_other_process_can_be_ended():
    probe = """
import os, signal
for pid in (os.getppid(), 1):
    try:
        os.kill(pid, signal.SIGKILL)
        print('KILLED', pid)
    except OSError as error:
        print('refused', type(error).__name__)
"""
    result = graded(WRONG, first=probe)

    assert printed(result).count("refused") == 2
    assert points(result) == WRONG_POINTS


def test_a_process_left_behind_does_not_live_on():
    spawn = "import subprocess\nsubprocess.Popen(['sleep', '947'], start_new_session=True)"

    result = graded(RIGHT, first=spawn)

    assert points(result) == RIGHT_POINTS
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and b"sleep\x00947" in command_line(pid)]


def command_line(pid):
    try:
        return Path("/proc", pid, "cmdline").read_bytes()
    except OSError:
        return b""


# --- what a learner may not use up ------------------------------------------------------------------------------------
def test_an_endless_loop_costs_only_the_tests_that_call_it():
    result = graded("def trung_binh(so):\n    while len(so) == 2 and so[0] < 0:\n        pass\n    return sum(so) / len(so)")

    assert points(result) == (1, 0, 2)
    assert {cell.grade_id: str(cell.state) for cell in result.cells}["mean-hidden"] == "failed"


def test_a_loop_that_cannot_be_interrupted_ends_the_run():
    loop = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"

    result = graded(RIGHT, first=loop)

    assert points(result) == (0, 0, 0)
    assert {cell.state for cell in result.cells if cell.is_auto} == {"not_executed"}
    assert result.wall < SHORT.wall_seconds + 10


def test_many_slow_cells_end_at_the_limit_of_the_whole_run():
    result = graded(
        "import time\ntime.sleep(1.5)\n" + RIGHT, first="import time\ntime.sleep(1.5)", limits=Limits(cell_timeout=2, wall_seconds=3)
    )

    assert result.status == "timeout"
    assert result.message
    assert points(result) == (0, 0, 0)


def test_thirty_megabytes_of_output_are_cut():
    result = graded(RIGHT, first="print('x' * 30_000_000)\nfor n in range(20_000):\n    print(n)")

    assert points(result) == RIGHT_POINTS
    assert len(printed(result)) < 100_000


def test_output_cannot_hide_that_a_test_failed():
    result = graded("def trung_binh(so):\n    print('x' * 3_000_000)\n    return max(so)", first="print('x' * 30_000_000)")

    assert points(result) == WRONG_POINTS


def test_a_memory_bomb_ends_the_run_alone():
    result = graded(RIGHT, first="big = []\nwhile True:\n    big.append(bytearray(50_000_000))")

    assert result.status in ("oom", "killed")
    assert result.message
    assert points(result) == (0, 0, 0)


def test_a_fork_bomb_ends_the_run_alone():
    bomb = """
import os, time
for n in range(500):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        print('STOPPED', n < 64)
        break
"""
    result = graded(RIGHT, first=bomb)

    assert "STOPPED True" in printed(result)
    assert points(result) == RIGHT_POINTS
    assert result.wall < SHORT.wall_seconds


def test_a_full_disk_ends_with_the_run():
    fill = "with open('big', 'wb') as f:\n    for n in range(10_000):\n        f.write(bytes(1_000_000))"

    result = graded(RIGHT, first=fill)

    assert result.status == "limit"
    assert result.message
    assert points(result) == (0, 0, 0)


@pytest.mark.parametrize(
    "end", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGSTOP)", "os.abort()"]
)
def test_a_kernel_that_is_ended_gives_no_points_for_what_did_not_run(end):
    result = graded(f"import os, signal\n{end}\n{RIGHT}")

    assert points(result) == (0, 0, 0)
    assert "not_executed" in {cell.state for cell in result.cells}


def test_a_forged_result_is_not_read():
    forge = """
import glob, json, os
cells = {f'c{n}': {'execution_count': 1, 'outputs': [], 'status': 'ok'} for n in range(9)}
for path in ('result.json', '../out/result.json', '../result.json', '../../out/result.json'):
    try:
        with open(path, 'w') as f:
            json.dump({'notebooks': {'bai1.ipynb': {'cells': cells, 'error': None}}}, f)
    except OSError:
        pass
os._exit(0)
"""
    assert points(graded(RIGHT, first=forge)) == (0, 0, 0)


@pytest.mark.parametrize("keep", [lambda: None, sandbox.keep_warm], ids=["cold", "warm"])
def test_a_submission_cannot_see_the_one_before(keep):
    keep()

    graded(RIGHT, first="open('note.txt', 'w').write('con')\nimport builtins\nbuiltins.left = 1")

    second = graded(WRONG, first="import os, builtins\nprint('LEFT', os.path.exists('note.txt'), hasattr(builtins, 'left'))")

    sandbox.cool_down()
    assert "LEFT False False" in printed(second)
    assert points(second) == WRONG_POINTS


def test_the_job_folder_is_gone_after_every_kind_of_end(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    graded("import os\nos._exit(1)")
    graded(RIGHT)

    assert list(tmp_path.iterdir()) == []

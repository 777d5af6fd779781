"""Nobody's work takes the machine, the queue or a page away from the others, and a run that is ended says why."""

import base64
import io
import json
import struct
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.foundation import files
from lms.learning.actions import enrollments
from lms.learning.models import CurrentGrade
from notebooks import markdown, mathematics, outputs, queue, tasks
from notebooks.exceptions import BadUpload
from notebooks.intake import read_upload
from notebooks.models import GradingRun, Submission
from notebooks.notebook_json import read_notebook
from notebooks.rebuild import rebuild
from notebooks.sandbox import Limits
from tests.notebooks.conftest import hand_in
from tests.notebooks.material.cells import as_bytes, code, essay, notebook, text
from tests.notebooks.material.labs import RIGHT, WRONG, handed_in, mean_release

from .material import NOTHING, RIGHT_POINTS, SHORT, WRONG_POINTS, attack, graded, points, printed

BRIEF = Limits(cell_timeout=1, wall_seconds=6, memory_mb=768, processes=32, disk_mb=20, output_bytes=200_000, cell_output_bytes=50_000)


# --- 22, 23: time ------------------------------------------------------------------------------------------------------------
@attack(22)
def test_an_endless_loop_costs_only_the_tests_that_call_it(warm):
    loop = "def trung_binh(so):\n    while len(so) == 2 and so[0] < 0:\n        pass\n    return sum(so) / len(so)"

    result = graded(loop, limits=BRIEF)

    assert points(result) == (1, 0, 2)
    assert {cell.grade_id: str(cell.reason) for cell in result.cells}["mean-hidden"] == "timeout"


@attack(22)
def test_a_loop_that_cannot_be_interrupted_ends_its_run(warm):
    loop = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"

    result = graded(RIGHT, first=loop, limits=BRIEF)

    assert points(result) == NOTHING
    assert {str(cell.state) for cell in result.cells if cell.is_auto} == {"not_executed"}
    assert result.wall < BRIEF.wall_seconds + 5


@attack(23)
def test_many_slow_cells_end_at_the_limit_of_the_whole_run(warm):
    begin = time.monotonic()

    result = graded(RIGHT, first=("import time\ntime.sleep(0.8)",) * 9, limits=Limits(**{**vars(BRIEF), "wall_seconds": 3}))

    assert (result.status, points(result)) == ("timeout", NOTHING)
    assert result.message
    assert time.monotonic() - begin < 10


@attack(23)
def test_many_processes_end_at_the_limit_of_the_processor(warm):
    begin = time.monotonic()
    busy = "import os\nfor n in range(4):\n    os.fork()\nwhile True:\n    pass"

    result = graded(RIGHT, first=busy, limits=Limits(**{**vars(SHORT), "cell_timeout": 20, "cpu_seconds": 2}))

    assert (result.status, points(result)) == ("timeout", NOTHING)
    assert time.monotonic() - begin < 15


# --- 24 to 26: memory, processes, disk -------------------------------------------------------------------------------------------
MEMORY = {
    "one": "big = []\nwhile True:\n    big.append(bytearray(50_000_000))",
    "many": "import os\nfor n in range(3):\n    os.fork()\nbig = []\nwhile True:\n    big.append(b'x' * 20_000_000)",
    "text": "x = 'x'\nwhile True:\n    x += x",
}


@attack(24)
@pytest.mark.parametrize("bomb", MEMORY)
def test_memory_ends_the_run_alone(warm, bomb):
    result = graded(RIGHT, first=MEMORY[bomb])

    # Where the language itself can refuse (one huge object), the cell fails and the run goes on.
    assert result.status in ("oom", "killed") or points(result) == RIGHT_POINTS
    assert result.message or result.status == "ok"
    assert points(graded(RIGHT)) == RIGHT_POINTS


@attack(25)
def test_processes_and_threads_end_with_the_run(warm, running):
    bomb = """
import os, threading, time
def forks():
    for n in range(500):
        if os.fork() == 0:
            os.execv('/usr/bin/sleep', ['sleep', '948.5'])
    print('ALL PROCESSES')
def threads():
    for n in range(5000):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    print('ALL THREADS')
for bomb in (forks, threads):
    try:
        bomb()
    except (OSError, RuntimeError) as error:
        print('stopped', type(error).__name__)
"""
    result = graded(RIGHT, first=bomb)

    assert "ALL" not in printed(result)
    assert "stopped" in printed(result) or result.status != "ok"
    assert not [each for each in running() if b"948.5" in each]
    assert points(graded(RIGHT)) == RIGHT_POINTS


DISK = {
    "one-file": "with open('big', 'wb') as f:\n    for n in range(10_000):\n        f.write(bytes(1_000_000))",
    "many-files": "import time\nfor n in range(1_000_000):\n    open(f'f{n}', 'w').close()",
    "closed-folder": "import os, itertools\nos.mkdir('shut', 0o300)\nfor n in itertools.count():\n    open(f'shut/{n}', 'wb').write(bytes(1_000_000))",
}


@attack(26)
@pytest.mark.parametrize("fill", DISK)
def test_a_full_disk_ends_with_the_run(warm, fill):
    result = graded(RIGHT, first=DISK[fill], limits=Limits(**{**vars(SHORT), "cell_timeout": 8}))

    # One file that grows too large is refused where it grows: the cell fails, the rest of the run goes on.
    assert (result.status, points(result)) in (("limit", NOTHING), ("ok", RIGHT_POINTS))
    assert result.message or "OSError" in printed(result)
    assert fill == "one-file" or result.status == "limit"


@attack(26)
def test_folders_deeper_than_any_path_leave_nothing_behind(warm):
    deep = "import os\nfor n in range(300):\n    os.mkdir('d', 0o700 if n % 7 else 0o300)\n    os.chdir('d')\nopen('x', 'w').write('x')"

    result = graded(RIGHT, first=deep)

    assert result.status in ("ok", "limit")
    look = graded(RIGHT, first="import os\nprint(os.listdir('.'), os.listdir(os.path.expanduser('~')))")
    assert "'d'" not in printed(look)


# --- 27, 28: output and sudden ends -----------------------------------------------------------------------------------------------
STORMS = {
    "one-line": "print('x' * 30_000_000)",
    "lines": "for n in range(50_000):\n    print(n)",
    "errors": "import sys\nfor n in range(10_000):\n    print('x' * 200, file=sys.stderr)",
    "displays": "from IPython.display import display\nfor n in range(4_000):\n    display(n)",
    "updates": "from IPython.display import display\nshown = display('x', display_id='q')\nfor n in range(4_000):\n    shown.update('y' * 500)",
    "cleared": "from IPython.display import clear_output\nfor n in range(4_000):\n    print('x' * 100)\n    clear_output()",
    "process": "import os\nos.system('yes | head -c 30000000')",
}


@attack(27)
def test_output_is_cut_whatever_brings_it(warm):
    result = graded(RIGHT, first=tuple(STORMS.values()), limits=Limits(**{**vars(SHORT), "cell_timeout": 5, "wall_seconds": 40}))

    assert result.status == "ok"
    assert points(result) == RIGHT_POINTS
    assert len(printed(result)) < SHORT.output_bytes * 2


@attack(27)
def test_output_hides_no_failure(warm):
    loud = "def trung_binh(so):\n    print('x' * 3_000_000)\n    return max(so)"

    assert points(graded(loud, first="print('x' * 30_000_000)")) == WRONG_POINTS


ENDS = [
    "os._exit(0)",
    "os.kill(os.getpid(), signal.SIGKILL)",
    "os.kill(os.getpid(), signal.SIGSTOP)",
    "os.abort()",
    "os.close(0); os.closerange(3, 99)",
]


@attack(28)
@pytest.mark.parametrize("end", ENDS)
def test_a_kernel_that_is_ended_gives_no_points_for_what_did_not_run(warm, end):
    result = graded(f"import os, signal\n{end}\n{RIGHT}", limits=BRIEF)

    assert points(result) == NOTHING
    assert "not_executed" in {str(cell.state) for cell in result.cells}


@attack(28)
def test_nobody_else_can_be_ended_or_stopped(warm):
    harm = """
import os, signal
for pid in {*range(1, 5), os.getppid(), *range(os.getpid() - 12, os.getpid())}:
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
            print('REACHED', pid)
        except OSError:
            pass
"""
    result = graded(WRONG, first=harm)

    assert "REACHED" not in printed(result)
    assert points(result) == WRONG_POINTS


@attack(28)
@attack(32)
@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"{}",
        b"\xff\xfe",
        b"[" * 90_000,
        b'["stream", "ID", [1]]',
        b'["error", "ID", {"ename": 5, "traceback": 7}]',
        b'["display_data", "ID", {"data": {"application/json": ' + b"[" * 900 + b"]" * 900 + b"}}]",
        b'["display_data", "ID", {"data": {"text/plain": "x", "application/json": ' + b"[" * 60 + b"]" * 60 + b"}}]",
        b'["display_data", "ID", {"data": {"text/html": "<table>\\ud800</table>"}}]',
        b'["execute_input", "ID", {"execution_count": ' + b"9" * 4_299 + b"}]",
    ],
    ids=["number", "object", "no-text", "deep", "list", "wrong-types", "deep-data", "nested-data", "half-character", "long-number"],
)
def test_a_kernel_that_talks_nonsense_is_the_learners_failure_and_not_ours(warm, line):
    nonsense = f"""
import os
session = get_ipython().kernel.session
asked = get_ipython().kernel.get_parent()['header']['msg_id'].encode()
os.write(session.descriptor, {line!r}.replace(b'ID', asked) + b'\\n')
"""
    result = graded(WRONG, first=nonsense)

    assert result.status == "ok"
    assert points(result) in (NOTHING, WRONG_POINTS)
    assert "\ud800" not in printed(result)


# --- 29: files that are bombs, lies or no text ---------------------------------------------------------------------------------------
PLAIN = as_bytes(notebook(text("# Xin chào"), code("1 + 1")))


def packed(*entries, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def nested_zip(depth):
    inside = bytes(5_000_000)
    for number in range(depth):
        inside = packed((f"{number}.zip", inside))
    return inside


BAD = {
    "bomb": lambda: packed(("bai1.ipynb", PLAIN), ("zeros", bytes(15_000_000))),
    "overlapping": lambda: packed(("bai1.ipynb", PLAIN), *((f"{n}", bytes(900_000)) for n in range(100))),
    "many": lambda: packed(*((f"f{n}", b"") for n in range(1_000))),
    "very-many": lambda: b"PK\x01\x02" * 500_000,
    "deep": lambda: {"a.ipynb": b'{"nbformat": 4, "cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"},
    "strings": lambda: {"a.ipynb": b"[" + b'""' * 9_000_000 + b"]"},
    "commas": lambda: {"a.ipynb": b"[" + b"1," * 9_000_000 + b"1]"},
    "large": lambda: {"a.ipynb": b'{"nbformat": 4, "cells": [], "x": "' + b"x" * 100_000_000 + b'"}'},
    "bytes": lambda: {"a.ipynb": PLAIN[:-2] + b"\xff\xfe}"},
    "nul": lambda: {"a.ipynb": as_bytes(notebook(code("x = '\0'")))},
    "half-character": lambda: {"a.ipynb": PLAIN.replace(b"1 + 1", b"1 + 1\\ud800")},
    "number": lambda: {"a.ipynb": b'{"nbformat": 4, "cells": [], "metadata": ' + b"9" * 100_000 + b"}"},
    "no-cells": lambda: {"a.ipynb": b'{"nbformat": 4}'},
    "list": lambda: {"a.ipynb": b"[]"},
}


@attack(29)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_quickly_with_a_sentence(bad):
    upload = BAD[bad]()
    begin = time.process_time()

    with pytest.raises(BadUpload) as refusal:
        read_upload(upload)

    assert str(refusal.value).endswith(".")
    assert time.process_time() - begin < 2


@attack(29)
def test_a_zip_in_a_zip_is_data_and_is_not_unpacked():
    bundle = read_upload(packed(("bai1.ipynb", PLAIN), ("inner.zip", nested_zip(3))))

    assert set(bundle.files) == {"bai1.ipynb", "inner.zip"}


@attack(29)
@attack(36)
def test_strange_characters_in_the_rest_of_a_notebook_do_not_stop_grading():
    """Metadata, outputs and attachments are not text of ours: they are dropped, whatever they hold."""
    picture = {"\ud800.png": {"image/png": "AAAA", "x": "\0"}, "\0": 5, "a.png": []}
    cell = essay("why", "![](attachment:a.png) Vì.") | {"attachments": picture, "id": "\ud800"}
    cell["metadata"]["\ud800"] = "\0"
    strange = read_notebook(as_bytes_of(notebook(cell, code("1") | {"outputs": [{"output_type": "stream", "text": "\0\ud800"}]})), name="x")

    found = rebuild("bai1", mean_release().grading["bai1"], strange, stubs=mean_release().stubs["bai1"])

    assert "attachment_dropped" in {flag.code for flag in found.flags}
    assert "\ud800" not in repr(found)


def as_bytes_of(content):
    return json.dumps(content).encode()  # escaped: UTF-8 has no half characters


@attack(29)
@pytest.mark.django_db
def test_a_bad_file_on_the_page_is_one_sentence_and_no_row(client, place, trainee):
    client.force_login(trainee)
    url = reverse("lab-submit", args=["BDAI-2026-03", "trung-binh-cong"])

    for content in (BAD["deep"]()["a.ipynb"], BAD["nul"]()["a.ipynb"], BAD["bytes"]()["a.ipynb"]):
        response = client.post(url, {"files": SimpleUploadedFile("bai1.ipynb", content), "key": "k"})
        assert response.status_code == 422
    assert not Submission.objects.exists()


# --- 30: renderers --------------------------------------------------------------------------------------------------------------------
def html(content):
    return {"output_type": "display_data", "data": {"text/html": content, "text/plain": "x"}}


def stream(content):
    return {"output_type": "stream", "name": "stdout", "text": content}


SLOW_HTML = [
    "<table></table>" + "<ul><li>" * 24_000,
    "<table></table>" + "<ul><li></p></x>" * 12_000,
    "<table><tr><td>" * 13_000,
    "<table></table>" + "<b><p>" * 33_000,
    "<table></table>" + "<a><b><i></a>" * 14_000,
    "<table " + " ".join(f"a{n}=1" for n in range(25_000)) + ">",
    "<table>" + "&" * 190_000,
    "<table>" + "<!--" * 40_000,
]
SLOW_TEXT = ["\x1b" * 80_000 + "\r" * 80_000, "\x1b[1" * 50_000, "\x1b]" * 80_000, "\n" * 200_000, "\x1b[" + "0;" * 90_000]
SLOW_MARKDOWN = [
    "*" * 30_000,
    "[" * 30_000,
    "> " * 15_000,
    "![" * 15_000,
    "`" * 29_999,
    "- " * 15_000,
    "|" * 30_000,
    "<" * 30_000,
    "$" * 30_000,
    "a_" * 15_000,
]
SLOW_FORMULAS = ["{" * 2_000, "\\frac" * 400, "^" * 2_000, "\\left(" * 330, "\\sqrt{" * 330, "\\begin{matrix}" * 130, "&" * 2_000]


@attack(30)
@pytest.mark.parametrize(
    "show",
    [
        pytest.param(lambda: [outputs.shown([html(each)]) for each in SLOW_HTML], id="tables"),
        pytest.param(lambda: [outputs.shown([stream(each)] * 5) for each in SLOW_TEXT], id="text"),
        pytest.param(lambda: [markdown.rendered(each) for each in SLOW_MARKDOWN], id="markdown"),
        pytest.param(lambda: [mathematics.as_mathml(each) for each in SLOW_FORMULAS], id="formulas"),
    ],
)
def test_nothing_keeps_a_page_busy(show):
    begin = time.process_time()

    assert show()

    assert time.process_time() - begin < 5


@attack(30)
def test_a_picture_of_a_thousand_megapixels_is_not_shown():
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    for size in ((60_000, 60_000), (2**31, 1), (0, 0), (2**32 - 1, 2**32 - 1)):
        picture = base64.b64encode(head + struct.pack(">II", *size)).decode()
        assert outputs.shown([{"output_type": "display_data", "data": {"image/png": picture}}]) == ()


# --- 31, 32: the queue ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def classmate(stranger, run_of_course):
    return enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")


@attack(31)
@pytest.mark.django_db
@pytest.mark.db
def test_whoever_floods_the_queue_waits_for_the_others(place, classmate, lab):
    flood = [hand_in(place, lab, {"mean": f"{RIGHT}\n# {number}"}) for number in range(12)]
    other = hand_in(classmate, lab)

    order = [queue.claim_next().submission_id for _ in range(3)]

    assert order[:2] in ([flood[0].pk, other.pk], [other.pk, flood[0].pk])


@attack(31)
@pytest.mark.django_db
def test_the_sixty_first_submission_of_an_hour_is_refused_with_a_sentence(client, place, trainee, monkeypatch):
    from notebooks.views import exchange, learner

    monkeypatch.setattr(learner, "SUBMISSIONS_PER_HOUR", 2)
    client.force_login(trainee)
    url = reverse("lab-submit", args=["BDAI-2026-03", "trung-binh-cong"])
    content = handed_in(mean_release(), {"mean": RIGHT}).files["bai1.ipynb"]

    statuses = [client.post(url, {"files": SimpleUploadedFile("bai1.ipynb", content), "key": f"k{n}"}).status_code for n in range(4)]

    assert statuses == [302, 302, 422, 422]
    assert Submission.objects.count() == 2
    assert exchange.SUBMISSIONS_PER_HOUR == 60


@attack(32)
@pytest.mark.django_db
@pytest.mark.db
def test_work_that_ended_three_workers_is_set_aside_and_is_no_zero(place, classmate, lab):
    hand_in(place, lab)
    for _ in range(queue.MAX_CLAIMS):
        poison = queue.claim_next()
        queue.sweep(poison.lease_until + timedelta(seconds=1))
    other = hand_in(classmate, lab)

    poison.refresh_from_db()
    assert (poison.state, poison.error_code, poison.score) == (GradingRun.State.FAILED, "gave_up", None)
    assert queue.claim_next().submission_id == other.pk


@attack(32)
@pytest.mark.django_db
def test_work_that_cannot_even_be_read_does_not_keep_the_others_waiting(place, classmate, lab, warm):
    broken, fine = hand_in(place, lab, {"mean": f"{RIGHT}\n# hỏng"}), hand_in(classmate, lab)
    for entry in broken.files:
        files.blob_path(entry["sha256"]).unlink()

    tasks.grade_waiting()

    assert (fine.grading_runs.get().state, fine.grading_runs.get().score) == (GradingRun.State.GRADED, 5)
    assert broken.grading_runs.get().score is None
    assert not CurrentGrade.objects.filter(enrollment=place).exists()

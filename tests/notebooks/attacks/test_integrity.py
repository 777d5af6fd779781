"""Points are what the answer is worth: 1 to 7 by rebuilding, without running anything; 8 to 11 by the safer tiers; 12 to 15 by the door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from notebooks import queue
from notebooks.models import GradingRun, Submission
from notebooks.pipeline import grade_release
from tests.notebooks.conftest import grade_next, hand_in
from tests.notebooks.hub_peer import hub_that_knows, user_answer
from tests.notebooks.material.cells import check, free_code, text
from tests.notebooks.material.here import run_here
from tests.notebooks.material.labs import RIGHT, WRONG, cell_with, handed_in, mean_release

from .material import (
    NOTHING,
    RIGHT_POINTS,
    SHORT,
    WRONG_POINTS,
    attack,
    graded,
    points,
    printed,
    rebuilt_bytes,
    score_of,
    tampered,
    tiered,
)

UNTOUCHED = lambda content: None  # noqa: E731
TESTS = ("mean-visible", "mean-hidden", "mean-partial")


# --- 1 to 7: whatever the file says ---------------------------------------------------------------------------------------
def every_metadatum(content):
    """Each field that a notebook can carry, with values of every kind."""
    for value in (99, "x", None, True, [1], {"a": 1}):
        content["metadata"].update(dict.fromkeys(("nbgrader", "hocai", "celltoolbar", "widgets", "title"), value))
    for cell in content["cells"]:
        known = cell["metadata"].setdefault("nbgrader", {})
        known.update(points=99, locked=False, task=False, checksum="0" * 32, schema_version=1, cell_type="raw", remove=True)
        cell["metadata"] |= {
            "hocai": {"hint": "x", "strict_stderr": True, "tier": "T1"},
            "deletable": True,
            "editable": True,
            "trusted": True,
        }


def every_mark(content):
    for cell in content["cells"]:
        cell["metadata"]["tags"] = TAGS
        cell["metadata"] |= {
            "jupyter": {"source_hidden": True},
            "collapsed": True,
            "execution": {"skip": True},
            "slideshow": {"slide_type": "skip"},
        }


TAGS = [
    *(
        "skip-execution",
        "raises-exception",
        "remove-cell",
        "remove-input",
        "remove-output",
        "hide",
        "parameters",
        "nbval-skip",
        "no-execute",
    ),
    "strict-stderr",
]


def swapped_roles(content):
    for cell in content["cells"]:
        known = cell["metadata"].get("nbgrader")
        if known:
            known |= {"grade": not known.get("grade"), "solution": not known.get("solution")}


def saved_outputs(content):
    full = {"output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}}
    for cell in content["cells"]:
        cell |= {"outputs": [full], "execution_count": 1}


def another_kernel(content):
    content["metadata"] = {
        "kernelspec": {"name": "bash", "language": "bash", "display_name": "x"},
        "language_info": {"name": "bash", "version": "0"},
        "kernel_info": {"name": "of the learner"},
    }


def no_tests(content):
    content["cells"] = [cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") not in TESTS]


def backwards(content):
    content["cells"].reverse()


def retyped(content):
    for name in TESTS:
        cell_with(content, name)["cell_type"] = "markdown"


def rewritten(content):
    for name in TESTS:
        cell_with(content, name)["source"] = "2"


def foreign(content):
    content["cells"] += [
        check("free-points", "assert True", 50),
        text("x", grade_id="gift", grade=True, solution=True, points=50, task=False, locked=False),
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(every_metadatum, marks=attack(1)),
        pytest.param(every_mark, marks=attack(2)),
        pytest.param(no_tests, marks=attack(3)),
        pytest.param(backwards, marks=attack(3)),
        pytest.param(retyped, marks=attack(3)),
        pytest.param(rewritten, marks=attack(3)),
        pytest.param(swapped_roles, marks=attack(4)),
        pytest.param(saved_outputs, marks=attack(6)),
        pytest.param(another_kernel, marks=attack(7)),
    ],
    ids=lambda change: change.__name__,
)
def test_what_is_run_and_scored_is_the_same_whatever_the_file_says(change):
    assert rebuilt_bytes(tampered(change)) == rebuilt_bytes(tampered(UNTOUCHED))


@attack(3)
@pytest.mark.parametrize("name", TESTS)
def test_a_doubled_or_split_test_is_run_once_and_only_ours_counts(name):
    def change(content):
        at = content["cells"].index(cell_with(content, name))
        content["cells"][at : at + 1] = [
            {**content["cells"][at], "id": f"half-{n}", "source": source} for n, source in enumerate(("x = 1", "2", "assert True"))
        ]

    assert rebuilt_bytes(tampered(change)) == rebuilt_bytes(tampered(UNTOUCHED))


@attack(4)
def test_an_answer_for_a_person_waits_for_a_person_and_a_machines_test_for_none():
    result = grade_release(mean_release(), tampered(swapped_roles), run=run_here)

    assert {cell.grade_id: cell.is_auto for cell in result.cells} == {**dict.fromkeys(TESTS, True), "why": False}
    assert {cell.grade_id: str(cell.state) for cell in result.cells}["why"] == "manual"
    assert points(result) == WRONG_POINTS


@attack(5)
def test_questions_that_the_lab_does_not_have_give_nothing_and_are_told_to_staff():
    result = grade_release(mean_release(), tampered(foreign), run=run_here)

    assert (result.score, result.max_score, result.manual_max) == (2, 5, 3)
    assert "foreign_question" in {flag.code for flag in result.flags}


@attack(5)
def test_an_answer_under_the_name_of_a_test_does_not_replace_the_test():
    def change(content):
        content["cells"].append(free_code("mean-hidden", "2", 2))

    result = grade_release(mean_release(), tampered(change), run=run_here)

    assert points(result) == WRONG_POINTS


@attack(1)
@attack(2)
@attack(6)
@attack(7)
def test_everything_at_once_changes_no_point_in_a_real_run(warm):
    def change(content):
        for each in (every_metadatum, every_mark, swapped_roles, saved_outputs, another_kernel, backwards, rewritten, foreign):
            each(content)

    assert points(grade_release(mean_release(), tampered(change), limits=SHORT)) == WRONG_POINTS


# --- 8 to 11: inside the learner's own process ------------------------------------------------------------------------------
LIAR = "def trung_binh(so):\n    return 'sai'"
WITHOUT_CHECKS = """
import ast
class Without(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Without())
"""
ALWAYS_WELL = """
kernel = get_ipython().kernel
async def well(*given, **named):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
kernel.do_execute = well
"""
SILENT_ERRORS = "get_ipython().showtraceback = get_ipython()._showtraceback = lambda *given, **named: None"
ALWAYS_EQUAL = """
class Everything:
    def __eq__(self, other):
        return True
    __hash__ = None
def trung_binh(so):
    return Everything()
"""
SUBCLASS = """
class Number(float):
    def __eq__(self, other):
        return True
    def __abs__(self):
        return Number(0)
    def __rsub__(self, other):
        return self
    __sub__ = __rsub__
    def __lt__(self, other):
        return True
    __hash__ = float.__hash__
def trung_binh(so):
    return Number(0)
"""
REPLACED = """
import builtins, math, unittest
real = builtins.__build_class__
math.isclose = lambda *given, **named: True
unittest.TestCase.assertEqual = lambda *given, **named: None
def trung_binh(so):
    import sys
    frame = sys._getframe(1)
    frame.f_builtins["AssertionError"] = lambda *given: SystemExit(0)
    return 'sai'
"""
READS_THE_TEST = """
import re, sys
seen = []
def trung_binh(so):
    frame = sys._getframe()
    while frame:
        for values in (frame.f_locals, frame.f_globals):
            for value in list(values.values()):
                if isinstance(value, str):
                    seen.extend(re.findall(r"trung_binh\\(\\[([-\\d, ]+)\\]\\) == (-?\\d+)", value))
        frame = frame.f_back
    for given, wanted in seen:
        if [int(n) for n in given.split(',')] == so:
            return int(wanted)
    return 'sai'
"""
PEEKS = """
import re
wanted = {}
def look(info):
    for given, value in re.findall(r"trung_binh\\(\\[([-\\d, ]+)\\]\\) == (-?\\d+)", info.raw_cell):
        wanted[given.replace(' ', '')] = int(value)
get_ipython().events.register('pre_run_cell', look)
def trung_binh(so):
    return wanted.get(','.join(map(str, so)), 'sai')
"""


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        pytest.param(LIAR, WITHOUT_CHECKS, marks=attack(8), id="checks-taken-out"),
        pytest.param(LIAR, ALWAYS_WELL, marks=attack(8), id="kernel-always-well"),
        pytest.param(ALWAYS_EQUAL, (), marks=attack(9), id="equal-to-everything"),
        pytest.param(READS_THE_TEST, (), marks=attack(11), id="reads-around-itself"),
        pytest.param(PEEKS, (), marks=attack(11), id="reads-what-comes"),
    ],
)
def test_a_test_in_the_learners_process_can_be_forged_and_one_outside_cannot(warm, answer, first):
    # Said plainly to teachers in docs/security.md: a test that shares a process with the answer proves nothing.
    assert score_of("T1", answer, first=first) == 2

    assert score_of("T3", answer, first=first) == 0
    assert score_of("T2", answer, first=first) == 0


@attack(8)
@attack(9)
@attack(10)
@attack(11)
def test_an_honest_answer_gets_everything_in_every_tier(warm):
    assert [score_of(tier, RIGHT) for tier in ("T1", "T2", "T3")] == [2, 2, 2]
    assert [score_of(tier, LIAR) for tier in ("T1", "T2", "T3")] == [0, 0, 0]


@attack(8)
@attack(10)
@pytest.mark.parametrize("answer", [SILENT_ERRORS + "\n" + LIAR, REPLACED, SUBCLASS], ids=["silent", "replaced", "own-number"])
def test_a_changed_language_gives_nothing_outside(warm, answer):
    assert score_of("T3", answer) == 0
    assert score_of("T2", answer) == 0


@attack(9)
@pytest.mark.parametrize(
    "value", ["float('nan')", "float('inf')", "10**400", "True", "'2'", "-1", "type('N', (), {'__repr__': lambda s: '1e999'})()"]
)
def test_a_value_that_is_no_number_of_points_gives_none(warm, value):
    # The answer puts its own value in the place of the points.
    answer = f"made = {value}\ndef trung_binh(so):\n    return 0\nfloat = lambda value: made"

    assert score_of("partial", answer) == 0


@pytest.mark.parametrize("attacks", [pytest.param((8, 9, 10, 11, 16), marks=[attack(8), attack(9), attack(10), attack(11), attack(16)])])
def test_the_author_is_warned_of_a_hidden_test_that_can_be_forged(attacks):
    assert "hidden_in_kernel" in {each.code for each in tiered("T1").warnings}
    for tier in ("T2", "T3"):
        assert "hidden_in_kernel" not in {each.code for each in tiered(tier).warnings}


# --- 12, 13: results and processes of the run itself -------------------------------------------------------------------------
FORGE = """
import json, os
cells = {name: {"execution_count": 1, "outputs": [], "status": "ok"} for name in CELLS}
forged = json.dumps({"notebooks": {"bai1.ipynb": {"cells": cells, "error": None}}})
def write_everywhere():
    for folder in (".", "..", "../out", "../..", "../../out", os.path.expanduser("~"), "/tmp"):
        for name in ("result.json", "draft.json", "out/result.json"):
            try:
                with open(os.path.join(folder, name), "w") as stream:
                    stream.write(forged)
            except OSError:
                pass
    for descriptor in range(3, 256):
        try:
            if descriptor not in MINE:
                os.write(descriptor, forged.encode() + b"\\n")
                print("WROTE", descriptor)
        except OSError:
            pass
"""
CELLS_NAMED = "CELLS = [f'c{n}' for n in range(9)] + ['mean-visible', 'mean-hidden']\nMINE = set()\n"
LATE = "import threading, time\ndef late():\n    while True:\n        write_everywhere()\n        time.sleep(0.01)\nthreading.Thread(target=late, daemon=True).start()"
ORPHAN = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True:\n        write_everywhere()\n        time.sleep(0.01)"


@attack(12)
@pytest.mark.parametrize("how", ["write_everywhere()\nos._exit(0)", "write_everywhere()\nos.kill(os.getpid(), 9)"], ids=["exit", "killed"])
def test_a_result_that_a_run_writes_before_it_ends_itself_is_not_read(warm, how):
    assert points(graded(RIGHT, first=CELLS_NAMED + FORGE + how)) == NOTHING


@attack(12)
@attack(13)
@pytest.mark.parametrize("how", [LATE, ORPHAN], ids=["thread", "process"])
def test_a_result_that_is_written_meanwhile_and_afterwards_gives_nothing(warm, how):
    found = graded(WRONG, first=(CELLS_NAMED + FORGE, how))

    assert sum(points(found)) <= sum(WRONG_POINTS)
    assert points(graded(WRONG)) == WRONG_POINTS


@attack(13)
@attack(17)
def test_a_run_leaves_nothing_for_the_next(warm, job_folders, running):
    mark = "947.25"
    leave = f"""
import subprocess, builtins, numpy, os
open('note.txt', 'w').write('x'); open(os.path.expanduser('~/note.txt'), 'w').write('x')
builtins.left = numpy.left = 1
subprocess.Popen(['sleep', '{mark}'], start_new_session=True)
"""
    look = """
import builtins, os, numpy
print('LEFT', [hasattr(builtins, 'left'), hasattr(numpy, 'left'), os.path.exists('note.txt'), os.path.exists(os.path.expanduser('~/note.txt'))])
"""
    assert points(graded(RIGHT, first=leave)) == RIGHT_POINTS
    assert not [each for each in running() if mark.encode() in each]

    second = graded(WRONG, first=look)

    assert "LEFT [False, False, False, False]" in printed(second)
    assert points(second) == WRONG_POINTS
    assert list(job_folders.glob("hocai-job-*")) == []


# --- 14, 15: who and when -----------------------------------------------------------------------------------------------------
BASE = "/v1/exchange/BDAI-2026-03/trung-binh-cong"


@pytest.fixture
def exchange(settings, trainee, stranger):
    """A hub that knows the learner's server, a stranger's, and services that hold a token of the learner."""
    settings.ROOT_URLCONF = "lms.exchange_urls"
    mine = f"access:servers!server={trainee.handle}/"
    tokens = {
        "mine": user_answer(trainee.handle),
        "strangers": user_answer(stranger.handle),
        "service": user_answer(trainee.handle, kind="service"),
        "unscoped": user_answer(trainee.handle, scopes=["users:activity!user"]),
        "no-server": user_answer(trainee.handle, scopes=["custom:lms:exchange"]),
        "every-server": user_answer(trainee.handle, scopes=["custom:lms:exchange", "access:servers"]),
        "other-server": user_answer(trainee.handle, scopes=["custom:lms:exchange", f"access:servers!server={stranger.handle}/"]),
        "browser": user_answer(trainee.handle, scopes=["custom:lms:exchange-all", mine]),
    }
    with hub_that_knows(tokens) as (address, _asked):
        settings.HOCAI_HUB_API_URL = address
        yield


def post(client, token="mine", key="k", answer=RIGHT, headers=None, **fields):
    files = handed_in(mean_release(), {"mean": answer}).files
    uploads = [SimpleUploadedFile(path, content) for path, content in files.items()]
    sent = {"Authorization": f"token {token}", "Idempotency-Key": key, **(headers or {})}
    return client.post(f"{BASE}/submissions", {"files": uploads, **fields}, headers=sent)


@attack(14)
@pytest.mark.django_db
def test_the_time_of_a_submission_is_the_servers(client, exchange, place):
    past = "2001-01-01T00:00:00+07:00"
    before = timezone.now()

    post(
        client,
        headers={"Date": "Mon, 01 Jan 2001 00:00:00 GMT", "X-Timestamp": past, "If-Modified-Since": past},
        timestamp=past,
        received_at=past,
        submitted_at=past,
        is_late="false",
    )

    submission = Submission.objects.get()
    assert before <= submission.received_at <= timezone.now()
    assert (
        client.get("/v1/exchange/assignments", headers={"Authorization": "token mine"})
        .json()["assignments"][0]["submissions"][0]["received_at"]
        .startswith(f"{timezone.localtime(submission.received_at):%Y-%m-%d}")
    )


@attack(15)
@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "unknown", "service", "unscoped", "no-server", "every-server", "other-server", "browser"])
def test_a_token_that_is_not_of_the_learners_own_server_hands_nothing_in(client, exchange, place, token):
    assert post(client, token).status_code == 403
    assert not Submission.objects.exists()


@attack(15)
@pytest.mark.django_db
def test_names_in_the_request_do_not_make_somebody_else_the_author(client, exchange, place, stranger):
    post(
        client,
        student_id=stranger.handle,
        user=stranger.handle,
        enrollment="1",
        headers={"X-Forwarded-User": stranger.handle, "Remote-User": stranger.handle, "X-JupyterHub-User": stranger.handle},
    )

    assert Submission.objects.get().enrollment == place


@attack(15)
@pytest.mark.django_db
def test_a_key_of_somebody_else_gives_away_nothing_and_replays_nothing(client, exchange, place, stranger, run_of_course):
    from lms.learning.actions import enrollments

    theirs = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    first = post(client, key="same").json()

    second = post(client, "strangers", key="same", answer=WRONG)

    assert second.status_code == 201
    assert second.json()["id"] != first["id"]
    assert Submission.objects.get(pk=second.json()["id"]).enrollment == theirs
    assert Submission.objects.get(pk=first["id"]).enrollment == place
    feedback = client.get(f"{BASE}/submissions/{first['id']}/feedback", headers={"Authorization": "token strangers"})
    assert feedback.status_code == 404


@attack(15)
@pytest.mark.django_db
def test_the_same_submission_again_is_no_second_one(client, exchange, place):
    answers = [post(client, key="again") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert GradingRun.objects.count() == Submission.objects.count() == 1


@attack(12)
@pytest.mark.django_db
def test_a_late_worker_writes_nothing(place, lab):
    """A worker that comes back after its run was given to another one."""
    from notebooks.actions import grading

    hand_in(place, lab, {"mean": RIGHT})
    late = queue.claim_next()
    GradingRun.objects.filter(pk=late.pk).update(state=GradingRun.State.QUEUED, claim_token="", lease_until=None)
    graded_by_other = grade_next()
    result = grade_release(mean_release(), handed_in(mean_release(), {"mean": WRONG}), run=run_here)

    assert grading.settle(run=late, result=result) is False

    graded_by_other.refresh_from_db()
    assert graded_by_other.score == 5
    assert graded_by_other.cell_scores.count() == 4

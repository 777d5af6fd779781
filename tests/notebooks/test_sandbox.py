import inspect
import json
import os
import stat
import sys

import pytest

from notebooks import pipeline, sandbox
from notebooks.exceptions import BadUpload, SandboxUnavailable
from notebooks.sandbox import CellRun, Job, Limits, NotebookRun, lay_out, read_result, run, self_test

from .material.cells import as_bytes, code, notebook
from .material.here import run_here
from .material.labs import RIGHT, handed_in, mean_release

JOB = Job({"a.ipynb": as_bytes(notebook(code("1 + 1")))}, {"data/x.csv": b"1"})


@pytest.fixture
def launcher(settings, tmp_path):
    """A lab environment whose `hocai_lab` is a few lines of ours."""

    def install(run_source, *, passes=True):
        script = tmp_path / "python"
        report = {
            "ok": passes,
            "backend": "sandlock",
            "checks": [{"name": "network", "ok": passes, "detail": ""}],
            "advice": "Nâng nhân Linux.",
        }
        script.write_text(
            f"#!{sys.executable}\nimport json, os, sys, time\nfrom pathlib import Path\n"
            f"if sys.argv[3] == 'hocai_lab.selftest':\n    print({json.dumps(report)!r})\n    sys.exit({0 if passes else 1})\n"
            f"job = Path(sys.argv[4]) if sys.argv[3] == 'hocai_lab.run' else Path()\nout = job / 'out'\n{run_source}\n"
        )
        script.chmod(0o755)
        settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = script, tmp_path

    return install


def cells_in(tmp_path, content):
    path = tmp_path / "result.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_result(path, JOB)["a.ipynb"]


def refusal(job=JOB):
    with pytest.raises(SandboxUnavailable) as caught:
        run(job)
    assert str(caught.value)
    return caught.value


def test_run_lays_out_the_job_and_reads_the_result(launcher):
    launcher("""
spec = json.loads((job / 'spec.json').read_text())
said = [spec['notebooks'], spec['cell_timeout'], (job / 'in/data/x.csv').read_text(), (job / 'in/a.ipynb').exists(), sorted(os.environ)]
cell = {'execution_count': 1, 'status': 'ok', 'outputs': [{'output_type': 'stream', 'text': json.dumps(said)}]}
(out / 'result.json').write_text(json.dumps({'notebooks': {'a.ipynb': {'cells': {'c0': cell}, 'error': None}}}))
print(json.dumps({'status': 'ok', 'wall': 1.5, 'cpu': 1, 'max_rss_mb': 50, 'message': ''}))
""")

    result = run(JOB)

    assert (result.status, result.wall, result.max_rss_mb) == ("ok", 1.5, 50)
    said = json.loads(result.notebooks["a.ipynb"].cells["c0"].outputs[0]["text"])
    assert said[:4] == [["a.ipynb"], 30, "1", True]
    assert set(said[4]) <= {"HOME", "LANG", "LC_CTYPE", "PATH"}


def test_run_leaves_no_job_folder_behind(launcher, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    launcher("print(json.dumps({'status': 'infra', 'message': str(job)}))")

    folder = refusal().details["detail"]

    assert folder.startswith(str(tmp_path))
    assert not os.path.exists(folder)


@pytest.mark.parametrize("status", ["timeout", "oom", "killed", "limit"])
def test_run_reports_how_it_ended_and_what_ran_before(launcher, status):
    written = {"notebooks": {"a.ipynb": {"cells": {"c0": {"execution_count": 1, "status": "ok", "outputs": []}}}}}
    launcher(f"(out / 'result.json').write_text({json.dumps(written)!r})\nprint(json.dumps({{'status': '{status}'}}))\nsys.exit(1)")

    result = run(JOB)

    assert (result.status, result.notebooks["a.ipynb"].cells["c0"].status) == (status, "ok")


@pytest.mark.parametrize(
    "source",
    [
        "sys.exit(1)",
        "print('hello')",
        "print('[1]')",
        "print(json.dumps({'status': 'strange'}))",
        "print(json.dumps({'status': 'infra'}))",
        "print('{' * 50000)",
    ],
)
def test_run_without_a_clear_answer_is_our_failure(launcher, source):
    launcher(source)

    assert refusal().code == "run_failed"


@pytest.mark.parametrize("error", ["kernel_not_ready", None])
def test_run_in_which_no_kernel_started_is_our_failure(launcher, error):
    written = {"notebooks": {"a.ipynb": {"cells": {}, "error": error}} if error else {}}
    launcher(f"(out / 'result.json').write_text({json.dumps(written)!r})\nprint(json.dumps({{'status': 'ok'}}))")

    assert refusal().code == "run_failed"


def test_run_ends_a_launcher_that_does_not_come_back(launcher, monkeypatch):
    monkeypatch.setattr(sandbox, "GRACE_SECONDS", 0)
    launcher("time.sleep(60)")

    assert run(Job(JOB.notebooks, limits=Limits(wall_seconds=1))).status == "timeout"


def test_run_refuses_without_a_lab_environment(settings, tmp_path):
    settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = tmp_path / "nothing", tmp_path

    assert refusal().code == "no_lab_environment"


def test_run_refuses_when_the_self_test_fails_and_says_what_to_do(launcher):
    launcher("raise SystemExit('must not run')", passes=False)

    found = refusal()

    assert found.code == "self_test_failed"
    assert "Nâng nhân Linux." in str(found)


def test_run_tries_the_sandbox_until_it_passes_and_then_once_a_day(launcher, tmp_path):
    ended = "print(json.dumps({'status': 'oom'}))"
    launcher(ended, passes=False)
    assert refusal().code == "self_test_failed"

    launcher(ended)
    assert run(JOB).status == "oom"
    passed = (tmp_path / "python").stat()
    launcher(ended, passes=False)
    os.utime(tmp_path / "python", ns=(passed.st_atime_ns, passed.st_mtime_ns))
    assert run(JOB).status == "oom"

    os.utime(tmp_path / sandbox.STAMP, (0, 0))
    assert refusal().code == "self_test_failed"


def test_run_tries_the_sandbox_again_when_the_lab_environment_changed(launcher):
    launcher("print(json.dumps({'status': 'oom'}))")
    assert run(JOB).status == "oom"

    launcher("", passes=False)
    assert refusal().code == "self_test_failed"


def test_self_test_reads_the_report(launcher):
    launcher("", passes=False)

    found = self_test()

    assert (found.ok, found.backend, found.checks[0]["name"], found.advice) == (False, "sandlock", "network", "Nâng nhân Linux.")


@pytest.mark.parametrize(
    "written", [b"", b"x", b"[]", b"{}", b'{"ok": true}', b'{"ok": 1, "backend": "x", "checks": [], "advice": ""}', b"[" * 60_000]
)
def test_self_test_of_nonsense_does_not_pass(written):
    assert not sandbox.self_test_of(written).ok


def test_lay_out_refuses_to_leave_the_job_folder(tmp_path):
    for path in ("../x", "/etc/x", "a/../../x"):
        with pytest.raises(BadUpload):
            lay_out(tmp_path / "job", Job({}, {path: b""}))


def test_read_result_takes_only_what_it_knows(tmp_path):
    content = {
        "notebooks": {
            "a.ipynb": {
                "cells": {
                    "good": {"status": "ok", "execution_count": 3, "outputs": [{"output_type": "stream"}, "x"]},
                    "bool": {"status": "ok", "execution_count": True, "outputs": {}},
                    "odd": {"status": "full marks", "execution_count": 3, "outputs": []},
                    "text": "x",
                },
                "error": {"x": 1},
            },
            "forged.ipynb": {"cells": {}},
        }
    }

    found = cells_in(tmp_path, content)

    assert found.cells == {
        "good": CellRun("ok", 3, ({"output_type": "stream"},)),
        "bool": CellRun("ok", None, ()),
        "odd": CellRun("not_executed", None, ()),
        "text": CellRun("not_executed", None, ()),
    }
    assert set(read_result(tmp_path / "result.json", JOB)) == {"a.ipynb"}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[" * 100_000, {}, {"notebooks": []}, {"notebooks": {"a.ipynb": []}}, {"notebooks": {"a.ipynb": {"cells": []}}}],
)
def test_read_result_of_nonsense_is_empty(tmp_path, content):
    assert cells_in(tmp_path, content) == NotebookRun({}, "no_result")


def test_read_result_follows_no_link_and_waits_for_no_pipe(tmp_path):
    (tmp_path / "real").write_text('{"notebooks": {"a.ipynb": {"cells": {"x": {"status": "ok"}}}}}')
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"")
    os.truncate(tmp_path / "large", sandbox.RESULT_BYTES + 1)

    for name in ("link", "pipe", "large", "missing"):
        assert read_result(tmp_path / name, JOB)["a.ipynb"].cells == {}
    assert read_result(tmp_path / "real", JOB)["a.ipynb"].cells
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_run_here_has_the_signature_of_run():
    assert inspect.signature(run_here, eval_str=True) == inspect.signature(run, eval_str=True)


@pytest.fixture
def warm():
    yield
    sandbox.cool_down()


def answering(report):
    """A server of ours that answers each job like this; `job` is the path that was asked for."""
    return f"""
if sys.argv[3] == 'hocai_lab.serve':
    for job in map(str.strip, sys.stdin):
        print(json.dumps({report}), flush=True)
    sys.exit()
print(json.dumps({{'status': 'oom', 'message': 'cold'}}))
"""


def test_run_asks_the_warm_server_of_this_process(launcher, warm):
    launcher(answering("{'job': job, 'status': 'timeout', 'message': str(os.getpid())}"))
    cold = run(JOB).message
    sandbox.keep_warm()
    sandbox.keep_warm()

    first, second = run(JOB), run(JOB)

    assert cold == "cold"
    assert (first.status, first.message) == ("timeout", second.message)
    assert first.message.isdigit()


@pytest.mark.parametrize("report", ["{'job': 'other', 'status': 'ok'}", "[]", "sys.exit(1)", "'x' * 100_000"])
def test_run_does_without_a_warm_server_that_cannot_be_relied_on(launcher, warm, report):
    launcher(answering(report))
    sandbox.keep_warm()

    assert run(JOB).message == "cold"
    assert sandbox.warm_server() is None


def test_a_warm_server_is_not_shared_with_a_forked_process(launcher, warm, monkeypatch):
    launcher(answering("{'job': job, 'status': 'timeout'}"))
    sandbox.keep_warm()
    server = sandbox.warm_server()

    monkeypatch.setattr(server, "owner", os.getpid() + 1)

    assert sandbox.warm_server() is None
    monkeypatch.undo()
    assert sandbox.warm_server() is server


def test_cool_down_ends_the_warm_server(launcher):
    launcher(answering("{}"))
    sandbox.keep_warm()
    process = sandbox.warm_server().process

    sandbox.cool_down()

    assert process.poll() is not None


def test_rest_ends_the_warm_server_only_when_nobody_wanted_it_for_long(launcher):
    launcher(answering("{}"))
    sandbox.keep_warm()
    process = sandbox.warm_server().process

    sandbox.rest(after_seconds=60)
    assert process.poll() is None
    sandbox.rest(after_seconds=0)

    assert process.poll() is not None
    assert sandbox.warm_server() is None


def test_keep_warm_closes_the_pipes_of_a_server_that_died(launcher, warm):
    launcher(answering("{}"))
    sandbox.keep_warm()
    dead = sandbox.warm_server()
    dead.process.kill()
    dead.process.wait()

    sandbox.keep_warm()

    assert dead.process.stdin.closed
    assert dead.process.stdout.closed
    assert sandbox.warm_server().is_ours


def test_keep_warm_refuses_when_the_self_test_fails(launcher):
    launcher("", passes=False)

    with pytest.raises(SandboxUnavailable):
        sandbox.keep_warm()


@pytest.mark.slow
def test_a_warm_run_gives_the_points_of_a_cold_one(warm):
    mine, bad = handed_in(mean_release(), {"mean": RIGHT}), handed_in(mean_release(), {"mean": "import os\nos._exit(0)"})
    cold = pipeline.grade_release(mean_release(), mine)
    sandbox.keep_warm()

    results = [pipeline.grade_release(mean_release(), each) for each in (mine, bad, mine)]

    assert results[0].cells == results[2].cells == cold.cells
    assert results[1].score == 0
    assert sandbox.warm_server() is not None


@pytest.mark.slow
def test_run_here_and_run_give_the_same_points():
    mine = handed_in(mean_release(), {"mean": RIGHT})

    assert pipeline.grade_release(mean_release(), mine).cells == pipeline.grade_release(mean_release(), mine, run=run_here).cells

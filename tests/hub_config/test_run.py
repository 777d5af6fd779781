"""Stage 2 with a real sandbox and a real kernel."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hocai_lab import run

from tests.hub_config.conftest import LAB_PYTHON, Run, in_lab, notebook

Cells = Callable[..., Run]


def text_of(cell: dict) -> str:
    return "".join(output.get("text", "") for output in cell["outputs"])


@pytest.mark.slow
def test_run_executes_cells_and_keeps_errors(run_cells: Cells) -> None:
    done = run_cells("x = 1\nx", "print(open('data/points.csv').read())", "1/0", "x + 1")

    assert (done.status, done.code, done.error) == ("ok", 0, None)
    assert [cell["status"] for cell in done.cells.values()] == ["ok", "ok", "error", "ok"]
    assert [cell["execution_count"] for cell in done.cells.values()] == [1, 2, 3, 4]
    assert done.cells["c3"]["outputs"][0]["data"]["text/plain"] == "2"
    assert text_of(done.cells["c1"]) == "a,b\n1,2\n\n"


@pytest.mark.slow
def test_run_marks_an_endless_cell_and_goes_on(run_cells: Cells) -> None:
    done = run_cells("x = 1", "while True: pass", "x + 1", cell_timeout=1)

    assert done.status == "ok"
    assert [cell["status"] for cell in done.cells.values()] == ["ok", "timeout", "ok"]


@pytest.mark.slow
def test_run_ends_a_kernel_that_ignores_the_interrupt(run_cells: Cells) -> None:
    done = run_cells("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", "1", cell_timeout=1)

    assert done.error == "kernel_stuck"
    assert [cell["status"] for cell in done.cells.values()] == ["timeout", "not_executed"]


@pytest.mark.slow
def test_run_stops_at_the_wall_and_keeps_what_it_had(run_cells: Cells) -> None:
    done = run_cells("1", *["import time; time.sleep(3)"] * 4, wall_seconds=6)

    assert (done.status, done.code) == ("timeout", 1)
    assert done.cells["c0"]["status"] == "ok"
    assert done.cells["c4"]["status"] == "not_executed"


@pytest.mark.slow
def test_run_reports_a_memory_bomb_and_keeps_earlier_cells(run_cells: Cells) -> None:
    done = run_cells("1 + 1", "held = []\nwhile True: held.append(bytearray(10**7))", "2", memory_mb=768)

    assert (done.status, done.code) == ("oom", 1)
    assert done.cells["c0"]["outputs"][0]["data"]["text/plain"] == "2"
    assert done.cells["c2"]["status"] == "not_executed"


@pytest.mark.slow
def test_run_caps_output_and_never_hides_the_error_after_it(run_cells: Cells) -> None:
    done = run_cells("print('x' * 30_000_000)\nassert False, 'sai'", "print('y')", cell_output_bytes=20_000, output_bytes=50_000)

    assert done.status == "ok"
    assert len(done.raw) < 60_000
    assert done.cells["c0"]["outputs"][-1]["ename"] == "AssertionError"
    assert text_of(done.cells["c1"]) == "y\n"


@pytest.mark.slow
def test_run_survives_the_death_of_its_kernel(run_cells: Cells) -> None:
    done = run_cells("1", "import os; os._exit(7)", "2")

    assert (done.status, done.error) == ("ok", "kernel_died")
    assert [cell["status"] for cell in done.cells.values()] == ["ok", "error", "not_executed"]


@pytest.mark.slow
def test_run_ends_a_full_folder(run_cells: Cells) -> None:
    done = run_cells("import itertools\nfor n in itertools.count(): open(f'f{n}', 'wb').write(b'x' * 10**6)", disk_mb=20)

    assert (done.status, done.code) == ("limit", 1)


PROBE = """
import os, socket, resource
def tried(action):
    try: action()
    except BaseException as error: return type(error).__name__
    return "done"
found = {
    "notebook": tried(lambda: open("../notebooks/a.ipynb").read()),
    "result": tried(lambda: open("../out/result.json", "w")),
    "link": tried(lambda: os.symlink("/etc/passwd", "../out/link")),
    "site": tried(lambda: open(SITE_FILE).read()),
    "tmp": tried(lambda: os.listdir("/tmp")),
    "proc": tried(lambda: os.listdir("/proc")),
    "parent": tried(lambda: os.kill(os.getppid(), 0)),
    "outside": tried(lambda: os.kill(OUTSIDE, 0)),
    "limits": tried(lambda: resource.prlimit(OUTSIDE, resource.RLIMIT_CPU, (1, 1))),
    "inet": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
    "udp": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    "device": tried(lambda: os.mknod("device", 0o060600, os.makedev(254, 0))),
}
print(sorted(name for name, seen in found.items() if seen == "done"), len(os.environ), "SECRET" in str(os.environ))
os.chmod(SITE_FILE, 0o777)
"""


@pytest.mark.slow
def test_run_refuses_files_processes_and_network(run_cells: Cells, tmp_path: Path) -> None:
    site_file = tmp_path / "settings.py"
    site_file.write_text("SECRET")
    mode = site_file.stat().st_mode

    done = run_cells(f"SITE_FILE, OUTSIDE = {str(site_file)!r}, {os.getpid()}\n" + PROBE)

    assert text_of(done.cells["c0"]).startswith("[] ")
    assert text_of(done.cells["c0"]).strip().endswith("False")
    assert site_file.stat().st_mode == mode


@pytest.mark.slow
def test_run_ignores_skip_tags_and_the_notebooks_kernelspec(make_job: Callable[..., Path]) -> None:
    job = make_job("1", tags={0: ["skip-execution", "raises-exception", ""]})
    document = json.loads((job / "in" / "a.ipynb").read_text())
    document["metadata"] = {"kernelspec": {"name": "evil", "display_name": "x", "language": "bash"}}
    (job / "in" / "a.ipynb").write_text(json.dumps(document))

    in_lab("-m", "hocai_lab.run", str(job))

    cells = json.loads((job / "out" / "result.json").read_text())["notebooks"]["a.ipynb"]["cells"]
    assert cells["c0"]["outputs"][0]["data"]["text/plain"] == "1"


@pytest.mark.slow
def test_run_leaves_no_process_when_it_is_killed(make_job: Callable[..., Path]) -> None:
    job = make_job("import os, time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(60)", cell_timeout=60)
    command = [str(LAB_PYTHON), "-I", "-m", "hocai_lab.run", str(job)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            tree = wait_for_processes(process.pid, count=5)
        finally:
            os.killpg(process.pid, signal.SIGKILL)

    end = time.monotonic() + 10
    while any(alive(pid) for pid in tree) and time.monotonic() < end:
        time.sleep(0.1)
    assert [pid for pid in tree if alive(pid)] == []


def wait_for_processes(root: int, *, count: int) -> list[int]:
    """Every descendant, once there are so many."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = descendants(root)
        if len(found) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError(f"only {descendants(root)}")


def descendants(root: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for pid in map(int, task.read_text().split()):
            found += [pid, *descendants(pid)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


# --- the parts that need no sandbox ----------------------------------------------------------------------------------------------
def test_read_result_refuses_links_folders_and_large_files(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "good")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    assert run.read_result(tmp_path / "good", limit=5) == b"12345"
    assert run.read_result(tmp_path / "good", limit=4) is None
    for name in ("link", "folder", "pipe", "missing"):
        assert run.read_result(tmp_path / name, limit=100) is None


def test_write_output_replaces_a_link_instead_of_following_it(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("safe")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "result.json").symlink_to(victim)

    run.write_output(tmp_path, b"{}")

    assert victim.read_text() == "safe"
    assert not (tmp_path / "out" / "result.json").is_symlink()


@pytest.mark.parametrize("names", [[], ["../a.ipynb"], ["a.txt"], [".a.ipynb"], ["a.ipynb", "a.ipynb"], "a.ipynb", [1]])
def test_read_spec_refuses_bad_names(tmp_path: Path, names: object) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"notebooks": names}))

    with pytest.raises(run.BadJob):
        run.read_spec(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"), [("memory_mb", 1), ("cell_timeout", 0), ("wall_seconds", True), ("disk_mb", "9"), ("output_bytes", 10**12)]
)
def test_read_spec_refuses_limits_beyond_reason(tmp_path: Path, name: str, value: object) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"notebooks": ["a.ipynb"], name: value}))

    with pytest.raises(run.BadJob):
        run.read_spec(tmp_path)


def test_copy_input_keeps_notebooks_apart_and_refuses_links(tmp_path: Path) -> None:
    source, folder = tmp_path / "in", tmp_path / "job"
    (source / "data").mkdir(parents=True)
    (source / "a.ipynb").write_bytes(notebook("1"))
    (source / "data" / "x.csv").write_text("1")
    for name in ("work", "notebooks"):
        (folder / name).mkdir(parents=True)
    spec = run.Spec(("a.ipynb",), 1, 2, 512, 8, 1, 1_000, 500)

    run.copy_input(source, spec=spec, folder=folder)
    assert sorted(path.name for path in (folder / "work").rglob("*")) == ["data", "x.csv"]
    assert (folder / "notebooks" / "a.ipynb").exists()

    (source / "link").symlink_to("/etc/passwd")
    with pytest.raises(run.BadJob):
        run.copy_input(source, spec=spec, folder=folder)


def test_run_refuses_a_missing_job(tmp_path: Path) -> None:
    done = in_lab("-m", "hocai_lab.run", str(tmp_path / "nothing"))

    assert done.returncode == 2
    assert json.loads(done.stdout)["status"] == "infra"

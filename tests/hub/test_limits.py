"""Memory, processor and process limits of a learner's server, each tried with a bomb beside a neighbour."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hocai_lab import cgroup, fairness

from tests.hub.conftest import Server, outcome, state

MEMORY_BOMB = "hold = []\nwhile True:\n    hold.append(bytearray(256 * 2**20))"
# The children end by themselves: the sandbox goes on counting a process that was killed (docs/operations.md).
FORK_BOMB = """
import os
children = []
wait, go = os.pipe()
try:
    while True:
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(wait, 1)
            os._exit(0)
        children.append(pid)
except OSError:
    print(len(children))
os.close(go)
for pid in children:
    os.waitpid(pid, 0)
"""
BUSY = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
        end = time.time() + 15
        while time.time() < end:
            pass
        os._exit(0)
print("started")
"""

# The tests themselves may have been started with some niceness.
NICENESS = min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def still_works(server: Server) -> bool:
    return outcome(server.cell("print(sum(range(1000)))")) == {"status": "ok", "text": "499500\n"}


@pytest.mark.slow
def test_a_memory_bomb_ends_its_own_server_and_nothing_else(open_server):
    bomber, neighbour = open_server("bomber"), open_server("neighbour")
    assert outcome(bomber.cell("open('saved.txt', 'w').write('mine'); print('saved')"))["text"] == "saved\n"

    assert outcome(bomber.cell(MEMORY_BOMB, seconds=90))["status"] in ("dead", "error")

    assert still_works(neighbour)
    assert bomber.hub.is_up()
    bomber.hub.wait_until(lambda: not state(bomber.hub, "bomber") or bool(state(bomber.hub, "bomber").get("ready")))
    again = open_server("bomber") if not state(bomber.hub, "bomber") else bomber
    assert outcome(again.cell("print(open('saved.txt').read())"))["text"] == "mine\n"


@pytest.mark.slow
def test_bombs_of_processes_and_processors_stay_behind_hub_site_and_neighbour(open_server):
    """One pair of servers for three attempts: starting a pair takes longer than all of them."""
    bomber, neighbour = open_server("bomber"), open_server("neighbour")
    nobody_steps_forward_again(bomber)
    a_fork_bomb_stops_at_the_limit(bomber, neighbour)
    busy_loops_step_back(bomber, neighbour)


def nobody_steps_forward_again(server: Server) -> None:
    code = "import os\nos.setpriority(os.PRIO_PROCESS, 0, 0)\nprint(os.getpriority(os.PRIO_PROCESS, 0))\nopen('/proc/self/autogroup', 'w').write('0')"

    assert outcome(server.cell(code)) == {"status": "error", "text": "PermissionError"}
    assert outcome(server.cell(code.rpartition("\n")[0]))["text"] == f"{NICENESS}\n"


def a_fork_bomb_stops_at_the_limit(bomber: Server, neighbour: Server) -> None:
    found = outcome(bomber.cell(FORK_BOMB, seconds=60))

    assert found["status"] == "ok", found
    assert 0 < int(found["text"]) < 256
    assert still_works(neighbour)
    assert still_works(bomber)


def busy_loops_step_back(bomber: Server, neighbour: Server) -> None:
    assert outcome(bomber.cell(BUSY))["text"] == "started\n"
    busy = [pid for pid in fairness.family_of(bomber.hub.process.pid) if "singleuser" in command_of(pid) or "kernel" in command_of(pid)]

    assert len(busy) > 8
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in busy} == {NICENESS}
    begin = time.monotonic()
    assert bomber.hub.is_up()
    assert time.monotonic() - begin < 2
    assert still_works(neighbour)
    if Path("/proc/self/autogroup").exists():
        bomber.hub.wait_until(lambda: all(autogroup_of(pid) in (str(NICENESS), "") for pid in busy), seconds=15)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def autogroup_of(pid: int) -> str:
    try:
        stated = Path(f"/proc/{pid}/autogroup").read_text().split()
    except OSError:
        return ""
    return stated[-1] if stated else ""


# --- control groups -----------------------------------------------------------------------------------------------------
@pytest.fixture
def delegated(tmp_path: Path) -> Path:
    """A folder with the files that the kernel would show in a delegated group."""
    (tmp_path / "cgroup.controllers").write_text("cpu io memory pids\n")
    (tmp_path / "cgroup.subtree_control").write_text("")
    return tmp_path


def test_group_gets_every_limit_before_anybody_enters(delegated: Path):
    group = cgroup.Group(delegated, "server-7")
    group.make(cgroup.Share(memory_mb=1_500, processes=256, cores=1.5))

    written = {path.name: path.read_text() for path in group.folder.iterdir()}

    assert written["memory.max"] == str(1_500 * 2**20)
    assert (written["memory.swap.max"], written["memory.oom.group"]) == ("0", "1")
    assert (written["pids.max"], written["cpu.max"]) == ("256", "150000 100000")
    assert "cgroup.procs" not in written
    assert (delegated / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"
    group.enter()
    assert (group.folder / "cgroup.procs").read_text() == str(os.getpid())


def test_group_that_cannot_be_made_is_no_group(tmp_path: Path, delegated: Path):
    with pytest.raises(cgroup.NoGroup):
        cgroup.Group(tmp_path / "missing" / "labs", "x").make(cgroup.Share(1, 1, 1))
    (delegated / "cgroup.controllers").write_text("cpu io\n")
    with pytest.raises(cgroup.NoGroup, match="memory, pids"):
        cgroup.Group(delegated, "x").make(cgroup.Share(1, 1, 1))


def test_launcher_refuses_to_start_without_the_group_it_was_told_to_use(tmp_path: Path):
    from tests.hub.real import LAB

    command = [str(LAB / "python"), "-I", "-m", "hocai_lab.launcher", "--cgroup", str(tmp_path / "none"), "--"]
    done = subprocess.run(command, capture_output=True, text=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, timeout=30)

    assert done.returncode == 73
    assert "none" in done.stderr


def test_step_back_leaves_a_session_without_a_group_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    empty = tmp_path / "autogroup"
    empty.write_text("")
    monkeypatch.setattr(fairness, "Path", lambda name: empty)

    fairness.step_back({os.getpid()}, 5)

    assert empty.read_text() == ""


def test_family_of_has_children_of_children():
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'], stdin=sys.stdin)"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as process:
        end = time.monotonic() + 10
        while len(fairness.family_of(process.pid)) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        assert len(fairness.family_of(process.pid)) == 2
        assert process.stdin is not None
        process.stdin.write(b"\n")

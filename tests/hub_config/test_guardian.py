"""What a tree of processes uses, seen from outside."""

import os
import signal
import subprocess
import sys
import time

from hocai_lab import guardian

BUSY = "import os, time\nos.fork()\nheld = b'x' * 50_000_000\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\nprint(flush=True)\ntime.sleep(30)"


def test_usage_of_tree_counts_every_process_below() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            for _ in range(2):
                process.stdout.readline()
            found = guardian.usage_of_tree(process.pid)
            memory = guardian.memory_of_tree(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)

    assert found.processes == 2
    assert 0.5 <= found.cpu < 5
    assert found.rss_mb > 100
    assert 80 < memory <= found.rss_mb


def test_usage_of_a_process_that_has_gone_is_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    time.sleep(0.05)

    assert guardian.usage_of_tree(process.pid) == guardian.TreeUsage()
    assert guardian.memory_of_tree(process.pid) == 0

"""Runs the real supervisor over three dummy processes. `python -m tests.ops.dummy_installation VAR PORT STOP_SECONDS`."""

import sys
from pathlib import Path

from lms.ops.processes import Health, Process
from lms.ops.supervisor import Supervisor, guard

WEB = "import http.server, sys; http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"
# Starts a grandchild in a session of its own, as a student's server is started.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("grandchild", child.pid, flush=True)
print("parent ready.", flush=True)
time.sleep(600)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('WARNING stubborn', flush=True); time.sleep(600)"


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-u", "-c", *arguments)


def main() -> int:
    var, port, stop_seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    (var / "run").mkdir(parents=True, exist_ok=True)
    processes = [
        Process("web", python(WEB, str(port)), var, {"ONLY": "this"}, Health(port, "/")),
        Process("parent", python(PARENT), var, ready_line="ready.", after=("web",)),
        Process("stubborn", python(STUBBORN), var),
    ]

    def announce(up: list[str], down: list[str]) -> None:
        sys.stdout.write(f"ANNOUNCED {','.join(sorted(up))} {','.join(sorted(down))}\n")
        sys.stdout.flush()

    return guard(lambda: Supervisor(processes, var, announce, stop_seconds=stop_seconds).run())


if __name__ == "__main__":
    sys.exit(main())

"""One supervised process: started through the launcher, its output caught, its state known."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from lms.ops.logs import Lines, ProcessLog, is_worth_showing, say
from lms.ops.processes import Process
from lms.ops.restarts import STEADY_SECONDS, RestartHistory

LAUNCHER = Path(__file__).with_name("launch.py")
PROBE_WHILE_STARTING = 0.4
PROBE_WHEN_READY = 10.0
SILENT_PROBES_ALLOWED = 6


class Child:
    """The running (or waiting) side of a `Process`. Times are monotonic seconds."""

    def __init__(self, process: Process, logs: Path, unwanted_descriptors: tuple[int, ...] = ()) -> None:
        self.process = process
        self.log = ProcessLog(logs, process.name)
        self.unwanted = unwanted_descriptors
        self.history = RestartHistory()
        self.pid = 0
        self.output = -1
        self.lines = Lines()
        self.is_ready = False
        self.started_at = 0.0
        self.start_at = 0.0
        self.next_probe_at = 0.0
        self.silent_probes = 0
        self.was_asked_to_stop = False

    @property
    def name(self) -> str:
        """The process's name."""
        return self.process.name

    @property
    def state(self) -> str:
        """One word for the state file: up, starting or down."""
        return ("up" if self.is_ready else "starting") if self.pid else "down"

    def start(self) -> int:
        """Start it; the descriptor of its output."""
        self.output, write_end = os.pipe()
        command = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(self.process.folder), *self.process.command]
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            (os.POSIX_SPAWN_DUP2, write_end, 2),
        ]
        actions += [(os.POSIX_SPAWN_CLOSE, descriptor) for descriptor in self.unwanted]
        self.process.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {self.name} ---\n".encode())
        ours = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)
        self.pid = os.posix_spawn(
            sys.executable, command, dict(self.process.environment), file_actions=actions, setsigmask=(), setsigdef=ours
        )
        os.close(write_end)
        os.set_blocking(self.output, False)
        self.started_at, self.next_probe_at, self.silent_probes = time.monotonic(), 0.0, 0
        self.lines = Lines()
        self.is_ready = not (self.process.health or self.process.ready_line)
        return self.output

    def read(self) -> bool:
        """Take over what it printed; False when it closed its output."""
        with contextlib.suppress(BlockingIOError):
            data = os.read(self.output, 65_536)
            self.log.write(data)
            for line in self.lines.feed(data):
                self._notice(line)
            return bool(data)
        return True

    def _notice(self, line: str) -> None:
        if self.process.ready_line and not self.is_ready and self.process.ready_line in line:
            self.become_ready()
        if is_worth_showing(line):
            say(self.name, line.strip())

    def become_ready(self) -> None:
        """Say so once."""
        self.is_ready = True
        say(self.name, f"sẵn sàng sau {time.monotonic() - self.started_at:.1f} giây")

    def wants_probe(self, now: float) -> bool:
        """True when it is time to ask its address; asking again waits for the answer or for long enough."""
        if not self.pid or self.process.health is None or now < self.next_probe_at:
            return False
        self.next_probe_at = now + (PROBE_WHEN_READY if self.is_ready else PROBE_WHILE_STARTING)
        return True

    def take_answer(self, status: int) -> None:
        """Ready at the first good answer; a process that was up and stays silent for a minute is ended (and so restarted)."""
        if 0 < status < 500 and not self.is_ready:
            self.become_ready()
            self.next_probe_at = time.monotonic() + PROBE_WHEN_READY
        if not self.is_ready:
            return
        self.silent_probes = 0 if status else self.silent_probes + 1
        if self.silent_probes >= SILENT_PROBES_ALLOWED:
            say(self.name, "không trả lời suốt một phút, khởi động lại")
            self.signal_group(signal.SIGKILL)

    def ended(self) -> None:
        """Note the end, keep its last words, clear what it left in its process group, plan the next start."""
        self.signal_group(signal.SIGKILL)
        if self.output >= 0:
            self.read()
        ran_for = time.monotonic() - self.started_at
        self.history = self.history.after_end(ran_for)
        self.pid, self.is_ready = 0, False
        self.start_at = time.monotonic() + self.history.delay

    def announce_restart(self, code: int) -> None:
        """Say when it starts again and, after several ends in a row, where to look."""
        where = f"; xem {self.log.path}" if self.history.is_worrying else ""
        say(self.name, f"đã dừng (mã {code}), khởi động lại sau {self.history.delay:g} giây{where}")

    def forgive(self, now: float) -> None:
        """Forget old failures after a steady run."""
        if self.pid and self.history.failures and now - self.started_at > STEADY_SECONDS:
            self.history = RestartHistory()

    def ask_to_stop(self) -> None:
        """TERM, once, to the process itself: it tells its own workers."""
        if self.pid and not self.was_asked_to_stop:
            self.was_asked_to_stop = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def signal_group(self, number: int) -> None:
        """Signal everything in its process group."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def close_output(self) -> None:
        """Let go of the pipe."""
        if self.output >= 0:
            os.close(self.output)
            self.output = -1

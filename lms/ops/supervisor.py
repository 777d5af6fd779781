"""Starts, watches and restarts every process of the installation, and ends them all within ten seconds.

Two small processes do it. The outer one (`guard`) is what a terminal or a service manager knows: it passes signals on and, should
the inner one be killed, ends everything that is left. The inner one (`Supervisor`) does the work. Both adopt orphans, so nothing that was
started below them can get away. Standard library only: this process stays small.
"""

import contextlib
import json
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lms.ops.children import Child
from lms.ops.descendants import adopt_orphans, end_all, reap
from lms.ops.launch import die_with
from lms.ops.logs import say
from lms.ops.probes import Prober
from lms.ops.processes import Process

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 7.0
LAST_GRACE = 1.0
TICK = 0.2
CALM_TICK = 2.0  # an end or a signal wakes the loop at once
READY_DEADLINE = 60.0

Announce = Callable[[list[str], list[str]], None]


class Supervisor:
    """The loop over all children. `announce` is called once, with the names of those that are up and of those that are not."""

    def __init__(
        self, processes: list[Process], var: Path, announce: Announce, unwanted: tuple[int, ...] = (), stop_seconds: float = STOP_SECONDS
    ) -> None:
        self.stop_seconds = stop_seconds
        self.children = [Child(process, var / "log", unwanted) for process in processes]
        self.state_file = var / "run" / "processes.json"
        self.announce = announce
        self.announced = False
        self.selector = selectors.DefaultSelector()
        self.prober = Prober()
        self.stop_requests = 0
        self.stop_deadline = 0.0
        self.last_states: dict[str, object] = {}
        self.began_at = time.monotonic()

    def run(self) -> int:
        """Until a signal asks to stop; 0 when everything ended."""
        self._listen_to_signals()
        while not (self.stop_requests and not any(child.pid for child in self.children)):
            self._take_output()
            self._bury_the_dead()
            if self.stop_requests:
                self._stop_some()
            else:
                self._start_due()
                self._probe()
                self._announce_when_ready()
            self._write_state()
        end_all(LAST_GRACE)
        self.state_file.unlink(missing_ok=True)
        return 0

    def _listen_to_signals(self) -> None:
        wake, woken = os.pipe()
        for descriptor in (wake, woken):
            os.set_blocking(descriptor, False)
        self.selector.register(wake, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        for number in SIGNALS:
            signal.signal(number, self._request_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _request_stop(self, number: int, _frame: object) -> None:
        if not self.stop_requests:
            say("up", "đang dừng mọi tiến trình…")
        self.stop_requests += 1
        self.stop_deadline = time.monotonic() + (self.stop_seconds if self.stop_requests == 1 else 0.0)

    def _take_output(self) -> None:
        calm = self.announced and not self.stop_requests and all(child.is_ready for child in self.children)
        for key, _events in self.selector.select(CALM_TICK if calm else TICK):
            child: Child | None = key.data
            if child is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(key.fd, 4096)
            elif not child.read():
                self.selector.unregister(key.fd)
                os.close(key.fd)
                if child.output == key.fd:
                    child.output = -1

    def _bury_the_dead(self) -> None:
        codes = dict(reap())
        for child in self.children:
            if child.pid in codes:
                code = codes[child.pid]
                child.ended()
                if not self.stop_requests:
                    child.announce_restart(code)

    def _start_due(self) -> None:
        now = time.monotonic()
        ready = {child.name for child in self.children if child.is_ready}
        known = {child.name for child in self.children}
        for child in self.children:
            child.forgive(now)
            waits_for = set(child.process.after) & known
            if not child.pid and now >= child.start_at and waits_for <= ready:
                self._let_go_of(child)
                self.selector.register(child.start(), selectors.EVENT_READ, child)

    def _let_go_of(self, child: Child) -> None:
        """The pipe of its last life may still be held open by an orphan."""
        if child.output >= 0:
            self.selector.unregister(child.output)
            child.close_output()

    def _probe(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.wants_probe(now) and child.process.health:
                self.prober.ask(child.pid, child.process.health)
        by_pid = {child.pid: child for child in self.children if child.pid}
        for pid, status in self.prober.collect():
            if pid in by_pid:
                by_pid[pid].take_answer(status)

    def _announce_when_ready(self) -> None:
        up = [child.name for child in self.children if child.is_ready]
        late = time.monotonic() - self.began_at > READY_DEADLINE
        if not self.announced and (len(up) == len(self.children) or late):
            self.announced = True
            self.announce(up, [child.name for child in self.children if not child.is_ready])

    def _stop_some(self) -> None:
        """TERM to all that nobody living needs; KILL to all when time is up."""
        if time.monotonic() > self.stop_deadline:
            for child in self.children:
                child.signal_group(signal.SIGKILL)
            return
        needed = {name for child in self.children if child.pid for name in child.process.after}
        for child in self.children:
            if child.name not in needed:
                child.ask_to_stop()

    def _write_state(self) -> None:
        """What `doctor` and the administrator's lights read; written only when it changed."""
        states: dict[str, object] = {
            child.name: {"pid": child.pid, "state": child.state, "failures": child.history.failures} for child in self.children
        }
        if states != self.last_states:
            self.last_states = states
            fresh = self.state_file.with_suffix(".new")
            with contextlib.suppress(OSError):
                fresh.write_text(json.dumps({"supervisor": os.getpid(), "processes": states}))
                fresh.replace(self.state_file)


def guard(work: Callable[[], int]) -> int:
    """Run `work` in a process below this one; its exit code. Nothing started below outlives this function."""
    adopt_orphans()
    own = os.getpid()
    worker = os.fork()
    if worker == 0:
        os.setsid()  # Ctrl-C reaches the guard alone, which passes it on once
        die_with(own)
        adopt_orphans()
        os._exit(_exit_code(work))
    for number in SIGNALS:
        signal.signal(number, lambda got, _frame: _pass_on(worker, got))
    code = _wait_for(worker)
    end_all(LAST_GRACE)
    return code


def _exit_code(work: Callable[[], int]) -> int:
    try:
        return work()
    except Exception as error:
        say("up", f"lỗi của bộ giám sát: {error!r}")
        return 1
    finally:
        sys.stdout.flush()


def _pass_on(worker: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, number)


def _wait_for(worker: int) -> int:
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == worker:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code

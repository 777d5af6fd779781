"""Warm sandboxes for a grading worker: jobs in on standard input, one path per line; one JSON line out per job.

    python -I -m hocai_lab.serve [--slots 2]

Each slot is a sandbox whose runner has imported everything and forks one further confined child per job. A slot in which anything went
wrong (a limit, a process left behind) is thrown away with its sandbox. This process opens no submission and shares nothing between jobs.
"""

import argparse
import contextlib
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

from hocai_lab.backends import NoSandbox
from hocai_lab.guardian import become_reaper, guarded
from hocai_lab.run import BadJob, Spec, read_spec, run_in
from hocai_lab.slot import Outcome, Size, Slot

JOBS_PER_SLOT = 200


class WarmSlot:
    """A slot that is replaced whenever it has ended, is worn out or has the wrong size."""

    def __init__(self) -> None:
        self.slot: Slot | None = None

    def fitting(self, size: Size) -> Slot:
        """The slot for a job of this size."""
        if self.slot is None or not self.slot.alive or self.slot.size != size or self.slot.jobs >= JOBS_PER_SLOT:
            self.close()
            self.slot = Slot(size, warm=True)
        return self.slot

    def run(self, job: Path) -> Outcome:
        """Run one job; a sandbox that fails is our failure, not the submission's."""
        try:
            spec: Spec = read_spec(job)
            return run_in(self.fitting(spec.size), job, spec)
        except (BadJob, NoSandbox) as error:
            return Outcome("infra", 0.0, 0.0, 0, str(error))

    def refresh(self) -> None:
        """Start a new slot before the next job asks for it."""
        if self.slot is not None and not self.slot.alive:
            with contextlib.suppress(NoSandbox):
                self.fitting(self.slot.size)

    def close(self) -> None:
        if self.slot is not None:
            self.slot.close()
            self.slot = None


def one_slot() -> int:
    """The life of one slot's own process: nothing else runs in it, so that it can prove that every orphan is gone."""
    warm = WarmSlot()
    try:
        with contextlib.suppress(NoSandbox):
            warm.fitting(Size())
        for line in sys.stdin:
            print(warm.run(Path(line.rstrip("\n"))).as_line(), flush=True)  # noqa: T201 (the answer of this program)
            warm.refresh()
    finally:
        warm.close()
    return 0


class Desk:
    """Hands jobs to slots, one thread per slot, and prints each answer with the job's path."""

    def __init__(self, slots: int) -> None:
        self.jobs: queue.Queue[str | None] = queue.Queue()
        self.printing = threading.Lock()
        self.threads = [threading.Thread(target=self.work) for _ in range(slots)]

    def work(self) -> None:
        process = start_slot()
        while (job := self.jobs.get()) is not None:
            answer = ask(process, job)
            if answer is None:
                process.wait()
                process = start_slot()
                answer = Outcome("infra", 0.0, 0.0, 0, "the slot ended").as_line()
            with self.printing:
                print(json.dumps({"job": job, **json.loads(answer)}, ensure_ascii=False), flush=True)  # noqa: T201 (the answer of this program)
        assert process.stdin is not None
        process.stdin.close()
        process.wait()

    def serve(self) -> None:
        """Until standard input ends; then finish what was taken on."""
        for thread in self.threads:
            thread.start()
        for line in sys.stdin:
            if line.strip():
                self.jobs.put(line.rstrip("\n"))
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()


def start_slot() -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-m", "hocai_lab.serve", "--one"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(process: subprocess.Popen[str], job: str) -> str | None:
    """The slot's answer, or None where its process has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(job + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    return process.stdout.readline() or None


def main() -> None:
    parser = argparse.ArgumentParser(prog="hocai_lab.serve", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        guarded(one_slot)
    become_reaper()
    Desk(max(1, options.slots)).serve()


if __name__ == "__main__":
    main()

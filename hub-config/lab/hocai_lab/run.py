"""Stage 2 of grading: run a submission's notebooks in the sandbox and bring the outputs back.

    python -I -m hocai_lab.run JOB

JOB/in holds the notebooks and data, JOB/spec.json the limits; JOB/out/result.json is what came out. One JSON line on standard output
says how it went: exit code 0 for ok, 1 for anything else, 2 for a job that cannot be read.
"""

import argparse
import json
import os
import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hocai_lab.backends import NoSandbox
from hocai_lab.guardian import guarded
from hocai_lab.policy import MEBIBYTE
from hocai_lab.slot import Outcome, Size, Slot

SPEC_BYTES = 100_000
INPUT_FILES = 2_000
CRASH_BYTES = 10_000
NUMBERS = {
    "cell_timeout": (30, 1, 3_600),
    "wall_seconds": (120, 2, 14_400),
    "memory_mb": (2_048, 512, 65_536),
    "processes": (64, 8, 4_096),
    "disk_mb": (200, 1, 20_000),
    "output_bytes": (1_000_000, 1_000, 50_000_000),
    "cell_output_bytes": (200_000, 500, 50_000_000),
    "cpu_seconds": (120, 1, 100_000),
}


class BadJob(Exception):
    """The job folder is not as agreed."""


@dataclass(frozen=True)
class Spec:
    """What to run and how much it may use."""

    notebooks: tuple[str, ...]
    cell_timeout: int
    wall_seconds: int
    memory_mb: int
    processes: int
    disk_mb: int
    output_bytes: int
    cell_output_bytes: int
    cpu_seconds: int = 120
    more: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        return Size(memory_mb=self.memory_mb, processes=self.processes, disk_mb=self.disk_mb)

    @property
    def result_bytes(self) -> int:
        """A result larger than this is not ours: JSON may write one byte of output as six."""
        return 6 * self.output_bytes + 2 * MEBIBYTE


def read_spec(job: Path) -> Spec:
    """Read and check JOB/spec.json; raises BadJob."""
    try:
        with (job / "spec.json").open("rb") as stream:
            data = json.loads(stream.read(SPEC_BYTES))
    except (OSError, ValueError) as error:
        raise BadJob(f"spec.json: {error}") from None
    if not isinstance(data, dict):
        raise BadJob("spec.json: not an object")
    return Spec(notebooks=notebook_names(data), more=libraries(data), **{name: number(data, name) for name in NUMBERS})


def notebook_names(data: dict[str, Any]) -> tuple[str, ...]:
    names = data.get("notebooks")
    if not isinstance(names, list) or not names or len(set(map(str, names))) != len(names):
        raise BadJob("spec.json: notebooks must be a list of different names")
    for name in names:
        if not isinstance(name, str) or not name.endswith(".ipynb") or Path(name).name != name or name.startswith("."):
            raise BadJob(f"spec.json: {name!r} is not the name of a notebook")
    return tuple(names)


def libraries(data: dict[str, Any]) -> tuple[str, ...]:
    """Which libraries the notebooks name; the runner knows for which of them it does something."""
    names = data.get("more", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadJob("spec.json: more must be a list of names")
    return tuple(names)


def number(data: dict[str, Any], name: str) -> int:
    default, least, most = NUMBERS[name]
    value = data.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadJob(f"spec.json: {name} must lie between {least} and {most}")
    return int(value)


def copy_input(source: Path, *, spec: Spec, folder: Path) -> None:
    """Copy notebooks and data apart: student code may read the data, not the notebooks with their tests. Links are refused."""
    count = 0
    for parent, folders, names in os.walk(source):
        inner = Path(parent).relative_to(source)
        for name in (*folders, *names):
            count += 1
            mode = os.lstat(os.path.join(parent, name)).st_mode
            if count > INPUT_FILES or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise BadJob(f"in: too many files, or {inner / name} is neither a file nor a folder")
        for name in folders:
            (folder / "work" / inner / name).mkdir()
        for name in names:
            is_notebook = inner == Path() and name in spec.notebooks
            shutil.copyfile(os.path.join(parent, name), (folder / "notebooks" / name) if is_notebook else folder / "work" / inner / name)
    missing = [name for name in spec.notebooks if not (folder / "notebooks" / name).exists()]
    if missing:
        raise BadJob(f"in: {missing[0]} is missing")


def read_result(path: Path, *, limit: int) -> bytes | None:
    """The bytes of a result that is a regular file of at most `limit` bytes, else None; a link is never followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as stream:
        data = stream.read(limit + 1)
    return data if len(data) <= limit else None


def write_output(job: Path, data: bytes) -> None:
    """Put the result where the caller looks for it, as a new regular file."""
    out = job / "out"
    out.mkdir(exist_ok=True)
    target = out / "result.json"
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)


def run_in(slot: Slot, job: Path, spec: Spec) -> Outcome:
    """Run one job in a slot; the result is taken only once every process of the job is dead. Leaves nothing in the slot."""
    folder = slot.new_job_folder()
    try:
        copy_input(job / "in", spec=spec, folder=folder)
        orders = {"notebooks": spec.notebooks, "cell_timeout": spec.cell_timeout, "more": spec.more}
        orders |= {"output_bytes": spec.output_bytes, "cell_output_bytes": spec.cell_output_bytes}
        ended = slot.run(orders, folder=folder, wall_seconds=spec.wall_seconds, cpu_seconds=spec.cpu_seconds)
        return collect(job, folder, spec, ended)
    finally:
        slot.forget(folder)


def collect(job: Path, folder: Path, spec: Spec, ended: Outcome) -> Outcome:
    """Bring the result out; a run without one is a failure of ours unless a limit explains it."""
    data = read_result(folder / "out" / "result.json", limit=spec.result_bytes)
    if data is not None:
        write_output(job, data)
    crash = read_result(folder / "out" / "crash.txt", limit=CRASH_BYTES)
    if crash is not None and ended.status == "infra":
        return replace(ended, message=crash.decode("utf-8", "replace"))
    if data is None and ended.status == "ok":
        return replace(ended, status="infra", message="the run left no readable result")
    return ended


def run(job: Path) -> Outcome:
    """Run one job in a sandbox of its own."""
    spec = read_spec(job)
    slot = Slot(spec.size, warm=False)
    try:
        return run_in(slot, job, spec)
    finally:
        slot.close()


def report(job: Path) -> int:
    """Run a job and say how it went; the exit code."""
    try:
        ended = run(job)
    except BadJob as error:
        print(Outcome("infra", 0.0, 0.0, 0, str(error)).as_line())  # noqa: T201 (the answer of this program)
        return 2
    except NoSandbox as error:
        ended = Outcome("infra", 0.0, 0.0, 0, f"no sandbox: {error}")
    print(ended.as_line())  # noqa: T201 (the answer of this program)
    return 0 if ended.status == "ok" else 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="hocai_lab.run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", type=Path)
    job = parser.parse_args().job
    guarded(lambda: report(job))


if __name__ == "__main__":
    main()

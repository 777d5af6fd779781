"""The part inside the sandbox: a process that has imported everything once and forks one child per job.

It reads one JSON line per job and answers with one; it never opens a notebook itself. Each child is confined a second time to its own
folder, each kernel a third time to the part of it that student code may write, so that no cell can reach the results.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hocai_lab import guardian, harden
from hocai_lab.kernel import without_debugger
from hocai_lab.policy import base_environment, system_readable

PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 0.1
# The libraries of most lessons, and what they and the shell load at the first use of something common.
WARM = (
    "numpy",
    "pandas",
    "pandas.io.formats.csvs",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    # Looks through all fonts at its first import: two seconds that every drawing would cost.
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "pexpect",
    "timeit",
)
# Libraries of some lessons only, and what of them to import before the first job that names one. They cost 90 MB and two seconds,
# so a runner has them only from then on, for both kernels of that job and for every later one.
MORE = {
    "sklearn": (
        "sklearn.feature_extraction.text",
        "sklearn.linear_model",
        "sklearn.metrics",
        "sklearn.model_selection",
        "sklearn.naive_bayes",
        "sklearn.neighbors",
        "sklearn.neural_network",
        "sklearn.pipeline",
        "sklearn.preprocessing",
        "sklearn.tree",
    )
}
OUT_OF_TIME, OUT_OF_MEMORY = 4, 5  # exit codes of a job, read by the slot
# Builds a large grammar on import (1.3 s) for a check of address formats that no notebook needs; jsonschema does without.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
without_debugger()


def main(settings: dict[str, Any]) -> None:
    """Lock the process, import, then serve jobs until standard input ends."""
    harden.lock(
        file_mb=settings["disk_mb"],
        open_files=settings["open_files"],
        address_space_mb=settings.get("address_space_mb"),
        processes=settings.get("user_processes"),
    )
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # not become_reaper(): our parent's death must stay a SIGKILL
    preload(warm=settings["warm"])
    say({"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        warm_up(job.get("more", ()))
        say(supervise(job))


def preload(*, warm: bool) -> None:
    """Import what every job needs; a warm runner also has the libraries of most lessons and a started shell."""
    from hocai_lab import confinement, notebook, pipe_kernel  # noqa: F401

    confinement.preload()
    if warm:
        for name in WARM:
            importlib.import_module(name)
    pipe_kernel.prepare()
    gc.collect()
    gc.freeze()


def warm_up(libraries: Sequence[str]) -> None:
    """Import what this job's notebooks name, where it is one of ours and installed."""
    wanted = [name for library in libraries for name in MORE.get(library, ()) if name not in sys.modules]
    for name in wanted:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if wanted:
        gc.collect()
        gc.freeze()


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def supervise(job: dict[str, Any]) -> dict[str, Any]:
    """Run one job in a child; `clean` says whether every process of it has ended (else the sandbox is thrown away)."""
    child = os.fork()
    if child == 0:
        run_and_exit(job)
    _, status, usage = os.wait4(child, 0)
    usages = [usage]
    clean = bury_orphans(usages)
    cpu = sum(used.ru_utime + used.ru_stime for used in usages)
    peak = max(used.ru_maxrss for used in usages)
    return {"code": os.waitstatus_to_exitcode(status), "clean": clean, "cpu": round(cpu, 3), "max_rss_mb": peak // 1024}


def bury_orphans(usages: list[Any]) -> bool:
    """Collect what the job left behind (orphans become our children); False where something still runs after a short grace."""
    end = time.monotonic() + GRACE_SECONDS
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid:
            usages.append(usage)
        elif time.monotonic() > end:
            return False
        else:
            time.sleep(0.002)


def run_and_exit(job: dict[str, Any]) -> None:
    """The child of one job; never returns."""
    code = 1
    try:
        guardian.die_with_parent()
        os.close(0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = run_job(job)
    except BaseException as error:
        with contextlib.suppress(OSError):
            (Path(job["folder"]) / "out" / "crash.txt").write_text("".join(traceback.format_exception(error))[-2_000:])
        code = 3
    finally:
        os._exit(code)


def run_job(job: dict[str, Any]) -> int:
    """Read the notebooks, confine, run each with a kernel of its own, write the result after every step."""
    from hocai_lab import confinement, notebook
    from hocai_lab.outputs import RunBudget

    folder = Path(job["folder"])
    prepare(folder)
    confinement.confine(readable=system_readable(), writable=(str(folder), "/dev/null"))
    notebooks = {name: notebook.read(folder / "notebooks" / name) for name in job["notebooks"]}
    result: dict[str, Any] = {
        "notebooks": {name: {"cells": notebook.untouched(cells), "error": "not_started"} for name, cells in notebooks.items()}
    }
    pace = notebook.Pace(cell_timeout=job["cell_timeout"], deadline=time.monotonic() + job["seconds"])
    run_budget = RunBudget(job["output_bytes"])
    for name, cells in notebooks.items():

        def saved(record: dict[str, Any], name: str = name) -> None:
            write_result(folder, {"notebooks": {**result["notebooks"], name: record}})

        kernel = start_kernel(folder)
        record = notebook.execute(cells, kernel=kernel, pace=pace, run_budget=run_budget, cell_bytes=job["cell_output_bytes"], saved=saved)
        result["notebooks"][name] = record
        write_result(folder, result)
    errors = {record["error"] for record in result["notebooks"].values()}
    return OUT_OF_MEMORY if "out_of_memory" in errors else OUT_OF_TIME if "out_of_time" in errors else 0


def prepare(folder: Path) -> None:
    """Folders of a job (notebooks stay out of student code's sight) and an environment that points into them."""
    for name in ("out", "home"):
        (folder / name).mkdir(exist_ok=True)
    os.environ.clear()
    os.environ.update(base_environment(home=str(folder / "home")))
    os.environ["IPYTHONDIR"] = str(folder / "home" / ".ipython")
    os.environ["TMPDIR"] = str(folder / "home")
    os.chdir(folder / "work")


def start_kernel(folder: Path) -> Any:
    """Fork a kernel that may write the work folder and its home, and nothing of the result."""
    from hocai_lab import confinement
    from hocai_lab.kernel import ForkedKernel

    writable = tuple(str(folder / name) for name in ("work", "home"))

    def confine() -> None:
        confinement.confine(readable=system_readable(), writable=(*writable, "/dev/null"))

    return ForkedKernel(folder=folder / "work", home=folder / "home", confine=confine)


def write_result(folder: Path, result: dict[str, Any]) -> None:
    """Replace the result in one step: a run that is killed in between leaves the previous one."""
    draft = folder / "out" / "draft.json"
    draft.write_text(json.dumps(result), "utf-8")
    draft.replace(folder / "out" / "result.json")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

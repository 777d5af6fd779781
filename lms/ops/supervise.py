"""Last step of a start: become the supervisor. `python -m lms.ops.supervise [WHY LABS ARE CLOSED [grading]]`."""

import os
import sys
from typing import NoReturn

from lms.ops import ports, running
from lms.ops.announcement import announcement
from lms.ops.processes import all_processes
from lms.ops.start import PROJECT, var_folder
from lms.ops.supervisor import Supervisor, guard

GRADING = "grading"


def become(labs_problem: str, *, grading: bool) -> NoReturn:
    """Turn this process, with all that Django loaded, into the small supervisor. Grading may work where labs stay closed."""
    arguments = [labs_problem, *([GRADING] if grading else [])] if labs_problem else []
    os.execv(sys.executable, [sys.executable, "-m", "lms.ops.supervise", *arguments])


def main(arguments: list[str]) -> int:
    """Start and watch everything until a signal ends it."""
    labs_problem = arguments[0] if arguments else ""
    environ = dict(os.environ)
    lock = int(environ.pop(running.DESCRIPTOR_SETTING, "-1"))
    environ.pop("HOCAI_STARTED", None)
    grading = not labs_problem or GRADING in arguments[1:]
    processes = all_processes(environ, PROJECT, ports.numbers(environ), labs=not labs_problem, grading=grading, ipv6=ports.has_ipv6())

    def announce(up: list[str], down: list[str]) -> None:
        print(announcement(up, down, environ, labs_problem), flush=True)

    unwanted = (lock,) if lock >= 0 else ()
    return guard(lambda: Supervisor(processes, var_folder(environ), announce, unwanted).run())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

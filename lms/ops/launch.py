"""Tiny launcher: own session, dies with the supervisor, then becomes the real command.

Run as `python -I -S launch.py SUPERVISOR_PID FOLDER COMMAND…`, so it may import the standard library only. It exists because
doing this between fork and exec inside the supervisor is unsafe as soon as that has a second thread.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent ends; end at once when it already has."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Become the command; 127 when it cannot be run."""
    parent, folder, *command = arguments
    os.setsid()
    die_with(int(parent))
    os.umask(0o077)
    os.chdir(folder)
    try:
        os.execv(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])

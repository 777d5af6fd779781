"""A student's server in the sandbox; the hub's spawner starts it in the place of `jupyterhub-singleuser`.

    python -I -m hocai_lab.launcher [--memory MB] [--processes N] [--disk MB] [--cgroup FOLDER --resident MB --cores N] -- <arguments>

Home, port, hub and exchange are read from the environment that the hub gives. The exit code tells the spawner why a server ended.
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from hocai_lab import folders, policy
from hocai_lab.backends import Confined, NoSandbox, choose
from hocai_lab.cgroup import Group, NoGroup, Share
from hocai_lab.fairness import family_of, step_back
from hocai_lab.guardian import bury_everything, guarded, private_folder
from hocai_lab.slot import too_large

NO_SANDBOX, OUT_OF_MEMORY, DISK_FULL, BAD_ENVIRONMENT = 70, 71, 72, 73
STOP_SECONDS = 3.0
WATCH_SECONDS = 20.0
STEP_BACK_SECONDS = 2.0
DISK_GRACE_MB, GRACE_FILES = 100, 1_000  # a home that is already full may still be opened and tidied up
SOCKET_NAME_BYTES = 60
KEPT = ("JUPYTERHUB_",)
NEVER_KEPT = {"JUPYTERHUB_CRYPT_KEY", "JUPYTERHUB_COOKIE_SECRET"}
PACKAGE = Path(__file__).resolve().parent


class BadEnvironment(Exception):
    """The hub did not say where the server lives."""


def kept_environment(given: Mapping[str, str]) -> dict[str, str]:
    """What of the launcher's environment the student's code may see: the hub's own variables, no secret of the hub."""
    kept = {name: value for name, value in given.items() if name.startswith(KEPT) and name not in NEVER_KEPT}
    kept["HOCAI_EXCHANGE_URL"] = given.get("HOCAI_EXCHANGE_URL", "http://127.0.0.1:8002")
    kept["USER"] = given.get("JUPYTERHUB_USER", "")
    kept["SHELL"] = "/bin/bash"
    return kept


def port_of(url: str | None) -> int:
    """The port of a loopback address; anything else is refused, since the sandbox opens exactly that port on this machine."""
    parts = urlsplit(url or "")
    if parts.hostname not in {"127.0.0.1", "localhost"} or not parts.port:
        raise BadEnvironment(f"not an address of this machine with a port: {url}")
    return parts.port


def server_policy(given: Mapping[str, str], *, memory_mb: int, processes: int, disk_mb: int, runtime: Path) -> policy.Policy:
    """The policy of one server, from what the hub put into the environment."""
    home = given.get("HOME", "")
    if not Path(home).is_dir():
        raise BadEnvironment(f"no home: {home}")
    environment = kept_environment(given)
    config = given.get("HOCAI_LAB_CONFIG", "")
    nbgrader_config = Path(config) / "nbgrader_config.py"
    environment |= {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(path for path in (config, str(PACKAGE / "etc")) if path),
        "JUPYTER_PATH": str(PACKAGE / "share"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
    }
    rules = policy.student_server(
        home=home,
        port=port_of(given.get("JUPYTERHUB_SERVICE_URL")),
        connect=(port_of(given.get("JUPYTERHUB_API_URL")), port_of(environment["HOCAI_EXCHANGE_URL"])),
        environment=environment,
        memory_mb=memory_mb,
        processes=processes,
        disk_mb=disk_mb,
    )
    extra = (str(nbgrader_config),) if nbgrader_config.is_file() else ()
    return replace(rules, readable=(*rules.readable, *extra), writable=(*rules.writable, str(runtime)))


def runtime_folder(home: Path) -> Path:
    """Where kernels put their sockets: a path short enough for them."""
    inside = home / ".run"
    if len(os.fsencode(inside)) + SOCKET_NAME_BYTES < 108:
        folders.remove(inside)
        with contextlib.suppress(FileNotFoundError):
            inside.unlink()  # the student may have put a file or a link there
        inside.mkdir(mode=0o700, parents=True)
        return inside
    return private_folder(longest=108 - SOCKET_NAME_BYTES)


class Server:
    """The confined server and the three things that may end it: itself, the hub's signal, a full home."""

    def __init__(self, process: Confined) -> None:
        self.process = process
        self.over = threading.Event()
        self.asked_to_stop = False
        self.code: int | None = None
        threading.Thread(target=self.collect, daemon=True).start()

    def collect(self) -> None:
        self.code = self.process.wait().code
        self.over.set()

    def stop(self, *_: object) -> None:
        """Ask the server to stop; after a short while it is killed."""
        if not self.asked_to_stop:
            self.asked_to_stop = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGTERM)
            timer = threading.Timer(STOP_SECONDS, self.process.kill)
            timer.daemon = True
            timer.start()

    def watch(self, home: Path, *, disk_mb: int, files: int = policy.HOME_FILES) -> int:
        """Wait for the end, looking at the home now and then; the exit code for the spawner."""
        looked = time.monotonic()
        while not self.over.wait(STEP_BACK_SECONDS):
            step_back(family_of(os.getpid()), os.getpriority(os.PRIO_PROCESS, 0))
            if time.monotonic() - looked < WATCH_SECONDS:
                continue
            looked = time.monotonic()
            if not self.asked_to_stop and too_large(home, disk_mb, files=files):
                self.stop()
                self.over.wait(STOP_SECONDS + 2)
                return DISK_FULL
        if self.asked_to_stop:
            return 0
        return OUT_OF_MEMORY if self.code is None else self.code


def launch(arguments: list[str], given: Mapping[str, str], *, memory_mb: int, processes: int, disk_mb: int) -> int:
    """Start the server in the sandbox and stay until it has ended and nothing of it is left."""
    backend = choose()
    if not backend.filters_ports:
        raise NoSandbox(f"{backend.name} cannot filter ports")
    home = Path(given.get("HOME", ""))
    runtime = runtime_folder(home)
    rules = server_policy(given, memory_mb=memory_mb, processes=processes, disk_mb=disk_mb, runtime=runtime)
    settings = {"file_mb": disk_mb, "open_files": rules.limits.open_files, "internet": True}
    command = [sys.executable, "-I", "-m", "hocai_lab.singleuser", json.dumps(settings), *arguments]
    server = Server(backend.start(rules, command, piped=False))
    signal.signal(signal.SIGTERM, server.stop)
    signal.signal(signal.SIGINT, server.stop)
    try:
        allowed_mb, files = allowance(home, disk_mb)
        return server.watch(home, disk_mb=allowed_mb, files=files)
    finally:
        bury_everything()
        folders.remove(runtime)


def allowance(home: Path, disk_mb: int) -> tuple[int, int]:
    """MB and files that a home may hold; one that is already over may grow a little, so that its owner can delete files."""
    found = folders.usage_of(home, most_bytes=sys.maxsize, most_files=sys.maxsize)
    if found.bytes <= disk_mb * policy.MEBIBYTE and found.files <= policy.HOME_FILES:
        return disk_mb, policy.HOME_FILES
    held_mb = found.bytes // policy.MEBIBYTE + DISK_GRACE_MB
    return max(disk_mb, held_mb), max(policy.HOME_FILES, found.files + GRACE_FILES)


def start_or_explain(options: argparse.Namespace) -> int:
    """Launch; a machine or a hub that is not ready is one sentence in the log and a code for the spawner."""
    try:
        if group := group_of(options, os.getppid()):
            group.enter()
        return launch(options.arguments, os.environ, memory_mb=options.memory, processes=options.processes, disk_mb=options.disk)
    except NoSandbox as error:
        print(f"hocai_lab.launcher: no sandbox: {error}", file=sys.stderr)  # noqa: T201 (the answer of this program)
        return NO_SANDBOX
    except (BadEnvironment, NoGroup) as error:
        print(f"hocai_lab.launcher: {error}", file=sys.stderr)  # noqa: T201 (the answer of this program)
        return BAD_ENVIRONMENT


def group_of(options: argparse.Namespace, launcher: int) -> Group | None:
    """The control group of this launcher's server, where the installation has any."""
    return Group(Path(options.cgroup), f"server-{launcher}") if options.cgroup else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="hocai_lab.launcher", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", type=int, default=4_096)
    parser.add_argument("--processes", type=int, default=256)
    parser.add_argument("--disk", type=int, default=1_024)
    parser.add_argument("--cgroup", default="")
    parser.add_argument("--resident", type=int, default=1_500)
    parser.add_argument("--cores", type=float, default=1.0)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    step_back({os.getpid()}, os.getpriority(os.PRIO_PROCESS, 0))
    group = group_of(options, os.getpid())
    try:
        if group:
            group.make(Share(memory_mb=options.resident, processes=options.processes, cores=options.cores))
        guarded(lambda: start_or_explain(options))
    except NoGroup as error:
        print(f"hocai_lab.launcher: {error}", file=sys.stderr)  # noqa: T201 (the answer of this program)
        sys.exit(BAD_ENVIRONMENT)
    finally:
        if group:
            group.remove()


if __name__ == "__main__":
    main()

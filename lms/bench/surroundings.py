"""A temporary installation to measure in: its own folder, ports, keys and database; all of it is gone afterwards, also after Ctrl-C."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from lms.ops import ports, postgres, running, start
from lms.ops.descendants import adopt_orphans, end_all

THROW_AWAY = "postgresql"
# Of our own settings only those that name tools of this machine come along; nothing of a real installation does.
KEPT = ("HOCAI_LAB_PYTHON", "HOCAI_CHROMIUM")
STOP_SECONDS = 20
LAST_GRACE = 2.0


class NoSurroundings(Exception):
    """One Vietnamese sentence."""


def run(module: str, arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs `python -m module` in a temporary installation; its exit code, 130 after Ctrl-C. Nothing it starts stays behind."""
    # Short: the path of a Unix socket may have no more than 107 bytes.
    var = Path(tempfile.mkdtemp(prefix="bench-"))
    adopt_orphans()
    try:
        with database(environ) as address, prepared(environ, var, address) as ready:
            return watched([sys.executable, "-m", module, *arguments], ready)
    finally:
        end_all(LAST_GRACE)
        shutil.rmtree(var, ignore_errors=True)


def watched(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """The command in a session of its own, so that Ctrl-C reaches it once and through us alone."""
    process = subprocess.Popen(command, cwd=start.PROJECT, env=dict(environ), start_new_session=True)
    asked: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        asked.append(number)
        with suppress(ProcessLookupError):
            process.terminate()

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS if asked else None)
            if asked and process.poll() is None:
                process.kill()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 + asked[0] if asked else process.returncode


@contextmanager
def prepared(environ: Mapping[str, str], var: Path, address: str) -> Iterator[dict[str, str]]:
    """Folders and keys of the installation, and the environment that leads every process to it."""
    ours = environment(environ, var, address)
    before = os.umask(0o077)
    try:
        made = start.prepare(ours)
        # `manage.py up` takes the lock itself.
        os.close(int(made.pop(running.DESCRIPTOR_SETTING)))
        made.pop(start.STARTED)
        yield ours | made
    finally:
        os.umask(before)


def environment(environ: Mapping[str, str], var: Path, address: str) -> dict[str, str]:
    """The person's environment without any setting of an installation of theirs, and ours instead."""
    kept = {name: value for name, value in environ.items() if name in KEPT or not name.startswith(("HOCAI_", "DJANGO_"))}
    numbers = dict(zip((port.setting for port in ports.PORTS), map(str, free_ports(len(ports.PORTS))), strict=True))
    ours = {"HOCAI_VAR": str(var), "HOCAI_DEMO": "1", "HOCAI_DATABASE_URL": address, "HOCAI_LOG_LEVEL": "ERROR"}
    return kept | numbers | ours | {"DJANGO_SETTINGS_MODULE": "lms.settings"}


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


@contextmanager
def database(environ: Mapping[str, str]) -> Iterator[str]:
    """The address of an empty database: SQLite unless HOCAI_BENCH_DATABASE_URL asks for PostgreSQL."""
    wanted = environ.get("HOCAI_BENCH_DATABASE_URL", "")
    if not wanted:
        yield ""
    elif wanted == THROW_AWAY:
        folder = postgres.binaries()
        if folder is None:
            raise NoSurroundings("Máy này chưa cài PostgreSQL: hãy cài gói postgresql hoặc bỏ HOCAI_BENCH_DATABASE_URL.")
        with postgres.throw_away(folder) as cluster:
            yield cluster.url
    else:
        with own_database(wanted) as address:
            yield address


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A database of our own on that server, dropped afterwards. The role in the address must be allowed to make one."""
    import psycopg

    name = f"hocai_bench_{secrets.token_hex(4)}"
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        raise NoSurroundings(f"Không tạo được cơ sở dữ liệu tạm: {error} Hãy kiểm tra HOCAI_BENCH_DATABASE_URL.") from error
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

"""A throw-away PostgreSQL for the tests: found among the installed binaries, run as an ordinary user, gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_ctl", "postgres")
# Nothing here survives the run, so nothing needs to reach the disk in time.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=150", "shared_buffers=128MB")


def binaries() -> Path | None:
    """The folder of the newest installed server, None when there is none."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    versions = sorted(DEBIAN_FOLDER.glob("*/bin"), key=lambda path: int("0" + "".join(filter(str.isdigit, path.parent.name))), reverse=True)
    return next((folder for folder in candidates + versions if all((folder / name).exists() for name in NEEDED)), None)


def free_port() -> int:
    """A loopback port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def other_user() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root: (uid, gid) of `postgres` or `nobody` then, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    return None


@dataclass(frozen=True)
class Cluster:
    """A data folder with the binaries and the user that serve it."""

    folder: Path
    bin: Path
    user: tuple[int, int] | None
    port: int
    password: str

    def call(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as its user; CalledProcessError with its output when it fails."""
        who: dict[str, Any] = {"user": self.user[0], "group": self.user[1], "extra_groups": []} if self.user else {}
        command = [str(self.bin / name), *arguments]
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open.
        with (self.folder / "out.txt").open("w+") as out:
            done = subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **who)
            out.seek(0)
            if done.returncode:
                raise RuntimeError(f"{name}: {out.read()}")

    @property
    def data(self) -> str:
        """The data folder inside."""
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        """The address as HOCAI_DATABASE_URL wants it."""
        return f"postgresql://hocai:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """An empty cluster that lets in nobody without the password."""
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        self._give_away(self.folder, password_file)
        self.call(
            "initdb",
            "-D",
            self.data,
            "-U",
            "hocai",
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(password_file),
            "-E",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "-N",
        )

    def start(self) -> None:
        """Listen on loopback only."""
        options = ["-c", "listen_addresses=127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        options += [word for setting in FAST for word in ("-c", setting)]
        self.call("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", str(self.folder / "server.log"), "-o", " ".join(options), "start")

    def stop(self) -> None:
        """At once; the data are thrown away anyway."""
        with contextlib.suppress(RuntimeError):
            self.call("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def _give_away(self, *paths: Path) -> None:
        if self.user:
            for path in paths:
                os.chown(path, *self.user)


@contextmanager
def throw_away(folder_of_binaries: Path) -> Iterator[Cluster]:
    """A running cluster for the length of the block."""
    folder = Path(tempfile.mkdtemp(prefix="hocai-pg-", dir="/tmp"))
    cluster = Cluster(folder, folder_of_binaries, other_user(), free_port(), secrets.token_hex(16))
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)

"""What a confined process may read, write, reach and use: plain values, no effect."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1024 * 1024
HOME_FILES = 50_000

# Single files of /etc: the whole folder would show a root worker's secrets. (sandlock replaces /etc/hosts by a file of its own, which
# the inner Landlock layers of a grading run cannot name; only servers get it.)
ETC_FILES = (
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/ssl",
)
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/dev/urandom", "/sys/devices/system/cpu")

# One thread per process: address space is what the memory limit counts, and two cores are shared by everybody.
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LOKY_MAX_CPU_COUNT": "1",
    "JOBLIB_MULTIPROCESSING": "0",  # it would warn on standard error that there is no shared memory
}


@dataclass(frozen=True)
class Limits:
    """Ceilings of one sandbox; each of them is checked by the self-test."""

    memory_mb: int
    processes: int
    disk_mb: int
    files: int = 5_000
    open_files: int = 1_024
    wall_seconds: float | None = None


@dataclass(frozen=True)
class Policy:
    """One sandbox: folders, ports and ceilings. Whatever is not named is refused."""

    readable: tuple[str, ...]
    writable: tuple[str, ...]
    cwd: str
    limits: Limits
    environment: Mapping[str, str] = field(default_factory=dict)
    connect: tuple[int, ...] = ()
    bind: tuple[int, ...] = ()
    process_information: bool = False


def interpreter_folders() -> tuple[str, ...]:
    """The environment, the interpreter it was made from, and where this package lies (a development install lies elsewhere)."""
    package = Path(__file__).resolve().parent
    return tuple(dict.fromkeys((sys.prefix, sys.base_prefix, str(package))))


def system_readable() -> tuple[str, ...]:
    """Everything a Python process needs to start, as far as this machine has it."""
    return tuple(path for path in (*SYSTEM_FOLDERS, *ETC_FILES, *interpreter_folders()) if Path(path).exists())


def base_environment(*, home: str) -> dict[str, str]:
    """The whole environment of a confined process; nothing is inherited."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "LANG": "C.UTF-8",
        "TZ": "Asia/Ho_Chi_Minh",
        **SINGLE_THREADED,
    }


def grading_run(*, folder: str, memory_mb: int, processes: int, disk_mb: int, wall_seconds: float | None = None) -> Policy:
    """A run of notebooks: one folder, no network, not even /proc (so that no process shows another one's memory)."""
    return Policy(
        readable=system_readable(),
        writable=(folder, "/dev/null"),
        cwd=folder,
        limits=Limits(memory_mb=memory_mb, processes=processes, disk_mb=disk_mb, wall_seconds=wall_seconds),
        environment=base_environment(home=folder),
    )


def student_server(
    *,
    home: str,
    port: int,
    connect: tuple[int, ...],
    environment: Mapping[str, str],
    memory_mb: int = 4_096,
    processes: int = 256,
    disk_mb: int = 1_024,
) -> Policy:
    """A student's JupyterLab: the own home, its own port, the hub's API and the exchange."""
    return Policy(
        readable=(*system_readable(), "/etc/hosts", "/proc"),
        writable=(home, "/dev/null", "/dev/ptmx", "/dev/pts", "/dev/tty"),
        cwd=home,
        limits=Limits(memory_mb=memory_mb, processes=processes, disk_mb=disk_mb, files=HOME_FILES, open_files=4_096),
        environment={**base_environment(home=home), **environment},
        connect=connect,
        bind=(port,),
        process_information=True,
    )

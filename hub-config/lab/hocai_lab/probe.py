"""What the self-test runs inside a sandbox: try one forbidden thing, say what happened in one JSON line."""

import contextlib
import ctypes
import errno
import json
import os
import platform
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hocai_lab import harden

PR_CAPBSET_READ, CAP_SYS_ADMIN = 23, 21


def attempt(action: Callable[[], object]) -> str:
    """ "done" where the action succeeded, else the name of its error."""
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return "done"


def nothing() -> dict[str, str]:
    return {"start": "done"}


def network(*ports: str) -> dict[str, str]:
    """TCP to given loopback ports and to the outside, UDP, and a socket by abstract name."""
    found = {f"tcp {port}": attempt(lambda port=port: socket.create_connection(("127.0.0.1", int(port)), 2)) for port in ports}
    found["outside"] = attempt(lambda: socket.create_connection(("198.51.100.7", 443), 1))
    found["udp"] = attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)))
    found["fast open"] = attempt(lambda: socket.socket().sendto(b"x", socket.MSG_FASTOPEN, ("127.0.0.1", int(ports[-1]))))
    found["mptcp"] = attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(("127.0.0.1", int(ports[-1]))))
    found["listen"] = attempt(lambda: socket.socket().bind(("127.0.0.1", 0)))
    return found


def unix_sockets(path: str, abstract: str) -> dict[str, str]:
    return {
        "unix socket": attempt(lambda: socket.socket(socket.AF_UNIX).connect(path)),
        "abstract socket": attempt(lambda: socket.socket(socket.AF_UNIX).connect("\0" + abstract)),
    }


def processes(pid: str) -> dict[str, str]:
    """See, signal, slow down or read another process."""
    import resource

    return {
        "signal": attempt(lambda: os.kill(int(pid), 0)),
        "list": attempt(lambda: Path(f"/proc/{pid}/cmdline").read_bytes()),
        "environment": attempt(lambda: Path(f"/proc/{pid}/environ").read_bytes()),
        "memory": attempt(lambda: Path(f"/proc/{pid}/mem").open("rb")),
        "limits": attempt(lambda: resource.prlimit(int(pid), resource.RLIMIT_CPU, (1, 1))),
    }


def files(*paths: str) -> dict[str, str]:
    """Read, change and link files that are none of ours."""
    found = {}
    for path in paths:
        found[f"read {path}"] = attempt(lambda path=path: os.listdir(path) if os.path.isdir(path) else Path(path).read_bytes())
    target = paths[0]
    found["write"] = attempt(lambda: Path(target).write_text("x"))
    found["device"] = attempt(lambda: os.mknod("device", 0o060600, os.makedev(254, 0)))
    found["link"] = attempt(lambda: (Path("link").symlink_to(target), Path("link").read_bytes()))
    with contextlib.suppress(OSError):
        os.chmod(target, 0o777)  # noqa: S103 (must have no effect)
        os.utime(target, (0, 0))
    return found


def privileges() -> dict[str, str]:
    """Ask the kernel for what only the owner of a machine, or a debugger, may have."""
    libc = ctypes.CDLL(None, use_errno=True)

    def asked(name: str, *arguments: int) -> str:
        answer = libc.syscall(ctypes.c_long(harden.NUMBERS[platform.machine()][name]), *map(ctypes.c_long, arguments))
        return errno.errorcode.get(ctypes.get_errno(), "?") if answer < 0 else "done"

    found = {name: asked(name, *arguments) for name, arguments in PRIVILEGED.items()}
    found["capabilities"] = "done" if libc.prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) == 1 and os.geteuid() == 0 else "none"
    return found


def memory(megabytes: str) -> dict[str, str]:
    held = [bytearray(2**20) for _ in range(int(megabytes))]
    return {"memory": f"{len(held)} MB"}


def forks(count: str) -> dict[str, str]:
    """Start more processes than allowed."""
    for number in range(int(count)):
        try:
            child = os.fork()
        except OSError:
            return {"processes": str(number)}
        if child == 0:
            time.sleep(30)
            os._exit(0)
    return {"processes": "all"}


def disk(megabytes: str) -> dict[str, str]:
    """One file larger than allowed."""

    def fill() -> None:
        with open("big", "wb") as stream:
            for _ in range(int(megabytes)):
                stream.write(b"x" * 2**20)

    return {"file": attempt(fill)}


PRIVILEGED = {
    "unshare": (0x10000000,),
    "clone": (0x10000011, 0, 0, 0, 0),
    "ptrace": (0, 0, 0, 0),
    "bpf": (0, 0, 0),
    "io_uring_setup": (1, 0),
    "perf_event_open": (0, 0, -1, -1, 0),
    "mount": (0, 0, 0, 0, 0),
    "userfaultfd": (0,),
    "keyctl": (0, 0, 0, 0, 0),
    "process_vm_readv": (1, 0, 0, 0, 0, 0),
    "memfd_create": (0, 0),
}

PROBES: dict[str, Callable[..., dict[str, str]]] = {
    probe.__name__: probe for probe in (nothing, network, unix_sockets, processes, files, privileges, memory, forks, disk)
}


def main(settings: dict[str, object], name: str, *arguments: str) -> None:
    harden.lock(**settings)  # type: ignore[arg-type]
    print(json.dumps(PROBES[name](*arguments)), flush=True)  # noqa: T201 (the answer of this program)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), *sys.argv[2:])

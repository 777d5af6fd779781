"""First light step of a start, before Django is imported: folders, lock, ports, keys. Then `manage.py up`.

Run as `python -m lms.ops.start`. The order matters: the settings read the keys, and a taken port should be told at once.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from lms.ops import keys, ports, running

PROJECT = Path(__file__).resolve().parents[2]
STARTED = "HOCAI_STARTED"


def var_folder(environ: Mapping[str, str]) -> Path:
    """Where this installation keeps its data."""
    return Path(environ.get("HOCAI_VAR") or PROJECT / "var").resolve()


def was_done(environ: Mapping[str, str]) -> bool:
    """True when this very process came through here (the pid stays over exec)."""
    return environ.get(STARTED) == str(os.getpid())


def prepare(environ: Mapping[str, str]) -> dict[str, str]:
    """Everything that must hold before Django starts; the environment for it. Raises PortProblem."""
    os.umask(0o077)
    var = var_folder(environ)
    for name in ("", "run", "log", "keys", "files", "media", "broker", "broker-control", "hub", "homes"):
        keys.make_private_folder(var / name)
    descriptor = running.take(var)
    if descriptor is None:
        raise ports.PortProblem(f"Học AI đang chạy trên thư mục {var} (tiến trình {running.holder(var)}): hãy dừng nó bằng Ctrl-C trước.")
    ports.check(environ)
    keys.ensure_keys(var / "keys")
    return ports.derived(environ) | {"HOCAI_VAR": str(var), running.DESCRIPTOR_SETTING: str(descriptor), STARTED: str(os.getpid())}


def main() -> int:
    """Prepare and become `manage.py up`; 1 with one sentence when something is in the way."""
    try:
        os.environ.update(prepare(os.environ))
    except ports.PortProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Không ghi được {error.filename or 'thư mục dữ liệu'} ({error.strerror}): hãy kiểm tra quyền và chỗ trống trên ổ đĩa.",
            file=sys.stderr,
        )
        return 1
    os.chdir(PROJECT)
    os.execv(sys.executable, [sys.executable, str(PROJECT / "manage.py"), "up"])


if __name__ == "__main__":
    sys.exit(main())

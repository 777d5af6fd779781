"""Memory of the running installation: the proportional set size, which counts a page shared by n processes as 1/n for each."""

import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lms.bench.figures import Figure
from lms.bench.options import Options
from lms.bench.preparation import Ground, Say
from lms.bench.stack import Stack
from lms.bench.submissions import warm_up
from lms.ops.descendants import descendants, parents
from lms.ops.processes import WORKER_CONCURRENCY

MEASURE = "memory"
TARGET_MB = 900
SETTLE_SECONDS = 12  # one sweep and one health probe
SUPERVISOR = "giám sát"
SANDBOX_MODULES = (b"hocai_lab.serve", b"hocai_lab.runner")
SANDBOXES = "hộp cát của worker"


def measure(ground: Ground, _options: Options, say: Say, stack: Stack) -> Iterator[Figure]:
    """Idle after the start, and idle again with a worker that has graded and keeps its sandboxes warm."""
    time.sleep(SETTLE_SECONDS)
    yield from figures("mới khởi động", by_process(stack))
    say("worker đang chấm vài bài để giữ ấm hộp cát")
    warm_up(ground)
    time.sleep(SETTLE_SECONDS)
    found = by_process(stack)
    yield from figures("đã chấm bài, hộp cát giữ ấm", found)
    yield Figure(MEASURE, "Một chỗ chấm: hộp cát giữ ấm", found[SANDBOXES][0] / WORKER_CONCURRENCY, "MB", note="PSS, lúc rảnh")


def figures(state: str, found: dict[str, tuple[float, int]]) -> Iterator[Figure]:
    total = sum(megabytes for megabytes, _count in found.values())
    yield Figure(MEASURE, f"Cả hệ thống, {state}", total, "MB", TARGET_MB, note=f"{sum(count for _mb, count in found.values())} tiến trình")
    for name, (megabytes, count) in sorted(found.items(), key=lambda each: -each[1][0]):
        yield Figure(MEASURE, f"   {name}", megabytes, "MB", note=f"{count} tiến trình" if count > 1 else "")


def by_process(stack: Stack) -> dict[str, tuple[float, int]]:
    """Name → (PSS in MB, number of processes) of each supervised process with everything below it, and of the supervisor."""
    tree = parents()
    owner = {pid: name for name, pid in stack.pids().items()}
    found: dict[str, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for pid in {stack.process.pid} | descendants(stack.process.pid, tree):
        name = SANDBOXES if is_sandbox(pid) else name_of(pid, owner, tree)
        megabytes, count = found[name]
        found[name] = (megabytes + pss(pid), count + 1)
    return dict(found)


def name_of(pid: int, owner: dict[int, str], tree: dict[int, int]) -> str:
    """The supervised process that this one is or descends from."""
    while pid not in owner and pid in tree:
        pid = tree[pid]
    return owner.get(pid, SUPERVISOR)


def is_sandbox(pid: int) -> bool:
    """Whether it belongs to a warm sandbox, which is a tree of its own below the worker."""
    try:
        return any(word in SANDBOX_MODULES for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
    except OSError:
        return False


def pss(pid: int) -> float:
    """MB; the larger resident set where the kernel does not show more of a confined process to an ordinary user; 0 for one that ended."""
    try:
        return field(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") / 1_000
    except PermissionError:
        return field(Path(f"/proc/{pid}/status"), "VmRSS:") / 1_000
    except OSError:
        return 0.0


def field(path: Path, label: str) -> float:
    """Kilobytes of one line of a file in /proc."""
    line = next((line for line in path.read_text().splitlines() if line.startswith(label)), "")
    return float(line.split()[1]) * 1.024 if line else 0.0

"""The running processes: supervisor, ports, hub, broker and queue."""

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from lms.ops import ports, running
from lms.ops.checks.findings import Finding, bad, good, warn
from lms.ops.probes import status_of
from lms.ops.processes import Health

BROKER_OLD_SECONDS = 120
QUEUE_OLD = timedelta(minutes=10)


def supervisor_state(var: Path) -> dict[str, Any]:
    """name → {pid, state, failures} as the supervisor last wrote it; empty when it does not run."""
    if not running.holder(var):
        return {}
    try:
        return dict(json.loads((var / "run" / "processes.json").read_text())["processes"])
    except (OSError, ValueError, KeyError):
        return {}


def processes() -> list[Finding]:
    """Every process up; or nothing running and the ports free for it."""
    var = Path(settings.HOCAI_VAR)
    states = supervisor_state(var)
    if not states:
        return [not_running()]
    down = [name for name, state in states.items() if state["state"] != "up"]
    if down:
        return [
            bad(
                "processes",
                "chưa chạy: " + ", ".join(down),
                f"Xem {var}/log/{down[0]}.log; `make run` tự khởi động lại tiến trình đã dừng.",
            )
        ]
    return [good("processes", f"{len(states)} tiến trình đang chạy")]


def not_running() -> Finding:
    """Nothing of ours runs under the supervisor: fine when the ports are free or an own service manager is used."""
    try:
        ports.check(os.environ)
    except ports.PortProblem as problem:
        return warn("processes", "không thấy bộ giám sát của `make run`", str(problem))
    return warn("processes", "Học AI chưa chạy", "Chạy `make run`.")


def hub() -> list[Finding]:
    """The hub answers, when it should run."""
    states = supervisor_state(Path(settings.HOCAI_VAR))
    if not states:
        return []
    if "hub" not in states:
        return [bad("hub", "phòng thực hành không mở vì hộp cát không hoạt động", "Xem dòng sandbox, sửa rồi chạy lại `make run`.")]
    port = urlsplit(settings.HOCAI_HUB_API_URL).port or 8081
    if status_of(Health(port, "/hub/health")) == 200:
        return [good("hub", "JupyterHub trả lời")]
    return [bad("hub", "JupyterHub không trả lời", f"Xem {settings.HOCAI_VAR}/log/hub.log.")]


def broker() -> list[Finding]:
    """The folder of the embedded broker: writable, and no message that nobody takes."""
    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        return []
    folder = Path(settings.HOCAI_VAR) / "broker"
    probe = folder / ".doctor"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        return [bad("broker", f"không ghi được {folder}: {error.strerror}", "Sửa quyền của thư mục này cho người dùng chạy Học AI.")]
    waiting = [path for path in folder.iterdir() if path.suffix == ".msg"]
    oldest = max((time.time() - path.stat().st_mtime for path in waiting), default=0.0)
    if oldest > BROKER_OLD_SECONDS:
        return [warn("broker", f"{len(waiting)} tin chờ, cũ nhất {oldest:.0f} giây", "Kiểm tra tiến trình worker (var/log/worker.log).")]
    return [good("broker", f"{len(waiting)} tin đang chờ")]


def queue() -> list[Finding]:
    """No submission waits too long for its grade."""
    runs = apps.get_model("notebooks", "GradingRun")
    try:
        oldest = runs.objects.waiting().order_by("queued_at").values_list("queued_at", flat=True).first()
        waiting = runs.objects.waiting().count()
    except DatabaseError:
        return []
    if oldest is None:
        return [good("queue", "không bài nào chờ chấm")]
    age = timezone.now() - oldest
    if age > QUEUE_OLD:
        return [
            bad("queue", f"{waiting} bài chờ chấm, lâu nhất {age.seconds // 60 + age.days * 1440} phút", "Kiểm tra worker và dòng sandbox.")
        ]
    return [good("queue", f"{waiting} bài chờ chấm, lâu nhất {age.seconds} giây")]

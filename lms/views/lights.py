"""One light for each part of the house: the same findings as `manage.py doctor`, those that are quick to look at."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from lms.ops import checks
from lms.ops.checks import Finding, processes, storage
from lms.ops.checks.findings import bad, good

KEEP_SECONDS = 30
QUICK = (processes.processes, processes.hub, processes.queue, processes.broker, storage.disk, storage.backup)


@dataclass(frozen=True)
class Light:
    """`state` is ok, warn or bad."""

    label: str
    state: str
    detail: str


def sandbox_as_started() -> list[Finding]:
    """The self-test takes seconds, so the light shows what it said at the start: without a sandbox no hub was started."""
    states = processes.supervisor_state(Path(settings.HOCAI_VAR))
    if not states:
        return []
    if "hub" in states:
        return [good("sandbox", _("held when the platform started"))]
    return [bad("sandbox", _("labs and grading are closed"), _("Run “manage.py doctor”; it says what to do."))]


def label_of(name: str) -> str:
    """What an administrator calls it."""
    labels = {
        "processes": _("Site"),
        "hub": _("Lab server"),
        "queue": _("Grading queue"),
        "broker": _("Messages"),
        "sandbox": _("Sandbox"),
        "disk": _("Disk"),
        "backup": _("Last backup"),
    }
    return labels.get(name, name)


def lights() -> list[Light]:
    """Looked at twice a minute at most: a page must not wait for a self-test."""
    findings: list[Finding] | None = cache.get("administrator-lights")
    if findings is None:
        findings = checks.run((*QUICK, sandbox_as_started))
        cache.set("administrator-lights", findings, KEEP_SECONDS)
    return [Light(label_of(each.name), str(each.level), f"{each.text}. {each.advice}" if each.advice else each.text) for each in findings]

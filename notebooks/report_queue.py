"""The queue of reports: a row is claimed with a lease, renewed while it is made, put back or set aside by the sweep."""

import logging
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from lms.learning.models import CourseRun
from notebooks.models import Lab, LabReport
from notebooks.queue import CANDIDATES, MAX_CLAIMS, beating, lease_end

log = logging.getLogger(__name__)
State = LabReport.State


def ring(delay: float = 0) -> None:
    """Tells a worker that a report waits. A lost ring loses nothing: the sweep finds the row."""
    from notebooks.tasks_reports import make_reports

    try:
        make_reports.apply_async(countdown=delay)
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the work.", error)


def open_reports(kind: str, run: CourseRun | None, lab: Lab | None) -> QuerySet[LabReport]:
    return LabReport.objects.filter(kind=kind, run=run, lab=lab, state__in=[State.QUEUED, State.RUNNING])


def claim_next(at: datetime) -> LabReport | None:
    """The next report that waits, held for this worker, or None."""
    waiting = LabReport.objects.filter(state=State.QUEUED).filter(is_due(at)).order_by("asked_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:CANDIDATES]):
        if report := claim(pk, at):
            return report
    return None


def claim(pk: int, at: datetime) -> LabReport | None:
    """This report if it waits and nobody else takes it: the UPDATE decides. `claims` numbers the claim."""
    report = (
        LabReport.objects.filter(is_due(at), pk=pk, state=State.QUEUED).select_related("run__course", "lab__current_version", "by").first()
    )
    if report is None:
        return None
    free = LabReport.objects.filter(pk=pk, state=State.QUEUED, claims=report.claims)
    if not free.update(state=State.RUNNING, claims=F("claims") + 1, lease_until=lease_end(at)):
        return None
    report.state, report.claims = State.RUNNING, report.claims + 1
    return report


def is_due(at: datetime) -> Q:
    """A report that was put back for a while names in its lease when it may go on."""
    return Q(lease_until__isnull=True) | Q(lease_until__lte=at)


def held(report: LabReport) -> QuerySet[LabReport]:
    """The row while this claim holds it."""
    return LabReport.objects.filter(pk=report.pk, state=State.RUNNING, claims=report.claims)


def heartbeat(report: LabReport) -> AbstractContextManager[None]:
    return beating(lambda: bool(held(report).update(lease_until=lease_end(timezone.now()))))


def progress(report: LabReport, **figures: Any) -> bool:
    """Writes how far it is; False when the claim is lost, and the work should stop."""
    report.result = report.result | figures
    return bool(held(report).update(result=report.result))


def settle(report: LabReport, *, file_sha256: str = "", **figures: Any) -> bool:
    report.result = report.result | figures
    finished: dict[str, Any] = {"state": State.DONE, "lease_until": None, "finished_at": timezone.now(), "error": ""}
    return bool(held(report).update(result=report.result, file_sha256=file_sha256, **finished))


def fail(report: LabReport, error: str) -> bool:
    """Sets the report aside with one sentence for the person who asked."""
    finished: dict[str, Any] = {"state": State.FAILED, "lease_until": None, "finished_at": timezone.now()}
    return bool(held(report).update(error=error[:500], result=report.result, **finished))


def put_back(report: LabReport, *, until: datetime | None = None) -> bool:
    """The work goes on later; it is not the report's fault, so the claim does not count."""
    waiting: dict[str, Any] = {"state": State.QUEUED, "lease_until": until}
    return bool(held(report).update(result=report.result, **waiting))


def abandon(report: LabReport) -> None:
    """Ends a report that somebody has taken back; a worker that makes it notices when it next writes."""
    LabReport.objects.filter(pk=report.pk).update(state=State.DONE, lease_until=None, finished_at=timezone.now(), claims=F("claims") + 1)


def sweep(at: datetime) -> None:
    """Frees what a dead worker held; a report that ended three of them is set aside."""
    expired = LabReport.objects.filter(state=State.RUNNING, lease_until__lt=at)
    for report in expired:
        died = report.result.get("died", 0) + 1
        state = State.FAILED if died >= MAX_CLAIMS else State.QUEUED
        told = {"result": report.result | {"died": died}, "lease_until": None, "error": "gave_up" if state == State.FAILED else ""}
        expired.filter(pk=report.pk, claims=report.claims).update(state=state, finished_at=at if state == State.FAILED else None, **told)

"""Long work about a lab that the worker does: asked for by a person, made by a claim, looked at on a page."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.foundation import audit, files
from lms.learning.models import CourseRun
from lms.people.models import User
from notebooks import report_queue
from notebooks.actions.live import ROOM
from notebooks.models import Lab, LabReport

log = logging.getLogger(__name__)
Kind = LabReport.Kind


def ask_for_similarity(*, run: CourseRun, lab: Lab, by: User) -> LabReport:
    """Queues a comparison of everybody's newest submission; one that is open is returned as it is."""
    return _ask(kind=Kind.SIMILARITY, run=run, lab=lab, by=by)


def ask_for_export(*, run: CourseRun, lab: Lab, by: User, with_names: bool = False) -> LabReport:
    """Queues a plain nbgrader course folder of the lab; it holds the solutions and the hidden tests."""
    return _ask(kind=Kind.EXPORT, run=run, lab=lab, by=by, result={"with_names": with_names})


def ask_for_import(
    *, lab: Lab, packed: bytes, by: User, run: CourseRun | None = None, mapping: Mapping[str, str] | None = None, assignment: str = ""
) -> LabReport:
    """Queues the reading of a course folder: a version of `lab`, and for `run` its submissions and points.

    `mapping` names the learner's handle for ids of the folder that are no handles.
    """
    given = files.store(packed)
    options = {"mapping": dict(mapping or {}), "assignment": assignment}
    return _ask(kind=Kind.IMPORT, run=run, lab=lab, by=by, given_sha256=given.sha256, result=options)


def _ask(*, kind: str, run: CourseRun | None, lab: Lab, by: User, **fields: Any) -> LabReport:
    try:
        with transaction.atomic():
            # A unique constraint does not see two rows without a run as one.
            Lab.objects.select_for_update().get(pk=lab.pk)
            going_on = report_queue.open_reports(kind, run, lab).first()
            if going_on:
                return going_on
            report = LabReport.objects.create(kind=kind, run=run, lab=lab, by=by, **fields)
            audit.record(by, f"report.{kind}", lab, after={"report": report.pk, "run": run.code if run else ""})
            transaction.on_commit(report_queue.ring)
            return report
    except IntegrityError:
        return report_queue.open_reports(kind, run, lab).get()


def newest(*, kind: str, run: CourseRun | None, lab: Lab) -> LabReport | None:
    return LabReport.objects.filter(kind=kind, run=run, lab=lab).select_related("by").first()


# --- for the worker ---------------------------------------------------------------------------------------------------
def make(*, report: LabReport) -> None:
    """Carries out a claimed report. Whatever goes wrong is told in the row, and keeps no other report waiting."""
    try:
        with report_queue.heartbeat(report):
            MAKERS[LabReport.Kind(report.kind)](report)
    except Exception:
        log.exception("Report %s could not be made.", report.pk)
        report_queue.fail(report, _("This could not be finished. Try again; if it fails again, tell the administrator."))


def make_similarity(report: LabReport) -> None:
    from notebooks.comparing import compare

    assert report.run is not None
    assert report.lab is not None
    found = compare(report.run, report.lab, told=lambda done, total: report_queue.progress(report, done=done, total=total))
    report_queue.settle(report, **found)


def make_room(report: LabReport) -> None:
    from notebooks import room

    now = timezone.now()
    step = room.step(report, now)
    report.result = step.result
    if step.error:
        report_queue.fail(report, step.error)
    elif step.again_in is None:
        report_queue.settle(report)
    elif report_queue.put_back(report, until=now + step.again_in):
        report_queue.ring(delay=step.again_in.total_seconds())


def make_export(report: LabReport) -> None:
    from notebooks.course_folder import exported

    assert report.run is not None
    assert report.lab is not None
    result = report.result
    packed = exported(
        report.run,
        report.lab,
        with_names=bool(result.get("with_names")),
        told=lambda done, total: report_queue.progress(report, done=done, total=total),
    )
    blob = files.store(packed.content)
    report_queue.settle(report, file_sha256=blob.sha256, size=blob.size, lines=list(packed.lines))


def make_import(report: LabReport) -> None:
    from notebooks.actions import importing

    importing.carry_out(report=report)


MAKERS = {Kind.SIMILARITY: make_similarity, Kind.EXPORT: make_export, Kind.IMPORT: make_import, ROOM: make_room}

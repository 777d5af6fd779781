"""The release gate as a job: the solution must score full and the blank release 0."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from notebooks import blobs, pipeline, queue
from notebooks.actions import labs
from notebooks.environment import environment_digest
from notebooks.exceptions import BadRelease, BadUpload, SandboxUnavailable
from notebooks.models import LabVersion
from notebooks.problems import Problem
from notebooks.release import Release, make_release


def check(*, version_pk: int) -> LabVersion | None:
    """Checks a waiting version; None when another worker has it. Without a sandbox the version goes on waiting."""
    version = labs.claim_check(version_pk=version_pk)
    if version is None:
        return None
    source = blobs.load(version.source_files)
    try:
        with queue.beating(lambda: labs.hold_check(version_pk=version_pk)):
            release = make_release(source, version.default_tier)
            report = pipeline.check_release(source, release)
    except SandboxUnavailable:
        LabVersion.objects.filter(pk=version_pk).update(lease_until=None, gate_claims=F("gate_claims") - 1)
        raise
    except BadRelease as error:
        return refuse(version, [as_json(problem) for problem in error.problems])
    except BadUpload as error:
        return refuse(version, [{"notebook": "", "cell": None, "reason": str(error)}])
    return accept(version, release, report)


def give_up(at: datetime) -> int:
    """Refuses every version whose check ended so many workers; returns how many."""
    lost = LabVersion.objects.filter(state=LabVersion.State.CHECKING, gate_claims__gte=queue.MAX_CLAIMS).exclude(lease_until__gt=at)
    reason = _("The check ended three times without a result. Look for a cell that needs too much memory or never ends, then upload again.")
    versions = list(lost.select_related("lab"))
    for version in versions:
        refuse(version, [{"notebook": "", "cell": None, "reason": str(reason)}])
    return len(versions)


def refuse(version: LabVersion, problems: list[dict[str, Any]]) -> LabVersion:
    report = {"passed": False, "problems": problems, "warnings": []}
    labs.settle_check(
        version=version, report=report, release_files=[], questions=[], max_score=Decimal(0), environment_digest=environment_digest()
    )
    return version


def accept(version: LabVersion, release: Release, report: pipeline.GateReport) -> LabVersion:
    questions = [asdict(question) | {"max_score": question.max_points} for question in release.questions]
    labs.settle_check(
        version=version,
        report={
            "passed": report.passed,
            "problems": [as_json(each) for each in report.problems],
            "warnings": [as_json(each) for each in report.warnings],
        },
        release_files=blobs.keep(release.bundle.files),
        questions=questions,
        max_score=Decimal(str(release.max_score + release.manual_max)),
        environment_digest=environment_digest(),
    )
    return version


def as_json(problem: Problem) -> dict[str, Any]:
    return {"notebook": problem.notebook, "cell": problem.cell, "grade_id": problem.grade_id, "reason": problem.message}

"""The release gate as a job: the solution must score full and the blank release 0."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

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
        LabVersion.objects.filter(pk=version_pk).update(lease_until=None)
        raise
    except BadRelease as error:
        return refuse(version, [as_json(problem) for problem in error.problems])
    except BadUpload as error:
        return refuse(version, [{"notebook": "", "cell": None, "reason": str(error)}])
    return accept(version, release, report)


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

"""A worker carries out a claimed run. Loads nbgrader: for the worker alone."""

from functools import lru_cache

from notebooks import blobs, pipeline, queue, sandbox
from notebooks.actions.grading import put_back, set_back, settle, settle_failure
from notebooks.exceptions import BadRelease, BadUpload, SandboxUnavailable
from notebooks.models import GradingRun, LabVersion
from notebooks.release import Release, make_release


@lru_cache(maxsize=16)
def release_of(version_pk: int, digest: str) -> Release:
    """The release of a version, made once per worker: versions never change."""
    version = LabVersion.objects.get(pk=version_pk)
    return make_release(blobs.load(version.source_files), version.default_tier)


def grade_claimed(*, run: GradingRun) -> None:
    """Runs and scores a claimed run. Nothing is written when the claim was lost meanwhile.

    Raises SandboxUnavailable when nothing can be graded at the moment; the run waits again then.
    """
    submission = run.submission
    try:
        with queue.heartbeat(run):
            release = release_of(run.lab_version_id, run.lab_version.digest)
            result = pipeline.grade_release(release, blobs.load(submission.files))
    except SandboxUnavailable as error:
        if is_fault_of_this_run(error):
            set_back(run=run)
            return
        put_back(run=run, error_code=error.code)
        raise
    except (BadUpload, BadRelease) as error:
        settle_failure(run=run, error_code=error.code)
        return
    settle(run=run, result=result)


def is_fault_of_this_run(error: SandboxUnavailable) -> bool:
    """Where one run fails and the sandbox works all the same, the others must not wait behind it for ever."""
    try:
        return error.code == "run_failed" and sandbox.self_test().ok
    except SandboxUnavailable:
        return False

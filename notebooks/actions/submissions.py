"""Taking in what a learner hands in."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from lms.foundation import audit
from lms.learning.models import Enrollment
from notebooks import blobs
from notebooks.doorbell import ring
from notebooks.exceptions import LabError
from notebooks.intake import Bundle, match_notebooks, read_upload
from notebooks.models import GradingRun, Lab, LabVersion, Submission, SubmissionCredit


def receive(
    *,
    lab: Lab,
    enrollment: Enrollment,
    files: Mapping[str, bytes] | bytes,
    idempotency_key: str,
    channel: str,
    version_number: int | None = None,
) -> Submission:
    """Stores the files unchanged and queues a grading run; returns the submission with server time and hash.

    The same key again returns the first submission. Raises BadUpload (files), LabError (not released, run not open).
    """
    earlier = Submission.objects.filter(enrollment=enrollment, idempotency_key=idempotency_key).first()
    if earlier:
        return earlier
    version = version_for(lab, version_number)
    bundle = read_upload(files)
    match_notebooks(expected_cells(version), bundle)
    try:
        return _store(lab=lab, version=version, enrollment=enrollment, bundle=bundle, idempotency_key=idempotency_key, channel=channel)
    except IntegrityError:
        # Two requests with one key at the same moment: the other one won.
        return Submission.objects.get(enrollment=enrollment, idempotency_key=idempotency_key)


@transaction.atomic
def _store(*, lab: Lab, version: LabVersion, enrollment: Enrollment, bundle: Bundle, idempotency_key: str, channel: str) -> Submission:
    submission = Submission.objects.create(
        enrollment=enrollment,
        lab=lab,
        lab_version=version,
        files=blobs.keep(bundle.files),
        sha256=bundle.digest,
        idempotency_key=idempotency_key,
        channel=channel,
    )
    SubmissionCredit.objects.create(submission=submission, enrollment=enrollment)
    GradingRun.objects.create(submission=submission, lab_version=version)
    audit.record(enrollment.person, "submission.receive", submission, after={"lab": lab.slug, "sha256": bundle.digest})
    transaction.on_commit(ring)
    return submission


def version_for(lab: Lab, number: int | None) -> LabVersion:
    """The released version the work was fetched from; without a number the current one. Raises LabError."""
    if number is None:
        if lab.current_version is None:
            raise LabError("not_released")
        return lab.current_version
    version = lab.versions.filter(number=number, state=LabVersion.State.RELEASED).first()
    if version is None:
        raise LabError("unknown_version")
    return version


def expected_cells(version: LabVersion) -> dict[str, list[str]]:
    """{notebook: the question ids by which its work is known}."""
    expected: dict[str, list[str]] = {
        entry["path"].removesuffix(".ipynb"): []
        for entry in version.release_files
        if entry["path"].endswith(".ipynb") and "/" not in entry["path"]
    }
    for question in version.questions:
        expected.setdefault(question["notebook"], []).append(question["grade_id"])
    return expected

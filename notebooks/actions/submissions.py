"""Taking in what a learner hands in."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.foundation import audit
from lms.learning.models import Enrollment
from notebooks import blobs
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.assignment_words import moment
from notebooks.assignments import LearnerRules, rules_for
from notebooks.doorbell import ring
from notebooks.exceptions import LabError
from notebooks.intake import match_notebooks, read_upload
from notebooks.models import Assignment, GradingRun, Lab, LabVersion, Submission, SubmissionCredit


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

    The same key again returns the first submission, whatever the rules say by then. Everybody in the sender's group is credited.
    Raises BadUpload (files), LabError (not_released, unknown_version, not_open_yet, closed, no_attempts_left, member_has_no_attempts_left).
    """
    at = timezone.now()
    earlier = Submission.objects.filter(enrollment=enrollment, idempotency_key=idempotency_key).first()
    if earlier:
        return earlier
    refuse_unless_open(rules_for(enrollment, lab, at))
    version = version_for(lab, version_number)
    bundle = read_upload(files)
    match_notebooks(expected_cells(version), bundle)
    unsaved = Submission(
        enrollment=enrollment,
        lab=lab,
        lab_version=version,
        files=blobs.keep(bundle.files),
        sha256=bundle.digest,
        idempotency_key=idempotency_key,
        channel=channel,
        received_at=at,
    )
    try:
        return _store(unsaved)
    except IntegrityError:
        # Two requests with one key at the same moment: the other one won.
        return Submission.objects.get(enrollment=enrollment, idempotency_key=idempotency_key)


@transaction.atomic
def _store(submission: Submission) -> Submission:
    enrollment, lab = submission.enrollment, submission.lab
    # Attempts are counted and groups are read under this lock: the last attempt is used once.
    Assignment.objects.select_for_update().filter(run=enrollment.run_id, lab=lab).first()
    earlier = Submission.objects.filter(enrollment=enrollment, idempotency_key=submission.idempotency_key).first()
    if earlier:
        return earlier
    rules = rules_for(enrollment, lab, submission.received_at)
    refuse_unless_open(rules)
    submission.save(force_insert=True)
    credited = rules.members or (enrollment,)
    SubmissionCredit.objects.bulk_create(SubmissionCredit(submission=submission, enrollment=each) for each in credited)
    GradingRun.objects.create(submission=submission, lab_version=submission.lab_version)
    after: dict[str, object] = {"lab": lab.slug, "sha256": submission.sha256}
    if len(credited) > 1:
        after["credited"] = [each.pk for each in credited]
    audit.record(enrollment.person, "submission.receive", submission, after=after)
    transaction.on_commit(ring)
    return submission


def refuse_unless_open(rules: LearnerRules) -> None:
    """Raises AssignmentRefused not_open_yet, closed, no_attempts_left or member_has_no_attempts_left."""
    refuse_before_opening(rules)
    if rules.refusal and rules.terms.accepts_until:
        raise AssignmentRefused("closed", time=moment(rules.terms.accepts_until))
    if rules.attempts is None or rules.attempts_left:
        return
    if rules.used >= rules.attempts:
        raise AssignmentRefused("no_attempts_left", count=rules.attempts)
    raise AssignmentRefused("member_has_no_attempts_left", count=rules.attempts)


def refuse_before_opening(rules: LearnerRules) -> None:
    """Nobody sees the notebooks before they are opened. Raises AssignmentRefused not_open_yet."""
    if rules.refusal == "not_open_yet" and rules.terms.opens_at:
        raise AssignmentRefused("not_open_yet", time=moment(rules.terms.opens_at))


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

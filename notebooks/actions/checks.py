"""“Kiểm tra”: a learner tries the public tests on the server; it is no submission and gives no points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.learning.models import Enrollment
from notebooks import blobs, check_queue
from notebooks.actions.submissions import expected_cells, version_for
from notebooks.doorbell import ring
from notebooks.exceptions import BadRelease, BadUpload, LabError, SandboxUnavailable
from notebooks.intake import Bundle, match_notebooks, read_upload
from notebooks.models import CheckRun, Lab, LabVersion
from notebooks.queue import MAX_CLAIMS

if TYPE_CHECKING:
    from notebooks.scoring import CellResult

# Enough to work with, too few to grope for an answer with. A check that the machine could not carry out does not count.
CHECKS_PER_HOUR = 10
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Allowance:
    """How many checks are left, and when the next one is possible once none is."""

    left: int
    next_at: datetime | None


def allowance(*, enrollment: Enrollment, lab: Lab) -> Allowance:
    """What a learner may still try in this lab, by the server's clock."""
    counted = CheckRun.objects.filter(enrollment=enrollment, lab=lab, queued_at__gt=timezone.now() - WINDOW)
    asked = list(counted.exclude(state=CheckRun.State.FAILED).order_by("-queued_at").values_list("queued_at", flat=True)[:CHECKS_PER_HOUR])
    left = CHECKS_PER_HOUR - len(asked)
    return Allowance(left=left, next_at=None if left else asked[-1] + WINDOW)


def ask(*, enrollment: Enrollment, lab: Lab, files: Mapping[str, bytes] | bytes, version_number: int | None = None) -> CheckRun:
    """Queues a check of these files.

    Raises BadUpload (files), LabError: check_running, check_limit (with the time of the next one), not_released, unknown_version.
    """
    version = version_for(lab, version_number)
    bundle = read_upload(files)
    match_notebooks(expected_cells(version), bundle)
    try:
        return _queue(enrollment=enrollment, lab=lab, version=version, bundle=bundle)
    except IntegrityError as error:
        raise LabError("check_running") from error


@transaction.atomic
def _queue(*, enrollment: Enrollment, lab: Lab, version: LabVersion, bundle: Bundle) -> CheckRun:
    # Ten requests at once are counted one after the other.
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if CheckRun.objects.open().filter(enrollment=enrollment, lab=lab).exists():
        raise LabError("check_running")
    allowed = allowance(enrollment=enrollment, lab=lab)
    if allowed.next_at is not None:
        raise LabError("check_limit", limit=CHECKS_PER_HOUR, time=f"{timezone.localtime(allowed.next_at) + timedelta(minutes=1):%H:%M}")
    notebooks = {path: bundle.files[path] for path in bundle.notebook_paths}
    check = CheckRun.objects.create(enrollment=enrollment, lab=lab, lab_version=version, files=blobs.keep(notebooks))
    transaction.on_commit(ring)
    return check


def run_next() -> bool:
    """For the worker: carries out the oldest waiting check; False when none waits.

    Raises SandboxUnavailable when nothing can be run at the moment; the check waits again then.
    """
    check = check_queue.claim_next()
    if check is None:
        return False
    # A worker speaks to people later, through the row: in the site's language.
    with translation.override(settings.LANGUAGE_CODE):
        carry_out(check=check)
    return True


def carry_out(*, check: CheckRun) -> None:
    """Runs the public tests of a claimed check. Nothing is written when the claim was lost meanwhile."""
    # Loads nbgrader: for the worker alone.
    from notebooks import pipeline
    from notebooks.actions.running import is_fault_of_this_run, release_of

    try:
        with check_queue.heartbeat(check):
            release = release_of(check.lab_version_id, check.lab_version.digest)
            found = pipeline.check_public(release, blobs.load(check.files))
    except SandboxUnavailable as error:
        if is_fault_of_this_run(error):
            set_back(check=check)
            return
        put_back(check=check)
        raise
    except (BadUpload, BadRelease) as error:
        give_up(check=check, message=str(error))
        return
    settle(check=check, results=as_results(check.lab_version, found))


def as_results(version: LabVersion, found: "tuple[CellResult, ...]") -> list[dict[str, Any]]:
    """What is kept of a check: which questions hold, and the word on those that do not. No points."""
    titles = {(question["notebook"], question["grade_id"]): question["title"] for question in version.questions}
    return [
        {
            "notebook": cell.notebook,
            "grade_id": cell.grade_id,
            "title": titles.get((cell.notebook, cell.grade_id), cell.grade_id),
            "passed": str(cell.state) == "passed",
            "message": "" if str(cell.state) == "passed" else cell.message,
        }
        for cell in found
    ]


def settle(*, check: CheckRun, results: list[dict[str, Any]]) -> bool:
    """Writes the results if the claim still holds."""
    message = "" if results else _("This lab has no tests that can be tried before submitting. Submit when you are ready.")
    return bool(
        check_queue.held(check).update(
            state=CheckRun.State.DONE, results=results, message=message, claim_token="", lease_until=None, finished_at=timezone.now()
        )
    )


def put_back(*, check: CheckRun) -> None:
    """The sandbox is not there: the check waits, and the claim is given back."""
    check_queue.held(check).update(
        state=CheckRun.State.QUEUED,
        claim_token="",
        lease_until=None,
        claims=check.claims - 1,
        message=_("The machine that runs the tests stands still at the moment. Your check waits; your work is safe."),
    )


def set_back(*, check: CheckRun) -> None:
    """The sandbox works and still could not run these files: after the last claim the check is given up."""
    if check.claims >= MAX_CLAIMS:
        give_up(
            check=check,
            message=_("The check could not be carried out. It does not count; look for a cell that never ends, then try again."),
        )
        return
    check_queue.held(check).update(state=CheckRun.State.QUEUED, claim_token="", lease_until=None)


def give_up(*, check: CheckRun, message: str) -> None:
    """A check that cannot succeed with these files, told in one sentence."""
    check_queue.held(check).update(
        state=CheckRun.State.FAILED, message=message, claim_token="", lease_until=None, finished_at=timezone.now()
    )

"""From a teacher's notebooks to a lab that learners may open."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from lms.foundation import audit
from lms.people.models import User
from notebooks import blobs, queue
from notebooks.doorbell import ring_for_version
from notebooks.exceptions import LabError
from notebooks.intake import Bundle, read_upload
from notebooks.models import Lab, LabStaff, LabVersion


@transaction.atomic
def create(
    *, title: str, slug: str, by: User | None, summary: str = "", minutes: int | None = None, content_uid: UUID | None = None
) -> Lab:
    """A lab without a version yet; its author may use it. `slug` is nbgrader's assignment id.

    Raises django.core.exceptions.ValidationError for a malformed or taken slug.
    """
    lab = Lab(title=title, slug=slug, summary=summary, minutes=minutes)
    if content_uid:
        lab.content_uid = content_uid
    lab.full_clean()
    lab.save()
    if by is not None:
        LabStaff.objects.create(lab=lab, person=by)
    audit.record(by, "lab.create", lab, after={"slug": slug})
    return lab


@transaction.atomic
def share(*, lab: Lab, person: User, by: User | None) -> LabStaff:
    """`person` may see the source of `lab` and place it in lessons. Sharing twice changes nothing."""
    staff, created = LabStaff.objects.get_or_create(lab=lab, person=person)
    if created:
        audit.record(by, "lab.share", lab, after={"person": person.handle})
    return staff


def upload_source(*, lab: Lab, upload: Mapping[str, bytes] | bytes, by: User | None, default_tier: str = "") -> LabVersion:
    """A new version with its source kept by digest; the check waits in the queue. The same source again is the same version.

    Raises BadUpload.
    """
    return keep_source(lab=lab, bundle=read_upload(upload), by=by, default_tier=default_tier)


@transaction.atomic
def keep_source(*, lab: Lab, bundle: Bundle, by: User | None, release_when_passed: bool = False, default_tier: str = "") -> LabVersion:
    """As `upload_source`, for files that were checked already. `default_tier` is for tests that choose none: "" or T3."""
    Lab.objects.select_for_update().get(pk=lab.pk)
    newest = lab.versions.first()
    if newest and is_same(newest, bundle, default_tier):
        return newest
    number = (lab.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    version = LabVersion.objects.create(
        lab=lab,
        number=number,
        source_files=blobs.keep(bundle.files),
        digest=bundle.digest,
        uploaded_by=by,
        release_when_passed=release_when_passed,
        default_tier=default_tier,
    )
    audit.record(by, "lab.upload", lab, after={"version": number, "digest": bundle.digest})
    transaction.on_commit(lambda: ring_for_version(version.pk))
    return version


def is_same(version: LabVersion, bundle: Bundle, default_tier: str) -> bool:
    given = (version.digest, version.default_tier)
    return given == (bundle.digest, default_tier) and version.state != LabVersion.State.REJECTED


def claim_check(*, version_pk: int) -> LabVersion | None:
    """The version if its check was free to take: one conditional UPDATE decides between workers."""
    now = timezone.now()
    free = LabVersion.objects.filter(pk=version_pk, state=LabVersion.State.CHECKING).exclude(lease_until__gt=now)
    taken = free.filter(gate_claims__lt=queue.MAX_CLAIMS).update(lease_until=queue.lease_end(now), gate_claims=F("gate_claims") + 1)
    return LabVersion.objects.select_related("lab").get(pk=version_pk) if taken else None


def hold_check(*, version_pk: int) -> bool:
    """Holds a check for another lease; False when its verdict is written."""
    checking = LabVersion.objects.filter(pk=version_pk, state=LabVersion.State.CHECKING)
    return bool(checking.update(lease_until=queue.lease_end(timezone.now())))


@transaction.atomic
def settle_check(
    *,
    version: LabVersion,
    report: dict[str, Any],
    release_files: list[dict[str, Any]],
    questions: list[dict[str, Any]],
    max_score: Decimal,
    environment_digest: str,
) -> None:
    """Writes the gate's verdict once; a second worker's verdict is dropped."""
    row = LabVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != LabVersion.State.CHECKING:
        return
    row.state = LabVersion.State.PASSED if report["passed"] else LabVersion.State.REJECTED
    row.gate_report, row.release_files, row.questions, row.max_score = report, release_files, questions, max_score
    row.environment_digest, row.lease_until = environment_digest, None
    row.save()
    audit.record(None, "lab.check", row.lab, after={"version": row.number, "passed": report["passed"]})
    if row.state == LabVersion.State.PASSED and row.release_when_passed:
        release(version=row, by=None)


@transaction.atomic
def release(*, version: LabVersion, by: User | None) -> LabVersion:
    """Learners get this version from now on. Raises LabError not_passed. Releasing twice changes nothing."""
    version = LabVersion.objects.select_for_update().select_related("lab").get(pk=version.pk)
    if version.state == LabVersion.State.RELEASED and version.lab.current_version_id == version.pk:
        return version
    if version.state not in (LabVersion.State.PASSED, LabVersion.State.RELEASED):
        raise LabError("not_passed")
    version.state = LabVersion.State.RELEASED
    version.released_at = version.released_at or timezone.now()
    version.save(update_fields=["state", "released_at"])
    version.lab.current_version = version
    version.lab.save(update_fields=["current_version"])
    audit.record(by, "lab.release", version.lab, after={"version": version.number})
    return version

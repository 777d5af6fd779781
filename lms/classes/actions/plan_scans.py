"""The signed plan as a scan. It may follow, and be replaced; every one that was ever attached stays in the diary and in the files."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from lms.classes.models import YearPlan
from lms.foundation import audit, uploads
from lms.foundation.models import AuditEntry
from lms.people.models import User

VERB = "plan.scan"


@dataclass(frozen=True)
class Scan:
    sha256: str
    name: str


def attach(*, plan: YearPlan, upload: UploadedFile, by: User) -> Scan:
    """The newest scan is the one that is shown. Raises uploads.UploadError."""
    paper = uploads.keep(upload)
    audit.record(by, VERB, plan, after={"sha256": paper.sha256, "name": paper.name})
    return Scan(paper.sha256, paper.name)


def scan_of(plan: YearPlan) -> Scan | None:
    entries = AuditEntry.objects.filter(object_type=plan._meta.label_lower, object_id=str(plan.pk), verb=VERB)
    newest = entries.order_by("-at", "-pk").first()
    return Scan(newest.after["sha256"], newest.after["name"]) if newest and newest.after else None

"""Files that prove attendance, and the list of those who may soon fall short."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from lms.classes.at_risk import at_risk
from lms.classes.evidence_files import at_risk_pdf, evidence_zip
from lms.classes.permissions import Verb, visit_class
from lms.foundation import audit
from lms.people.requests import LoggedInRequest

from .pages import class_page


@login_required
def class_evidence(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Hồ sơ điểm danh» as one .zip; who took it is noted."""
    visit = visit_class(request, pk, Verb.READ)
    audit.access(request, visit.training_class, "attendance_evidence")
    return _download(evidence_zip(visit.training_class), f"ho-so-diem-danh-{visit.training_class.code}.zip", "application/zip")


@login_required
def class_at_risk(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    rows = at_risk(visit.training_class)
    lost = sum(row.is_lost for row in rows)
    return class_page(request, visit, "classes/class_at_risk.html", rows=rows, lost=lost, near=len(rows) - lost)


@login_required
def class_at_risk_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    content = at_risk_pdf(visit.training_class, at_risk(visit.training_class))
    return _download(content, f"sap-khong-du-dieu-kien-{visit.training_class.code}.pdf", "application/pdf")


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

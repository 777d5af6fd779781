"""What a learner takes along from a submission: the files, the feedback, and another try where the machine failed."""

import io
import zipfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.foundation import audit, files
from lms.people.requests import LoggedInRequest
from notebooks.access import get_submission_for_reader
from notebooks.actions import retrying
from notebooks.credits import is_credited
from notebooks.exceptions import NotebooksError
from notebooks.models import Submission
from notebooks.views.learner import submission_context

STYLE = (Path(__file__).parents[1] / "templates" / "notebooks" / "feedback_file.css").read_text(encoding="utf-8")
# A file that is kept carries its look along; on pages of the site such a thing is forbidden.
PAGE = (
    '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head>\n<body>{body}</body></html>\n"
)


@login_required
@require_safe
def submission_archive(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """Every handed-in file in one .zip, under the names they had."""
    submission = get_submission_for_reader(request, pk)
    if not is_credited(request.user, submission):
        audit.access(request, submission, "submission")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in submission.files:
            archive.writestr(entry["path"], files.read(entry["sha256"]))
    return attachment(packed.getvalue(), f"{named(submission)}.zip", "application/zip")


@login_required
@require_safe
def feedback_file(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """The feedback as one file to keep and to print: nothing in it runs or is fetched."""
    submission = get_submission_for_reader(request, pk)
    context = submission_context(request, submission)
    if not context["is_own"]:
        audit.access(request, submission, "submission")
    body = render_to_string("notebooks/feedback_file.html", context | {"made_at": timezone.now()})
    page = format_html(PAGE, title=submission.lab.title, style=mark_safe(STYLE), body=mark_safe(body))  # noqa: S308 (our own file and template)
    return attachment(page.encode(), f"ket-qua-{named(submission)}.html", "text/html; charset=utf-8")


@login_required
@require_POST
def submission_retry(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """The learner's own way out of a grading that did not succeed."""
    submission = get_submission_for_reader(request, pk)
    if not is_credited(request.user, submission):
        raise PermissionDenied
    try:
        retrying.retry(submission=submission, by=request.user)
        messages.success(request, _("The submission is graded once more. This page follows by itself."))
    except NotebooksError as error:
        messages.error(request, str(error))
    return redirect("submission-detail", pk=pk)


def named(submission: Submission) -> str:
    return f"{submission.lab.slug}-{timezone.localtime(submission.received_at):%Y%m%d-%H%M%S}"


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    files.make_harmless(response)
    return response

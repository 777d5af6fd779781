"""Anybody may ask whether a receipt is genuine: the page says what was handed in when, and never by whom to others."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.foundation.ratelimit import limited
from notebooks import receipts
from notebooks.credits import is_credited
from notebooks.exceptions import BadUpload
from notebooks.forms import ReceiptForm
from notebooks.intake import LIMITS, read_upload
from notebooks.models import Submission


@limited("receipt", per_account=60, per_address=600, seconds=600)
def receipt_verify(request: HttpRequest) -> HttpResponse:
    """GET ?ma=… for a link, POST to compare a file too. The file is looked at and forgotten."""
    told = request.POST if request.method == "POST" else request.GET if "ma" in request.GET else None
    form = ReceiptForm(told, request.FILES if request.method == "POST" else None)
    context: dict = {"form": form, "is_asked": False}
    if form.is_bound and form.is_valid():
        submission = receipts.find(form.cleaned_data["ma"])
        file = form.cleaned_data["file"]
        context |= {
            "is_asked": True,
            "submission": submission,
            "is_own": bool(submission and request.user.is_authenticated and is_credited(request.user, submission)),
            "same": is_same(submission, file) if submission and file else None,
            "file_name": file.name if file else "",
        }
    return render(request, "notebooks/receipt_verify.html", context, status=422 if form.errors else 200)


def is_same(submission: Submission, file: UploadedFile) -> bool:
    """Whether this is one of the files that were handed in, or a .zip of them all."""
    content = file.read(LIMITS.file_bytes + 1)
    if hashlib.sha256(content).hexdigest() in {entry["sha256"] for entry in submission.files}:
        return True
    try:
        return (file.name or "").lower().endswith(".zip") and read_upload(content).digest == submission.sha256
    except BadUpload:
        return False

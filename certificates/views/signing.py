"""Signing outside: the batch of a class, its download, what comes back."""

import tempfile
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from certificates import signing_desk
from certificates.actions import signing_batches
from certificates.actions.signing_batches import Result
from certificates.exceptions import CertificateError
from certificates.forms_signing import SignedFilesForm
from certificates.models import SigningBatch
from certificates.permissions import Desk, Verb, get_desk
from certificates.permissions_signing import get_batch
from certificates.signed_uploads import zipped
from lms.foundation import audit
from lms.foundation.files import make_harmless
from lms.people.requests import LoggedInRequest


@login_required
@require_safe
def signing_class(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.READ)
    context = {"desk": desk, "training_class": desk.training_class, "view": signing_desk.signing_of(desk.training_class)}
    return render(request, "certificates/signing_class.html", context)


@login_required
@require_POST
def signing_batch_open(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    try:
        batch = signing_batches.open_batch(training_class=desk.training_class, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("signing-class", pk=pk)
    return redirect("signing-batch", pk=batch.pk)


@login_required
def signing_batch(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    desk, batch = get_batch(request, pk, Verb.MANAGE if request.method == "POST" else Verb.READ)
    form = SignedFilesForm(request.POST, request.FILES) if request.method == "POST" else SignedFilesForm()
    results: list[Result] = []
    if form.is_valid():
        try:
            results = signing_batches.take(batch=batch, uploads=form.cleaned_data["signed"], by=request.user)
        except CertificateError as error:
            form.add_error("signed", str(error))
        else:
            _tell(request, results)
            batch.refresh_from_db(fields=["state", "finished_at"])
            form = SignedFilesForm()
    return render(request, "certificates/signing_batch.html", _context(desk, batch, form, results))


def _context(desk: Desk, batch: SigningBatch, form: SignedFilesForm, results: list[Result]) -> dict[str, object]:
    lines = list(signing_desk.lines_of(batch))
    signed = sum(1 for line in lines if line.signed_sha256)
    waiting = signing_desk.waiting_lines(batch).count()
    return {
        "desk": desk, "training_class": desk.training_class, "batch": batch, "form": form, "results": results, "lines": lines, "signed": signed,
        "waiting": waiting, "parts": signing_desk.parts_of(waiting), "is_open": batch.state == SigningBatch.State.OPEN,
    }  # fmt: skip


def _tell(request: LoggedInRequest, results: list[Result]) -> None:
    taken = sum(1 for each in results if each.outcome == "taken")
    refused = sum(1 for each in results if each.outcome == "refused")
    if taken:
        text = ngettext("%(n)s signed file was taken.", "%(n)s signed files were taken.", taken)
        messages.success(request, text % {"n": taken})
    if refused:
        text = ngettext("%(n)s file was refused; the reason stands below.", "%(n)s files were refused; the reasons stand below.", refused)
        messages.warning(request, text % {"n": refused})
    if not taken and not refused:
        messages.info(request, _("These files had been taken before; nothing changed."))


@login_required
@require_safe
def signing_batch_download(request: LoggedInRequest, pk: UUID, part: int) -> HttpResponse | FileResponse:
    """Files that still wait, at most as many as can be uploaded again at once."""
    desk, batch = get_batch(request, pk, Verb.MANAGE)
    lines = signing_desk.part_of(list(signing_desk.waiting_lines(batch)), part)
    if not lines:
        raise Http404
    audit.access(request, batch, "certificate_files")
    out = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    try:
        zipped(((signing_desk.file_name(line.certificate), signing_desk.unsigned_bytes(line)) for line in lines), out)
    except CertificateError as error:
        out.close()
        messages.error(request, str(error))
        return redirect("signing-batch", pk=pk)
    out.seek(0)
    response = FileResponse(
        out, as_attachment=True, filename=f"ky-so-{desk.training_class.code}-{part}.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    make_harmless(response)
    return response


@login_required
def signing_batch_cancel(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    desk, batch = get_batch(request, pk, Verb.MANAGE)
    if request.method == "POST":
        try:
            signing_batches.cancel(batch=batch, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
            return redirect("signing-batch", pk=pk)
        messages.success(request, _("The batch was cancelled; what was not signed waits for another one."))
        return redirect("signing-class", pk=desk.training_class.pk)
    waiting = signing_desk.waiting_lines(batch).count()
    context = {"desk": desk, "training_class": desk.training_class, "batch": batch, "waiting": waiting}
    return render(request, "certificates/signing_cancel.html", context)

"""The roster, and its import in three steps: choose a file, look at it first, write it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes.actions import rosters
from lms.classes.exceptions import ClassError
from lms.classes.forms import RosterFileForm
from lms.classes.permissions import Verb, Visit, visit_class
from lms.foundation import files
from lms.foundation.spreadsheets import SpreadsheetError
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

SALT = "classes.roster-file"
TOKEN_SECONDS = 24 * 3600


@login_required
def class_roster(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    trainees = visit.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    return class_page(request, visit, "classes/class_roster.html", trainees=trainees)


@login_required
def roster_check(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Step 1. A readable file is kept by its digest and shown in step 2; an unreadable one is refused here."""
    visit = visit_class(request, pk, Verb.EDIT)
    form = RosterFileForm(request.POST, request.FILES) if request.method == "POST" else RosterFileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            token = _keep(visit, request, file)
        except SpreadsheetError as error:
            form.add_error("file", str(error))
        else:
            return redirect("roster-preview", pk=pk, token=token)
    return class_page(request, visit, "classes/roster_check.html", form=form, steps=_steps(0))


def _keep(visit: Visit, request: LoggedInRequest, file: Any) -> str:
    """The signed name of the kept file. Raises SpreadsheetError."""
    if file.size > rosters.LIMITS.bytes:
        raise SpreadsheetError("too_large", filename=file.name, limit=rosters.LIMITS.bytes // 1_000_000)
    data = file.read()
    rosters.check(training_class=visit.training_class, data=data, filename=file.name)
    content = {"class": visit.training_class.pk, "sha256": files.store(data).sha256, "name": file.name[-100:], "by": request.user.pk}
    return signing.dumps(content, salt=SALT, compress=True)


def _kept(visit: Visit, request: LoggedInRequest, token: str) -> tuple[bytes, str] | None:
    """The bytes and name of the file, if this person kept it for this class not long ago."""
    try:
        content = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    if (content["class"], content["by"]) != (visit.training_class.pk, request.user.pk) or not files.exists(content["sha256"]):
        return None
    return files.read(content["sha256"]), content["name"]


@login_required
def roster_preview(request: LoggedInRequest, pk: int, token: str) -> HttpResponse:
    """Step 2, «Kiểm tra trước»: nothing has been written yet."""
    visit = visit_class(request, pk, Verb.EDIT)
    kept = _kept(visit, request, token)
    if kept is None:
        return _choose_again(request, pk)
    data, filename = kept
    check = rosters.check(training_class=visit.training_class, data=data, filename=filename)
    rows = sorted(check.rows, key=lambda row: (not row.errors, not row.errors and not row.warnings, row.number))
    context: dict[str, Any] = {
        "check": check,
        "rows": rows,
        "counts": check.counts,
        "filename": filename,
        "token": token,
        "steps": _steps(1),
    }
    return class_page(request, visit, "classes/roster_preview.html", **context)


@login_required
@require_POST
def roster_commit(request: LoggedInRequest, pk: int, token: str) -> HttpResponse:
    """Step 3, «Ghi vào danh sách». Pressed twice, the second time adds nobody."""
    visit = visit_class(request, pk, Verb.EDIT)
    kept = _kept(visit, request, token)
    if kept is None:
        return _choose_again(request, pk)
    data, filename = kept
    try:
        result = rosters.commit(training_class=visit.training_class, data=data, filename=filename, by=request.user)
    except ClassError as error:
        tell(request, error)
        return redirect("class-roster", pk=pk)
    _tell_result(request, len(result.added), result.check.counts["refused"])
    return redirect("roster-preview", pk=pk, token=token) if result.check.counts["refused"] else redirect("class-roster", pk=pk)


def _tell_result(request: LoggedInRequest, added: int, refused: int) -> None:
    if added:
        messages.success(
            request, ngettext("%(n)s trainee was added to the roster.", "%(n)s trainees were added to the roster.", added) % {"n": added}
        )
    else:
        messages.info(request, _("The roster already has everybody that this file can add; nothing was changed."))
    if refused:
        text = ngettext(
            "%(n)s row was not written; correct it in the file and choose the file again.",
            "%(n)s rows were not written; correct them in the file and choose the file again.",
            refused,
        )
        messages.warning(request, text % {"n": refused})


def _choose_again(request: LoggedInRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("This check is too old or belongs to another class; choose the file again."))
    return redirect("roster-check", pk=pk)


def _steps(current: int) -> list[tuple[str, str]]:
    names = [_("Choose the file"), _("Check first"), _("Write to the roster")]
    return [(name, "done" if index < current else "current" if index == current else "to-do") for index, name in enumerate(names)]

"""The attendance report of an online meeting: uploaded, looked through, written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.classes.actions import meeting_logs
from lms.classes.exceptions import ClassError
from lms.classes.meeting_logs.reading import LogError
from lms.classes.meeting_logs.roll import OnlineRoll, roll_of
from lms.classes.models import ClassSession, SessionVenue
from lms.classes.permissions import Visit, visit_place
from lms.classes.session_forms import MeetingLogForm
from lms.foundation import files
from lms.foundation.spreadsheets import SpreadsheetError
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

SALT = "classes.meeting-log"
MOST_BYTES = 10_000_000
A_DAY = 24 * 3600


@login_required
def meeting_log_upload(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = _visit(request, pk)
    form = MeetingLogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, percent = form.cleaned_data["file"], form.cleaned_data["percent"]
        try:
            data = upload.read(MOST_BYTES + 1)
            roll_of(session, data, upload.name, percent=percent, chosen={})
        except (SpreadsheetError, LogError) as error:
            form.add_error("file", _sentence(error, upload.name, session))
        else:
            kept = {"session": session.pk, "sha256": files.store(data).sha256, "name": upload.name[-80:], "percent": percent}
            return redirect("meeting-log-check", pk=pk, token=signing.dumps(kept, salt=SALT))
    status = 422 if form.errors else 200
    return class_page(request, visit, "classes/meeting_log_upload.html", status=status, session=session, form=form)


@login_required
def meeting_log_check(request: LoggedInRequest, pk: int, token: str) -> HttpResponse:
    """What would be written, the doubtful names side by side; POST writes."""
    visit, session = _visit(request, pk)
    kept = _kept(session, token)
    if kept is None:
        tell(request, ClassError("meeting_upload_gone"))
        return redirect("meeting-log-upload", pk=pk)
    chosen = _chosen(request.POST)
    roll = roll_of(session, files.read(kept["sha256"]), kept["name"], percent=kept["percent"], chosen=chosen)
    if request.method == "POST" and "write" in request.POST and (done := _written(request, session, roll, kept["sha256"])):
        return done
    context: dict[str, Any] = {"session": session, "roll": roll, "kept": kept, "asked": _asked(roll, chosen)}
    return class_page(request, visit, "classes/meeting_log_check.html", **context)


def _written(request: LoggedInRequest, session: ClassSession, roll: OnlineRoll, sha256: str) -> HttpResponse | None:
    try:
        n = meeting_logs.write(session=session, marks=roll.to_write, file_sha256=sha256, by=request.user)
    except ClassError as error:
        tell(request, error)
        return None
    done = ngettext("%(n)s mark was written from the report.", "%(n)s marks were written from the report.", n) % {"n": n}
    messages.success(request, done if n else _("Nothing had changed."))
    return redirect("session-rollcall", pk=session.pk)


def _visit(request: LoggedInRequest, pk: int) -> tuple[Visit, ClassSession]:
    """The manager of the class, or of the session's online room."""
    online = SessionVenue.objects.filter(session=pk, kind=SessionVenue.Kind.ONLINE).values_list("pk", flat=True).first()
    visit, session, _place = visit_place(request, pk, online)
    return visit, session


def _kept(session: ClassSession, token: str) -> dict[str, Any] | None:
    """What this upload was, if the address is ours, of this session, and its file is still there."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
    return kept if kept["session"] == session.pk and files.exists(kept["sha256"]) else None


def _chosen(data: Any) -> dict[int, int | None]:
    """{number of the attendee: trainee id or None} out of the fields `who-<number>`."""
    numbers = {key.removeprefix("who-"): value for key, value in data.items() if key.startswith("who-")}
    return {int(key): int(value) if _is_number(value) else None for key, value in numbers.items() if _is_number(key)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _asked(roll: OnlineRoll, chosen: dict[int, int | None]) -> list[dict[str, Any]]:
    return [{"number": n, "match": match, "minutes": minutes, "chosen": chosen.get(n)} for n, match, minutes in roll.asked]


def _sentence(error: SpreadsheetError | LogError, filename: str, session: ClassSession) -> str:
    if isinstance(error, SpreadsheetError):
        return str(error)
    day = f"{timezone.localtime(session.starts_at):%H:%M %d/%m/%Y}"
    return str(ClassError(error.code, filename=filename, day=day))

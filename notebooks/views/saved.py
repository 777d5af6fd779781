"""The last saved work of a learner whose server or hub is down: to take along, or to hand in as it is."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.foundation.ratelimit import hit
from lms.people.requests import LoggedInRequest
from notebooks import saved_work
from notebooks.access import get_place_and_lab
from notebooks.actions import submissions
from notebooks.exceptions import NotebooksError
from notebooks.models import LabVersion, Submission
from notebooks.views.exchange import SUBMISSIONS_PER_HOUR
from notebooks.views.feedback import attachment


@login_required
@require_safe
def saved_file(request: LoggedInRequest, code: str, slug: str, number: int) -> HttpResponse:
    """One saved notebook as a download; it never renders here."""
    place, lab = get_place_and_lab(request.user, code, slug)
    work = saved_work.find(request.user.handle, place.run.code, lab.slug)
    if work is None or number >= len(work.files):
        raise Http404
    name = work.files[number].name
    content = saved_work.read(work, {name}).get(name)
    if content is None:
        raise Http404
    return attachment(content, f"{lab.slug}-{number + 1}.ipynb", "application/octet-stream")


@login_required
@require_POST
def saved_submit(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Hands in what was saved last, as the button in the lab would."""
    place, lab = get_place_and_lab(request.user, code, slug)
    work = saved_work.find(request.user.handle, place.run.code, lab.slug)
    if work is None:
        messages.error(request, _("No saved work was found. Choose your file and submit it instead."))
        return redirect("lab-detail", code=code, slug=slug)
    if not hit("submission", f"{request.user.pk}", SUBMISSIONS_PER_HOUR, 3600):
        messages.error(request, _("You have submitted very often. Wait a few minutes, then submit again."))
        return redirect("lab-detail", code=code, slug=slug)
    try:
        submission = submissions.receive(
            lab=lab,
            enrollment=place,
            files=saved_work.read(work, wanted(work, lab.current_version)),
            idempotency_key=request.POST.get("key", "")[:64] or uuid.uuid4().hex,
            channel=Submission.Channel.LAB,
            version_number=work.version,
        )
    except NotebooksError as error:
        messages.error(request, str(error))
        return redirect("lab-detail", code=code, slug=slug)
    return redirect("submission-detail", pk=submission.pk)


def wanted(work: saved_work.SavedWork, version: LabVersion | None) -> set[str]:
    """The lab's own notebooks; copies under other names stay at home, unless there is nothing else."""
    present = {each.name for each in work.files}
    released = {entry["path"] for entry in version.release_files} if version else set()
    return present & released or present

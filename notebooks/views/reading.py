"""The lab for somebody on a telephone: its text to read, the way to a computer; and the raised hand."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.foundation.ratelimit import hit
from lms.people.requests import LoggedInRequest
from notebooks.access import get_place_and_lab
from notebooks.actions import helping
from notebooks.actions.submissions import refuse_before_opening
from notebooks.assignments import rules_for
from notebooks.exceptions import NotebooksError
from notebooks.frame import document
from notebooks.released import released_cells

LINKS_PER_HOUR = 5
HANDS_PER_HOUR = 30


@login_required
@require_safe
def lab_text(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    try:
        refuse_before_opening(rules_for(place, lab))
    except NotebooksError as error:
        messages.error(request, str(error))
        return redirect("lab-detail", code=code, slug=slug)
    return render(request, "notebooks/lab_text.html", {"run": place.run, "lab": lab})


@login_required
@require_safe
def lab_text_frame(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """The released notebooks as a document in which nothing can act: what a learner could fetch anyway."""
    place, lab = get_place_and_lab(request.user, code, slug)
    try:
        refuse_before_opening(rules_for(place, lab))
    except NotebooksError:
        return document([], sees_tests=False)
    assert lab.current_version is not None
    return document(released_cells(lab.current_version), sees_tests=True)


@login_required
@require_POST
def lab_link_send(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """The lab's address to the learner's own mailbox, for the computer they sit down at later."""
    _place, lab = get_place_and_lab(request.user, code, slug)
    if not request.user.email:
        messages.error(request, _("Your account has no e-mail address. Type the address of this page on the computer instead."))
    elif not hit("lab-link", f"{request.user.pk}", LINKS_PER_HOUR, 3600):
        messages.error(request, _("The link was sent several times already. Look into your mailbox, also under spam."))
    else:
        address = f"{settings.HOCAI_SITE_URL}/bai-thuc-hanh/{code}/{slug}/"
        body = _("Open this address on a computer to work on “%(lab)s”:\n\n%(address)s\n") % {"lab": lab.title, "address": address}
        send_mail(_("The lab “%(lab)s”") % {"lab": lab.title}, body, settings.DEFAULT_FROM_EMAIL, [request.user.email])
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("lab-detail", code=code, slug=slug)


@login_required
@require_POST
def help_record(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Raises the hand, or lowers it."""
    place, lab = get_place_and_lab(request.user, code, slug)
    if "lower" in request.POST:
        helping.lower_hand(enrollment=place, lab=lab, by=request.user)
        messages.success(request, _("Your hand is down."))
    elif hit("raise-hand", f"{request.user.pk}", HANDS_PER_HOUR, 3600):
        helping.raise_hand(enrollment=place, lab=lab, note=request.POST.get("note", ""))
        messages.success(request, _("Your teacher sees that you ask for help. Go on meanwhile if you can."))
    else:
        messages.error(request, _("You have asked very often. Speak to your teacher, or wait a few minutes."))
    return redirect("lab-detail", code=code, slug=slug)

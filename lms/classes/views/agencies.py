"""The officer's tab «Đơn vị»: who was invited, who has sent a list, who is reminded; each agency's link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes import agency_links, agency_sheets, agency_texts, invited
from lms.classes.actions import invitations, waiting
from lms.classes.exceptions import ClassError
from lms.classes.forms_agencies import ExtendForm, InvitationForm, InviteForm
from lms.classes.models import AgencyInvitation
from lms.classes.permissions import Verb, Visit, visit_class
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

PER_PAGE = 50


@login_required
def class_invitations(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    lines = invited.invited(visit.training_class)
    which, words = request.GET.get("loc", "all"), request.GET.get("tim", "")[:100]
    page = Paginator(invited.chosen(lines, which, words), PER_PAGE).get_page(request.GET.get("page"))
    for line in page:
        line.invitation.message = agency_texts.message_for(line.invitation) if visit.may_edit else ""  # type: ignore[attr-defined]
    counts = invited.counts_of(lines)
    missing = [line for line in lines if line.is_missing]
    context: dict[str, Any] = {
        "page_obj": page,
        "counts": counts,
        "filters": [(key, label, counts[key]) for key, label in invited.FILTER_LABELS.items()],
        "which": which,
        "words": words,
        "of_places": _of_places(lines),
        "unsent": sum(1 for line in missing if line.invitation.contact_email and not line.invitation.sent_at),
        "group_text": agency_texts.group_reminder(visit.training_class, [line.invitation for line in missing]) if missing else "",
        "queue": sum(line.waiting for line in lines),
    }
    return class_page(request, visit, "classes/class_invitations.html", **context)


def _of_places(lines: list[invited.Invited]) -> str:
    """“12/40”: people on the roster, and the places given to the agencies where there are any."""
    taken = sum(line.taken for line in lines)
    places = sum(line.invitation.quota or 0 for line in lines if not line.invitation.cancelled_at)
    return f"{taken}/{places}" if places else str(taken)


@login_required
def invitation_create(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    form = InviteForm(request.POST or None, training_class=visit.training_class)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = invitations.invite(
                training_class=visit.training_class,
                agencies=data["agencies"],
                quota=data["quota"],
                expires_at=data["until"],
                by=request.user,
            )
        except ClassError as error:
            tell(request, error)
        else:
            _tell_invited(request, visit, made, send_mail=data["send_mail"])
        return redirect("class-invitations", pk=pk)
    return class_page(request, visit, "classes/invitation_create.html", form=form)


def _tell_invited(request: LoggedInRequest, visit: Visit, made: list[AgencyInvitation], *, send_mail: bool) -> None:
    if not made:
        messages.info(request, _("All of these agencies have been invited already; nothing was changed."))
        return
    text = ngettext("%(n)s agency was invited.", "%(n)s agencies were invited.", len(made))
    messages.success(request, text % {"n": len(made)})
    if send_mail:
        _mail(request, [one for one in made if one.contact_email])
    without = sum(1 for one in made if not one.contact_email)
    if without:
        text = ngettext(
            "%(n)s agency has no email: copy its message below.", "%(n)s agencies have no email: copy their messages below.", without
        )
        messages.info(request, text % {"n": without})


def _mail(request: LoggedInRequest, unsent: list[AgencyInvitation]) -> None:
    sent = invitations.mail(invitations=unsent, by=request.user)
    if sent:
        messages.success(request, ngettext("%(n)s mail was sent.", "%(n)s mails were sent.", sent) % {"n": sent})
    if sent < len(unsent):
        text = ngettext(
            "%(n)s mail could not be sent; try again later.", "%(n)s mails could not be sent; try again later.", len(unsent) - sent
        )
        messages.warning(request, text % {"n": len(unsent) - sent})


@login_required
@require_POST
def invitation_mail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The link to everybody who has an address and has not got it."""
    visit = visit_class(request, pk, Verb.EDIT)
    lines = invited.invited(visit.training_class)
    _mail(request, [line.invitation for line in lines if line.is_missing and line.invitation.contact_email and not line.invitation.sent_at])
    return redirect("class-invitations", pk=pk)


@login_required
@require_POST
def invitation_remind(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Nhắc tất cả đơn vị chưa nộp»."""
    visit = visit_class(request, pk, Verb.EDIT)
    try:
        done = invitations.remind(training_class=visit.training_class, by=request.user)
    except ClassError as error:
        tell(request, error)
        return redirect("class-invitations", pk=pk)
    if done.mailed:
        messages.success(request, ngettext("%(n)s reminder was mailed.", "%(n)s reminders were mailed.", done.mailed) % {"n": done.mailed})
    if done.by_hand:
        text = ngettext(
            "%(n)s agency has no email: copy the reminder below and send it yourself.",
            "%(n)s agencies have no email: copy the reminder below and send it yourself.",
            done.by_hand,
        )
        messages.info(request, text % {"n": done.by_hand})
    if done.failed:
        text = ngettext("%(n)s mail could not be sent; try again later.", "%(n)s mails could not be sent; try again later.", done.failed)
        messages.warning(request, text % {"n": done.failed})
    return redirect("class-invitations", pk=pk)


@login_required
def invitation_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, invitation = _visit_invitation(request, pk, Verb.READ)
    form = InvitationForm(request.POST) if request.method == "POST" else InvitationForm.of(invitation)
    if request.method == "POST":
        visit, invitation = _visit_invitation(request, pk, Verb.EDIT)
        if form.is_valid():
            return _change(request, visit, invitation, form)
    line = next(line for line in invited.invited(visit.training_class) if line.invitation.pk == pk)
    context: dict[str, Any] = {
        "line": line,
        "invitation": invitation,
        "form": form,
        "extend_form": ExtendForm(),
        "url": agency_links.url_of(invitation) if visit.may_edit else "",
        "message": agency_texts.message_for(invitation) if visit.may_edit else "",
        "lists_until": invited.lists_until(invitation),
        "lists": [(one, invited.errors_in(one.counts)) for one in invitation.imports.all()],
        "people": agency_sheets.people_of(invitation),
        "waiting": agency_sheets.waiting_of(invitation),
    }
    return class_page(request, visit, "classes/invitation_detail.html", **context)


def _change(request: LoggedInRequest, visit: Visit, invitation: AgencyInvitation, form: InvitationForm) -> HttpResponse:
    try:
        invitations.change(invitation=invitation, quota=form.cleaned_data["quota"], contact=form.contact(), by=request.user)
        admitted = waiting.fill_while_enrolling(training_class=visit.training_class, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("Saved."))
        if admitted:
            text = ngettext("%(n)s person of the waiting list got a place.", "%(n)s people of the waiting list got a place.", len(admitted))
            messages.success(request, text % {"n": len(admitted)})
    return redirect("invitation-detail", pk=invitation.pk)


@login_required
@require_POST
def invitation_extend(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, invitation = _visit_invitation(request, pk, Verb.EDIT)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the new last day of the link."))
        return redirect("invitation-detail", pk=pk)
    try:
        invitations.extend(invitation=invitation, until=form.until(), by=request.user)
        messages.success(request, _("The link and the time to send a list were extended for this agency."))
    except ClassError as error:
        tell(request, error)
    return redirect("invitation-detail", pk=pk)


@login_required
@require_POST
def invitation_renew(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, invitation = _visit_invitation(request, pk, Verb.EDIT)
    try:
        invitations.renew(invitation=invitation, by=request.user)
        messages.success(request, _("There is a new link; the older one no longer works. Send the new one to the agency."))
    except ClassError as error:
        tell(request, error)
    return redirect("invitation-detail", pk=pk)


@login_required
@require_POST
def invitation_revoke(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, invitation = _visit_invitation(request, pk, Verb.EDIT)
    invitations.revoke(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation was withdrawn; its link no longer works. Who is on the roster stays."))
    return redirect("class-invitations", pk=visit.training_class.pk)


def _visit_invitation(request: LoggedInRequest, pk: int, verb: Verb) -> tuple[Visit, AgencyInvitation]:
    found = AgencyInvitation.objects.select_related("training_class__organizer", "agency", "by")
    invitation = get_object_or_404(found, pk=pk)
    return visit_class(request, invitation.training_class_id, verb), invitation

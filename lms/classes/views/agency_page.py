"""What an invited agency sees behind its link: no account, no names but its own, one clear sentence when the link has ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.classes import agency_links, agency_sheets
from lms.classes.actions import agency_lists, invitations
from lms.classes.exceptions import ClassError
from lms.classes.forms_agencies import DeclineForm, ListFileForm, OnePersonForm, PasteForm
from lms.classes.invited import lists_until
from lms.classes.models import AgencyInvitation, RosterImport
from lms.classes.permissions import standings_in
from lms.classes.quotas import Places
from lms.foundation import uploads
from lms.foundation.ratelimit import hit, limited, too_many
from lms.foundation.spreadsheets import SpreadsheetError

from .documents import XLSX

GONE = {"link_unknown": 404}
# A file costs the machine more than a page; one agency needs a few of them.
LISTS_PER_LINK, LISTS_SECONDS = 20, 600
LISTS_SHOWN = 5
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Hands the invitation over instead of the token; a link that has ended gets its sentence and nothing else."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        try:
            response = view(request, agency_links.invitation_of(token), token=token, **rest)
        except ClassError as error:
            if not error.code.startswith("link_"):
                raise
            context = {"sentence": str(error), "title": _("This link does not work")}
            response = render(request, "classes/agency_ended.html", context, status=GONE.get(error.code, 410))
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(limited("agency-page", per_account=300, per_address=600)(opened))


@by_link
def agency_page(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    if request.method == "GET" and not _is_staff(request, invitation):
        invitations.note_opened(invitation=invitation)
    return show_page(request, invitation, token)


def _is_staff(request: HttpRequest, invitation: AgencyInvitation) -> bool:
    """The officer who tries the link has not opened it for the agency."""
    return request.user.is_authenticated and bool(standings_in(request.user, invitation.training_class))


def show_page(request: HttpRequest, invitation: AgencyInvitation, token: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {
        **frame_of(invitation, token),
        "sessions": invitation.training_class.sessions.not_cancelled().select_related("venue"),
        "people": agency_sheets.people_of(invitation),
        "waiting": agency_sheets.waiting_of(invitation),
        "lists": invitation.imports.exclude(filename=agency_lists.TYPED)[:LISTS_SHOWN],
        "closed": _closed_sentence(invitation),
        "room": Places(invitation.training_class).room(invitation.agency_id),
        "file_form": ListFileForm(auto_id="file_%s"),
        "paste_form": PasteForm(auto_id="paste_%s"),
        "person_form": OnePersonForm(auto_id="person_%s"),
        **forms,
    }
    return render(request, "classes/agency_page.html", context, status=status)


def frame_of(invitation: AgencyInvitation, token: str) -> dict[str, Any]:
    return {"invitation": invitation, "training_class": invitation.training_class, "token": token, "until": lists_until(invitation)}


def _closed_sentence(invitation: AgencyInvitation) -> str:
    try:
        agency_lists.refuse_outside_window(invitation)
    except ClassError as error:
        return str(error)
    return ""


@by_link
@require_GET
def agency_sheet(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    return _xlsx(agency_sheets.sheet_of(invitation), agency_sheets.file_name(invitation))


@by_link
@require_POST
def agency_upload(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    form = ListFileForm(request.POST, request.FILES, auto_id="file_%s")
    if not form.is_valid():
        return show_page(request, invitation, token, status=422, file_form=form)
    file = form.cleaned_data["file"]
    return _received(
        request, invitation, token, ("file_form", form, "file"),
        lambda: agency_lists.receive(invitation=invitation, data=file.read(), filename=uploads.harmless_name(file.name)),
    )  # fmt: skip


@by_link
@require_POST
def agency_paste(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    form = PasteForm(request.POST, auto_id="paste_%s")
    if not form.is_valid():
        return show_page(request, invitation, token, status=422, paste_form=form)
    text = form.cleaned_data["text"]
    return _received(
        request, invitation, token, ("paste_form", form, "text"), lambda: agency_lists.receive_pasted(invitation=invitation, text=text)
    )


def _received(
    request: HttpRequest, invitation: AgencyInvitation, token: str, place: tuple[str, Any, str], receive: Callable[[], RosterImport]
) -> HttpResponse:
    """«Kiểm tra trước», or the page again with one sentence at the field."""
    if not hit("agency-list", str(invitation.pk), LISTS_PER_LINK, LISTS_SECONDS):
        return too_many(request, LISTS_SECONDS)
    name, form, field = place
    try:
        received = receive()
    except (SpreadsheetError, ClassError) as error:
        raise_ended(error)
        form.add_error(field, str(error))
        return show_page(request, invitation, token, status=422, **{name: form})
    return redirect("agency-list", token=token, pk=received.pk)


def raise_ended(error: Exception) -> None:
    if isinstance(error, ClassError) and error.code.startswith("link_"):
        raise error


@by_link
@require_GET
def agency_list(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    """A list row by row, before and after it was sent."""
    roster_import = _own_list(invitation, pk)
    rows = agency_sheets.rows_for(roster_import)
    counts = agency_sheets.counts_of(rows)
    room = Places(invitation.training_class).room(invitation.agency_id)
    context = {
        **frame_of(invitation, token),
        "roster_import": roster_import,
        "rows": rows,
        "counts": counts,
        "is_checked": roster_import.state == RosterImport.State.CHECKED,
        "over": max(counts["ok"] - room.fits(counts["ok"]), 0),
        "room": room,
        "closed": _closed_sentence(invitation),
    }
    return render(request, "classes/agency_list.html", context)


@by_link
@require_POST
def agency_list_send(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    roster_import = _own_list(invitation, pk)
    try:
        tell_sent(request, agency_lists.send(roster_import=roster_import))
    except ClassError as error:
        raise_ended(error)
        messages.error(request, str(error))
        return redirect("agency-list", token=token, pk=pk)
    return redirect("agency-page", token=token)


def tell_sent(request: HttpRequest, sent: agency_lists.Sent) -> None:
    if sent.admitted:
        text = ngettext("%(n)s person got a place in the class.", "%(n)s people got a place in the class.", sent.admitted)
        messages.success(request, text % {"n": sent.admitted})
    if sent.waiting:
        text = ngettext(
            "No place was left for %(n)s person, who is now on the waiting list; the officer tells you when a place becomes free.",
            "No place was left for %(n)s people, who are now on the waiting list; the officer tells you when places become free.",
            sent.waiting,
        )
        messages.warning(request, text % {"n": sent.waiting})
    if sent.refused:
        text = ngettext(
            "%(n)s row was not entered; open the list below to see why.", "%(n)s rows were not entered; open the list below to see why.", sent.refused
        )  # fmt: skip
        messages.warning(request, text % {"n": sent.refused})
    if not (sent.admitted or sent.waiting or sent.refused):
        messages.info(request, _("Everybody in this list was there already; nothing was changed."))


@by_link
@require_GET
def agency_list_remarks(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    roster_import = _own_list(invitation, pk)
    return _xlsx(agency_sheets.remarks_of(roster_import), f"ghi-chu-{agency_sheets.file_name(invitation)}")


def _own_list(invitation: AgencyInvitation, pk: int) -> RosterImport:
    roster_import = get_object_or_404(
        RosterImport.objects.select_related("invitation__agency", "training_class"), pk=pk, invitation=invitation
    )
    roster_import.invitation = invitation
    return roster_import


@by_link
def agency_decline(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.decline(invitation=invitation, reason=form.cleaned_data["reason"])
        except ClassError as error:
            raise_ended(error)
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your answer was noted. You may still send a list as long as lists are taken."))
        return redirect("agency-page", token=token)
    return render(request, "classes/agency_decline.html", {**frame_of(invitation, token), "form": form})


def _xlsx(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

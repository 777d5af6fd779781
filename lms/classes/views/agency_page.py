"""What an invited agency sees behind its link: no account, no names but its own, one clear sentence when the link has ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.classes import agency_links, agency_sheets, typed
from lms.classes.actions import agency_lists, invitations, replacements, withdrawals
from lms.classes.actions.replacements import Ask
from lms.classes.exceptions import ClassError
from lms.classes.forms_agencies import DeclineForm, ListFileForm, OnePersonForm, PasteForm, ReplacementForm
from lms.classes.invited import lists_until
from lms.classes.models import AgencyInvitation, RosterImport, Trainee
from lms.classes.permissions import standings_in
from lms.classes.quotas import Places
from lms.classes.rosters.reading import ReadRow
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
    return _page(request, invitation, token)


def _is_staff(request: HttpRequest, invitation: AgencyInvitation) -> bool:
    """The officer who tries the link has not opened it for the agency."""
    return request.user.is_authenticated and bool(standings_in(request.user, invitation.training_class))


def _page(request: HttpRequest, invitation: AgencyInvitation, token: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {
        **_frame(invitation, token),
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


def _frame(invitation: AgencyInvitation, token: str) -> dict[str, Any]:
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
        return _page(request, invitation, token, status=422, file_form=form)
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
        return _page(request, invitation, token, status=422, paste_form=form)
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
        _raise_ended(error)
        form.add_error(field, str(error))
        return _page(request, invitation, token, status=422, **{name: form})
    return redirect("agency-list", token=token, pk=received.pk)


def _raise_ended(error: Exception) -> None:
    if isinstance(error, ClassError) and error.code.startswith("link_"):
        raise error


@by_link
@require_POST
def agency_person(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    """One person typed on a phone: looked at and entered at once."""
    form = OnePersonForm(request.POST, auto_id="person_%s")
    if not form.is_valid() or add_reading_errors(form, typed.read(form.cleaned_data, invitation.agency.name)):
        return _page(request, invitation, token, status=422, person_form=form)
    if not hit("agency-person", str(invitation.pk), 200, LISTS_SECONDS):
        return too_many(request, LISTS_SECONDS)
    try:
        received = agency_lists.receive_typed(invitation=invitation, person=form.cleaned_data)
        row = agency_sheets.rows_for(received)[0]
        if row.verdict == "error":
            form.add_error(None, " ".join(row.sentences))
            return _page(request, invitation, token, status=422, person_form=form)
        if row.verdict == "ok":
            _tell_sent(request, agency_lists.send(roster_import=received))
        elif row.verdict == "there":
            messages.info(request, _("%(name)s is already on your agency's list.") % {"name": row.name})
        else:
            messages.info(request, _("%(name)s was handed to the class officer, who looks at it first.") % {"name": row.name})
    except ClassError as error:
        _raise_ended(error)
        messages.error(request, str(error))
    return redirect("agency-page", token=token)


_FIELD_OF = {"birth_date": "birth", "birth_year": "birth"}


def add_reading_errors(form: OnePersonForm, read: ReadRow) -> bool:
    for field, sentence in read.wrong.items():
        name = _FIELD_OF.get(field, field)
        form.add_error(name if name in form.fields else None, sentence)
    if read.errors and not read.wrong:
        form.add_error(None, " ".join(read.errors))
    return bool(read.errors)


@by_link
@require_GET
def agency_list(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    """A list row by row, before and after it was sent."""
    roster_import = _own_list(invitation, pk)
    rows = agency_sheets.rows_for(roster_import)
    counts = agency_sheets.counts_of(rows)
    room = Places(invitation.training_class).room(invitation.agency_id)
    context = {
        **_frame(invitation, token),
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
        _tell_sent(request, agency_lists.send(roster_import=roster_import))
    except ClassError as error:
        _raise_ended(error)
        messages.error(request, str(error))
        return redirect("agency-list", token=token, pk=pk)
    return redirect("agency-page", token=token)


def _tell_sent(request: HttpRequest, sent: agency_lists.Sent) -> None:
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
            _raise_ended(error)
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your answer was noted. You may still send a list as long as lists are taken."))
        return redirect("agency-page", token=token)
    return render(request, "classes/agency_decline.html", {**_frame(invitation, token), "form": form})


@by_link
def agency_replace(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    """«Cử người thay» by the agency itself."""
    leaving = _own_trainee(invitation, pk)
    form = ReplacementForm(request.POST or None, request.FILES or None, training_class=invitation.training_class)
    if request.method == "POST" and form.is_valid():
        read = typed.read(form.cleaned_data, invitation.agency.name)
        ask = None if add_reading_errors(form, read) else ask_of(form)
        if ask is not None:
            try:
                made = replacements.replace_by_agency(invitation=invitation, leaving=leaving, coming=read.person, ask=ask)
            except ClassError as error:
                _raise_ended(error)
                form.add_error(None, str(error))
            else:
                tell_replaced(request, made)
                return redirect("agency-page", token=token)
    context = {**_frame(invitation, token), "form": form, "leaving": leaving}
    return render(request, "classes/agency_replace.html", context, status=422 if form.errors else 200)


def ask_of(form: ReplacementForm) -> Ask | None:
    """What the form says; None when the letter cannot be kept, which the form then tells."""
    letter = form.cleaned_data["letter"]
    try:
        paper = uploads.keep(letter) if letter else None
    except uploads.UploadError as error:
        form.add_error("letter", str(error))
        return None
    return Ask(reason=form.cleaned_data["reason"], session=form.cleaned_data["session"], letter=paper)


def tell_replaced(request: HttpRequest, made: Any) -> None:
    names = {"coming": made.coming.enrollment.person.full_name, "leaving": made.leaving.enrollment.person.full_name}
    messages.success(request, _("%(coming)s now comes in place of %(leaving)s.") % names)


@by_link
@require_POST
def agency_withdraw(request: HttpRequest, invitation: AgencyInvitation, token: str, pk: int) -> HttpResponse:
    leaving = _own_trainee(invitation, pk)
    try:
        withdrawals.withdraw_by_agency(invitation=invitation, trainee=leaving)
        messages.success(request, _("%(name)s was taken off the list.") % {"name": leaving.enrollment.person.full_name})
    except ClassError as error:
        _raise_ended(error)
        messages.error(request, str(error))
    return redirect("agency-page", token=token)


def _own_trainee(invitation: AgencyInvitation, pk: int) -> Trainee:
    trainee = next((one for one in agency_sheets.people_of(invitation) if one.pk == pk), None)
    if trainee is None:
        raise Http404
    trainee.training_class = invitation.training_class
    return trainee


def _xlsx(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""People one by one, behind an agency's link: typed on a phone, replaced, taken off the list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes import agency_sheets, typed
from lms.classes.actions import agency_lists, replacements, withdrawals
from lms.classes.actions.replacements import Ask
from lms.classes.exceptions import ClassError
from lms.classes.forms_agencies import OnePersonForm, ReplacementForm
from lms.classes.models import AgencyInvitation, Replacement, Trainee
from lms.classes.rosters.values import ReadRow
from lms.foundation import uploads
from lms.foundation.ratelimit import hit, too_many

from .agency_page import by_link, frame_of, raise_ended, show_page, tell_sent

PEOPLE_PER_LINK, PEOPLE_SECONDS = 200, 600


@by_link
@require_POST
def agency_person(request: HttpRequest, invitation: AgencyInvitation, token: str) -> HttpResponse:
    """One person typed on a phone: looked at and entered at once."""
    form = OnePersonForm(request.POST, auto_id="person_%s")
    if not form.is_valid() or add_reading_errors(form, typed.read(form.cleaned_data, invitation.agency.name)):
        return show_page(request, invitation, token, status=422, person_form=form)
    if not hit("agency-person", str(invitation.pk), PEOPLE_PER_LINK, PEOPLE_SECONDS):
        return too_many(request, PEOPLE_SECONDS)
    try:
        received = agency_lists.receive_typed(invitation=invitation, person=form.cleaned_data)
        row = agency_sheets.rows_for(received)[0]
        if row.verdict == "error":
            form.add_error(None, " ".join(row.sentences))
            return show_page(request, invitation, token, status=422, person_form=form)
        if row.verdict == "ok":
            tell_sent(request, agency_lists.send(roster_import=received))
        elif row.verdict == "there":
            messages.info(request, _("%(name)s is already on your agency's list.") % {"name": row.name})
        else:
            messages.info(request, _("%(name)s was handed to the class officer, who looks at it first.") % {"name": row.name})
    except ClassError as error:
        raise_ended(error)
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
                raise_ended(error)
                form.add_error(None, str(error))
            else:
                tell_replaced(request, made)
                return redirect("agency-page", token=token)
    context = {**frame_of(invitation, token), "form": form, "leaving": leaving}
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


def tell_replaced(request: HttpRequest, made: Replacement) -> None:
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
        raise_ended(error)
        messages.error(request, str(error))
    return redirect("agency-page", token=token)


def _own_trainee(invitation: AgencyInvitation, pk: int) -> Trainee:
    trainee = next((one for one in agency_sheets.people_of(invitation) if one.pk == pk), None)
    if trainee is None:
        raise Http404
    trainee.training_class = invitation.training_class
    return trainee

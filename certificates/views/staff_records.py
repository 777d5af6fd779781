"""Certificates for the staff records of an agency: for its officers, and for registrars."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import staff_records
from certificates.forms_paper import RecordsForm
from certificates.permissions_paper import RecordsDesk, get_agency, records_desk
from certificates.staff_records import Choice
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.people.requests import LoggedInRequest

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def staff_record_list(request: LoggedInRequest) -> HttpResponse:
    """Of this year unless the address says otherwise."""
    desk = records_desk(request)
    data = request.GET if request.GET else {"tu": timezone.localdate().replace(month=1, day=1).isoformat()}
    form = RecordsForm(data)
    choice = _choice(form, desk)
    found = staff_records.chosen(choice, issuers=desk.issuers, agencies=desk.agencies)
    context = {"desk": desk, "form": form, "agencies": staff_records.agencies_of(found) if form.is_valid() else [], "query": _query(form)}
    return render(request, "certificates/staff_record_list.html", context)


@login_required
@require_safe
def staff_record_export(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = records_desk(request)
    agency = get_agency(desk, pk)
    form = RecordsForm(request.GET)
    found = staff_records.chosen(_choice(form, desk), issuers=desk.issuers, agencies=desk.agencies)
    if not form.is_valid() or not found.filter(enrollment__trainee__agency=agency).exists():
        return _nothing(request)
    audit.access(request, agency, "staff_records")
    return _file(staff_records.as_spreadsheet(agency, found), staff_records.file_name(agency), SPREADSHEET)


@login_required
@require_safe
def staff_record_archive(request: LoggedInRequest) -> HttpResponse:
    """Every agency in one .zip; an officer finds only the own agencies in it."""
    desk = records_desk(request)
    form = RecordsForm(request.GET)
    found = staff_records.chosen(_choice(form, desk), issuers=desk.issuers, agencies=desk.agencies)
    agencies = staff_records.agencies_of(found) if form.is_valid() else []
    if not agencies:
        return _nothing(request)
    for agency, _n in agencies:
        audit.access(request, agency, "staff_records")
    return _file(staff_records.as_archive(found), f"ho-so-can-bo-{timezone.localdate():%Y%m%d}.zip", "application/zip")


def _choice(form: RecordsForm, desk: RecordsDesk) -> Choice:
    """What was asked for. A class that does not exist gives nothing; nobody learns whether it exists."""
    if not form.is_valid():
        return Choice(training_class=0)
    data = form.cleaned_data
    pk = None
    if data["lop"]:
        pk = TrainingClass.objects.filter(code__iexact=data["lop"].strip()).values_list("pk", flat=True).first() or 0
    return Choice(pk, data["tu"], data["den"])


def _query(form: RecordsForm) -> str:
    """The choice as an address carries it."""
    return urlencode({name: form.data.get(name, "") for name in ("lop", "tu", "den") if form.data.get(name)})


def _nothing(request: LoggedInRequest) -> HttpResponse:
    messages.error(request, _("There is no certificate for this choice."))
    return redirect("staff-record-list")


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

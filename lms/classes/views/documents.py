"""Files of a class to take along: PDF lists, spreadsheets, the calendar."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from lms.classes import calendars, documents, tables
from lms.classes.permissions import Verb, visit_class, visit_session
from lms.classes.places import places_of
from lms.classes.sheets import order_of
from lms.foundation import audit
from lms.foundation.spreadsheets import write_csv, write_table
from lms.people.requests import LoggedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def class_list_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    return _file(documents.class_list(visit.training_class), f"danh-sach-{visit.training_class.code}.pdf", "application/pdf")


@login_required
def class_signin_sheet(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    return _file(documents.class_signin_sheet(visit.training_class), f"ky-ten-{visit.training_class.code}.pdf", "application/pdf")


@login_required
def session_signin_sheet(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Of every place at once; `diem` names one place (0 the session's own), `theo` the order."""
    visit, session = visit_session(request, pk, Verb.READ)
    order, name = order_of(request.GET.get("theo")), f"ky-ten-{visit.training_class.code}-{session.number}.pdf"
    wanted = request.GET.get("diem", "")
    if not wanted:
        return _file(documents.signin_sheets([session], order), name, "application/pdf")
    places = {str(place.pk if place else 0): place for place in places_of(session)}
    if wanted not in places:
        raise Http404
    return _file(documents.session_signin_sheet(session, order, places[wanted]), name, "application/pdf")


@login_required
def class_roster_export(request: LoggedInRequest, pk: int, kind: str) -> HttpResponse:
    """The columns of the import, so that the file can be corrected and brought in again; never the personal ids."""
    visit = visit_class(request, pk, Verb.READ)
    audit.access(request, visit.training_class, "roster_export")
    table = tables.roster(visit.training_class)
    return _table(table, f"danh-sach-{visit.training_class.code}", kind)


@login_required
def class_attendance_export(request: LoggedInRequest, pk: int, kind: str) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    return _table(tables.attendance(visit.training_class), f"diem-danh-{visit.training_class.code}", kind)


@login_required
def class_calendar(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.VISIT)
    return _file(calendars.of_class(visit.training_class), f"lich-{visit.training_class.code}.ics", "text/calendar; charset=utf-8")


def _table(table: tables.Table, name: str, kind: str) -> HttpResponse:
    if kind == "csv":
        return _file(write_csv([table.columns, *table.rows]), f"{name}.csv", "text/csv; charset=utf-8")
    if kind == "xlsx":
        return _file(write_table(table.columns, table.rows, title=table.title), f"{name}.xlsx", XLSX)
    raise Http404


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

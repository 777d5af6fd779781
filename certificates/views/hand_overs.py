"""Handing papers over: ticking people off, somebody who takes it for another, the lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from certificates import hand_over_lists, papers, printing
from certificates.actions import hand_overs
from certificates.exceptions import CertificateError
from certificates.forms_paper import HandOverDayForm, ProxyForm, ReceiverForm
from certificates.models import PrintRun
from certificates.permissions import Verb, get_desk
from certificates.permissions_paper import get_hand_over, get_paper
from lms.foundation import audit, files, uploads
from lms.people.requests import LoggedInRequest

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDERS = {"ten": PrintRun.Order.NAME, "don-vi": PrintRun.Order.AGENCY, "diem": PrintRun.Order.VENUE}


@login_required
def hand_over_list(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Officers of the class read; the registrar of the issuer ticks off, and confirms, because the register forgets nothing."""
    desk = get_desk(request, pk, Verb.MANAGE if request.method == "POST" else Verb.READ)
    form = HandOverDayForm(request.POST or None, initial={"taken_on": timezone.localdate()})
    order = ORDERS.get(request.GET.get("theo", ""), printing.last_settings(desk.training_class).order)
    rows = papers.paper_rows(desk.training_class, order)
    chosen = set(request.POST.getlist("giay"))
    context: dict[str, Any] = {
        "desk": desk, "training_class": desk.training_class, "form": form, "rows": rows, "order": order, "orders": _orders(order), "chosen": chosen,
        "due": sum(1 for row in rows if row.is_due), "done": sum(1 for row in rows if row.hand_over), "today": timezone.localdate(),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        picked = [row.certificate for row in rows if str(row.certificate.pk) in chosen]
        try:
            if "confirm" in request.POST:
                _tell(request, hand_overs.record(certificates=picked, taken_on=form.cleaned_data["taken_on"], by=request.user))
                return redirect("hand-over-list", pk=pk)
            hand_overs.check(certificates=picked, taken_on=form.cleaned_data["taken_on"])
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            context |= {"picked": picked, "taken_on": form.cleaned_data["taken_on"]}
            return render(request, "certificates/hand_over_confirm.html", context)
    return render(request, "certificates/hand_over_list.html", context)


def _orders(order: str) -> list[tuple[str, str, bool]]:
    return [(slug, str(PrintRun.Order(value).label), value == order) for slug, value in ORDERS.items()]


def _tell(request: LoggedInRequest, report: hand_overs.HandOverReport) -> None:
    if report.done:
        text = ngettext("%(n)s paper was entered as handed over.", "%(n)s papers were entered as handed over.", len(report.done))
        messages.success(request, text % {"n": len(report.done)})
    if report.already:
        text = ngettext("%(n)s paper had been handed over before.", "%(n)s papers had been handed over before.", len(report.already))
        messages.info(request, text % {"n": len(report.already)})
    for sentence in report.refused:
        messages.warning(request, sentence)


@login_required
def hand_over_proxy(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    desk, certificate = get_paper(request, pk)
    form = ProxyForm(request.POST or None, request.FILES or None, initial={"taken_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        proxy = hand_overs.Proxy(data["receiver"], data["authority"], data["scan"])
        try:
            hand_over = hand_overs.record_proxy(certificate=certificate, proxy=proxy, taken_on=data["taken_on"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("%(receiver)s took the paper of %(name)s.") % {"receiver": hand_over.receiver, "name": certificate.snapshot["holder"]},
            )
            return redirect("hand-over-list", pk=desk.training_class.pk)
    context = {"desk": desk, "training_class": desk.training_class, "certificate": certificate, "form": form}
    return render(request, "certificates/hand_over_proxy.html", context)


@login_required
def hand_over_correct(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk, hand_over = get_hand_over(request, pk)
    form = ReceiverForm(request.POST or None, initial={"receiver": hand_over.receiver})
    if request.method == "POST" and form.is_valid():
        try:
            hand_overs.correct_receiver(hand_over=hand_over, receiver=form.cleaned_data["receiver"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The name was corrected; the old one stays in the diary."))
            return redirect("hand-over-list", pk=desk.training_class.pk)
    context = {"desk": desk, "training_class": desk.training_class, "hand_over": hand_over, "form": form}
    return render(request, "certificates/hand_over_correct.html", context)


@login_required
@require_safe
def hand_over_scan(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The letter of authority, for registrars."""
    _desk, hand_over = get_hand_over(request, pk)
    if not hand_over.file_sha256:
        raise Http404
    audit.access(request, hand_over, "letter_of_authority")
    content_type = uploads.content_type_of(hand_over.file_sha256, hand_over.file_name)
    return files.private_response(hand_over.file_sha256, hand_over.file_name, content_type)


@login_required
@require_safe
def hand_over_sheet(request: LoggedInRequest, pk: int, kind: str) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    training_class, order = desk.training_class, _order(request)
    rows = papers.paper_rows(training_class, order)
    audit.access(request, training_class, "birth_dates")
    if kind == "pdf":
        return _file(hand_over_lists.hand_over_pdf(training_class, rows, order), f"nhan-giay-{training_class.code}.pdf")
    if kind == "xlsx":
        return _file(hand_over_lists.hand_over_spreadsheet(training_class, rows), f"nhan-giay-{training_class.code}.xlsx")
    raise Http404


@login_required
@require_safe
def ceremony_sheet(request: LoggedInRequest, pk: int, kind: str) -> HttpResponse:
    """`luot` people walk up together; 0 all one after the other."""
    desk = get_desk(request, pk, Verb.READ)
    training_class, order = desk.training_class, _order(request)
    rows = papers.paper_rows(training_class, order)
    if kind == "pdf":
        turns = request.GET.get("luot", "")
        at_once = int(turns) if turns.isdecimal() and len(turns) < 4 else 0
        return _file(hand_over_lists.ceremony_pdf(training_class, rows, order, at_once=at_once), f"trao-giay-{training_class.code}.pdf")
    if kind == "xlsx":
        return _file(hand_over_lists.ceremony_spreadsheet(training_class, rows, order), f"trao-giay-{training_class.code}.xlsx")
    raise Http404


def _order(request: LoggedInRequest) -> str:
    return ORDERS.get(request.GET.get("theo", ""), PrintRun.Order.AGENCY)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf" if name.endswith(".pdf") else SPREADSHEET)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

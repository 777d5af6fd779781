"""Numbered blanks: entering packages, the stock, spoiled ones."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from certificates import stock
from certificates.actions import blanks
from certificates.exceptions import CertificateError
from certificates.forms_paper import BlankRangeForm, BlankSearchForm, ReasonForm
from certificates.models import BlankRange
from certificates.permissions import require_registrar
from certificates.permissions_paper import get_blank, get_range, institutions_of
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
def blank_list(request: LoggedInRequest) -> HttpResponse:
    issuers = require_registrar(request)
    form = BlankSearchForm(request.GET)
    words, state = (form.cleaned_data["so"], form.cleaned_data["trang_thai"]) if form.is_valid() else ("", "")
    found = stock.blanks_found(issuers, words, state)
    context = {
        "stocks": stock.stocks_of(issuers),
        "ranges": stock.ranges_of(issuers),
        "left": list(stock.left_on_fallen(issuers)[:PAGE_SIZE]),
        "form": form,
        "is_searched": bool(words or state),
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "certificates/blank_list.html", context)


@login_required
def blank_range_enter(request: LoggedInRequest) -> HttpResponse:
    """First what would be entered is shown, then it is confirmed."""
    institutions = institutions_of(request)
    form = BlankRangeForm(request.POST or None, institutions=institutions)
    context: dict[str, Any] = {"form": form, "institutions": institutions}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        try:
            if "confirm" in request.POST:
                package = blanks.enter_range(by=request.user, **form.values())
                messages.success(request, _("The package %(range)s was entered.") % {"range": package})
                return redirect("blank-list")
            context |= _preview(form, request)
        except CertificateError as error:
            form.add_error(None, str(error))
    return render(request, "certificates/blank_range_enter.html", context)


def _preview(form: BlankRangeForm, request: LoggedInRequest) -> dict[str, Any]:
    data = form.values()
    package = BlankRange(**data | {"prefix": data["prefix"].upper()}, entered_by=request.user)
    blanks.check_range(package)
    return {"package": package, "count": package.last - package.first + 1}


@login_required
def blank_range_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    package = get_range(request, pk)
    if request.method == "POST":
        try:
            blanks.withdraw_range(package=package, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The package was taken out."))
        return redirect("blank-list")
    return render(request, "certificates/blank_range_withdraw.html", {"package": package})


@login_required
def blank_spoil(request: LoggedInRequest, pk: int) -> HttpResponse:
    blank = get_blank(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            blanks.spoil(blank=blank, reason=form.cleaned_data["reason"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Blank %(text)s is noted as spoiled.") % {"text": blank.text})
            return redirect("blank-list")
    return render(request, "certificates/blank_spoil.html", {"blank": blank, "form": form})


@login_required
@require_POST
def blank_restore(request: LoggedInRequest, pk: int) -> HttpResponse:
    blank = get_blank(request, pk)
    try:
        blank = blanks.restore(blank=blank, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        text = _("The document lies on blank %(text)s again.") if blank.certificate_id else _("Blank %(text)s is free again.")
        messages.success(request, text % {"text": blank.text})
    return redirect("blank-list")


@login_required
@require_POST
def blank_release_left(request: LoggedInRequest) -> HttpResponse:
    """Every blank of a document that stands no longer is noted as spoiled."""
    issuers = require_registrar(request)
    count = blanks.release_left(blanks=list(stock.left_on_fallen(issuers)), by=request.user)
    messages.success(request, ngettext("%(n)s blank was noted as spoiled.", "%(n)s blanks were noted as spoiled.", count) % {"n": count})
    return redirect("blank-list")

"""Printing a class: choosing, the stack as one file, matching with numbered blanks, jams."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from certificates import papers, printing, stock
from certificates.actions import blank_matching, print_runs
from certificates.exceptions import CertificateError
from certificates.forms_paper import FirstBlankForm, PrintRunForm, ReasonForm, ShiftForm, SpoilSheetForm
from certificates.models import PrintLine, PrintRun
from certificates.permissions import Desk, Verb, get_desk
from certificates.permissions_paper import get_line, get_run
from lms.foundation import audit
from lms.people.requests import LoggedInRequest

PART = 100  # sheets; as many as a tray holds


@login_required
def print_run_list(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    documents = printing.kinds_of(desk.training_class)
    found, last = printing.printable(desk.training_class), printing.last_settings(desk.training_class)
    unprinted = printing.not_yet_printed(found).count()
    form = PrintRunForm(request.POST or None, documents=documents, last=last, is_all_printed=not unprinted)
    if request.method == "POST" and form.is_valid():
        try:
            run = _make(desk, form, request)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            return redirect("print-run-show", pk=run.pk)
    context = {
        "desk": desk, "training_class": desk.training_class, "form": form, "documents": documents, "runs": printing.runs_of(desk.training_class),
        "printable": found.count(), "unprinted": unprinted, "last": last,
    }  # fmt: skip
    return render(request, "certificates/print_run_list.html", context)


def _make(desk: Desk, form: PrintRunForm, request: LoggedInRequest) -> PrintRun:
    data = form.cleaned_data
    found = printing.printable(desk.training_class).filter(document_class=data["document_class"])
    if data["which"] == PrintRunForm.NEW:
        found = printing.not_yet_printed(found)
    elif data["which"] == PrintRunForm.ONE:
        found = printing.named(found, data["person"])
    values = {name: data[name] for name in ("order", "with_frame", "shift_x_mm", "shift_y_mm")}
    return print_runs.make(training_class=desk.training_class, certificates=found, by=request.user, **values)


@login_required
@require_safe
def alignment_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    """With the shift in the address, so that a try needs no run."""
    from certificates.print_pages import alignment_page

    desk = get_desk(request, pk, Verb.MANAGE)
    form = ShiftForm(request.GET)
    shift = (form.cleaned_data["shift_x_mm"], form.cleaned_data["shift_y_mm"]) if form.is_valid() else (Decimal(0), Decimal(0))
    documents = printing.kinds_of(desk.training_class)
    size = (documents[0].width_mm, documents[0].height_mm) if documents else (297, 210)
    return _pdf(alignment_page(shift[0], shift[1], size), "trang-can-chinh.pdf")


@login_required
def print_run_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk, run = get_run(request, pk)
    lines = printing.lines_of(run)
    standing = printing.still_standing(lines)
    document = lines[0].certificate.document_class
    matched = [line for line in standing if blank_matching.is_on_blank(line)]
    context = {
        "desk": desk, "training_class": desk.training_class, "run": run, "document": document, "standing": set(standing), "matched": set(matched),
        "groups": printing.groups_of(lines), "parts": _parts(standing), "shift_form": ShiftForm(initial={"shift_x_mm": run.shift_x_mm, "shift_y_mm": run.shift_y_mm}),
        "stock": stock.stock_of(desk.training_class.issuer, document.kind) if document.uses_blanks else None, "first_form": FirstBlankForm(),
        "outdated": papers.outdated(line.certificate for line in standing),
    }  # fmt: skip
    return render(request, "certificates/print_run_show.html", context)


def _parts(lines: list[PrintLine]) -> list[tuple[int, int]]:
    """(first, last position) of every tray; none where one tray is enough."""
    if len(lines) <= PART:
        return []
    return [(lines[start].position, lines[min(start + PART, len(lines)) - 1].position) for start in range(0, len(lines), PART)]


@login_required
@require_safe
def print_run_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The whole stack, or the sheets `tu` to `den`."""
    from certificates.print_pages import stack

    desk, run = get_run(request, pk)
    first, last = _number(request.GET.get("tu"), 1), _number(request.GET.get("den"), 10**9)
    lines = [line for line in printing.still_standing(printing.lines_of(run)) if first <= line.position <= last]
    if not lines:
        messages.error(request, _("There is nothing to print for this choice."))
        return redirect("print-run-show", pk=run.pk)
    audit.access(request, run, "certificate_files")
    try:
        content = stack(run, lines, with_dividers=run.with_frame)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("print-run-show", pk=run.pk)
    return _pdf(content, f"in-{desk.training_class.code}-{run.pk}.pdf")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default


@login_required
@require_safe
def print_run_dividers(request: LoggedInRequest, pk: int) -> HttpResponse:
    from certificates.print_pages import divider_pages

    desk, run = get_run(request, pk)
    groups = printing.groups_of(printing.still_standing(printing.lines_of(run)))
    return _pdf(divider_pages(groups, class_code=desk.training_class.code), f"phan-cach-{desk.training_class.code}-{run.pk}.pdf")


@login_required
@require_POST
def print_run_move(request: LoggedInRequest, pk: int) -> HttpResponse:
    _desk, run = get_run(request, pk)
    form = ShiftForm(request.POST)
    try:
        if form.is_valid():
            print_runs.move(run=run, by=request.user, **form.cleaned_data)
            messages.success(request, _("The new shift is kept; download the file again."))
        else:
            messages.error(request, _("Write millimetres with at most one digit after the point, for example 1.5 or -2."))
    except CertificateError as error:
        messages.error(request, str(error))
    return redirect("print-run-show", pk=run.pk)


@login_required
def print_run_discard(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk, run = get_run(request, pk)
    if request.method == "POST":
        try:
            print_runs.discard(run=run, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
            return redirect("print-run-show", pk=pk)
        messages.success(request, _("The print run was forgotten; its documents count as not yet printed."))
        return redirect("print-run-list", pk=desk.training_class.pk)
    return _confirm(request, desk, run, "discard")


@login_required
def print_run_match(request: LoggedInRequest, pk: int) -> HttpResponse:
    """GET shows which sheet would lie on which blank; POST confirms exactly that."""
    desk, run = get_run(request, pk)
    form = FirstBlankForm(request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {"desk": desk, "training_class": desk.training_class, "run": run, "form": form}
    if form.is_valid():
        try:
            if request.method == "POST":
                pairs = blank_matching.match(run=run, first=form.cleaned_data["phoi"], mark=request.POST.get("mark", ""), by=request.user)
                text = ngettext("%(n)s sheet was matched with its blank.", "%(n)s sheets were matched with their blanks.", len(pairs))
                messages.success(request, text % {"n": len(pairs)})
                return redirect("print-run-show", pk=pk)
            pairs = blank_matching.plan(run, form.cleaned_data["phoi"])
            context |= {"pairs": pairs, "mark": blank_matching.mark_of(pairs)}
        except CertificateError as error:
            form.add_error("phoi", str(error))
    return render(request, "certificates/print_run_match.html", context)


@login_required
def print_run_unmatch(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk, run = get_run(request, pk)
    if request.method != "POST":
        return _confirm(request, desk, run, "unmatch")
    try:
        count = blank_matching.unmatch(run=run, by=request.user)
    except CertificateError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, ngettext("%(n)s blank is free again.", "%(n)s blanks are free again.", count) % {"n": count})
    return redirect("print-run-show", pk=pk)


@login_required
def print_run_spoil(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The whole stack is waste."""
    desk, run = get_run(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = blank_matching.spoil_run(run=run, reason=form.cleaned_data["reason"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, ngettext("%(n)s blank was noted as spoiled.", "%(n)s blanks were noted as spoiled.", count) % {"n": count}
            )
            return redirect("print-run-show", pk=pk)
    return _confirm(request, desk, run, "spoil", form)


@login_required
def print_line_spoil(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk, line = get_line(request, pk)
    line.run.training_class = desk.training_class
    form = SpoilSheetForm(request.POST or None, **_ways(line))
    if request.method == "POST" and form.is_valid():
        verb = blank_matching.spoil_sheet_and_shift if form.cleaned_data["way"] == SpoilSheetForm.SHIFT else blank_matching.spoil_sheet
        try:
            blank = verb(line=line, reason=form.cleaned_data["reason"], by=request.user)
        except CertificateError as error:
            form.add_error(None, str(error))
        else:
            words = {"n": line.position, "text": blank.text}
            messages.success(request, _("Sheet %(n)s lies on blank %(text)s now; the spoiled one is recorded.") % words)
            return redirect("print-run-show", pk=line.run_id)
    context = {"desk": desk, "training_class": desk.training_class, "run": line.run, "line": line, "form": form}
    return render(request, "certificates/print_line_spoil.html", context)


def _ways(line: PrintLine) -> dict[str, str]:
    """Both ways with the numbers to which they lead, so that the person at the printer can compare them with the paper."""
    words = blank_matching.outlook(line)
    alone = _("Nothing: I print this sheet again alone, on blank %(blank)s. All other sheets keep their numbers.") % {"blank": words.alone}
    if not words.shifted:
        return {"alone": alone, "shift": ""}
    numbers = {"blank": words.shifted, "last": words.last}
    shift = (
        _("The printer printed it again on the next blank %(blank)s; all later sheets lie one blank further, the last one on %(last)s.")
        % numbers
    )
    return {"alone": alone, "shift": shift}


def _confirm(request: LoggedInRequest, desk: Desk, run: PrintRun, what: str, form: ReasonForm | None = None) -> HttpResponse:
    lines = printing.still_standing(printing.lines_of(run))
    matched = [line for line in lines if blank_matching.is_on_blank(line)]
    context = {
        "desk": desk,
        "training_class": desk.training_class,
        "run": run,
        "what": what,
        "form": form,
        "lines": lines,
        "matched": matched,
    }
    return render(request, "certificates/print_run_confirm.html", context)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

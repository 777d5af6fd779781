"""What waits for the class manager after a scan: claims to confirm, people who need another browser."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes.actions import bindings, claims
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Flag, Scan, Trainee
from lms.classes.permissions import Verb, visit_session
from lms.people.requests import LoggedInRequest

AT_THE_DESK = (Flag.Kind.NAME_TAKEN, Flag.Kind.WRONG_CONFIRMATION)


@login_required
def session_claims(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.MARK)
    context = {"visit": visit, "training_class": session.training_class, "session": session, "claims": claims.waiting(session)}
    return render(request, "classes/session_claims.html", context | {"at_desk": _at_the_desk(session), "gone_out": _without_out(session)})


@login_required
@require_POST
def claims_accept(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Every claim that waits."""
    _visit, session = visit_session(request, pk, Verb.MARK)
    try:
        count = claims.accept_all(session=session, by=request.user)
    except ClassError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, ngettext("%(n)s scan counts now.", "%(n)s scans count now.", count) % {"n": count})
    return redirect("session-claims", pk=pk)


@login_required
@require_POST
def claim_decide(request: LoggedInRequest, pk: int, scan_pk: int) -> HttpResponse:
    """One claim: accepted by one tap, refused with a reason."""
    _visit, session = visit_session(request, pk, Verb.MARK)
    scan = get_object_or_404(
        Scan.objects.select_related("session", "trainee__enrollment__person"), pk=scan_pk, session=session, is_claimed=True
    )
    name = {"name": scan.trainee.enrollment.person.full_name}
    try:
        if request.POST.get("decision") == "refuse":
            claims.refuse(scan=scan, reason=request.POST.get("reason", "")[:300], by=request.user)
            messages.success(request, _("The scan of %(name)s is refused.") % name)
        else:
            claims.accept(scan=scan, by=request.user)
            messages.success(request, _("The scan of %(name)s counts now.") % name)
    except ClassError as error:
        messages.error(request, str(error))
    return redirect("session-claims", pk=pk)


@login_required
@require_POST
def binding_release(request: LoggedInRequest, pk: int, trainee_pk: int) -> HttpResponse:
    """The desk has seen the papers of this person, who may confirm on another phone now."""
    _visit, session = visit_session(request, pk, Verb.MARK)
    trainee = get_object_or_404(
        Trainee.objects.select_related("enrollment__person"), pk=trainee_pk, training_class=session.training_class_id
    )
    bindings.release(trainee=trainee, by=request.user)
    messages.success(request, _("%(name)s may confirm on another phone now.") % {"name": trainee.enrollment.person.full_name})
    return redirect("session-claims", pk=pk)


def _at_the_desk(session: ClassSession) -> list[Flag]:
    """People whom the machine sent to the desk, newest first, each once."""
    found = session.flags.filter(kind__in=AT_THE_DESK, settled_at__isnull=True, trainee__isnull=False)
    newest = {flag.trainee_id: flag for flag in found.select_related("trainee__enrollment__person", "trainee__agency").order_by("at")}
    return sorted(newest.values(), key=lambda flag: flag.at, reverse=True)


def _without_out(session: ClassSession) -> list[Trainee]:
    """In a class whose people also check out: who came in and has no scan on the way out. A person judges that, not the machine."""
    if not session.training_class.with_check_out or session.check_out_opened_at is None:
        return []
    attending = Trainee.objects.active().filter(current_attendance__in=session.current_attendance.attended())
    return list(attending.exclude(scans__in=session.scans.filter(direction="out")).select_related("enrollment__person", "agency").by_name())

"""A trainee's ticket on the phone, as a picture, and everybody's on paper."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.classes import checkin_qr, ticket_cards, ticket_image, tickets
from lms.classes.models import TrainingClass
from lms.classes.permissions import Verb, visit_class
from lms.classes.tickets import Ticket
from lms.classes.views.attachments import PDF, PNG, attachment
from lms.classes.views.notices import may_announce
from lms.foundation import audit
from lms.foundation.ratelimit import limited
from lms.people.requests import LoggedInRequest


@require_safe
@never_cache
@limited("ticket", per_account=120, per_address=6000)
def ticket_show(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Today's ticket; with a class's pk that of this class, 404 for everybody who is not its trainee."""
    if pk is not None:
        return _page(request, _ticket(request, pk), [])
    classes = tickets.classes_of(request)
    if not classes:
        return render(request, "classes/ticket_none.html")
    return _page(request, _ticket(request, classes[0].pk), classes[1:])


@require_safe
@limited("ticket-picture", per_account=20, per_address=1000)
def ticket_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket as a PNG, for browsers inside messengers that save nothing else."""
    ticket = _ticket(request, pk)
    return attachment(ticket_image.png_of(ticket), f"phieu-{ticket.training_class.code}.png", PNG)


@login_required
def class_cards(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«In thẻ học viên»: for those who run the class, since whoever holds a card is that trainee."""
    visit = visit_class(request, pk, Verb.READ)
    if not may_announce(visit):
        raise PermissionDenied
    audit.access(request, visit.training_class, "ticket_codes")
    return attachment(ticket_cards.class_cards(visit.training_class), f"the-hoc-vien-{visit.training_class.code}.pdf", PDF)


def _ticket(request: HttpRequest, pk: int) -> Ticket:
    training_class = get_object_or_404(TrainingClass.objects.select_related("organizer"), pk=pk)
    trainee = tickets.trainee_for(request, training_class)
    if trainee is None:
        raise Http404
    return tickets.ticket_of(trainee)


def _page(request: HttpRequest, ticket: Ticket, others: list[TrainingClass]) -> HttpResponse:
    context = {
        "ticket": ticket,
        "place": ticket.place,
        "training_class": ticket.training_class,
        "qr": checkin_qr.svg(ticket.address) if ticket.address else "",
        "others": others,
    }
    return render(request, "classes/ticket.html", context)

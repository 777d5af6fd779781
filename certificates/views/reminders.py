"""Papers that nobody has fetched, over all classes, and reminding those who should."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from certificates import papers
from certificates.actions import reminders
from certificates.exceptions import CertificateError
from certificates.forms_paper import ReminderForm
from certificates.permissions import Verb, classes_of_registrar, get_desk, require_registrar
from lms.classes.exceptions import ClassError
from lms.classes.models import NoticeDelivery
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
def paper_due_list(request: LoggedInRequest) -> HttpResponse:
    require_registrar(request)
    classes = papers.classes_with_due(classes_of_registrar(request.user))
    page = Paginator(classes, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "due": papers.due_in_all(classes_of_registrar(request.user))}
    return render(request, "certificates/paper_due_list.html", context)


@login_required
def paper_remind(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.MANAGE)
    waiting = reminders.waiting_for(desk.training_class)
    initial = {"text": reminders.reminder_text(desk.training_class), "channels": [NoticeDelivery.Channel.MAIL]}
    form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reached = reminders.remind(training_class=desk.training_class, by=request.user, **form.cleaned_data)
        except (CertificateError, ClassError) as error:
            form.add_error(None, str(error))
        else:
            words = ", ".join(f"{NoticeDelivery.Channel(channel).label}: {count}" for channel, count in reached.items())
            messages.success(request, _("The reminder is on its way (%(counts)s).") % {"counts": words})
            return redirect("hand-over-list", pk=pk)
    context = {"desk": desk, "training_class": desk.training_class, "waiting": waiting, "form": form}
    return render(request, "certificates/paper_remind.html", context)

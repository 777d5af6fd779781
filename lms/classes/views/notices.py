"""Notices of a class for those who run it: written, offered in every way, and who has not opened them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes import notice_texts, posters
from lms.classes.actions import deliveries, notices
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassNotice, NoticeDelivery, TrainingClass
from lms.classes.notice_forms import NoticeForm
from lms.classes.notice_readers import opened_counts, readers_of, ways_of
from lms.classes.permissions import Verb, Visit, visit_class
from lms.classes.views.attachments import PDF, attachment
from lms.classes.views.pages import class_page, tell
from lms.foundation import audit
from lms.foundation.ratelimit import limited
from lms.people.requests import LoggedInRequest


@login_required
def class_notices(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    found = list(visit.training_class.notices.select_related("session"))
    opened = opened_counts(found)
    context: dict[str, Any] = {
        "rows": [(notice, opened.get(notice.pk, 0)) for notice in found],
        "total": visit.training_class.trainees.active().count(),
        "may_announce": may_announce(visit),
    }
    return class_page(request, visit, "classes/class_notices.html", **context)


@login_required
def notice_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    _require_announcer(visit)
    form = NoticeForm(request.POST or None, training_class=visit.training_class, initial=_first_words(request, visit.training_class))
    if request.method == "POST" and form.is_valid():
        try:
            notice = notices.announce(training_class=visit.training_class, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The notice stands on the class page. Now tell the people."))
            return redirect("notice-detail", pk=notice.pk)
    return class_page(request, visit, "classes/notice_add.html", form=form)


@login_required
def notice_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Every way to tell the people, and who has not opened it."""
    visit, notice = visit_notice(request, pk)
    audit.access(request, notice, "phones_of_those_who_have_not_opened")
    return class_page(request, visit, "classes/notice_detail.html", readers=readers_of(notice), **_ways(notice))


@login_required
@limited("notice-ways", per_account=120, per_address=6000)
def notice_ways(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The part of the page that says how the sending stands."""
    _visit, notice = visit_notice(request, pk)
    return render(request, "classes/_notice_ways.html", _ways(notice))


@login_required
@require_POST
def notice_send(request: LoggedInRequest, pk: int, channel: str, *, again: bool = False) -> HttpResponse:
    _visit, notice = visit_notice(request, pk)
    if channel not in NoticeDelivery.Channel.values:
        raise Http404
    action = deliveries.send_again if again else deliveries.queue
    try:
        count = action(notice=notice, channel=channel, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        text = ngettext("%(n)s message is on its way.", "%(n)s messages are on their way.", count)
        messages.success(request, text % {"n": count})
    return redirect("notice-detail", pk=pk)


@login_required
def notice_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The notice in big letters for the door."""
    visit, notice = visit_notice(request, pk)
    return attachment(posters.notice_poster(notice), f"thong-bao-{visit.training_class.code}-{notice.short_code}.pdf", PDF)


def visit_notice(request: LoggedInRequest, pk: int) -> tuple[Visit, ClassNotice]:
    """A notice for those who may announce in its class: a stranger gets 404, others of the class 403."""
    notice = get_object_or_404(ClassNotice.objects.select_related("session"), pk=pk)
    visit = visit_class(request, notice.training_class_id, Verb.READ)
    notice.training_class = visit.training_class
    _require_announcer(visit)
    return visit, notice


def may_announce(visit: Visit) -> bool:
    """Officers and class managers, also of a class that is over or cancelled: its people still have to be told."""
    return visit.may(Verb.EDIT) or visit.may(Verb.MARK)


def _require_announcer(visit: Visit) -> None:
    if not may_announce(visit):
        raise PermissionDenied


def _ways(notice: ClassNotice) -> dict[str, Any]:
    ways = ways_of(notice)
    return {
        "notice": notice,
        "message": notice_texts.message_of(notice),
        "address": notice_texts.address_of(notice),
        "ways": ways,
        "is_sending": any(way.waiting for way in ways),
    }


def _first_words(request: LoggedInRequest, training_class: TrainingClass) -> dict[str, Any]:
    """A letter of invitation is already written when somebody asks for one."""
    if request.GET.get("loai") != ClassNotice.Kind.SUMMONS:
        return {"kind": ClassNotice.Kind.NEWS}
    first = training_class.sessions.not_cancelled().ending_after(timezone.now()).select_related("venue").first()
    words = notice_texts.words_of_summons(training_class, first)
    return {"kind": words.kind, "title": words.title, "text": words.text, "session": first}

"""The page of a class that anybody may open, its files, its poster; a single notice. No account, no trainee's name."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.classes import calendars, checkin_qr, notice_texts, posters
from lms.classes.actions import openings
from lms.classes.class_page_content import content_of, public_documents
from lms.classes.models import ClassNotice, TrainingClass
from lms.classes.permissions import Verb, Visit, standings_in
from lms.classes.tickets import trainee_for
from lms.classes.views.attachments import CALENDAR, PDF, attachment
from lms.foundation import files, uploads
from lms.foundation.ratelimit import limited

# A hall of 500 is one address, and everybody looks in the same minute.
PER_ACCOUNT, PER_ADDRESS = 120, 6000


@require_safe
@never_cache
@limited("class-page", per_account=PER_ACCOUNT, per_address=PER_ADDRESS)
def class_page_show(request: HttpRequest, short_code: str) -> HttpResponse:
    training_class = _class_of(short_code)
    trainee = trainee_for(request, training_class)
    if trainee and request.method == "GET":
        openings.note_all(trainee=trainee)
    context = {
        "page": content_of(training_class, timezone.now()),
        "training_class": training_class,
        "address": notice_texts.without_scheme(notice_texts.class_address(training_class)),
        "qr": checkin_qr.svg(notice_texts.class_address(training_class)),
        "trainee": trainee,
        **_rights(request, training_class),
    }
    return render(request, "classes/class_page.html", context)


@require_safe
@limited("class-page-file", per_account=60, per_address=3000)  # type: ignore[arg-type]  # a file streams
def class_page_file(request: HttpRequest, short_code: str, pk: int) -> HttpResponseBase:
    document = get_object_or_404(public_documents(_class_of(short_code)), pk=pk)
    content_type = uploads.content_type_of(document.file_sha256, document.file_name)
    return files.private_response(document.file_sha256, document.file_name, content_type)


@require_safe
@limited("class-page-paper", per_account=30, per_address=600)
def class_page_poster(request: HttpRequest, short_code: str) -> HttpResponse:
    training_class = _class_of(short_code)
    return attachment(posters.class_poster(training_class), f"ap-phich-{training_class.code}.pdf", PDF)


@require_safe
@limited("class-page-paper", per_account=30, per_address=600)
def class_page_calendar(request: HttpRequest, short_code: str) -> HttpResponse:
    training_class = _class_of(short_code)
    return attachment(calendars.of_class(training_class), f"lich-{training_class.code}.ics", CALENDAR)


@require_safe
@never_cache
@limited("class-page", per_account=PER_ACCOUNT, per_address=PER_ADDRESS)
def notice_show(request: HttpRequest, short_code: str) -> HttpResponse:
    """One notice, at the address that a pasted message carries."""
    notice = get_object_or_404(ClassNotice.objects.select_related("training_class__organizer", "session__venue"), short_code=short_code)
    trainee = trainee_for(request, notice.training_class)
    if trainee and request.method == "GET":
        openings.note(notice=notice, trainee=trainee)
    context = {"notice": notice, "training_class": notice.training_class, "trainee": trainee}
    return render(request, "classes/notice_show.html", context)


def _class_of(short_code: str) -> TrainingClass:
    return get_object_or_404(TrainingClass.objects.select_related("organizer"), short_code=short_code)


def _rights(request: HttpRequest, training_class: TrainingClass) -> dict[str, bool]:
    """What the links at the end of the page offer to those who run the class."""
    if not request.user.is_authenticated:
        return {"may_read": False, "may_mark": False}
    visit = Visit(training_class, standings_in(request.user, training_class))
    return {"may_read": visit.may(Verb.READ), "may_mark": visit.may(Verb.MARK) and not training_class.is_final}

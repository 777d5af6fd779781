"""What programs ask that check a credential: DID documents, profiles, achievements, status lists. Public, with no word about people."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.badges import addresses, documents, status_lists
from certificates.models import DocumentClass
from courses.models import CoursePage
from lms.classes.models import TrainingProgramme
from lms.foundation import ratelimit
from lms.people.models import Organization

limited = ratelimit.limited("badges", per_account=240, per_address=600)
cached = cache_control(public=True, max_age=status_lists.KEPT_SECONDS)


def _open(response: HttpResponse) -> HttpResponse:
    """Programs in browsers of other sites may read it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _json(value: dict[str, Any]) -> HttpResponse:
    return _open(JsonResponse(value, json_dumps_params={"ensure_ascii": False}))


def _issuer(pk: int) -> Organization:
    return get_object_or_404(Organization, pk=pk, kind=Organization.Kind.TRAINING_INSTITUTION)


@require_safe
@limited
@cached
def platform_did(request: HttpRequest) -> HttpResponse:
    return _json(documents.did_document(addresses.platform_did()))


@require_safe
@limited
@cached
def issuer_did(request: HttpRequest, pk: int) -> HttpResponse:
    return _json(documents.did_document(addresses.issuer_did(_issuer(pk))))


@require_safe
@limited
@cached
def key_set(request: HttpRequest) -> HttpResponse:
    return _json({"keys": documents.public_keys()})


@require_safe
@limited
@cached
def issuer_profile(request: HttpRequest, pk: int) -> HttpResponse:
    return _json({"@context": documents.CONTEXT, **documents.profile(_issuer(pk))})


@require_safe
@limited
@cached
def achievement_detail(request: HttpRequest, pk: int, kind: str, source: str) -> HttpResponse:
    form = DocumentClass.objects.filter(kind=kind).order_by("-version").first()
    if form is None:
        raise Http404
    achievement = documents.achievement(_issuer(pk), kind=kind, source=source, title=form.title, name=_name_of(source))
    return _json({"@context": documents.CONTEXT, **achievement})


@require_safe
@limited
@cached
def status_list(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    issuer = _issuer(pk)
    if not status_lists.exists(number):
        raise Http404
    return _open(HttpResponse(status_lists.signed_list(issuer, number), content_type="application/vc+jwt"))


def _name_of(source: str) -> str:
    """The programme `p12`, or the course `c<uid>`."""
    letter, key = source[:1], source[1:]
    if letter == "p" and key.isascii() and key.isdecimal() and len(key) < 10:
        return get_object_or_404(TrainingProgramme, pk=int(key)).title
    try:
        course = CoursePage.objects.filter(content_uid=UUID(key)).order_by("pk").first() if letter == "c" else None
    except ValueError:
        course = None
    if course is None:
        raise Http404
    return course.title

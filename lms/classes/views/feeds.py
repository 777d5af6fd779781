"""A person's own calendar: the page with its address, and the calendar itself, read by programs without a login."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.classes import calendars, feeds
from lms.classes.actions import feeds as feed_actions
from lms.foundation.ratelimit import limited
from lms.people.requests import LoggedInRequest


@login_required
@require_safe
def calendar_feed(request: LoggedInRequest) -> HttpResponse:
    feed = feed_actions.give(person=request.user)
    address = feeds.address_of(feed)
    context = {"feed": feed, "address": address, "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://")}
    return render(request, "classes/calendar_feed.html", context)


@login_required
@require_POST
@limited("calendar-feed-renew", per_account=5, per_address=600)
def calendar_feed_renew(request: LoggedInRequest) -> HttpResponse:
    feed_actions.renew(person=request.user, by=request.user)
    messages.success(request, _("The calendar has a new address. The old one shows nothing any more; enter the new one in your calendar."))
    return redirect("calendar-feed")


@require_safe
@limited("calendar-feed", per_account=60, per_address=3000)
def calendar_feed_file(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs: asked often, so it says cheaply that nothing changed."""
    feed = feeds.feed_of_token(token)
    if feed is None:
        raise Http404
    with translation.override(feed.person.language):
        body = feeds.calendar_of(feed.person)
    etag = f'"{hashlib.sha256(calendars.without_stamp(body)).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _private(HttpResponseNotModified(), etag)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich-hoc-ai.ics"'
    return _private(response, etag)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    """Kept by nobody in between, asked for again every time, listed by no search engine."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response

"""Door to icalendar: the sessions of a class, or of all classes of a person, for anybody's calendar (RFC 5545)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lms.classes.models import ClassSession, TrainingClass, Venue

# How often calendars should look for changes: a room may change in the last hour.
REFRESH = timedelta(minutes=30)
STAMP = b"DTSTAMP:"


def of_class(training_class: TrainingClass) -> bytes:
    """The sessions of one class."""
    sessions = training_class.sessions.select_related("venue", "training_class")
    return _calendar(str(training_class), sessions, {})


def of_classes(name: str, classes: Iterable[TrainingClass], rooms: Mapping[int, Venue]) -> bytes:
    """The sessions of several classes, those of a cancelled class as cancelled.

    `rooms` are {session id: venue} where whoever reads this sits elsewhere than in the session's own venue.
    """
    sessions = ClassSession.objects.of_classes(list(classes)).select_related("venue", "training_class")
    return _calendar(name, sessions, rooms)


def without_stamp(calendar: bytes) -> bytes:
    """What is the same as long as nothing changes: the moment of writing is left out."""
    return b"\r\n".join(line for line in calendar.split(b"\r\n") if not line.startswith(STAMP))


def _calendar(name: str, sessions: Iterable[ClassSession], rooms: Mapping[int, Venue]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Hoc AI//Lop boi duong//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for session in sessions:
        calendar.add_component(_event(session, rooms.get(session.pk, session.venue)))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(session: ClassSession, venue: Venue | None) -> Event:
    """A cancelled session stays as cancelled, so that calendars take it away."""
    event, training_class = Event(), session.training_class
    host = settings.HOCAI_SITE_URL.split("://", 1)[-1]
    is_cancelled = session.cancelled or training_class.state == TrainingClass.State.CANCELLED
    event.add("uid", f"session-{session.pk}@{host}")
    event.add("sequence", session.edition)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    event.add("summary", _("%(class)s: session %(n)s") % {"class": training_class.title, "n": session.number})
    event.add("description", "\n".join(filter(None, [session.title, _("%(n)s tiết") % {"n": session.periods}])))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("url", settings.HOCAI_SITE_URL + _page_of(training_class))
    if venue:
        event.add("location", ", ".join(filter(None, [venue.name, venue.address])))
    return event


def _page_of(training_class: TrainingClass) -> str:
    """The page that opens without an account."""
    if training_class.short_code:
        return reverse("class-page", args=[training_class.short_code])
    return reverse("class-detail", args=[training_class.pk])

"""Door to icalendar: the sessions of a class for anybody's calendar."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lms.classes.models import ClassSession, TrainingClass


def of_class(training_class: TrainingClass) -> bytes:
    """RFC 5545; a cancelled session is sent as cancelled, so that calendars take it away."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hoc AI//Lop boi duong//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", str(training_class))
    for session in training_class.sessions.select_related("venue"):
        calendar.add_component(_event(training_class, session))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(training_class: TrainingClass, session: ClassSession) -> Event:
    event = Event()
    host = settings.HOCAI_SITE_URL.split("://", 1)[-1]
    event.add("uid", f"session-{session.pk}@{host}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    event.add("summary", _("%(class)s: session %(n)s") % {"class": training_class.title, "n": session.number})
    event.add("description", "\n".join(filter(None, [session.title, _("%(n)s tiết") % {"n": session.periods}])))
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("url", settings.HOCAI_SITE_URL + reverse("class-detail", args=[training_class.pk]))
    if session.venue:
        event.add("location", ", ".join(filter(None, [session.venue.name, session.venue.address])))
    return event

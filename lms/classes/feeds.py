"""The address of a person's own calendar: whoever knows it reads it, so it is signed and can be changed."""

import secrets

from django.conf import settings
from django.core.signing import Signer
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from lms.people.models import User

from . import calendars
from .models import CalendarFeed, Trainee, TrainingClass
from .panels import rooms_of

NONCE_BYTES = 16


def new_nonce() -> str:
    return secrets.token_hex(NONCE_BYTES)


def address_of(feed: CalendarFeed) -> str:
    return settings.HOCAI_SITE_URL + reverse("calendar-feed-file", args=[token_of(feed)])


def token_of(feed: CalendarFeed) -> str:
    return f"{feed.pk}.{_signer().signature(_signed(feed))}"


def feed_of_token(token: str) -> CalendarFeed | None:
    """The feed whose present address this is, of a person who is still here."""
    number, _dot, signature = token.partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    feed = CalendarFeed.objects.select_related("person").filter(pk=number, person__is_active=True).first()
    if feed and constant_time_compare(signature, _signer().signature(_signed(feed))):
        return feed
    return None


def calendar_of(person: User) -> bytes:
    """Everything this person learns, teaches or runs."""
    places = list(Trainee.objects.active().of_person(person))
    attended = Q(trainees__in=places)
    mine = TrainingClass.objects.filter(attended | Q(staff__person=person)).values("pk")
    classes = TrainingClass.objects.filter(pk__in=mine).exclude(state=TrainingClass.State.ARCHIVED)
    rooms = {session: venue for (_trainee, session), venue in rooms_of(places).items()}
    return calendars.of_classes(f"Học AI · {person.full_name}", classes.order_by("pk"), rooms)


def _signed(feed: CalendarFeed) -> str:
    return f"{feed.pk}:{feed.nonce}"


def _signer() -> Signer:
    return Signer(salt="lms.classes.calendar-feed")

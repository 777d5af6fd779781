"""A person's calendar address: given when it is first asked for, changed when it has become known to others."""

from django.db import transaction
from django.utils import timezone

from lms.classes.feeds import new_nonce
from lms.classes.models import CalendarFeed
from lms.foundation import audit
from lms.people.models import User


def give(*, person: User) -> CalendarFeed:
    """The feed of this person; the same one every time."""
    return CalendarFeed.objects.get_or_create(person=person, defaults={"nonce": new_nonce()})[0]


@transaction.atomic
def renew(*, person: User, by: User) -> CalendarFeed:
    """A new address; the old one shows nothing any more."""
    feed = give(person=person)
    feed.nonce, feed.made_at = new_nonce(), timezone.now()
    feed.save(update_fields=["nonce", "made_at"])
    audit.record(by, "calendar_feed.renew", feed)
    return feed

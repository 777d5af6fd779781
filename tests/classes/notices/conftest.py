"""Rooms, a bound browser, people who can be reached."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def hall(db):
    from lms.classes.models import Venue

    return Venue.objects.create(name="Hội trường A", address="159 Pasteur, phường Xuân Hòa")


@pytest.fixture
def room_204(db):
    from lms.classes.models import Venue

    return Venue.objects.create(name="Phòng 204", address="159 Pasteur, phường Xuân Hòa")


@pytest.fixture
def tomorrow(sessions, hall):
    """The session to come, in the hall."""
    session = sessions[2]
    session.venue = hall
    session.save(update_fields=["venue"])
    return session


@pytest.fixture
def notice(training_class, officer):
    from lms.classes.actions import notices

    return notices.announce(training_class=training_class, kind="news", title="Mang máy tính", text="Vui lòng mang máy tính.", by=officer)


@pytest.fixture
def bind(client) -> Callable[..., Any]:
    """Makes the test's browser that of a trainee, without an account."""

    def bound(place: Any) -> Any:
        from lms.classes import browsers
        from lms.classes.models import BrowserBinding

        key = "the-key-of-this-phone"
        BrowserBinding.objects.create(
            browser=browsers.known_or_new(key), training_class=place.training_class, trainee=place, confirmed_by="birth_date"
        )
        client.cookies[browsers.COOKIE] = key
        return client

    return bound

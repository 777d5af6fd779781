"""A session of today whose check-in is open, and moments around it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.checkin import code_for, token_for, window_at


@pytest.fixture
def session(training_class, sessions, teacher):
    """Began five minutes ago, has four tiết, and its code has been on the wall for twenty minutes."""
    from lms.classes.models import ClassSession

    now = timezone.now()
    ClassSession.objects.filter(pk=sessions[1].pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=175), checkin_opened_at=now - timedelta(minutes=20)
    )
    return ClassSession.objects.select_related("training_class").get(pk=sessions[1].pk)


def token_at(session, moment):
    return token_for(session.checkin_secret, window_at(moment))


def address(session, moment=None):
    """The QR on the wall at this moment."""
    return reverse("session-checkin", args=[session.pk, token_at(session, moment or timezone.now())])


def code(session, moment=None):
    return code_for(session.checkin_secret, window_at(moment or timezone.now()))

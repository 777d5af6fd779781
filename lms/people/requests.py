"""The request of somebody who has logged in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from lms.people.models import User


class LoggedInRequest(HttpRequest):
    """What a view behind `login_required` receives."""

    user: User  # type: ignore[assignment]  # never anonymous behind that decorator
    htmx: HtmxDetails
